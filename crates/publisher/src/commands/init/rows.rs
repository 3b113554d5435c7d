//! The first rows of a leak, and which kinds its columns hold.
use std::collections::BTreeMap;

use hushcheck_core::identifier::{kind_of_header, national_id};
use hushcheck_core::{Country, Hints, Identifier, Kind};

use crate::source::{Batch, Source};
use crate::{Native, Result};

/// Rows that are looked at.
const ROWS: usize = 1000;

/// A kind, and where it is.
pub(super) struct Found {
    pub kind: Kind,
    pub columns: Vec<String>,
    /// Values of the first rows that are not empty.
    pub filled: u64,
    /// Those of them that are of the kind.
    pub understood: u64,
}

impl Found {
    /// Tells whether a list could be made of it: most of its values are understood.
    pub fn is_usable(&self) -> bool {
        2 * self.understood >= self.filled
    }
}

/// The first rows.
pub(super) struct Beginning {
    batch: Batch,
    /// The country named, or the only one whose national IDs these are.
    pub country: Option<Country>,
}

impl Beginning {
    pub fn read(source: &mut Source, country: Option<Country>) -> Result<Self> {
        let mut batch = Batch::new();
        source.fill(&mut batch, ROWS)?;
        Ok(Beginning { batch, country })
    }

    /// Finds kinds by the usual names of columns, in the registry's order.
    pub fn kinds_of_columns(&mut self, header: &[String]) -> Vec<Found> {
        let mut columns: BTreeMap<u8, (Kind, Vec<usize>)> = BTreeMap::new();
        for (i, name) in header.iter().enumerate() {
            if let Some(kind) = kind_of_header(name) {
                columns.entry(kind.code()).or_insert((kind, Vec::new())).1.push(i);
            }
        }
        if let (None, Some((kind, at))) = (self.country, columns.get(&Kind::NationalId.code())) {
            self.country = self.guess_country(*kind, at);
        }
        columns
            .into_values()
            .map(|(kind, at)| {
                let (filled, understood) = self.count(kind, &at, self.country);
                let columns = at.iter().map(|&i| header[i].trim().to_owned()).collect();
                Found { kind, columns, filled, understood }
            })
            .collect()
    }

    /// Finds the kind of lines that are values: the one that nine tenths of them are.
    pub fn kind_of_lines(&mut self) -> Option<Found> {
        if self.country.is_none() {
            self.country = self.guess_country(Kind::NationalId, &[0]);
        }
        [Kind::Email, Kind::Iban, Kind::NationalId, Kind::Card, Kind::Phone].into_iter().find_map(
            |kind| {
                let (filled, understood) = self.count(kind, &[0], self.country);
                let columns = vec!["value".to_owned()];
                let found = Found { kind, columns, filled, understood };
                (filled > 0 && 10 * understood >= 9 * filled).then_some(found)
            },
        )
    }

    /// The country of nine tenths of the national IDs, if no other has as many.
    fn guess_country(&self, kind: Kind, columns: &[usize]) -> Option<Country> {
        let counted = national_id::countries().map(|country| {
            let (filled, understood) = self.count(kind, columns, Some(country));
            (understood, filled, country)
        });
        let mut counted: Vec<_> = counted.collect();
        counted.sort_by_key(|&(understood, ..)| std::cmp::Reverse(understood));
        let &(understood, filled, country) = counted.first()?;
        let is_only = counted.get(1).is_none_or(|next| next.0 < understood);
        (is_only && filled >= 10 && 10 * understood >= 9 * filled).then_some(country)
    }

    /// Counts values of columns that are not empty, and those that are of the kind.
    fn count(&self, kind: Kind, columns: &[usize], country: Option<Country>) -> (u64, u64) {
        let hints = Hints { country };
        let (mut filled, mut understood) = (0, 0);
        for row in self.batch.rows() {
            let fields = columns.iter().filter_map(|&column| row.get(column));
            for field in fields.filter(|field| !field.trim_ascii().is_empty()) {
                filled += 1;
                let text = std::str::from_utf8(field).ok();
                let parsed =
                    text.and_then(|text| Identifier::parse(kind, text, &hints, &Native).ok());
                understood += u64::from(parsed.is_some());
            }
        }
        (filled, understood)
    }
}
