//! A leak, opened as the arguments say: what `plan` and `build` begin with.
use std::collections::BTreeSet;
use std::path::Path;

use hushcheck_core::policy::Draft;
use hushcheck_core::{Argon2Cost, Check, Hints, Incident, Kind, Manifest, Scheme};

use crate::cli::{InputArgs, LeakArgs, SchemeName};
use crate::digests::{self, Harvest, Recipe, Workspace};
use crate::mapping::{self, Columns, Mapping};
use crate::marks::Marks;
use crate::numbers::Count;
use crate::progress::Progress;
use crate::records::Records;
use crate::rejects::Rejects;
use crate::source::{Options, Source};
use crate::state::{Identity, Reading};
use crate::store::Store;
use crate::{Error, Result};
use crate::{incidents, inputs};

/// A leak whose columns are found and whose checks make sense.
pub(super) struct Leak {
    /// None where all rows are in spools already.
    pub source: Option<Source>,
    pub recipe: Recipe,
    /// The manifests of the publisher's other datasets.
    pub earlier: Vec<Manifest>,
    /// What the leak is about, where a file describes several incidents.
    pub incidents: Vec<Incident>,
}

impl Leak {
    /// Opens the leak; without its rows, if they are all in spools.
    pub fn open(args: &LeakArgs, reading: &Reading) -> Result<Self> {
        let scheme = scheme(args)?;
        let open = |place: &String| Ok(Store::new(place).open(None)?.manifest);
        let earlier = args.earlier.iter().map(open).collect::<Result<_>>()?;
        let incidents = args.incidents.as_deref().map(incidents::read).transpose()?;
        let incidents = incidents.unwrap_or_default();
        // In an order of their own, so that that of the arguments changes nothing.
        let checks = BTreeSet::from_iter(args.check.iter().copied());
        let checks: Vec<_> = checks.into_iter().map(|check| (check, scheme)).collect();
        if checks.is_empty() {
            return Err(Error::input("no check is named")
                .hint("say which kinds to hash together: --check email, --check name+phone"));
        }
        let recipe = Recipe {
            checks,
            columns: Columns::find(&[], &[])?,
            hints: Hints { country: args.country },
            marks: None,
            first_incident: None,
            part: args.part,
            are_hashes: false,
        };
        if reading.is_done {
            let are_hashes = reading.origin.holds_hashes;
            let marks = marks(args, &incidents, are_hashes, |_| Ok(0))?;
            let recipe = Recipe { marks, are_hashes, ..recipe };
            every_mark_is_used(&recipe)?;
            return Ok(Leak { source: None, recipe, earlier, incidents });
        }
        let source = Source::open(&args.leak, options(args))?;
        let recipe = with_columns(recipe, args, &source, &incidents)
            .map_err(|error| source.of_columns(error))?;
        one_spelling_of_each(&recipe)?;
        every_mark_is_used(&recipe)?;
        Ok(Leak { source: Some(source), recipe, earlier, incidents })
    }

    /// Reads the file of people who do not want to be in the lists: the digests of each
    /// check, ascending.
    pub fn excluded(&self, args: &LeakArgs, place: &Path) -> Result<Vec<Vec<u64>>> {
        let Some(path) = &args.exclude else { return Ok(Vec::new()) };
        // The file has the leak's columns, but not what rows say besides.
        let options = Options { columns: mapped_columns(args), ..quiet_options(args) };
        let mut source = Source::open(std::slice::from_ref(path), options)?;
        let mut columns = Columns::find(&args.map, source.header())?;
        for kind in self.recipe.checks.iter().flat_map(|(check, _)| check.kinds()) {
            columns.guess(kind, source.header())?;
        }
        let recipe = Recipe {
            columns,
            marks: None,
            first_incident: None,
            part: None,
            are_hashes: are_hashes(args, &source)?,
            ..self.recipe.clone()
        };
        every_kind_is_mapped(&recipe, source.header())?;
        let progress = Progress::hidden();
        let mut workspace = Workspace::new(args.memory, place.to_owned(), &progress);
        // None of them may be, however many are.
        let rejects = Rejects::new(source.places(), 100);
        let harvest = digests::harvest(Some(&mut source), &recipe, &mut workspace, &rejects)?;
        if rejects.total() > 0 {
            let (count, file) = (Count(rejects.total(), "value"), path.display());
            let message = format!("{count} of {file} cannot be read");
            return Err(Error::input(message)
                .hint("who does not want to be in the list must not be overlooked: correct them")
                .of_the_leak());
        }
        if harvest.tally.rows == 0 {
            eprintln!("nobody is left out: there is no row in {}", path.display());
        }
        let all = |records: &Records| Ok(records.group(0, 0, 64)?.fingerprints);
        harvest.records.iter().map(all).collect()
    }

