//! The statements of a dump that tell of tables and hold rows.
use std::io;

use super::token::{Token, Tokens, cut};
use super::value;

/// A statement, read up to its rows or to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// A table's columns, in their order.
    Create { table: String, columns: Vec<String> },
    /// Before its first row. Without columns all of the table are meant.
    Insert { table: String, columns: Vec<String> },
    /// Before its first line.
    Copy { table: String, columns: Vec<String> },
    /// Anything else.
    Other,
}

/// Words between INSERT or CREATE and what follows.
const MODIFIERS: [&str; 19] = [
    "low_priority",
    "delayed",
    "high_priority",
    "ignore",
    "or",
    "replace",
    "abort",
    "fail",
    "rollback",
    "into",
    "temporary",
    "temp",
    "unlogged",
    "global",
    "local",
    "if",
    "not",
    "exists",
    "only",
];

/// Words that begin what is no column in a CREATE TABLE.
const NO_COLUMN: [&str; 12] = [
    "primary",
    "unique",
    "key",
    "index",
    "fulltext",
    "spatial",
    "constraint",
    "foreign",
    "check",
    "exclude",
    "like",
    "period",
];

/// Where a statement's fields belong in the header.
pub(super) struct Columns {
    /// For each column of the header the position in the statement; `None` if they are the
    /// same.
    order: Option<Vec<Option<usize>>>,
}

impl Columns {
    pub fn new(header: &[String], named: &[String]) -> Self {
        if named.is_empty() || named == header {
            return Columns { order: None };
        }
        let position = |column| named.iter().position(|name| name == column);
        Columns { order: Some(header.iter().map(position).collect()) }
    }

    /// Brings a row's fields into the header's order.
    pub fn arrange(&self, fields: &mut Vec<Vec<u8>>) {
        if let Some(order) = &self.order {
            let field = |&at: &Option<usize>| at.and_then(|at| fields.get(at)).cloned();
            let arranged = order.iter().map(|at| field(at).unwrap_or_default()).collect();
            *fields = arranged;
        }
    }
}

/// Reads the next statement; `None` at the end.
pub(super) fn next(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    tokens.keeps_strings = false;
    let mut depth = 0usize;
    let mut is_start = true;
    loop {
        let token = tokens.next()?;
        // Statements that are passed over may be longer than any row.
        tokens.begin_row();
        is_start |= tokens.is_first && depth == 0;
        match token {
            Token::End => return Ok(None),
            Token::Sign(b';') => (is_start, depth) = (true, 0),
            Token::Sign(sign) => {
                is_start = false;
                depth = match sign {
                    b'(' => depth + 1,
                    b')' => depth.saturating_sub(1),
                    _ => depth,
                };
            }
            Token::Word if is_start => {
                is_start = false;
                let statement = match () {
                    () if tokens.is_word("insert") || tokens.is_word("replace") => insert(tokens)?,
                    () if tokens.is_word("create") => create(tokens)?,
                    () if tokens.is_word("copy") => copy(tokens)?,
                    () if tokens.is_word("delimiter") => routine(tokens)?,
                    () => None,
                };
                if statement.is_some() {
                    return Ok(statement);
                }
            }
            _ => is_start = false,
        }
    }
}

/// INSERT INTO name (columns) VALUES
fn insert(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    let Some(table) = name(tokens)? else { return Ok(None) };
    let mut columns = Vec::new();
    loop {
        match tokens.next()? {
            Token::Sign(b'(') => columns = list(tokens)?,
            Token::Word if tokens.is_word("values") || tokens.is_word("value") => {
                return Ok(Some(Statement::Insert { table, columns }));
            }
            // OVERRIDING SYSTEM VALUE
            Token::Word if ["overriding", "system", "user"].iter().any(|w| tokens.is_word(w)) => {
                // The VALUE after it is no VALUES.
                if !tokens.is_word("overriding") {
                    tokens.next()?;
                }
            }
            _ => {
                tokens.give_back();
                return Ok(None);
            }
        }
    }
}

