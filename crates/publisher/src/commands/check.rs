//! `hushcheck check`: one query a line in, one answer a line out.
use std::io;
use std::process::ExitCode;

use hushcheck_core::{
    Check, CouldNotCheck, Dial, Digest, Finding, Hasher, Hints, Identifier, IdentifierError, List,
    ListPlan, RequestPlan, Secret,
};

use crate::cli::CheckArgs;
use crate::commands::{OneIn, say};
use crate::store::{Opened, Signed, Store};
use crate::{Error, Native, Result, signing};

/// From how many queries on a remote list is fetched whole: runs for many people
/// together would tell which people belong together.
const MOST_RUNS: usize = 16;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode> {
    let key = args.public_key.as_deref().map(signing::public_key).transpose()?;
    let store = Store::new(&args.dataset);
    let Opened { manifest, signed } = store.open(key.as_ref())?;
    if signed != Signed::Verified {
        eprintln!("warning: it was not verified who made this dataset; give --public-key");
    }
    let position = manifest.lists().iter().position(|list| list.check() == args.check);
    let position = position.ok_or_else(|| no_such_list(args.check, manifest.lists()))?;
    let list = &manifest.lists()[position];

    let queries = read_queries(args.check)?;
    let dial = if queries.len() > MOST_RUNS { Dial::RevealNothing } else { Dial::Balanced };
    let plan = RequestPlan::new(manifest.lists(), dial).lists()[position];
    let mut shelf = Shelf { store, list, plan, whole: None };
    let mut hasher = Hasher::new(list.check(), list.scheme());
    let hints = Hints { country: args.country };

    let (mut matches, mut unanswered) = (false, false);
    for query in queries {
        match query.and_then(|query| digest(&mut hasher, &query, &hints)) {
            Err(error) => {
                say(format_args!("invalid: {error}"))?;
                unanswered = true;
            }
            Ok(digest) => match shelf.look_up(&digest) {
                Err(why) => {
                    say(format_args!("could not check: {why}"))?;
                    unanswered = true;
                }
                Ok(finding) => {
                    say(answer(&finding))?;
                    matches |= finding.is_match;
                }
            },
        }
    }
    Ok(if unanswered { ExitCode::from(2) } else { ExitCode::from(u8::from(matches)) })
}

fn answer(finding: &Finding) -> String {
    if finding.is_match {
        let rate = OneIn(finding.false_positive_rate);
        format!("match ({rate} who are not in the list match all the same)")
    } else {
        "no match".to_owned()
    }
}

fn no_such_list(check: Check, lists: &[List]) -> Error {
    let known: Vec<String> = lists.iter().map(|list| list.check().to_string()).collect();
    Error::input(format!("the dataset has no list for the check {check}"))
        .hint(format!("it has {}", known.join(", ")))
}

/// The identifiers of one query, in the check's order, as typed.
type Query = Vec<Secret>;

/// Reads the queries, one a line. Passwords may hold anything, so that for checks
/// of a single kind a line is taken as it is, not as CSV.
fn read_queries(check: Check) -> Result<Vec<Result<Query, IdentifierError>>> {
    let cannot_read = |cause: &dyn std::fmt::Display| Error::io("read", "standard input", cause);
    let fields = check.kinds().count();
    if fields == 1 {
        let line = |line: io::Result<String>| match line {
            Ok(line) => Ok(Ok(vec![Secret::from(line)])),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Ok(Err(IdentifierError::Character))
            }
            Err(error) => Err(cannot_read(&error)),
        };
        return io::stdin().lines().map(line).collect();
    }
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(io::stdin());
    let mut queries = Vec::new();
    for (number, row) in (1..).zip(rows.byte_records()) {
        let row = row.map_err(|cause| cannot_read(&cause))?;
        if row.len() != fields {
            return Err(Error::input(format!("query {number} has {} fields", row.len()))
                .hint(format!("the check {check} takes {fields}, in this order, as a CSV row")));
        }
        let field = |field: &[u8]| String::from_utf8(field.to_vec()).map(Secret::from);
        let query: Result<Query, _> = row.iter().map(field).collect();
        queries.push(query.map_err(|_| IdentifierError::Character));
    }
    Ok(queries)
}

fn digest(hasher: &mut Hasher, query: &Query, hints: &Hints) -> Result<Digest, IdentifierError> {
    let kinds = hasher.check().kinds();
    let parse = |(kind, text): (_, &Secret)| Identifier::parse(kind, text.expose(), hints, &Native);
    let identifiers: Vec<Identifier> = kinds.zip(query).map(parse).collect::<Result<_, _>>()?;
    // `read_queries` gives as many fields as the check has kinds.
    hasher.digest(&identifiers.iter().collect::<Vec<_>>()).ok_or(IdentifierError::Empty)
}

/// A list, and what of it was fetched already.
struct Shelf<'a> {
    store: Store,
    list: &'a List,
    plan: ListPlan,
    /// The files of a list that is fetched whole.
    whole: Option<Vec<Vec<u8>>>,
}

impl Shelf<'_> {
    fn look_up(&mut self, digest: &Digest) -> Result<Finding, CouldNotCheck> {
        let run = self.plan.run(digest);
        let files = match self.whole.take() {
            Some(files) => files,
            None => {
                let read =
                    |bucket| self.store.read(&self.list.file(bucket), self.list.bucket_bytes());
                let files = run.buckets().map(read).collect::<Result<Vec<_>>>();
                files.map_err(|error| {
                    eprintln!("error: {error}");
                    CouldNotCheck::Unreachable
                })?
            }
        };
        if self.store.is_remote() && self.whole.is_none() {
            report_request(self.plan);
        }
        let finding = run.look_up(self.list, &files, digest);
        if self.plan.is_whole() {
            self.whole = Some(files);
        }
        finding
    }
}

fn report_request(plan: ListPlan) {
    match plan.revealed_bits() {
        0 => eprintln!("the whole list was fetched; the host learns nothing about the query"),
        bits => eprintln!(
            "{} bytes were fetched; the host learns {bits} bits of the query's digest, \
             which {} records of the list share",
            plan.bytes(),
            plan.records_sharing()
        ),
    }
}
