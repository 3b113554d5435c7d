//! Options that stand in a file: each becomes an argument, unless the command line gives it.
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::de::{DeTable, DeValue};

use crate::error::During as _;
use crate::{Error, Result};

/// The file that is read if it is in the current folder.
pub(crate) const FILE: &str = "hushcheck.toml";

/// The commands that take options from it. `add` does so only where `--config` names a
/// file: what is in the current folder is usually about the leak before.
const READING: [&str; 5] = ["publish", "build", "plan", "spool", "add"];

/// The key of the leak's files, which are no option.
const LEAK: &str = "leak";

/// The process's arguments with those of the file, which know where they come from.
pub(super) struct Merged {
    pub arguments: Vec<OsString>,
    file: PathBuf,
    /// The options taken, and the lines on which they stand.
    taken: Vec<(String, usize)>,
}

/// Adds what the file says to the process's arguments.
///
/// # Errors
///
/// The file cannot be read, is no TOML, or holds a key that no command knows.
pub(super) fn merge(command: &Command, arguments: Vec<OsString>) -> Result<Merged> {
    let mut merged = Merged { arguments, file: PathBuf::new(), taken: Vec::new() };
    let lenient = command.clone().ignore_errors(true);
    // Whoever asks for help gets it.
    let Ok(matches) = lenient.try_get_matches_from(&merged.arguments) else { return Ok(merged) };
    let Some((name, given)) = matches.subcommand() else { return Ok(merged) };
    let Some(chosen) = command.find_subcommand(name).filter(|_| READING.contains(&name)) else {
        return Ok(merged);
    };
    let named = given.try_get_one::<PathBuf>("config").ok().flatten();
    merged.file = match named {
        Some(path) => path.clone(),
        None if name != "add" && Path::new(FILE).is_file() => FILE.into(),
        None => return Ok(merged),
    };
    let text = fs::read_to_string(&merged.file).during("read", &merged.file)?;
    let settings = parse(command, &text, &merged.file)?;
    let settings = settings.into_iter().filter_map(|setting| {
        let argument = argument(chosen, &setting.key)?;
        // What `spool` makes is never to lie where the file says that the site is.
        let is_other = argument.is_hide_set() || (name == "spool" && setting.key == "out");
        (!is_other && !is_overridden(chosen, argument, given)).then_some((argument, setting))
    });
    let (mut options, mut files) = (Vec::new(), Vec::new());
    for (argument, setting) in settings {
        let values = setting.values(argument, &merged.file)?;
        merged.taken.push((setting.key, setting.line));
        match argument.get_long() {
            Some(long) if takes_value(argument) => {
                options.extend(values.iter().map(|value| format!("--{long}={value}").into()));
            }
            Some(long) => options.extend(values.iter().map(|_| format!("--{long}").into())),
            None => files.extend(values.into_iter().map(OsString::from)),
        }
    }
    if !merged.taken.is_empty() {
        eprintln!("taking options from {}", merged.file.display());
    }
    // Behind the command's name, so that they stand before any `--`.
    let at = merged.arguments.iter().skip(1).position(|argument| argument == name);
    let at = at.map_or(merged.arguments.len(), |at| at + 2);
    merged.arguments.splice(at..at, options);
    if !files.is_empty() && !merged.arguments.iter().any(|argument| argument == "--") {
        merged.arguments.push("--".into());
    }
    merged.arguments.extend(files);
    Ok(merged)
}

impl Merged {
    /// Says of an error where in the file its cause stands; `None` if it does not.
    pub fn explain(&self, error: &clap::Error) -> Option<Error> {
        if let (ErrorKind::MissingRequiredArgument, Some(ContextValue::Strings(missing)), false) =
            (error.kind(), error.get(ContextKind::InvalidArg), self.taken.is_empty())
        {
            let (file, missing) = (self.file.display(), missing.join(" and "));
            return Some(
                Error::input(format!("neither {file} nor the command line says {missing}"))
                    .hint("in the file an option stands without dashes, as key = \"value\""),
            );
        }
        let names = [ContextKind::InvalidArg, ContextKind::PriorArg].into_iter();
        let names = names.filter_map(|kind| match error.get(kind)? {
            ContextValue::String(name) => Some(name),
            _ => None,
        });
        let (key, line) = names.filter_map(|name| self.find(name)).next()?;
        let text = error.to_string();
        let what = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("{}, line {line}: {}", self.file.display(), what.trim_end());
        Some(Error::input(message).hint(format!(
            "correct {key} there, or leave it out; a flag on the command line goes before it"
        )))
    }

