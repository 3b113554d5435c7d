//! The verbs `people` and `customers`: made-up leaks of any size.

use std::fs::File;
use std::io::{self, ErrorKind, Write};

use anyhow::{Context, Result, bail};
use xtask::leak::{Content, Encoding, Leak};
use xtask::{customers, people};

/// Writes the leak that the options describe.
pub fn run(content: Content, options: &[String]) -> Result<()> {
    let (leak, file) = parse(content, options)?;
    let written = match &file {
        Some(file) => {
            leak.write(&mut File::create(file).with_context(|| format!("cannot create {file}"))?)
        }
        None => leak.write(&mut io::stdout().lock()).and_then(|()| io::stdout().flush()),
    };
    match written {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.with_context(|| {
            format!("cannot write {}", file.as_deref().unwrap_or("standard output"))
        }),
    }
}

fn parse(content: Content, options: &[String]) -> Result<(Leak, Option<String>)> {
    let (mut count, mut seed, mut encoding, mut file) =
        (1_000_000, xtask::DEMO_SEED, Encoding::Utf8, None);
    let mut words = options.iter();
    while let Some(option) = words.next() {
        let value = words.next().with_context(|| format!("{option} needs a value"))?;
        let number = || {
            value
                .replace('_', "")
                .parse()
                .with_context(|| format!("{option} {value} is not a number"))
        };
        match option.as_str() {
            "--count" => count = number()?,
            "--seed" => seed = number()?,
            "--out" => file = Some(value.clone()),
            "--encoding" => {
                encoding = match value.as_str() {
                    "utf-8" => Encoding::Utf8,
                    "gb18030" => Encoding::Gb18030,
                    _ => bail!("--encoding is utf-8 or gb18030, not {value}"),
                };
            }
            _ => bail!(
                "there is no option {option}; there are --count, --seed, --encoding and --out"
            ),
        }
    }
    let most = if content == Content::People { people::MOST } else { customers::MOST };
    match u32::try_from(count) {
        Ok(last) if count <= most => Ok((Leak { content, encoding, seed, numbers: 0..last }, file)),
        _ => bail!("--count {count} is too many: there are numbers for {most}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<(Leak, Option<String>)> {
        super::parse(
            Content::People,
            &line.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn options_are_read() {
        let (leak, file) = parse("--count 1_000 --encoding gb18030 --out x.csv").unwrap();
        assert_eq!((leak.numbers, leak.encoding), (0..1000, Encoding::Gb18030));
        assert_eq!(file.as_deref(), Some("x.csv"));
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--count", "--count x", "--count 9999999999", "--encoding latin1", "--cuont 1"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
