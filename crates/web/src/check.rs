//! One press of the button: from what was typed to a verdict for each list.
use std::cell::Cell;

use hushcheck_core::{
    Check, CouldNotCheck, Dial, Digest, Finding, Hasher, Identifier, IdentifierError, Kind, List,
    ListPlan, Manifest, Query, Run, Secret,
};

use crate::http::{self, Arrival, Pending, Place, Places, Request};
use crate::{Catalogue, today, wire};

/// What a list says about what was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The list was searched: a match, or none.
    Found(Finding),
    /// The list could not be searched. It is never "no match".
    CouldNotCheck(CouldNotCheck),
    /// No list has this kind.
    NotCovered,
    /// What was typed cannot be an identifier of its kind.
    Invalid(Kind, IdentifierError),
}

/// What happens during a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A stage goes on.
    Progress {
        /// The stage.
        stage: Stage,
        /// How much of it is done: digests, bytes, lists.
        done: u64,
        /// How much there is to do.
        total: u64,
    },
    /// A file was asked for, or something came of it.
    Request(Request),
    /// What came of a list is not usable, so that a mirror is asked.
    Refused {
        /// The list's number in the catalogue.
        list: usize,
    },
    /// A list has its verdict.
    Verdict {
        /// The list's number in the catalogue.
        list: usize,
        /// The verdict.
        verdict: Verdict,
    },
    /// A list has its verdicts on many rows.
    Verdicts {
        /// The list's number in the catalogue.
        list: usize,
        /// The verdicts, in the rows' order.
        verdicts: Vec<Verdict>,
    },
}

/// The stages of a check, one after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Fingerprints are computed; nothing is sent.
    Hashing,
    /// List files are fetched.
    Fetching,
    /// They are verified and searched.
    Searching,
}

wire!(enum Verdict { 0 => Found(finding), 1 => CouldNotCheck(why), 2 => NotCovered, 3 => Invalid(kind, error) });
wire!(enum Stage { 0 => Hashing, 1 => Fetching, 2 => Searching });
wire!(enum Event {
    0 => Progress { stage, done, total },
    1 => Request(request),
    2 => Verdict { list, verdict },
    3 => Verdicts { list, verdicts },
    4 => Refused { list },
});

/// A list that is asked, with all that it takes.
pub(crate) struct Question<'a> {
    pub(crate) number: usize,
    pub(crate) manifest: &'a Manifest,
    pub(crate) list: &'a List,
    pub(crate) plan: ListPlan,
    places: &'a Places<'a>,
    /// Which of the queries.
    pub(crate) query: usize,
}

impl Question<'_> {
    /// Adds to a request which list it is for and what it reveals.
    fn entry_of(&self, request: Request) -> Request {
        let is_kept = matches!(request.arrival, Arrival::Kept(_));
        let revealed_bits = if is_kept { 0 } else { self.plan.revealed_bits() };
        Request { list: Some(self.number), revealed_bits, ..request }
    }

    /// Asks a place for the run's files. It is told before anything comes: what was asked
    /// for is known to the host even if the person does not wait for the answer.
    fn send(&self, place: &Place<'_>, run: Run, report: &dyn Fn(Event)) -> Vec<Pending> {
        let sent = http::run(place, self.list, run);
        for file in &sent {
            report(Event::Request(self.entry_of(file.request())));
        }
        sent
    }

    /// Waits for the run's files, which were asked for, in their order. As long as they are
    /// not what the publisher signed, the mirrors are asked for the same run, one after
    /// another: for all files of it, since some of them would reveal more than the run does.
    /// Nothing depends on what the files say.
    async fn receive(
        &self,
        run: Run,
        mut sent: Vec<Pending>,
        report: &dyn Fn(Event),
    ) -> Option<Vec<Vec<u8>>> {
        let mut mirrors = self.places.iter().skip(1);
        let mut last = None;
        loop {
            let (mut files, mut is_kept) = (Some(Vec::new()), false);
            for file in sent {
                let (request, body) = file.receive().await;
                is_kept |= matches!(request.arrival, Arrival::Kept(_));
                report(Event::Request(self.entry_of(request)));
                match (body, &mut files) {
                    (Ok(body), Some(files)) => files.push(body),
                    _ => files = None,
                }
            }
            // Who keeps a list asks nobody, even if it was damaged.
            let mirror = mirrors.next().filter(|_| !is_kept && !self.is_signed(run, &files));
            last = files.or(last);
            let Some(mirror) = mirror else { return last };
            report(Event::Refused { list: self.number });
            sent = self.send(mirror, run, report);
        }
    }

    fn is_signed(&self, run: Run, files: &Option<Vec<Vec<u8>>>) -> bool {
        let is_signed = |(bucket, file): (u64, &Vec<u8>)| self.list.open(bucket, file).is_some();
        files.as_ref().is_some_and(|files| run.buckets().zip(files).all(is_signed))
    }
}