    /// Finds an option by what clap calls it, such as `--country <CC>`.
    fn find(&self, name: &str) -> Option<&(String, usize)> {
        let name = name.strip_prefix("--")?;
        let name = name.split([' ', '=', '[']).next()?;
        self.taken.iter().find(|(key, _)| key == name)
    }
}

/// A key of the file.
struct Setting<'a> {
    key: String,
    value: DeValue<'a>,
    /// Its line, from 1.
    line: usize,
}

/// Reads the file's keys, in their order there.
fn parse<'a>(command: &Command, text: &'a str, file: &Path) -> Result<Vec<Setting<'a>>> {
    let line_of = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        let message = error.message().replace('\n', ", ");
        Error::input(format!("{}, line {line}: {message}", file.display()))
            .hint("texts stand in \"quotes\", lists in [brackets]")
    })?;
    let mut settings: Vec<Setting<'a>> = Vec::new();
    for (key, value) in table.into_inner() {
        let line = line_of(key.span().start);
        let key = key.into_inner().into_owned();
        if !READING.iter().any(|name| {
            let reading = command.find_subcommand(name).filter(|_| *name != "add");
            reading.is_some_and(|reading| argument(reading, &key).is_some())
        }) {
            let message = format!("{}, line {line}: there is no option {key:?}", file.display());
            return Err(Error::input(message).hint(
                "keys are leak and the options that `hushcheck publish --help` lists, without \
                 the dashes before them",
            ));
        }
        settings.push(Setting { key, value: value.into_inner(), line });
    }
    settings.sort_by_key(|setting| setting.line);
    Ok(settings)
}

/// The argument of a command that a key stands for.
fn argument<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|argument| match argument.get_long() {
        Some(long) => long == key && !["config", "help", "version"].contains(&key),
        None => key == LEAK && argument.get_id() == LEAK,
    })
}

/// Tells whether the command line gives the argument, or another that excludes it.
fn is_overridden(command: &Command, argument: &Arg, given: &ArgMatches) -> bool {
    let is_given =
        |other: &Arg| given.value_source(other.get_id().as_str()) == Some(ValueSource::CommandLine);
    let excludes = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
    };
    is_given(argument)
        || command.get_arguments().any(|other| {
            is_given(other) && (excludes(other, argument) || excludes(argument, other))
        })
}

fn takes_value(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Set | ArgAction::Append)
}

impl Setting<'_> {
    /// The values as one would write them behind the flag; one that says nothing of a
    /// switch that is on, and none of one that is off.
    fn values(&self, argument: &Arg, file: &Path) -> Result<Vec<String>> {
        let takes = |what: &str| {
            let place = format!("{}, line {}", file.display(), self.line);
            Error::input(format!("{place}: {} takes {what}", self.key))
        };
        match (&self.value, argument.get_action()) {
            (DeValue::Boolean(is_on), ArgAction::SetTrue) => {
                Ok(is_on.then(String::new).into_iter().collect())
            }
            (_, ArgAction::SetTrue) => Err(takes("true or false")),
            (DeValue::Array(values), ArgAction::Append) => values
                .iter()
                .map(|value| scalar(value.get_ref()).ok_or_else(|| takes("a list of texts")))
                .collect(),
            (DeValue::Table(kinds), ArgAction::Append) if self.key == "map" => kinds
                .iter()
                .map(|(kind, columns)| match columns.get_ref() {
                    DeValue::String(columns) => Ok(format!("{}={columns}", kind.get_ref())),
                    _ => Err(takes("lines such as phone = \"tel1,tel2\"")),
                })
                .collect(),
            (value, action) => match scalar(value) {
                Some(value) => Ok(vec![value]),
                None if matches!(action, ArgAction::Append) => {
                    Err(takes("a text, or a list of texts"))
                }
                None => Err(takes("one value")),
            },
        }
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Float(number) => Some(number.as_str().replace('_', "")),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}
