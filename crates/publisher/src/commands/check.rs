//! `hushcheck check`: one query a line in, one answer a line out.
use std::io::{self, BufRead as _, BufReader};
use std::process::ExitCode;

use hushcheck_core::{
    Check, CouldNotCheck, Dial, Digest, Finding, Hasher, Hints, Identifier, IdentifierError, List,
    ListPlan, Manifest, RequestPlan, Run, Secret,
};

use crate::cli::CheckArgs;
use crate::commands::{Meaning, say, today, warn_expired};
use crate::numbers::{Count, OneIn};
use crate::rejects::Reason;
use crate::source::{self, CONVERT};
use crate::store::{self, Opened, Signed, Store};
use crate::{Error, Native, Result, signing};

/// From how many queries on a remote list is fetched whole: runs for many people
/// together would tell which people belong together.
const MOST_RUNS: usize = 16;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode> {
    let keys = signing::trusted_keys(&args.trust)?;
    let store = Store::new(&args.dataset);
    if store.is_remote() {
        store::refuse_open_line(&args.dataset)?;
    }
    let Opened { manifest, signed, .. } = store.open(keys.as_deref())?;
    if signed != Signed::Verified {
        eprintln!("warning: it was not verified who made this dataset; give --public-key");
    }
    let today = today();
    warn_expired(&manifest);
    let position = manifest.lists().iter().position(|list| list.check() == args.check);
    let position = position.ok_or_else(|| no_such_list(args.check, manifest.lists()))?;
    let list = &manifest.lists()[position];

    let queries = read_queries(args)?;
    let dial = if queries.len() > MOST_RUNS { Dial::RevealNothing } else { Dial::Balanced };
    let plan = RequestPlan::new(manifest.lists(), dial).lists()[position];
    let shelf = Shelf { store, list, plan };
    let mut hasher = Hasher::new(list.check(), list.scheme());
    if !hasher.make_ready() {
        return Err(Error::input("there is not enough memory for the list's slow hash"));
    }
    let hints = Hints { country: args.country.or(manifest.country()) };
    let mut digest = |query: Query| digest(&mut hasher, &query, &hints).map_err(Reason::Identifier);
    let digests: Vec<Result<Digest, Reason>> =
        queries.into_iter().map(|query| query.and_then(&mut digest)).collect();
    let valid: Vec<Digest> = digests.iter().filter_map(|digest| digest.clone().ok()).collect();
    let mut findings = shelf.look_up_all(&valid).into_iter();

    let (mut matches, mut unanswered) = (false, false);
    let is_in_another_encoding = digests.contains(&Err(Reason::NotUtf8));
    for digest in digests {
        if let Err(error) = digest {
            say(format_args!("invalid: {error}"))?;
            unanswered = true;
            continue;
        }
        let finding = findings.next().unwrap_or(Err(CouldNotCheck::Device));
        match finding.and_then(|finding| finding.on(&today, &manifest)) {
            Err(why) => {
                say(format_args!("could not check: {why}"))?;
                unanswered = true;
            }
            Ok(finding) => {
                say(answer(&manifest, list, &finding))?;
                matches |= finding.is_match();
            }
        }
    }
    if is_in_another_encoding {
        eprintln!("hint: {CONVERT}");
    }
    Ok(if unanswered { ExitCode::from(2) } else { ExitCode::from(u8::from(matches)) })
}

fn answer(manifest: &Manifest, list: &List, finding: &Finding) -> String {
    let Some(symbol) = finding.symbol else { return "no match".to_owned() };
    let rate = OneIn(finding.false_positive_rate);
    let match_ = format!("match ({rate} who are not in the list match all the same)");
    match list.payload().map(|payload| Meaning { manifest, payload, symbol }) {
        None => match_,
        Some(meaning) => format!("{match_}; {meaning}"),
    }
}

fn no_such_list(check: Check, lists: &[List]) -> Error {
    let known: Vec<String> = lists.iter().map(|list| list.check().to_string()).collect();
    Error::input(format!("the dataset has no list for the check {check}"))
        .hint(format!("it has {}", known.join(", ")))
}

