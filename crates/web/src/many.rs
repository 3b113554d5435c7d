//! Checking many people at once: whole lists only.
//!
//! What runs reveal of many digests together, asked for by one address, would tell which
//! people belong together; so nothing is fetched that follows from what was typed.
use hushcheck_core::{
    Check, CouldNotCheck, Dial, Digest, Hasher, Identifier, IdentifierError, Kind, Query, Scheme,
    Secret,
};

use crate::check::{Event, Stage, Verdict, fetch, questions};
use crate::http::Places;
use crate::{Catalogue, today};

/// Most rows that a page takes.
pub const MAX_ROWS: usize = 10_000;

/// Checks rows, each of the check's kinds in their order, in all lists of the check.
/// `places` are the datasets', in the catalogue's order. For each list, one event holds the verdicts in the rows' order.
pub async fn check_many(
    catalogue: &Catalogue,
    places: &[Places<'_>],
    check: Check,
    rows: Vec<Vec<Secret>>,
    report: &dyn Fn(Event),
) {
    let refused = |event| match event {
        Event::Verdict { list, verdict } => {
            report(Event::Verdicts { list, verdicts: vec![verdict; rows.len()] });
        }
        other => report(other),
    };
    let (questions, queries) =
        questions(catalogue, places, Dial::RevealNothing, &[check], &refused);
    let read: Vec<Row> = rows.iter().map(|row| identify(catalogue, check, row)).collect();
    // Where there are slow hashes they alone take time.
    let is_slow = |query: &Query| matches!(query.scheme, Scheme::Argon2id { .. });
    let slow = queries.iter().filter(|query| is_slow(query)).count();
    let counted = if slow > 0 { slow } else { queries.len() };
    let total = (rows.len() * counted) as u64;
    let mut done = 0;
    // Of each query, the rows' digests.
    let mut digests: Vec<Vec<Option<Digest>>> = Vec::with_capacity(queries.len());
    for query in &queries {
        let mut hasher = Hasher::new(query.check, query.scheme);
        let mut of_query = Vec::with_capacity(rows.len());
        let counts = slow == 0 || is_slow(query);
        for row in &read {
            if counts {
                if done % 16 == 0 {
                    report(Event::Progress { stage: Stage::Hashing, done, total });
                }
                done += 1;
            }
            let identifiers = row.as_ref().ok().map(|row| row.iter().collect::<Vec<_>>());
            of_query.push(identifiers.and_then(|row| hasher.digest(&row)));
        }
        digests.push(of_query);
    }

    let runs: Vec<_> = questions.iter().map(|question| question.plan.whole_run()).collect();
    let files = fetch(&questions, &runs, report).await;
    let total = questions.len() as u64;
    let today = today();
    for (i, ((question, run), files)) in questions.iter().zip(runs).zip(files).enumerate() {
        report(Event::Progress { stage: Stage::Searching, done: i as u64, total });
        let digests = &digests[question.query];
        let wanted: Vec<Digest> = digests.iter().flatten().cloned().collect();
        let findings = match (run, files) {
            (Some(run), Some(files)) => run.look_up_all(question.list, &files, &wanted),
            (_, None) => Err(CouldNotCheck::Unreachable),
            (None, _) => Err(CouldNotCheck::Device),
        };
        // One for each digest that there is.
        let mut findings = findings.map(Vec::into_iter);
        let verdict = |(row, digest): (&Row, &Option<Digest>)| {
            if let Err((kind, error)) = row {
                return Verdict::Invalid(*kind, *error);
            }
            let finding = match (digest, &mut findings) {
                (Some(_), Ok(findings)) => findings.next().ok_or(CouldNotCheck::Device),
                (_, Err(reason)) => Err(*reason),
                (None, _) => Err(CouldNotCheck::Device),
            };
            match finding.and_then(|finding| finding.on(&today, question.manifest)) {
                Ok(finding) => Verdict::Found(finding),
                Err(reason) => Verdict::CouldNotCheck(reason),
            }
        };
        let verdicts = read.iter().zip(digests).map(verdict).collect();
        report(Event::Verdicts { list: question.number, verdicts });
    }
}

/// A row as it was understood.
type Row = Result<Vec<Identifier>, (Kind, IdentifierError)>;

fn identify(catalogue: &Catalogue, check: Check, row: &[Secret]) -> Row {
    let (hints, unicode) = (catalogue.hints(), catalogue.unicode());
    let texts = row.iter().map(Secret::expose).chain(std::iter::repeat(""));
    let parse = |(kind, text)| {
        Identifier::parse(kind, text, &hints, &unicode).map_err(|error| (kind, error))
    };
    check.kinds().zip(texts).map(parse).collect()
}
