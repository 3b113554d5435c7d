//! A dataset, opened: planning and checking.
use std::cell::RefCell;

use hushcheck_core::{Check, Dial, Identifier, Kind, List, PublicKey, Scheme, Secret};
use hushcheck_web::http::Host;
use hushcheck_web::{Catalogue, Event, Stage, Verdict, check, open_dataset};
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::answer::Answer;
use crate::failure::{Argument, Failure};
use crate::info::{DatasetInfo, PlanInfo};
use crate::plain::plain;
use crate::{read_country, table};

/// A dataset whose manifest is believed.
#[wasm_bindgen]
pub struct Opened {
    catalogue: Catalogue,
    base: String,
}

#[wasm_bindgen]
impl Opened {
    /// Opens the dataset in a folder, with a function that asks for files as
    /// [`Host::of_dataset`] says.
    ///
    /// # Errors
    ///
    /// A wrong argument, or why the dataset is not believed.
    pub async fn open(
        base: String,
        ask: Function,
        keys: Vec<String>,
        country: Option<String>,
    ) -> Result<Opened, JsValue> {
        let country = read_country(country)?;
        let keys: Result<Vec<PublicKey>, _> =
            keys.iter().map(|key| PublicKey::parse(key)).collect();
        let keys = keys.map_err(|_| Failure::of(Argument::PublicKey))?;
        let host = Host::of_dataset(base.clone(), ask);
        let opened = open_dataset(&host.dataset(), &keys).await.map_err(Failure::from)?;
        let catalogue = Catalogue::of_one(opened, country, table()).ok_or(Failure::Malformed)?;
        Ok(Opened { catalogue, base })
    }

    /// What the dataset says of itself.
    pub fn info(&self) -> JsValue {
        let opened =
            self.catalogue.datasets.first().and_then(|dataset| dataset.opened.as_ref().ok());
        opened.map_or(JsValue::UNDEFINED, |opened| plain(&DatasetInfo::new(opened)))
    }

    /// How much of each list a setting of the dial fetches and reveals.
    ///
    /// # Errors
    ///
    /// There is no such setting.
    pub fn plan(&self, dial: &str) -> Result<JsValue, JsValue> {
        let plan = self.catalogue.plan(read_dial(dial)?);
        let entries = self.catalogue.lists().into_iter().zip(plan.lists());
        let infos = entries.map(|(entry, &plan)| {
            PlanInfo::new(entry.list, plan, self.catalogue.refusal(entry.list, plan))
        });
        Ok(plain(&infos.collect::<Vec<_>>()))
    }

    /// Checks one person's identifiers in all lists that take them. `progress` is called
    /// with a stage, what is done and what there is to do.
    ///
    /// # Errors
    ///
    /// A wrong argument, or a slow hash that may not block.
    pub async fn check(
        &self,
        kinds: Vec<String>,
        values: Vec<String>,
        dial: String,
        may_block: bool,
        ask: Function,
        progress: Function,
    ) -> Result<JsValue, JsValue> {
        let fields = read_fields(kinds, values)?;
        let dial = read_dial(&dial)?;
        let entries = self.catalogue.lists();
        let lists: Vec<&List> = entries.iter().map(|entry| entry.list).collect();
        let is_given = |kind: Kind| fields.iter().any(|(given, _)| *given == kind);
        let taken: Vec<&List> =
            lists.iter().copied().filter(|list| list.check().kinds().all(is_given)).collect();
        let is_slow = |list: &&List| matches!(list.scheme(), Scheme::Argon2id(_));
        if !may_block && taken.iter().any(is_slow) {
            return Err(Failure::WouldBlock.into());
        }

        let given: Vec<Kind> = fields.iter().map(|(kind, _)| *kind).collect();
        let faults = self.faults(&fields);
        let fault = |check: Check| faults.iter().find(|(kind, _)| check.contains(*kind)).copied();
        let asked: Vec<Check> =
            taken.iter().map(|list| list.check()).filter(|&check| fault(check).is_none()).collect();
        let sound =
            fields.into_iter().filter(|(kind, _)| !faults.iter().any(|(bad, _)| bad == kind));
        let sound = sound.collect();
        let verdicts = RefCell::new(Vec::new());
        let host = Host::of_dataset(self.base.clone(), ask);
        let report = |event| match event {
            Event::Progress { stage, done, total } => {
                // What the caller's function throws is the caller's; the check goes on.
                let _ = progress.call3(
                    &JsValue::NULL,
                    &name(stage).into(),
                    &(done as f64).into(),
                    &(total as f64).into(),
                );
            }
            Event::Verdict { list, verdict } => verdicts.borrow_mut().push((list, verdict)),
            Event::Request(_) | Event::Refused { .. } | Event::Verdicts { .. } => {}
        };
        check(&self.catalogue, &[host.dataset()], sound, dial, &asked, &report).await;

        let mut verdicts = verdicts.into_inner();
        let mut answers = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let list = entry.list;
            let of_list = |(list, _): &(usize, Verdict)| *list == number;
            let verdict = match fault(list.check()) {
                Some((kind, reason)) if taken.iter().any(|taken| std::ptr::eq(*taken, list)) => {
                    Some(Verdict::Invalid(kind, reason))
                }
                _ => verdicts.iter().position(of_list).map(|place| verdicts.swap_remove(place).1),
            };
            answers
                .extend(verdict.map(|verdict| Answer::new(&entry.opened.manifest, list, verdict)));
        }
        let is_taken = |kind: &Kind| taken.iter().any(|list| list.check().contains(*kind));
        let manifest = entries.first().map(|entry| entry.opened.manifest.lists());
        let left = given.into_iter().filter(|kind| !is_taken(kind));
        answers.extend(left.map(|kind| Answer::not_covered(kind, manifest.unwrap_or_default())));
        Ok(plain(&answers))
    }
}

impl Opened {
    /// Which of the identifiers are none, and why.
    fn faults(&self, fields: &[(Kind, Secret)]) -> Vec<(Kind, hushcheck_core::IdentifierError)> {
        let (hints, unicode) = (self.catalogue.hints(), self.catalogue.unicode());
        let fault = |(kind, text): &(Kind, Secret)| {
            let parsed = Identifier::parse(*kind, text.expose(), &hints, &unicode);
            parsed.err().map(|reason| (*kind, reason))
        };
        fields.iter().filter_map(fault).collect()
    }
}

fn read_fields(kinds: Vec<String>, values: Vec<String>) -> Result<Vec<(Kind, Secret)>, Failure> {
    let mut fields: Vec<(Kind, Secret)> = Vec::new();
    for (kind, value) in kinds.iter().zip(values.into_iter().map(Secret::from)) {
        let kind: Kind = kind.parse().map_err(|_| Failure::of(Argument::Kind))?;
        if fields.iter().any(|(earlier, _)| *earlier == kind) {
            return Err(Failure::of(Argument::KindTwice));
        }
        fields.push((kind, value));
    }
    Ok(fields)
}

fn read_dial(dial: &str) -> Result<Dial, Failure> {
    match dial {
        "balanced" => Ok(Dial::Balanced),
        "reveal-nothing" => Ok(Dial::RevealNothing),
        "small-downloads" => Ok(Dial::SmallDownloads),
        _ => Err(Failure::of(Argument::Dial)),
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Hashing => "hashing",
        Stage::Fetching => "fetching",
        Stage::Searching => "searching",
    }
}
