//! What could not be opened.
use std::rc::Rc;

use hushcheck_web::{Problem, SiteProblem};
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::messages::fill;
use crate::state::State;
use crate::texts::use_texts;

#[derive(Properties, PartialEq)]
pub struct SiteFailedProps {
    pub problem: SiteProblem,
    pub retry: Callback<()>,
}

/// The whole catalogue could not be opened.
#[component]
pub fn SiteFailed(props: &SiteFailedProps) -> Html {
    let texts = use_texts();
    let (reason, text) = match &props.problem {
        SiteProblem::Unreachable => ("unreachable", texts.problems.site_unreachable.clone()),
        SiteProblem::Malformed(reason) => {
            ("malformed", fill(&texts.problems.site_malformed, &[("reason", reason)]))
        }
    };
    let retry = props.retry.reform(|_: MouseEvent| ());
    html! {
        <section id="catalogue-failed" class="verdict" role="alert"
            data-verdict="could-not-check" data-reason={reason}>
            <h2 class="verdict-head"><Icon sign={Sign::CouldNotCheck} />{ &texts.problems.heading }</h2>
            <p>{ text }</p>
            <button type="button" class="second" onclick={retry}>{ &texts.results.retry }</button>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct DatasetProblemsProps {
    pub state: Rc<State>,
}

/// The datasets that could not be opened; the others go on without them.
#[component]
pub fn DatasetProblems(props: &DatasetProblemsProps) -> Html {
    let texts = use_texts();
    let datasets = props.state.open().into_iter().flat_map(|catalogue| &catalogue.datasets);
    let failed = datasets.filter_map(|dataset| {
        let problem = dataset.opened.as_ref().err()?;
        let path = dataset.path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        let reason = match problem {
            Problem::Unreachable => "unreachable",
            Problem::Unsigned => "unsigned",
            Problem::Tampered => "tampered",
            Problem::Malformed => "malformed",
        };
        Some(html! {
            <article class="verdict verdict-small" data-verdict="could-not-check"
                data-dataset={name.clone()} data-reason={reason}>
                <h3 class="verdict-head">
                    <Icon sign={Sign::CouldNotCheck} />
                    <span>{ &texts.results.could_not_check }{": "}<bdi>{ name }</bdi></span>
                </h3>
                <p>{ texts.problem(*problem) }</p>
            </article>
        })
    });
    html! { <>{ for failed }</> }
}