    /// Opens the leak once more, to read it from its beginning, and says nothing again.
    pub fn open_again(&self, args: &LeakArgs) -> Result<(Source, Recipe)> {
        let source = Source::open(&args.leak, quiet_options(args))?;
        let mut columns = Columns::find(&args.map, source.header())?;
        for kind in self.recipe.checks.iter().flat_map(|(check, _)| check.kinds()) {
            columns.guess(kind, source.header())?;
        }
        // Where the rows were in spools already, the positions were not looked for.
        let marks = match (&self.recipe.marks, &args.count) {
            (Some(Marks::Counts { .. }), Some(name)) => {
                Some(Marks::Counts { column: mapping::find_column(name, source.header())? })
            }
            (marks, _) => marks.clone(),
        };
        Ok((source, Recipe { columns, marks, ..self.recipe.clone() }))
    }

    /// Reads all rows; what does not fit into memory waits in the workspace's folder.
    pub fn harvest(&mut self, place: &mut Workspace<'_>, rejects: &Rejects) -> Result<Harvest> {
        digests::harvest(self.source.as_mut(), &self.recipe, place, rejects)
    }

    /// Begins to collect what cannot be used, or goes on with it.
    pub fn rejects(&self, args: &LeakArgs, reading: &Reading) -> Rejects {
        let places = match &self.source {
            Some(source) => source.places().clone(),
            None => reading.origin.places(),
        };
        Rejects::new(&places, args.max_rejects).resume(reading.rejects.clone())
    }

    pub fn every_check_has_records(&self, harvest: &Harvest) -> Result<()> {
        if harvest.tally.rows == 0 && harvest.records.iter().any(Records::is_empty) {
            return Err(Error::input(format!("there is no row in {}", harvest.origin.name))
                .hint("the first row is taken for the names of the columns")
                .of_the_leak());
        }
        for (&(check, _), records) in self.recipe.checks.iter().zip(&harvest.records) {
            if records.is_empty() {
                let needs_country =
                    check.kinds().any(|k| matches!(k, Kind::Phone | Kind::NationalId));
                let message = format!("no row could be used for the check {check}");
                let hint = if needs_country && self.recipe.hints.country.is_none() {
                    "see the reasons above; perhaps --country is missing, such as --country CN"
                } else {
                    "see the reasons above; perhaps --map names the wrong columns"
                };
                return Err(Error::input(message).hint(hint).of_the_leak());
            }
        }
        Ok(())
    }

    /// What the policy wants to know of each list.
    pub fn drafts(&self, harvest: &Harvest) -> Vec<Draft> {
        let lists = self.recipe.checks.iter().zip(&harvest.records);
        lists.map(|(&(check, _), records)| Draft { check, records: records.len() }).collect()
    }
}

/// A recipe with the columns that hold what its checks need.
fn with_columns(
    recipe: Recipe,
    args: &LeakArgs,
    source: &Source,
    incidents: &[Incident],
) -> Result<Recipe> {
    let are_hashes = are_hashes(args, source)?;
    let mut columns = Columns::find(&args.map, source.header())?;
    let kinds: BTreeSet<Kind> = recipe.checks.iter().flat_map(|(check, _)| check.kinds()).collect();
    for kind in kinds {
        if let Some(name) = columns.guess(kind, source.header())? {
            eprintln!(
                "taking the column {name:?} for the {kind}; --map {kind}=COLUMN names another"
            );
        }
    }
    let find = |name: &str| mapping::find_column(name, source.header());
    let marks = marks(args, incidents, are_hashes, find)?;
    let recipe = Recipe { columns, marks, are_hashes, ..recipe };
    every_kind_is_mapped(&recipe, source.header())?;
    Ok(recipe)
}

/// What must be the same for an interrupted reading to go on.
pub(super) fn identity(args: &LeakArgs) -> Result<Identity> {
    let input = &args.input;
    let mut all = inputs::identity(&args.leak)?;
    for folder in &args.from_spools {
        all.extend(inputs::identity(&[folder.join("spools.json")])?);
    }
    for file in args.incidents.iter().chain(&args.exclude) {
        all.extend(inputs::identity(std::slice::from_ref(file))?);
    }
    let checks = BTreeSet::from_iter(args.check.iter().map(Check::to_string));
    let options = [
        ("--check", checks.into_iter().collect::<Vec<_>>().join(" ")),
        ("--map", format!("{:?}", args.map)),
        ("--country", format!("{:?}", args.country)),
        ("--scheme", scheme(args)?.to_string()),
        ("--incident-column", format!("{:?}", args.incident_column)),
        ("--count", format!("{:?}", args.count)),
        ("--part", args.part.map_or("none".to_owned(), |part| part.to_string())),
        ("way of reading", format!("{input:?}")),
    ];
    all.extend(options.map(|(name, value)| (name.to_owned(), value)));
    Ok(all.into_iter().collect())
}

/// How the leak is to be read a second time: without telling again what it looks like.
pub(super) fn quiet_options(args: &LeakArgs) -> Options {
    Options { say: |_| {}, ..options(args) }
}

/// How the leak is to be read.
fn options(args: &LeakArgs) -> Options {
    let InputArgs { format, delimiter, encoding, table, dialect } = &args.input;
    let marks = args.incident_column.iter().chain(&args.count).cloned();
    Options {
        format: *format,
        delimiter: *delimiter,
        encoding: *encoding,
        table: table.clone(),
        dialect: *dialect,
        columns: mapped_columns(args).into_iter().chain(marks).collect(),
        country: args.country,
        say: |text| eprintln!("{text}"),
        ..Options::default()
    }
}

