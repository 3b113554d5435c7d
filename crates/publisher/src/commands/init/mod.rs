//! `hushcheck init`: looks at a leak's first rows and writes `hushcheck.toml`.
mod file;
mod rows;

use std::process::ExitCode;

use hushcheck_core::{Check, Identifier, Kind};

use crate::cli::InitArgs;
use crate::commands::say;
use crate::mapping;
use crate::numbers::{Count, Thousands};
use crate::source::{Format, Look, Options, Source};
use crate::whole::Whole;
use crate::{Error, Native, Result, dataset};

use self::file::Proposal;
use self::rows::Beginning;

pub(crate) fn run(args: &InitArgs) -> Result<ExitCode> {
    let out = &args.config;
    dataset::refuse_existing(out, "change it, or name another file with --config")?;
    let proposal = propose(args)?;
    let text = file::text(&proposal)?;
    Whole::public(out, text.as_bytes())?.keep()?;
    for found in &proposal.found {
        let (kind, columns) = (found.kind, found.columns.join(", "));
        match found.filled {
            0 => eprintln!("{kind}: column {columns}; no value in the first rows"),
            filled => eprintln!(
                "{kind}: column {columns}; {} of {} understood",
                Thousands(found.understood),
                Count(filled, "value")
            ),
        }
    }
    if proposal.found.is_empty() {
        eprintln!("no column has a usual name: say in [map] which holds what");
    }
    say(format_args!("wrote {}; read it, give it a title, and then:", out.display()))?;
    let config = match out.to_str() == Some(crate::cli::CONFIG_FILE) {
        true => String::new(),
        false => format!(" --config {}", out.display()),
    };
    say(format_args!("hushcheck plan{config}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Looks at the leak's beginning.
fn propose(args: &InitArgs) -> Result<Proposal> {
    let input = &args.input;
    let mut options = Options {
        format: input.format,
        delimiter: input.delimiter,
        encoding: input.encoding,
        table: input.table.clone(),
        dialect: input.dialect,
        country: args.country,
        ..Options::default()
    };
    let mut look = Look::at(&args.leak, &options)?;
    let mut source = Source::open(&args.leak, options.clone())?;
    if look.format == Format::Csv && is_values(source.header()) {
        if source.header().len() > 1 {
            return Err(Error::input(format!(
                "the first row of {} seems to hold data, not the names of its columns",
                source.name()
            ))
            .hint("put a row of names before it, such as name,phone,email"));
        }
        // One value a line, and no header.
        options = Options { format: Some(Format::Lines), delimiter: None, ..options };
        look = Look::at(&args.leak, &options)?;
        source = Source::open(&args.leak, options)?;
    }
    let mut beginning = Beginning::read(&mut source, args.country)?;
    let is_of_lines = look.format == Format::Lines;
    let found = if source.holds_hashes() {
        Vec::new()
    } else if is_of_lines {
        beginning.kind_of_lines().into_iter().collect()
    } else {
        beginning.kinds_of_columns(source.header())
    };
    Ok(Proposal {
        leak: args.leak.clone(),
        checks: checks(&found.iter().filter(|f| f.is_usable()).map(|f| f.kind).collect::<Vec<_>>()),
        are_hashes: source.holds_hashes(),
        country: beginning.country,
        table: input.table.clone(),
        dialect: input.dialect,
        look,
        found,
    })
}

/// Tells whether a header's fields are somebody's data.
fn is_values(header: &[String]) -> bool {
    let is_email = |field: &String| {
        Identifier::parse(Kind::Email, field, &Default::default(), &Native).is_ok()
    };
    header.iter().any(|field| is_email(field) || mapping::is_perhaps_a_value(field))
}

/// What lists would be of use, of those that give nobody away.
fn checks(kinds: &[Kind]) -> Vec<Check> {
    use Kind::{
        BirthDate, Card, Email, Iban, Name, NationalId, Passport, Password, Phone, Plate, Username,
    };
    let has = |kind: Kind| kinds.contains(&kind);
    let mut checks: Vec<&[Kind]> = Vec::new();
    if has(Email) {
        checks.push(&[Email]);
    } else if has(Username) {
        checks.push(&[Username]);
    }
    if has(Name) {
        let with_name: [&[Kind]; 6] = [
            &[Name, NationalId],
            &[Name, Phone],
            &[Name, Passport],
            &[Name, Iban],
            &[Name, Card],
            &[Name, Plate],
        ];
        checks.extend(with_name.into_iter().filter(|kinds| kinds.iter().all(|kind| has(*kind))));
    }
    if checks.is_empty() && has(Name) && has(BirthDate) {
        checks.push(&[Name, BirthDate]);
    }
    // A list of passwords is a dataset of its own.
    if checks.is_empty() && has(Password) {
        checks.push(&[Password]);
    }
    checks.into_iter().filter_map(|kinds| Check::new(kinds.iter().copied()).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_stand_only_with_what_they_need() {
        use Kind::{BirthDate, Email, Name, NationalId, Password, Phone};
        let checks =
            |kinds: &[Kind]| super::checks(kinds).iter().map(Check::to_string).collect::<Vec<_>>();
        assert_eq!(
            checks(&[Phone, Name, NationalId, BirthDate]),
            ["name+national-id", "name+phone"]
        );
        assert_eq!(checks(&[Phone, Email, Password]), ["email"]);
        assert_eq!(checks(&[Name, BirthDate]), ["name+birth-date"]);
        assert_eq!(checks(&[Password]), ["password"]);
        assert!(checks(&[Phone, NationalId]).is_empty());
    }
}
