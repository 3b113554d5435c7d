//! One JSON object a line. Columns are keys: of nested objects a.b, of arrays a.0.
use std::fmt;
use std::io::Write as _;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::lines::Lines;
use super::open::Text;
use super::{Batch, Options, Rows, number};
use crate::{Error, Result};

/// Columns that are taken from the first rows: some dumps use names or numbers as keys.
const MOST_COLUMNS: usize = 1000;

/// Rows whose keys name the columns.
const SAMPLE_ROWS: usize = 1000;

/// The keys that are columns, as a tree.
#[derive(Default)]
struct Keys {
    column: Option<usize>,
    below: Vec<(Box<str>, Keys)>,
}

impl Keys {
    fn of(header: &[String]) -> Self {
        let mut root = Keys::default();
        for (column, path) in header.iter().enumerate() {
            let node = path.trim().split('.').fold(&mut root, |node, key| {
                let at = node.below.iter().position(|(known, _)| **known == *key);
                let at = at.unwrap_or_else(|| {
                    node.below.push((key.into(), Keys::default()));
                    node.below.len() - 1
                });
                &mut node.below[at].1
            });
            node.column.get_or_insert(column);
        }
        root
    }

    /// The node of a key, which may hold full stops itself.
    fn find(&self, key: &str) -> Option<&Keys> {
        key.split('.').try_fold(self, |node, part| {
            node.below.iter().find(|(known, _)| **known == *part).map(|(_, below)| below)
        })
    }
}

/// The rows of an open file.
struct Objects {
    lines: Lines,
    header: Vec<String>,
    keys: Keys,
    fields: Vec<Vec<u8>>,
    has_said: bool,
    say: fn(&str),
}

/// Opens a text of objects. The columns are the keys of the first rows, and those that
/// will be asked for.
pub(super) fn open(text: Text, options: &Options) -> Result<Box<dyn Rows>> {
    let Text { name, reader, sample, is_whole } = text;
    if sample.trim_ascii_start().starts_with(b"[") {
        return Err(Error::input(format!("{name} is one JSON array, not an object a line"))
            .hint("make lines of it first: jq -c '.[]' FILE | hushcheck ... -"));
    }
    let mut paths = Paths::default();
    let mut lines: Vec<&[u8]> = sample.split(|&byte| byte == b'\n').collect();
    if !is_whole && lines.len() > 1 {
        lines.pop();
    }
    let mut objects = 0;
    for line in lines.iter().filter(|line| !line.trim_ascii().is_empty()).take(SAMPLE_ROWS) {
        let mut row = serde_json::Deserializer::from_slice(line);
        objects += usize::from(Collect { paths: &mut paths, at: "" }.deserialize(&mut row).is_ok());
    }
    if objects == 0 {
        let what =
            if sample.trim_ascii().is_empty() { "is empty" } else { "holds no JSON objects" };
        return Err(Error::input(format!("{name} {what}"))
            .hint("each line must be one object, such as {\"mail\": \"a@example.org\"}"));
    }
    let header = options.known.clone().unwrap_or_else(|| {
        let mut header = paths.0;
        for column in &options.columns {
            if !header.contains(column) {
                (options.say)(&format!("none of the first rows of {name} has the key {column}"));
                header.push(column.clone());
            }
        }
        header
    });
    let keys = Keys::of(&header);
    let fields = vec![Vec::new(); header.len()];
    let lines = Lines::new(name, reader);
    Ok(Box::new(Objects { lines, header, keys, fields, has_said: false, say: options.say }))
}

impl Rows for Objects {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        let Some((number, line)) = self.lines.next()? else { return Ok(None) };
        self.fields.iter_mut().for_each(Vec::clear);
        let Ok(text) = std::str::from_utf8(line) else {
            // Which of the fields is damaged takes a parser to say: none is used.
            self.header.iter().for_each(|_| row.push_field(b"\xff"));
            return Ok(Some(number));
        };
        let mut json = serde_json::Deserializer::from_str(text);
        let fill = Fill { keys: Some(&self.keys), fields: &mut self.fields };
        let is_object = text.trim_ascii_start().starts_with('{');
        if is_object && fill.deserialize(&mut json).is_ok() && json.end().is_ok() {
            self.fields.iter().for_each(|field| row.push_field(field));
        } else if !self.has_said {
            self.has_said = true;
            let name = &self.lines.name;
            (self.say)(&format!(
                "{name}, line {number} is no JSON object; it and others like it are rows without \
                 fields"
            ));
        }
        Ok(Some(number))
    }
}

/// Puts the values that are columns into their fields.
struct Fill<'a> {
    keys: Option<&'a Keys>,
    fields: &'a mut [Vec<u8>],
}

impl Fill<'_> {
    fn put(self, value: fmt::Arguments<'_>) {
        if let Some(column) = self.keys.and_then(|keys| keys.column) {
            self.fields[column].clear();
            // Writing to memory does not fail.
            let _ = self.fields[column].write_fmt(value);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match self.keys {
            Some(_) => json.deserialize_any(self),
            None => json.deserialize_ignored_any(IgnoredAny).map(|_| ()),
        }
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.put(format_args!("{value}"));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.put(format_args!("{value}"));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.put(format_args!("{value}"));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.put(format_args!("{}", number::text(value).unwrap_or_default()));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        if let Some(column) = self.keys.and_then(|keys| keys.column) {
            self.fields[column].clear();
            self.fields[column].extend_from_slice(value.as_bytes());
        }
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(keys) = map.next_key_seed(Find(self.keys))? {
            map.next_value_seed(Fill { keys, fields: self.fields })?;
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut array: S) -> Result<(), S::Error> {
        let mut at = 0u64;
        loop {
            let keys = self.keys.filter(|keys| !keys.below.is_empty());
            let keys = keys.and_then(|keys| keys.find(&at.to_string()));
            let element = Fill { keys, fields: self.fields };
            if array.next_element_seed(element)?.is_none() {
                return Ok(());
            }
            at += 1;
        }
    }
}

/// Finds a key's node.
struct Find<'a>(Option<&'a Keys>);

impl<'de, 'a> DeserializeSeed<'de> for Find<'a> {
    type Value = Option<&'a Keys>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Find<'a> {
    type Value = Option<&'a Keys>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.and_then(|keys| keys.find(key)))
    }
}

/// The paths of values, in the order in which they were met.
#[derive(Default)]
struct Paths(Vec<String>);

/// Collects the paths of a row's values.
struct Collect<'a> {
    paths: &'a mut Paths,
    at: &'a str,
}

impl Collect<'_> {
    fn add<E>(self) -> Result<(), E> {
        let Paths(known) = self.paths;
        if !self.at.is_empty() && known.len() < MOST_COLUMNS && !known.iter().any(|k| k == self.at)
        {
            known.push(self.at.to_owned());
        }
        Ok(())
    }

    fn below(at: &str, key: &str) -> String {
        if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
    }
}

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        // A row is an object; what is in it may be anything.
        if self.at.is_empty() { json.deserialize_map(self) } else { json.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.add()
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.add()
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.add()
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.add()
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.add()
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.add()
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let at = Self::below(self.at, &key);
            map.next_value_seed(Collect { paths: self.paths, at: &at })?;
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut array: S) -> Result<(), S::Error> {
        let mut number = 0u64;
        loop {
            let at = Self::below(self.at, &number.to_string());
            if array.next_element_seed(Collect { paths: self.paths, at: &at })?.is_none() {
                return Ok(());
            }
            number += 1;
        }
    }
}
