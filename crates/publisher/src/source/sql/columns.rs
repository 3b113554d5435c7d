//! The columns of tables: what CREATE TABLE says, and where a row's fields belong.
use std::io;

use super::token::{Token, Tokens, cut};

/// Parts of an element that are looked at to tell a column from a constraint.
const LOOKED_AT: usize = 8;

/// Where a statement's fields belong in the header.
pub(super) struct Columns {
    /// For each column of the header the position in the statement; `None` if they are the
    /// same.
    order: Option<Vec<Option<usize>>>,
    /// Fields that the statement's rows have.
    named: usize,
}

impl Columns {
    pub fn new(header: &[String], named: &[String]) -> Self {
        let order = (!named.is_empty() && named != header)
            .then(|| header.iter().map(|column| position(named, column)).collect());
        Columns { order, named: named.len() }
    }

    /// Brings a row's fields into the header's order. Fields that no column is named for
    /// stand after all others, so that the row has more than the header.
    pub fn arrange(&self, fields: &mut Vec<Vec<u8>>) {
        if let Some(order) = &self.order {
            let field = |&at: &Option<usize>| at.and_then(|at| fields.get(at)).cloned();
            let mut arranged: Vec<_> =
                order.iter().map(|at| field(at).unwrap_or_default()).collect();
            arranged.extend(fields.drain(..).skip(self.named));
            *fields = arranged;
        }
    }
}

/// Where a column stands. Databases do not tell upper from lower case in most names.
pub(super) fn position(names: &[String], column: &str) -> Option<usize> {
    let exact = names.iter().position(|name| name == column);
    exact.or_else(|| names.iter().position(|name| name.to_lowercase() == column.to_lowercase()))
}

/// The names in parentheses, after the opening one, of INSERT and COPY.
pub(super) fn named(tokens: &mut Tokens) -> io::Result<Vec<String>> {
    let elements = elements(tokens)?;
    Ok(elements.into_iter().filter_map(|element| element.into_iter().next()?.name()).collect())
}

/// The columns of a CREATE TABLE, after the opening parenthesis; none if they are not all
/// said there.
pub(super) fn created(tokens: &mut Tokens) -> io::Result<Vec<String>> {
    let elements = elements(tokens)?;
    if elements.iter().any(|element| is_like(element)) {
        return Ok(Vec::new());
    }
    let columns = elements.into_iter().filter(|element| !is_constraint(element));
    Ok(columns.filter_map(|element| element.into_iter().next()?.name()).collect())
}

/// A part of an element of a list.
enum Part {
    /// A word, in lower case, and as it was written.
    Word(String, String),
    /// A name in quotes.
    Quoted(String),
    /// A string, which SQLite takes for a name too.
    Text(String),
    Sign(u8),
}

impl Part {
    fn is(&self, words: &[&str]) -> bool {
        matches!(self, Part::Word(word, _) if words.contains(&word.as_str()))
    }

    fn name(self) -> Option<String> {
        match self {
            Part::Word(_, name) | Part::Quoted(name) | Part::Text(name) => Some(name),
            Part::Sign(_) => None,
        }
    }
}

/// The first parts of a list's elements.
fn elements(tokens: &mut Tokens) -> io::Result<Vec<Vec<Part>>> {
    // SQLite takes names in single quotes too.
    tokens.keeps_strings = true;
    let (mut elements, mut depth) = (vec![Vec::new()], 0usize);
    loop {
        let token = tokens.next()?;
        match token {
            Token::End => return Err(cut()),
            Token::Sign(b')') if depth == 0 => break,
            Token::Sign(b')') => depth -= 1,
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b',') if depth == 0 => {
                elements.push(Vec::new());
                continue;
            }
            _ => {}
        }
        let text = || String::from_utf8_lossy(&tokens.text).into_owned();
        if let Some(element) = elements.last_mut().filter(|element| element.len() < LOOKED_AT) {
            element.push(match token {
                Token::Word => Part::Word(text().to_lowercase(), text()),
                Token::Sign(sign) => Part::Sign(sign),
                Token::Quoted => Part::Quoted(text()),
                _ => Part::Text(text()),
            });
        }
    }
    tokens.keeps_strings = false;
    Ok(elements)
}

/// Tells whether an element takes over another table's columns: LIKE other.
fn is_like(element: &[Part]) -> bool {
    match element {
        [like, Part::Word(..) | Part::Quoted(_), rest @ ..] => {
            like.is(&["like"])
                && rest.first().is_none_or(|next| next.is(&["including", "excluding"]))
        }
        _ => false,
    }
}

/// Tells whether an element of a CREATE TABLE is no column. A word such as `key` is a
/// column's name as well: a constraint is what goes on as one.
fn is_constraint(element: &[Part]) -> bool {
    let [first, rest @ ..] = element else { return false };
    let opens = |rest: &[Part]| matches!(rest.first(), Some(Part::Sign(b'(')));
    match rest {
        _ if first.is(&["primary", "foreign"]) => {
            rest.first().is_some_and(|next| next.is(&["key"])) && rest[1..].iter().any(is_opening)
        }
        _ if first.is(&["check"]) => opens(rest),
        _ if first.is(&["exclude"]) => {
            opens(rest) || rest.first().is_some_and(|next| next.is(&["using"]))
        }
        _ if first.is(&["period"]) => rest.first().is_some_and(|next| next.is(&["for"])),
        [_, unnamed @ ..] if first.is(&["constraint"]) => {
            is_constraint(rest) || is_constraint(unnamed)
        }
        _ if first.is(&["unique", "key", "index", "fulltext", "spatial"]) => is_index(rest),
        _ => false,
    }
}

fn is_opening(part: &Part) -> bool {
    matches!(part, Part::Sign(b'('))
}

/// Tells whether this goes on as an index: perhaps a name, and columns in parentheses.
fn is_index(mut rest: &[Part]) -> bool {
    const BETWEEN: [&str; 13] = [
        "key",
        "index",
        "using",
        "btree",
        "hash",
        "gin",
        "gist",
        "clustered",
        "nonclustered",
        "unique",
        "nulls",
        "not",
        "distinct",
    ];
    let mut names = 0;
    loop {
        rest = match rest {
            // A type's parentheses hold numbers or strings: key varchar(20), key enum('a').
            [Part::Sign(b'('), Part::Word(inner, _), ..] => {
                return !inner.starts_with(|c: char| c.is_ascii_digit()) && inner != "max";
            }
            [Part::Sign(b'('), Part::Text(_), ..] => return names == 0,
            [Part::Sign(b'('), Part::Quoted(_) | Part::Sign(b'('), ..] => return true,
            [word, after @ ..] if word.is(&BETWEEN) => after,
            [Part::Word(..) | Part::Quoted(_) | Part::Text(_), after @ ..] if names == 0 => {
                names += 1;
                after
            }
            _ => return false,
        };
    }
}
