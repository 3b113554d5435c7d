//! The statements of a dump that tell of tables and hold rows.
use std::io;

use super::columns;
use super::dialect::Dialect;
use super::token::{Token, Tokens, cut};
use super::{routine, value};

/// A statement, read up to its rows or to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// A table's columns, in their order.
    Create { table: String, columns: Vec<String> },
    /// Before its first row. Without columns all of the table are meant.
    Insert { table: String, columns: Vec<String> },
    /// Before its first line.
    Copy { table: String, columns: Vec<String> },
    /// Puts in rows in a way that is not read, such as INSERT ... SELECT.
    NotRead { table: Option<String> },
    /// Names without a schema are of this one from here on.
    Use(String),
    /// Anything else.
    Other,
}

/// Words between INSERT or TABLE and the name.
const MODIFIERS: [&str; 15] = [
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
    "local",
    "if",
    "not",
    "exists",
    "only",
];

/// Words of a CREATE whose body may hold statements that put no rows into a dump.
const ROUTINES: [&str; 8] =
    ["procedure", "proc", "function", "trigger", "event", "package", "rule", "type"];

/// Parts between CREATE and what is made.
const MOST_BEFORE: usize = 16;

/// Reads the next statement; `None` at the end.
pub(super) fn next(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    tokens.keeps_strings = false;
    let mut depth = 0usize;
    let mut is_start = true;
    loop {
        let token = tokens.next()?;
        // Statements that are passed over may be longer than any row.
        tokens.begin_row();
        // SQL Server's need no semicolon; elsewhere a line is no statement.
        is_start |= tokens.is_first && depth == 0 && tokens.dialect == Some(Dialect::SqlServer);
        match token {
            Token::End => return Ok(None),
            Token::Sign(b';') => (is_start, depth) = (true, 0),
            // psql's own commands
            Token::Sign(b'\\') if tokens.is_first => {
                tokens.line()?;
                let mut words = tokens.text.split(|byte| byte.is_ascii_whitespace());
                if words.next() == Some(b"connect")
                    && let Some(name) = words.next()
                {
                    return Ok(Some(Statement::Use(String::from_utf8_lossy(name).into_owned())));
                }
                is_start = true;
            }
            Token::Sign(sign) => {
                is_start = false;
                depth = match sign {
                    b'(' => depth + 1,
                    b')' => depth.saturating_sub(1),
                    _ => depth,
                };
            }
            Token::Word if tokens.is_first && tokens.is_word("go") => (is_start, depth) = (true, 0),
            Token::Word if is_start => {
                is_start = false;
                let statement = match () {
                    () if tokens.is_word("insert") || tokens.is_word("replace") => {
                        Some(insert(tokens)?)
                    }
                    () if tokens.is_word("create") || tokens.is_word("alter") => create(tokens)?,
                    () if tokens.is_word("copy") => copy(tokens)?,
                    () if tokens.is_word("delimiter") => {
                        routine::delimited(tokens)?;
                        Some(Statement::Other)
                    }
                    () if tokens.is_word("use") => name(tokens)?.map(Statement::Use),
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
fn insert(tokens: &mut Tokens) -> io::Result<Statement> {
    let Some(table) = name(tokens)? else { return Ok(Statement::NotRead { table: None }) };
    let mut columns = Vec::new();
    loop {
        match tokens.next()? {
            Token::Sign(b'(') => columns = columns::named(tokens)?,
            Token::Word if tokens.is_word("values") || tokens.is_word("value") => {
                if tokens.next()? == Token::End {
                    return Err(cut());
                }
                tokens.give_back();
                return Ok(Statement::Insert { table, columns });
            }
            Token::End => return Err(cut()),
            // OVERRIDING SYSTEM VALUE
            Token::Word if ["overriding", "system", "user"].iter().any(|w| tokens.is_word(w)) => {
                // The VALUE after it is no VALUES.
                if !tokens.is_word("overriding") {
                    tokens.next()?;
                }
            }
            // INSERT INTO name AS other (columns), INSERT INTO name PARTITION (part) (columns)
            Token::Word if tokens.is_word("as") => {
                tokens.next()?;
            }
            Token::Word if tokens.is_word("partition") => {}
            _ => {
                tokens.give_back();
                return Ok(Statement::NotRead { table: Some(table) });
            }
        }
    }
}

/// CREATE TABLE name (column type, ...), or a routine, whose statements are no data.
fn create(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    let is_new = tokens.is_word("create");
    for _ in 0..MOST_BEFORE {
        match tokens.next()? {
            Token::End | Token::Sign(b';' | b'(') => break,
            Token::Word if tokens.is_word("table") => {
                return if is_new { create_table(tokens) } else { Ok(None) };
            }
            Token::Word if ROUTINES.iter().any(|word| tokens.is_word(word)) => {
                routine::routine(tokens)?;
                return Ok(Some(Statement::Other));
            }
            // Indexes and constraints name tables too.
            Token::Word if ["index", "view", "role"].iter().any(|word| tokens.is_word(word)) => {
                return Ok(None);
            }
            _ => {}
        }
    }
    tokens.give_back();
    Ok(None)
}

fn create_table(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    let Some(table) = name(tokens)? else { return Ok(None) };
    if tokens.next()? != Token::Sign(b'(') {
        tokens.give_back();
        return Ok(None);
    }
    let columns = columns::created(tokens)?;
    Ok(Some(Statement::Create { table, columns }))
}

/// COPY name (columns) FROM stdin;
fn copy(tokens: &mut Tokens) -> io::Result<Option<Statement>> {
    let Some(table) = name(tokens)? else { return Ok(None) };
    let mut columns = Vec::new();
    let mut words = String::new();
    loop {
        match tokens.next()? {
            Token::Sign(b'(') if words.is_empty() => columns = columns::named(tokens)?,
            Token::Sign(b';') => break,
            Token::End => return Err(cut()),
            _ => {
                words.push_str(&String::from_utf8_lossy(&tokens.text).to_lowercase());
                words.push(' ');
            }
        }
    }
    if !words.starts_with("from stdin") {
        // COPY TO puts nothing in.
        let is_from = words.starts_with("from");
        return Ok(Some(match is_from {
            true => Statement::NotRead { table: Some(table) },
            false => Statement::Other,
        }));
    }
    if ["csv", "binary", "delimiter", "null"].iter().any(|word| words.contains(word)) {
        return Err(io::Error::other(
            "of PostgreSQL's COPY only the text format is read, without options; not CSV or binary",
        ));
    }
    // The rows begin on the next line.
    tokens.line()?;
    Ok(Some(Statement::Copy { table, columns }))
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

/// Reads a row of an INSERT; `false` if there is none any more.
pub(super) fn row(tokens: &mut Tokens, fields: &mut Vec<Vec<u8>>) -> io::Result<bool> {
    tokens.begin_row();
    // Before the first row stands nothing.
    let mut token = tokens.next()?;
    if token == Token::Sign(b',') {
        token = tokens.next()?;
        if token == Token::End {
            return Err(cut());
        }
    }
    // VALUES ROW(1, 2)
    if token == Token::Word && tokens.is_word("row") {
        token = tokens.next()?;
    }
    if token != Token::Sign(b'(') {
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
