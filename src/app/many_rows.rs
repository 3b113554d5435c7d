//! Many rows: what was pasted becomes a job, and what came out a file.
use hushcheck_core::identifier::detect;
use hushcheck_core::{Check, Kind};
use hushcheck_web::MAX_ROWS;
use yew::prelude::*;

use super::App;
use crate::components::{checks, many_table};
use crate::protocol::Job;
use crate::state::{Action, ManyFault};
use crate::{boot, many, page};

impl App {
    pub(super) fn submit_many(&mut self, ctx: &Context<Self>) {
        let Some((check, rows)) = self.many_rows() else { return };
        if rows.is_empty() {
            return self.act(Action::RefusedMany(ManyFault::Nothing));
        }
        if rows.len() > MAX_ROWS {
            return self.act(Action::RefusedMany(ManyFault::TooMany));
        }
        self.act(Action::StartedMany(check, rows.iter().map(|row| row.line).collect()));
        let rows = rows.into_iter().map(|row| row.fields).collect();
        self.check(ctx, Job::CheckMany { check, rows });
    }

    /// The check that is chosen for many rows, and the rows.
    fn many_rows(&self) -> Option<(Check, Vec<many::Row>)> {
        let check = page::value("many-check").parse().ok()?;
        Some((check, many::rows(&page::value("many-rows"), check)))
    }

    /// Chooses the check that the first line looks like; the person sees it and can choose
    /// another.
    pub(super) fn guess_check(&self) {
        let (Some(catalogue), Some((_, rows))) = (self.state.open(), self.many_rows()) else {
            return;
        };
        // What has several fields is for a check of several kinds.
        let Some([line]) = rows.first().map(|row| &row.fields[..]) else { return };
        let kinds = detect(line, &catalogue.hints(), &catalogue.unicode());
        let checks = checks(&self.state);
        let single = |kind: &Kind| checks.iter().find(|check| check.kinds().eq([*kind]));
        if let Some(check) = kinds.iter().find_map(single) {
            page::set_value("many-check", &check.to_string());
        }
    }

    pub(super) fn save(&self, with_typed: bool) {
        let many = self.state.press.as_ref().and_then(|press| press.many.as_ref());
        if let (Some(many), Some((_, rows))) = (many, self.many_rows()) {
            let typed: Vec<String> = rows.iter().map(|row| row.fields.join(", ")).collect();
            let typed = with_typed.then_some(&typed[..]);
            boot::save("hushcheck.csv", &many_table(&self.texts, &self.state, many, typed));
        }
    }
}
