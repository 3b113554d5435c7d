//! One field of the form.
use std::rc::Rc;

use hushcheck_core::{Identifier, Kind, Secret};
use hushcheck_web::Catalogue;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::{Content as _, el, el_with};
use super::understood::understood;
use crate::boot;
use crate::texts::Texts;

#[derive(Properties, PartialEq)]
pub struct FieldProps {
    pub texts: Texts,
    pub catalogue: Opened,
    pub kind: Kind,
    pub error: Option<AttrValue>,
}

/// A catalogue; the same one is equal without being compared.
pub struct Opened(pub Rc<Catalogue>);

impl PartialEq for Opened {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Label, hint, error, input, and what was understood. What is typed stays in the
/// field: the page's state never holds it.
pub struct Field {
    /// Whether a secret can be read.
    is_shown: bool,
    /// What was typed, if it was understood.
    understood: Option<Identifier>,
}

pub enum Message {
    /// A secret is to be shown, or hidden.
    Toggle,
    /// Something is being typed.
    Typing,
    /// The field was left with this text in it.
    Left(Secret),
}

impl Component for Field {
    type Message = Message;
    type Properties = FieldProps;

    fn create(_: &Context<Self>) -> Self {
        Field { is_shown: false, understood: None }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Toggle => self.is_shown = !self.is_shown,
            Message::Typing => return self.understood.take().is_some(),
            Message::Left(text) => {
                let FieldProps { catalogue: Opened(catalogue), kind, .. } = ctx.props();
                let (hints, unicode) = (catalogue.hints(), catalogue.unicode());
                // Passwords are taken as they are; what is wrong is said at the press.
                let parsed = Identifier::parse(*kind, text.expose(), &hints, &unicode).ok();
                self.understood = parsed.filter(|_| *kind != Kind::Password);
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let texts = &props.texts;
        let kind = props.kind;
        let words = texts.kind(kind);
        // What whoever looks over a shoulder could use.
        let is_secret = matches!(
            kind,
            Kind::Password | Kind::NationalId | Kind::Iban | Kind::Card | Kind::Passport
        );

        let is_hidden = is_secret && !self.is_shown;
        let id = format!("field-{kind}");
        let (hint, error) = (format!("hint-{kind}"), format!("error-{kind}"));
        let described =
            if props.error.is_some() { format!("{hint} {error}") } else { hint.clone() };
        let input_type = match kind {
            _ if is_hidden && !boot::hides() => "password",
            Kind::Phone => "tel",
            _ => "text",
        };
        let hidden = if is_hidden { " secret" } else { "" };
        let class = format!("input-{kind}{hidden}");
        let mode = match kind {
            Kind::Email => "email",
            Kind::Card => "numeric",
            _ => "text",
        };
        let dir =
            if matches!(kind, Kind::Name | Kind::Plate | Kind::Text) { "auto" } else { "ltr" };
        let toggle = ctx.link().callback(|_: MouseEvent| Message::Toggle);
        // Only where there is something to take back.
        let oninput = self.understood.is_some();
        let oninput = oninput.then(|| ctx.link().callback(|_: InputEvent| Message::Typing));
        let onchange = ctx.link().callback(|event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Message::Left(input.value().into())
        });
        let show = if self.is_shown { &texts.form.hide } else { &texts.form.show };
        let input = html! {
            <input id={id.clone()} {class} type={input_type} inputmode={mode} {dir}
                autocomplete="off" data-lpignore="true" data-bwignore="true" autocapitalize="none" autocorrect="off"
                spellcheck="false" aria-describedby={described} {oninput} {onchange}
                aria-invalid={props.error.is_some().then_some("true")} />
        };
        let toggle = is_secret.then(|| {
            html! {
                <button type="button" class="quiet" onclick={toggle}
                    aria-label={[show, &*texts.colon, &words.label].concat()}>{ show }</button>
            }
        });
        let wrong = if props.error.is_some() { "field field-wrong" } else { "field" }.to_owned();
        let problem = props
            .error
            .as_ref()
            .map(|text| el_with("p.error", [("id", error)], text.as_str().html()));
        let understood = self.understood.as_ref().map(|it| understood(texts, it, is_hidden));
        let content = [
            el_with("label", [("for", id)], words.label.as_str().html()),
            el_with("p.hint", [("id", hint)], words.hint.as_str().html()),
            problem.html(),
            el("div.input", [input, toggle.html()]),
            el("p.understood[role=status]", understood),
        ];
        el_with("div", [("class", wrong)], content.html())
    }
}