fn mapped_columns(args: &LeakArgs) -> Vec<String> {
    args.map.iter().flat_map(Mapping::columns).map(String::from).collect()
}

fn scheme(args: &LeakArgs) -> Result<Scheme> {
    let recommended = Argon2Cost::RECOMMENDED;
    let cost = Argon2Cost::new(
        args.argon2_memory.unwrap_or(recommended.memory_kib()),
        args.argon2_passes.unwrap_or(recommended.passes()),
    );
    match args.scheme {
        SchemeName::Argon2id => Ok(Scheme::Argon2id(cost.map_err(Error::input)?)),
        _ if args.argon2_memory.is_some() || args.argon2_passes.is_some() => {
            Err(Error::input("--argon2-memory and --argon2-passes belong to --scheme argon2id"))
        }
        SchemeName::Sha256 => Ok(Scheme::Sha256),
        SchemeName::Sha1 => Ok(Scheme::Sha1),
    }
}

/// Tells whether the rows are hashes of passwords, of which a list is made as they are.
/// Hashing them again would give a list that nobody is found in.
fn are_hashes(args: &LeakArgs, source: &Source) -> Result<bool> {
    let name = source.name();
    if !source.holds_hashes() {
        return match source.header() {
            [hash, count] if hash == "hash" && count == "count" => Err(Error::input(format!(
                "{name} holds hashes, not what was hashed"
            ))
            .hint("lists are made of lines HASH:COUNT without a header, as of Have I Been Pwned")),
            _ => Ok(false),
        };
    }
    let is_of_passwords = args.check.iter().all(|&check| check == Check::PASSWORD);
    if !is_of_passwords || !matches!(args.scheme, SchemeName::Sha1) {
        return Err(Error::input(format!("{name} holds SHA-1 hashes of passwords"))
            .hint("of these the only list is that of --check password --scheme sha1"));
    }
    let is_hash = |mapping: &Mapping| mapping.is_of(Kind::Password, "hash");
    if !args.map.iter().all(is_hash) {
        return Err(Error::input(format!("{name} has the columns hash and count alone"))
            .hint("leave --map out"));
    }
    Ok(true)
}

/// Where rows say something about their records besides; `find` gives a column's position.
fn marks(
    args: &LeakArgs,
    incidents: &[Incident],
    are_hashes: bool,
    find: impl Fn(&str) -> Result<usize>,
) -> Result<Option<Marks>> {
    Ok(match (&args.incident_column, &args.count) {
        (Some(_), _) if are_hashes => {
            return Err(Error::input("hashes of passwords name no incidents")
                .hint("leave --incident-column out"));
        }
        (None, Some(name)) if are_hashes && name != "count" => {
            return Err(Error::input(format!("the column {name} of hashes holds no counts"))
                .hint("leave --count out: it is found by itself"));
        }
        (Some(name), _) => {
            let names = incidents.iter().map(|incident| incident.name.clone()).collect();
            Some(Marks::Incidents { column: find(name)?, names })
        }
        (None, Some(name)) => Some(Marks::Counts { column: find(name)? }),
        (None, None) if are_hashes => Some(Marks::Counts { column: 1 }),
        (None, None) => None,
    })
}

/// A count that no list can say would be left out without a word.
fn every_mark_is_used(recipe: &Recipe) -> Result<()> {
    let is_count = matches!(recipe.marks, Some(Marks::Counts { .. }));
    if is_count && recipe.checks.iter().any(|(check, _)| *check != Check::PASSWORD) {
        return Err(Error::input("--count is for the check password alone")
            .hint("how often it was seen is said of passwords only; leave --count out"));
    }
    Ok(())
}

fn every_kind_is_mapped(recipe: &Recipe, header: &[String]) -> Result<()> {
    if recipe.are_hashes {
        return Ok(());
    }
    let mapped: Vec<_> = recipe.columns.kinds().collect();
    for (check, _) in &recipe.checks {
        if let Some(kind) = check.kinds().find(|kind| !mapped.contains(kind)) {
            return Err(Error::input(format!("the check {check} needs the kind {kind}")).hint(
                format!(
                    "say which column holds it: --map {kind}=COLUMN; {}",
                    mapping::there_are(header)
                ),
            ));
        }
    }
    Ok(())
}

/// In a check with a kind of low entropy a person must not stand under several
/// spellings of the other: where all of them match, false matches cancel.
fn one_spelling_of_each(recipe: &Recipe) -> Result<()> {
    for (check, _) in recipe.checks.iter().filter(|(check, _)| check.has_low_entropy()) {
        let several: Vec<Kind> =
            check.kinds().filter(|&kind| recipe.columns.has_alternatives(kind)).collect();
        if several.len() > 1 || several.iter().any(|kind| !kind.is_low_entropy()) {
            return Err(Error::input(format!(
                "in the check {check} one person would stand under several spellings, by which \
                 the digits that were left out can be found"
            ))
            .hint("name several columns only for the phone or the ID number; choose one name"));
        }
    }
    Ok(())
}
