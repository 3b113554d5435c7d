//! One field of the form.
use hushcheck_core::Kind;
use yew::prelude::*;

use crate::texts::Texts;

#[derive(Properties, PartialEq)]
pub struct FieldProps {
    pub texts: Texts,
    pub kind: Kind,
    pub error: Option<AttrValue>,
}

/// Label, hint, error, input. What is typed stays in the input: the page's state
/// never holds it.
pub struct Field {
    /// Whether a secret can be read.
    is_shown: bool,
}

impl Component for Field {
    /// Shows a secret, or hides it.
    type Message = ();
    type Properties = FieldProps;

    fn create(_: &Context<Self>) -> Self {
        Field { is_shown: false }
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        self.is_shown = !self.is_shown;
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

        let id = format!("field-{kind}");
        let (hint, error) = (format!("hint-{kind}"), format!("error-{kind}"));
        let described =
            if props.error.is_some() { format!("{hint} {error}") } else { hint.clone() };
        let input_type = match kind {
            _ if is_secret && !self.is_shown => "password",
            Kind::Phone => "tel",
            _ => "text",
        };
        let mode = match kind {
            Kind::Email => "email",
            Kind::Card => "numeric",
            _ => "text",
        };
        let dir =
            if matches!(kind, Kind::Name | Kind::Plate | Kind::Text) { "auto" } else { "ltr" };
        let toggle = ctx.link().callback(|_: MouseEvent| ());
        let show = if self.is_shown { &texts.form.hide } else { &texts.form.show };
        html! {
            <div class={classes!("field", props.error.is_some().then_some("field-wrong"))}>
                <label for={id.clone()}>{ &words.label }</label>
                <p class="hint" id={hint}>{ &words.hint }</p>
                if let Some(text) = &props.error {
                    <p class="error" id={error}>{ text }</p>
                }
                <div class="input">
                    <input {id} class={format!("input-{kind}")} type={input_type} inputmode={mode} {dir}
                        autocomplete="off" data-lpignore="true" data-bwignore="true" autocapitalize="none" autocorrect="off"
                        spellcheck="false" aria-describedby={described}
                        aria-invalid={props.error.is_some().then_some("true")} />
                    if is_secret {
                        <button type="button" class="quiet" onclick={toggle}
                            aria-label={format!("{show}: {}", words.label)}>{ show }</button>
                    }
                </div>
            </div>
        }
    }
}