/// Checks the fields in all lists of the checks asked; `places` are the datasets', in the
/// catalogue's order.
///
/// All requests are fixed before the first is sent: they follow from the request
/// plan of the whole catalogue and from the digests' first bits, and from nothing
/// that an answer says; only which of a list's mirrors are asked depends on whether those
/// before them had the files that were signed. Passwords' files are asked for last, by
/// themselves.
pub async fn check(
    catalogue: &Catalogue,
    places: &[Places<'_>],
    fields: Vec<(Kind, Secret)>,
    dial: Dial,
    asked: &[Check],
    report: &dyn Fn(Event),
) {
    let identifiers = match identify(catalogue, &fields) {
        Ok(identifiers) => identifiers,
        Err((kind, error)) => {
            for (list, entry) in catalogue.lists().iter().enumerate() {
                if entry.answers(asked) {
                    report(Event::Verdict { list, verdict: Verdict::Invalid(kind, error) });
                }
            }
            return;
        }
    };
    let (questions, queries) = questions(catalogue, places, dial, asked, report);
    let digests = hash(&queries, &identifiers, report);

    // From here on nothing secret is needed but the digests.
    let runs: Vec<Option<Run>> =
        questions.iter().map(|q| Some(q.plan.run(digests[q.query].as_ref()?))).collect();
    drop(identifiers);
    drop(fields);

    let files = fetch(&questions, &runs, report).await;
    let total = questions.len() as u64;
    let today = today();
    for (i, ((question, run), files)) in questions.iter().zip(runs).zip(files).enumerate() {
        report(Event::Progress { stage: Stage::Searching, done: i as u64, total });
        let verdict = match (run, digests[question.query].as_ref(), files) {
            (Some(run), Some(digest), Some(files)) => {
                let finding = run.look_up(question.list, &files, digest);
                match finding.and_then(|finding| finding.on(&today, question.manifest)) {
                    Ok(finding) => Verdict::Found(finding),
                    Err(reason) => Verdict::CouldNotCheck(reason),
                }
            }
            (Some(_), Some(_), None) => Verdict::CouldNotCheck(CouldNotCheck::Unreachable),
            _ => Verdict::CouldNotCheck(CouldNotCheck::Device),
        };
        report(Event::Verdict { list: question.number, verdict });
    }
}

fn identify(
    catalogue: &Catalogue,
    fields: &[(Kind, Secret)],
) -> Result<Vec<Identifier>, (Kind, IdentifierError)> {
    let (hints, unicode) = (catalogue.hints(), catalogue.unicode());
    let parse = |(kind, text): &(Kind, Secret)| {
        Identifier::parse(*kind, text.expose(), &hints, &unicode).map_err(|error| (*kind, error))
    };
    fields.iter().map(parse).collect()
}

/// The lists asked, passwords' last, and what has to be hashed for them.
pub(crate) fn questions<'a>(
    catalogue: &'a Catalogue,
    places: &'a [Places<'a>],
    dial: Dial,
    asked: &[Check],
    report: &dyn Fn(Event),
) -> (Vec<Question<'a>>, Vec<Query>) {
    let plan = catalogue.plan(dial);
    let mut questions = Vec::new();
    for (number, (entry, plan)) in catalogue.lists().into_iter().zip(plan.lists()).enumerate() {
        let (true, Some(places)) = (entry.answers(asked), places.get(entry.dataset)) else {
            continue;
        };
        if let Some(reason) = catalogue.refusal(entry.list, *plan) {
            report(Event::Verdict { list: number, verdict: Verdict::CouldNotCheck(reason) });
            continue;
        }
        let manifest = &entry.opened.manifest;
        questions.push(Question {
            number,
            manifest,
            list: entry.list,
            plan: *plan,
            places,
            query: 0,
        });
    }
    let is_password = |question: &Question| question.list.check() == Check::PASSWORD;
    let (passwords, mut questions): (Vec<_>, Vec<_>) = questions.into_iter().partition(is_password);
    questions.extend(passwords);
    let (queries, of_list) = Query::of_lists(questions.iter().map(|question| question.list));
    for (question, query) in questions.iter_mut().zip(of_list) {
        question.query = query;
    }
    (questions, queries)
}

fn hash(
    queries: &[Query],
    identifiers: &[Identifier],
    report: &dyn Fn(Event),
) -> Vec<Option<Digest>> {
    let total = queries.len() as u64;
    let mut digests = Vec::with_capacity(queries.len());
    for (done, &Query { check, scheme }) in queries.iter().enumerate() {
        report(Event::Progress { stage: Stage::Hashing, done: done as u64, total });
        let parts: Vec<&Identifier> =
            identifiers.iter().filter(|id| check.contains(id.kind())).collect();
        digests.push(Hasher::new(check, scheme).digest(&parts));
    }
    digests
}

/// Fetches the files of all runs: one burst, and one of its own for passwords.
/// A list of which a file did not come has none.
pub(crate) async fn fetch(
    questions: &[Question<'_>],
    runs: &[Option<Run>],
    report: &dyn Fn(Event),
) -> Vec<Option<Vec<Vec<u8>>>> {
    let asked = questions.iter().zip(runs).filter(|(_, run)| run.is_some());
    let total = asked.map(|(question, _)| question.plan.bytes()).sum();
    let done = Cell::new(0);
    report(Event::Progress { stage: Stage::Fetching, done: 0, total });
    let mut lists = Vec::with_capacity(questions.len());
    let passwords = questions.partition_point(|q| q.list.check() != Check::PASSWORD);
    for batch in [0..passwords, passwords..questions.len()] {
        let send = |(question, run): (&Question, &Option<Run>)| {
            let first = question.places.first();
            run.zip(first).map(|(run, place)| (run, question.send(place, run, report)))
        };
        let sent: Vec<Option<(Run, Vec<Pending>)>> =
            questions[batch.clone()].iter().zip(&runs[batch.clone()]).map(send).collect();
        for (question, sent) in questions[batch].iter().zip(sent) {
            let progress = |event: Event| {
                if let Event::Request(Request { arrival, .. }) = &event
                    && *arrival != Arrival::Awaited
                {
                    // The mirrors' files come on top of what was planned.
                    done.set((done.get() + question.list.bucket_bytes()).min(total));
                    report(Event::Progress { stage: Stage::Fetching, done: done.get(), total });
                }
                report(event);
            };
            lists.push(match sent {
                Some((run, sent)) => question.receive(run, sent, &progress).await,
                None => None,
            });
        }
    }
    lists
}
