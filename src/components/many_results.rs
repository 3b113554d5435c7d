//! What came out for many at once: a table of those to look at, and a file of all.
use hushcheck_web::Verdict;
use yew::prelude::*;

use super::control::button;
use super::element::{Content as _, el};
use crate::many::Outcome;
use crate::messages::fill;
use crate::state::{Many, State};
use crate::texts::Texts;

/// Rows that the table shows; the file has them all.
const SHOWN: usize = 200;

/// How many rows have which outcome.
pub fn many_summary(texts: &Texts, many: &Many) -> String {
    let outcomes: Vec<Outcome> = (0..many.lines.len()).map(|row| many.outcome(row)).collect();
    let counts = Outcome::ALL.into_iter().map(|wanted| {
        let n = outcomes.iter().filter(|&&outcome| outcome == wanted).count();
        [word(texts, wanted), &texts.colon, &texts.format.number(n as u64)].concat()
    });
    counts.collect::<Vec<_>>().join(" · ")
}

/// The rows that have to be looked at, and the way to take all of them home.
pub fn many_results(texts: &Texts, state: &State, many: &Many, save: &Callback<bool>) -> Html {
    let names = list_names(state, many);
    let told = (0..many.lines.len()).filter(|&row| many.outcome(row) != Outcome::NoMatch);
    let told: Vec<usize> = told.collect();
    let rows = told.iter().take(SHOWN).map(|&row| {
        let outcome = many.outcome(row);
        // Which lists, or what is wrong.
        let said = many.verdicts.iter().zip(&names).filter_map(|((_, verdicts), name)| {
            let verdict = verdicts.get(row).filter(|verdict| Outcome::of(verdict) == outcome)?;
            Some(match verdict {
                Verdict::Invalid(kind, error) => texts.identifier_error(*kind, *error),
                Verdict::CouldNotCheck(reason) => {
                    [name, &texts.colon, texts.reason(*reason)].concat()
                }
                _ => name.clone(),
            })
        });
        let mut said: Vec<String> = said.collect();
        said.dedup();
        let line = texts.format.number(many.lines[row].into());
        let cells = [
            el("th[scope=row]", fill(&texts.many.line, &[("n", &line)])),
            el("td", word(texts, outcome)),
            el("td", el("bdi", said.join(" · "))),
        ];
        el("tr", cells)
    });
    let rows: Vec<Html> = rows.collect();
    let table = (!rows.is_empty()).then(|| el("table.many-rows", el("tbody", rows)));
    let more = told.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        let n = texts.format.number(more as u64);
        el("p.hint", fill(&texts.many.more, &[("n", &n)]))
    });
    let is_current = state.press.as_ref().is_some_and(|press| !press.is_outdated);
    let save = |with_typed: bool| save.reform(move |()| with_typed);
    let buttons = [
        button(Some("many-save"), "second", &texts.many.save, &save(false)),
        // What was typed is in the form only, which may have changed.
        is_current
            .then(|| button(Some("many-save-typed"), "second", &texts.many.save_typed, &save(true)))
            .html(),
    ];
    [
        table.html(),
        more.html(),
        chances(texts, many, &names),
        el("p.hint", &texts.many.save_hint),
        el("div.buttons", buttons),
    ]
    .html()
}

/// How often each list matches by chance.
fn chances(texts: &Texts, many: &Many, names: &[String]) -> Html {
    let chance = |((_, verdicts), name): (&(usize, Vec<Verdict>), &String)| {
        let found = verdicts.iter().find_map(|verdict| match verdict {
            Verdict::Found(finding) => Some(finding.false_positive_rate),
            _ => None,
        })?;
        let n = texts.format.about(1.0 / found);
        let chance = fill(&texts.results.chance, &[("n", &n)]);
        Some(el("li", [el("bdi", name), (&texts.colon).html(), chance.html()]))
    };
    el("ul.chances", many.verdicts.iter().zip(names).filter_map(chance).collect::<Vec<_>>())
}

/// A table for other programs: a line for each row, a column for each list.
pub fn many_table(texts: &Texts, state: &State, many: &Many, typed: Option<&[String]>) -> String {
    let names = list_names(state, many);
    let head = [texts.many.line_head.as_str()].into_iter();
    let head = head.chain(typed.map(|_| texts.many.rows.as_str()));
    let mut table = vec!["\u{feff}".to_owned()];
    table.push(crate::many::csv_line(head.chain(names.iter().map(String::as_str))));
    for (row, line) in many.lines.iter().enumerate() {
        let line = line.to_string();
        let typed = typed.map(|rows| rows.get(row).map(String::as_str).unwrap_or_default());
        let verdicts = many.verdicts.iter().filter_map(|(_, verdicts)| verdicts.get(row));
        let words = verdicts.map(|verdict| word(texts, Outcome::of(verdict)));
        let cells = [line.as_str()].into_iter().chain(typed).chain(words);
        table.push(crate::many::csv_line(cells));
    }
    table.concat()
}

/// The titles of the lists' leaks.
fn list_names(state: &State, many: &Many) -> Vec<String> {
    let lists = state.open().map(|open| open.lists()).unwrap_or_default();
    let title = |list: usize| {
        let incidents = lists.get(list).map(|entry| entry.opened.manifest.incidents());
        incidents.and_then(<[_]>::first).map(|incident| incident.title.clone()).unwrap_or_default()
    };
    many.verdicts.iter().map(|(list, _)| title(*list)).collect()
}

fn word(texts: &Texts, outcome: Outcome) -> &str {
    match outcome {
        Outcome::Match => &texts.results.matched,
        Outcome::NoMatch => &texts.results.no_match,
        Outcome::CouldNotCheck => &texts.results.could_not_check,
        Outcome::Invalid => &texts.results.invalid,
    }
}