/// The identifiers of one query, in the check's order, as typed.
type Query = Vec<Secret>;

/// Reads the queries, one a line, as long as there are any.
fn read_queries(args: &CheckArgs) -> Result<Vec<Result<Query, Reason>>> {
    let failed = |cause| Error::io("read", "standard input", cause);
    let text = source::decoded(io::stdin(), args.encoding).map_err(failed)?;
    let line = |line: io::Result<String>| match line {
        Ok(line) => Ok(parse_query(args.check, line.into()).map_err(Reason::Identifier)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Err(Reason::NotUtf8)),
        Err(cause) => Err(failed(cause)),
    };
    BufReader::new(text).lines().map(line).collect()
}

/// Passwords may hold anything, so that for checks of a single kind a line is taken
/// as it is; for compound checks it is a CSV row.
fn parse_query(check: Check, line: Secret) -> Result<Query, IdentifierError> {
    let fields = check.kinds().count();
    if fields == 1 {
        return Ok(vec![line]);
    }
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.expose().as_bytes());
    let row = rows.records().next().and_then(Result::ok).unwrap_or_default();
    if row.len() < fields {
        Err(IdentifierError::Empty)
    } else if row.len() > fields {
        Err(IdentifierError::Character)
    } else {
        Ok(row.iter().map(|field| Secret::from(field.to_owned())).collect())
    }
}

fn digest(hasher: &mut Hasher, query: &Query, hints: &Hints) -> Result<Digest, IdentifierError> {
    let kinds = hasher.check().kinds();
    let parse = |(kind, text): (_, &Secret)| Identifier::parse(kind, text.expose(), hints, &Native);
    let identifiers: Vec<Identifier> = kinds.zip(query).map(parse).collect::<Result<_, _>>()?;
    // `read_queries` gives as many fields as the check has kinds.
    hasher.digest(&identifiers.iter().collect::<Vec<_>>()).ok_or(IdentifierError::Empty)
}

/// A list, and how it is fetched.
struct Shelf<'a> {
    store: Store,
    list: &'a List,
    plan: ListPlan,
}

impl Shelf<'_> {
    /// Looks digests up, in their order. A list that is fetched whole is read once.
    fn look_up_all(&self, digests: &[Digest]) -> Vec<Result<Finding, CouldNotCheck>> {
        let Some(whole) = self.plan.whole_run() else {
            return digests.iter().map(|digest| self.look_up(digest)).collect();
        };
        if digests.is_empty() {
            return Vec::new();
        }
        let files = self.fetch(whole);
        match files.and_then(|files| whole.look_up_all(self.list, &files, digests)) {
            Ok(findings) => findings.into_iter().map(Ok).collect(),
            Err(why) => vec![Err(why); digests.len()],
        }
    }

    fn look_up(&self, digest: &Digest) -> Result<Finding, CouldNotCheck> {
        let run = self.plan.run(digest);
        run.look_up(self.list, &self.fetch(run)?, digest)
    }

    fn fetch(&self, run: Run) -> Result<Vec<Vec<u8>>, CouldNotCheck> {
        let read = |bucket| self.store.read(&self.list.file(bucket), self.list.bucket_bytes());
        let files = run.buckets().map(read).collect::<Result<Vec<_>>>();
        if self.store.is_remote() {
            report_request(self.plan);
        }
        files.map_err(|error| {
            eprintln!("error: {error}");
            CouldNotCheck::Unreachable
        })
    }
}

fn report_request(plan: ListPlan) {
    match plan.revealed_bits() {
        0 => eprintln!("the whole list was fetched; the host learns nothing about the query"),
        bits => eprintln!(
            "{} bytes were fetched; the host learns {} of the query's digest, \
             shared by {} of the list",
            plan.bytes(),
            Count(bits.into(), "bit"),
            Count(plan.records_sharing(), "entry")
        ),
    }
}