/// CREATE TABLE name (column type, ...)
fn create(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    loop {
        tokens.next()?;
        match () {
            () if tokens.is_word("table") => break,
            () if MODIFIERS.iter().any(|word| tokens.is_word(word)) => {}
            () => {
                tokens.give_back();
                return Ok(None);
            }
        }
    }
    let Some(table) = name(tokens)? else { return Ok(None) };
    if tokens.next()? != Token::Sign(b'(') {
        tokens.give_back();
        return Ok(None);
    }
    let columns = list(tokens)?;
    Ok(Some(Statement::Create { table, columns }))
}

/// COPY name (columns) FROM stdin;
fn copy(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    let Some(table) = name(tokens)? else { return Ok(None) };
    let mut columns = Vec::new();
    let mut words = String::new();
    loop {
        match tokens.next()? {
            Token::Sign(b'(') if words.is_empty() => columns = list(tokens)?,
            Token::Sign(b';') => break,
            Token::End => return Err(cut()),
            _ => {
                words.push_str(&String::from_utf8_lossy(&tokens.text).to_lowercase());
                words.push(' ');
            }
        }
    }
    if !words.starts_with("from stdin") {
        return Ok(Some(Statement::Other));
    }
    if words.contains("csv") || words.contains("binary") {
        return Err(io::Error::other(
            "of PostgreSQL's COPY only the text format is read, not CSV or binary",
        ));
    }
    // The rows begin on the next line.
    tokens.line()?;
    Ok(Some(Statement::Copy { table, columns }))
}

/// Between MySQL's DELIMITER lines are routines, whose statements are no data.
fn routine(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    tokens.line()?;
    while tokens.text.trim_ascii() != b";" {
        loop {
            if !tokens.line()? {
                return Ok(None);
            }
            let line = tokens.text.trim_ascii();
            if line.len() > 9 && line[..9].eq_ignore_ascii_case(b"delimiter") {
                tokens.text = line[9..].to_vec();
                break;
            }
        }
    }
    Ok(Some(Statement::Other))
}

/// A table's name with its schema, after words that may stand before it.
fn name(tokens: &mut Tokens) -> io::Result<Option<String>> {
    let mut name = String::new();
    loop {
        match tokens.next()? {
            Token::Word if name.is_empty() && MODIFIERS.iter().any(|word| tokens.is_word(word)) => {
            }
            Token::Word | Token::Quoted if name.is_empty() || name.ends_with('.') => {
                name.push_str(&String::from_utf8_lossy(&tokens.text));
            }
            // `a`.`b`: the full stop begins a word.
            Token::Word if tokens.text.starts_with(b".") => {
                name.push_str(&String::from_utf8_lossy(&tokens.text));
            }
            _ => {
                tokens.give_back();
                return Ok(Some(name).filter(|name| !name.is_empty()));
            }
        }
    }
}

/// The names that the elements of a list in parentheses begin with, after the opening one.
fn list(tokens: &mut Tokens) -> io::Result<Vec<String>> {
    let (mut names, mut depth, mut is_start) = (Vec::new(), 0usize, true);
    loop {
        match tokens.next()? {
            Token::End => return Err(cut()),
            Token::Sign(b')') if depth == 0 => return Ok(names),
            Token::Sign(b')') => depth -= 1,
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b',') if depth == 0 => {
                is_start = true;
                continue;
            }
            Token::Word if is_start && NO_COLUMN.iter().any(|word| tokens.is_word(word)) => {}
            Token::Word | Token::Quoted if is_start => {
                names.push(String::from_utf8_lossy(&tokens.text).into_owned());
            }
            _ => {}
        }
        is_start = false;
    }
}

/// Reads a row of an INSERT; `false` if there is none any more.
pub(super) fn row(tokens: &mut Tokens, fields: &mut Vec<Vec<u8>>) -> io::Result<bool> {
    tokens.begin_row();
    // Before the first row stands nothing.
    let is_more = match tokens.next()? {
        Token::Sign(b',') => tokens.next()? == Token::Sign(b'('),
        token => token == Token::Sign(b'('),
    };
    if !is_more {
        tokens.give_back();
        return Ok(false);
    }
    tokens.begin_row();
    tokens.keeps_strings = true;
    let mut count = 0;
    loop {
        if fields.len() == count {
            fields.push(Vec::new());
        }
        let is_last = value::read(tokens, &mut fields[count])?;
        count += 1;
        if is_last {
            fields.truncate(count);
            return Ok(true);
        }
    }
}
