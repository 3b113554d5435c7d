//! The demo: leaks of people who do not exist and a list of passwords that really
//! leaked, published as anybody would publish them.

mod examples;

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use xtask::DEMO_SEED;
use xtask::leak::{Content, Encoding, Leak};

pub use examples::read as read_examples;

use crate::project::Project;
use crate::shell::{run, run_quietly, say};
use crate::stamp::Stamp;
use crate::tools;

/// The datasets, in the order in which the site shows them.
pub const DATASETS: [&str; 4] = ["police", "shop", "newsletter", "passwords"];

/// How many people the police register and the shop hold.
const COUNT: u32 = 1_000_000;

/// What each dataset is built from and how.
fn recipe(id: &str) -> (Option<Leak>, &'static [&'static str]) {
    let leak =
        |content, numbers| Leak { content, encoding: Encoding::Utf8, seed: DEMO_SEED, numbers };
    match id {
        "police" => (Some(leak(Content::People, 0..COUNT)), POLICE),
        "shop" => (Some(leak(Content::Customers, 0..COUNT)), SHOP),
        // Half of the readers are customers of the shop as well.
        "newsletter" => (Some(leak(Content::Newsletter, COUNT - 1000..COUNT + 1000)), NEWSLETTER),
        _ => (None, PASSWORDS),
    }
}

#[rustfmt::skip]
const POLICE: &[&str] = &[
    "--title", "Police register (made-up demo data)",
    "--organisation", "Police of a city that does not exist",
    "--description", "Made-up people in the shape of the leak that was offered for sale in 2022 as the data of \
        Shanghai's police. Nobody in it is real.",
    "--source", "Made up by `cargo xtask demo`",
    "--date", "2022-07-01",
    "--data-class", "Names",
    "--data-class", "Genders",
    "--data-class", "Dates of birth",
    "--data-class", "Government issued IDs",
    "--data-class", "Phone numbers",
    "--data-class", "Physical addresses",
    "--country", "CN",
    "--map", "name=xm",
    "--map", "national-id=sfzh",
    "--map", "phone=sjh",
    "--check", "name+national-id",
    "--check", "name+phone",
    "--scheme", "sha256",
];
#[rustfmt::skip]
const SHOP: &[&str] = &[
    "--title", "Web shop (made-up demo data)",
    "--organisation", "A shop that does not exist",
    "--description", "A million made-up customers. Nobody in it is real.",
    "--source", "Made up by `cargo xtask demo`",
    "--date", "2025-03-14",
    "--data-class", "Email addresses",
    "--data-class", "Names",
    "--data-class", "Phone numbers",
    "--map", "email=email",
    "--check", "email",
];
#[rustfmt::skip]
const NEWSLETTER: &[&str] = &[
    "--title", "Newsletter (made-up demo data)",
    "--organisation", "A newsletter that does not exist",
    "--description", "2,000 made-up readers, hashed with Argon2id: small lists can afford a slow hash.",
    "--source", "Made up by `cargo xtask demo`",
    "--date", "2025-10-02",
    "--data-class", "Email addresses",
    "--map", "email=email",
    "--check", "email",
    "--scheme", "argon2id",
    "--argon2-memory", "19456",
    "--argon2-passes", "2",
];
#[rustfmt::skip]
const PASSWORDS: &[&str] = &[
    "--title", "Common leaked passwords",
    "--description", "Passwords that stand in many leaks. They are real, and the first that attackers try.",
    "--source", "passwords.json of the npm package @zxcvbn-ts/language-common 4.1.3, MIT licence, \
        (c) 2012-2016 Dan Wheeler and Dropbox, Inc., (c) 2021 @zxcvbn-ts",
    "--date", "2016-01-01",
    "--data-class", "Passwords",
    "--map", "password=password",
    "--check", "password",
    "--scheme", "sha1",
];

/// Makes the leaks, the key, the datasets and the examples, as far as they are
/// missing or out of date.
pub fn make(project: &Project, command: &Path) -> Result<()> {
    let demo = project.demo();
    fs::create_dir_all(demo.join("datasets"))
        .with_context(|| format!("cannot create {}", demo.display()))?;
    let key = key(&demo, command)?;
    for id in DATASETS {
        make_dataset(project, command, &key, id)?;
    }
    copy_in_gb18030(&demo)?;
    examples::make(project, command)
}

