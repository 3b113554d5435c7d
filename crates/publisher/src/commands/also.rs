//! `--also hibp-ranges`: the same passwords in the layout that other clients ask for.
use std::fs;
use std::path::{Path, PathBuf};

use hushcheck_core::{Check, Scheme};

use crate::cli::{Also, BuildArgs};
use crate::commands::leak::Leak;
use crate::dataset;
use crate::digests::Harvest;
use crate::error::During as _;
use crate::numbers::{Count, Thousands};
use crate::progress::Progress;
use crate::ranges::{self, RANGES};
use crate::state::State;
use crate::{Error, Result, inputs};

/// Made, and not moved into place yet.
const MADE: &str = "hibp-ranges";
/// There when it is about to be moved: what is at its place then is ours.
const MOVING: &str = "hibp-ranges.moving";

/// Ranges that are made beside a dataset.
pub(super) struct Ranges {
    made: PathBuf,
    moving: PathBuf,
    out: PathBuf,
}

impl Ranges {
    /// Checks, before any work is done, that ranges could be made, where they are asked for.
    ///
    /// # Errors
    ///
    /// The list is none of passwords by SHA-1, the leak cannot be read twice, there is no
    /// reason to accept the risk, or something is at their place.
    pub fn asked(args: &BuildArgs, is_added: bool, state: &State) -> Result<Option<Self>> {
        let Some(Also::HibpRanges) = args.also else { return Ok(None) };
        let leak = &args.job.leak;
        let refuse = |message: &str, hint: &str| Err(Error::input(message).hint(hint));
        let is_of_passwords = leak.check.iter().all(|check| *check == Check::PASSWORD);
        if !is_of_passwords || !matches!(leak.scheme, crate::cli::SchemeName::Sha1) {
            return refuse(
                "--also hibp-ranges is for lists of passwords",
                "make one with --check password --scheme sha1",
            );
        }
        if is_added || !leak.from_spools.is_empty() {
            return refuse(
                "--also hibp-ranges needs all rows, whose hashes spools and lists hold a part of",
                "build from the whole leak, in one run",
            );
        }
        if leak.leak.iter().any(|path| inputs::is_read_once(path)) {
            return refuse(
                "--also hibp-ranges reads the leak a second time",
                "save it as a file first",
            );
        }
        if args.accept_risk.is_empty() {
            return refuse(
                "whole hashes of passwords say more than a list: whoever has them finds what he \
                 guesses with certainty, and who asks for a range tells its host 20 bits",
                "if you must, go on with --accept-risk \"REASON\": the reason will stand in the \
                 manifest and on the page",
            );
        }
        let mut name = args.job.out.file_name().unwrap_or_default().to_owned();
        name.push(".hibp-ranges");
        let out = args.job.out.with_file_name(name);
        let ranges = Ranges { made: state.place(MADE), moving: state.place(MOVING), out };
        if !ranges.were_moved() {
            dataset::refuse_existing(&ranges.out, "name another --out, or move it elsewhere")?;
        }
        Ok(Some(ranges))
    }

    /// An interrupted build had moved them into place already.
    fn were_moved(&self) -> bool {
        self.moving.exists() && !self.made.exists() && self.out.exists()
    }

    /// What is to be told to everybody, for a list of so many passwords.
    pub fn risk(&self, harvest: &Harvest) -> String {
        let passwords: u64 = harvest.records.iter().map(|records| records.len()).sum();
        let sharing = match passwords / RANGES {
            0..2 => "so that the host nearly knows the password, if the list holds it".to_owned(),
            each => format!("which about {} passwords of the list share", Thousands(each)),
        };
        format!(
            "whole hashes of {} are published: whoever has them finds what he guesses \
             with certainty; and who asks for a range tells its host 20 bits, {sharing}",
            Count(passwords, "password")
        )
    }

    /// Reads the leak again and makes the ranges.
    pub fn make(
        &self,
        args: &BuildArgs,
        leak: &Leak,
        harvest: &Harvest,
        exclude: &[Vec<u64>],
        state: &State,
        progress: &Progress,
    ) -> Result<()> {
        if self.were_moved() {
            return Ok(());
        }
        if self.made.exists() {
            fs::remove_dir_all(&self.made).during("remove", &self.made)?;
        }
        debug_assert!(leak.recipe.checks.iter().all(|(_, scheme)| *scheme == Scheme::Sha1));
        let (mut source, recipe) = leak.open_again(&args.job.leak)?;
        progress.read(inputs::text_bytes(&args.job.leak.leak));
        let exclude = exclude.first().map_or(&[][..], Vec::as_slice);
        let place = state.place("hashes");
        let passwords = ranges::write(&mut source, &recipe, exclude, &place, &self.made, progress)?;
        progress.end();
        if harvest.records.first().is_none_or(|records| records.len() != passwords) {
            return Err(Error::input("the ranges do not hold what the list holds")
                .hint("the leak was changed while it was read; build anew")
                .of_the_leak());
        }
        Ok(())
    }

    /// Moves them into place.
    pub fn keep(&self) -> Result<()> {
        if self.were_moved() {
            return Ok(());
        }
        fs::write(&self.moving, "").during("write", &self.moving)?;
        dataset::refuse_existing(&self.out, "move it elsewhere")?;
        fs::rename(&self.made, &self.out).during("create", &self.out)
    }

    /// Says where they are.
    pub fn place(&self) -> &Path {
        &self.out
    }
}