/// The public key that the demo's datasets are signed with.
pub fn public_key(project: &Project) -> Result<String> {
    let file = project.demo().join("demo.pub");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    // minisign's format: a comment, then the key.
    let key =
        text.lines().nth(1).with_context(|| format!("{} has no second line", file.display()))?;
    Ok(key.to_owned())
}

/// Makes the key that signs, once a machine, and returns its path.
fn key(demo: &Path, command: &Path) -> Result<PathBuf> {
    let key = demo.join("demo.key");
    if !key.exists() || !demo.join("demo.pub").exists() {
        remove(&key)?;
        remove(&demo.join("demo.pub"))?;
        run_quietly(
            Command::new(command).args(["keygen", "--no-password", "--out"]).arg(demo.join("demo")),
        )?;
    }
    Ok(key)
}

fn make_dataset(project: &Project, command: &Path, key: &Path, id: &str) -> Result<()> {
    let demo = project.demo();
    let (leak, arguments) = recipe(id);
    let file = demo.join(format!("{id}.csv"));
    match &leak {
        Some(leak) => make_leak(leak, &file)?,
        None => make_passwords(project, &file)?,
    }
    // The leak's own stamp stands for its content, which may be long.
    let stamp = Stamp::new(demo.join(format!("{id}.stamp")))
        .path(command)?
        .path(key)?
        .path(&stamp_of(&file))?
        .value(arguments);
    let dataset = demo.join("datasets").join(id);
    stamp.make(&dataset, || {
        say(&format!("publishing the dataset `{id}`"));
        // The command writes over nothing.
        let new = demo.join(format!("{id}.new"));
        let rejects = demo.join(format!("{id}.rejects.csv"));
        remove(&new)?;
        remove(&rejects)?;
        run(Command::new(command)
            .arg("build")
            .arg(&file)
            .args(["--id", id])
            .args(arguments)
            .arg("--key")
            .arg(key)
            .arg("--out")
            .arg(&new))?;
        remove(&dataset)?;
        fs::rename(&new, &dataset)
            .with_context(|| format!("cannot put the dataset at {}", dataset.display()))
    })
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn stamp_of(leak: &Path) -> PathBuf {
    leak.with_extension("csv.stamp")
}

fn make_leak(leak: &Leak, file: &Path) -> Result<()> {
    // A few rows tell whether the generator has changed: no version to forget.
    let mut sample = Vec::new();
    Leak { numbers: 0..2000, ..leak.clone() }.write(&mut sample)?;
    let stamp = Stamp::new(stamp_of(file)).value(sample).value(&leak.numbers);
    stamp.make(file, || {
        say(&format!("making up {} rows for {}", leak.numbers.len(), file.display()));
        let written = File::create(file).and_then(|mut file| leak.write(&mut file));
        written.with_context(|| format!("cannot write {}", file.display()))
    })
}

/// The same register as an older program would have written it, to try with.
fn copy_in_gb18030(demo: &Path) -> Result<()> {
    let numbers = 0..COUNT;
    let leak =
        Leak { content: Content::People, encoding: Encoding::Gb18030, seed: DEMO_SEED, numbers };
    make_leak(&leak, &demo.join("police-gb18030.csv"))
}

/// Writes the package's JSON array of passwords as a CSV file.
fn make_passwords(project: &Project, file: &Path) -> Result<()> {
    let list = tools::passwords(project)?.join("src/passwords.json");
    let stamp = Stamp::new(stamp_of(file)).path(&list)?;
    stamp.make(file, || {
        let json =
            fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
        let passwords: Vec<String> = serde_json::from_str(&json)
            .with_context(|| format!("{} is no array of strings", list.display()))?;
        let rows = passwords.iter().map(|password| csv_row(&[password]));
        let text: String = std::iter::once("password\n".to_owned()).chain(rows).collect();
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    })
}

/// Writes a row in which any value may hold anything (RFC 4180).
fn csv_row(values: &[&str]) -> String {
    let quoted: Vec<_> =
        values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    quoted.join(",") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted() {
        assert_eq!(csv_row(&["a,b", "say \"x\""]), "\"a,b\",\"say \"\"x\"\"\"\n");
    }

    #[test]
    fn each_dataset_that_is_made_up_says_so() {
        for id in DATASETS {
            let (leak, arguments) = recipe(id);
            assert_eq!(leak.is_some(), arguments[1].contains("made-up demo data"), "{id}");
        }
    }
}
