//! The rows of a table in an SQL dump: of MySQL, PostgreSQL, SQLite or SQL Server.
//!
//! A dump is read in order: statements that hold no rows are passed over, however long.
mod copy;
mod statement;
mod token;
mod value;

use std::mem;

use self::statement::{Columns, Statement};
use self::token::{Escapes, Tokens};
use super::fault;
use super::open::Text;
use super::{Options, Rows};
use crate::{Error, Result};

/// Tells whether a text's beginning is of a dump.
pub(super) fn looks_like_it(sample: &[u8]) -> bool {
    const STARTS: [&[u8]; 8] = [
        b"insert into ",
        b"insert [",
        b"replace into ",
        b"create table ",
        b"drop table ",
        b"copy ",
        b"-- ",
        b"/*!",
    ];
    let mut lines =
        sample.split(|&byte| byte == b'\n').map(|line| line.trim_ascii().to_ascii_lowercase());
    let starts = |line: &[u8]| STARTS.iter().any(|start| line.starts_with(start));
    let is_copy = |line: &[u8]| !line.starts_with(b"copy ") || line.ends_with(b"from stdin;");
    lines
        .find(|line| !line.is_empty() && line != b"--")
        .is_some_and(|line| starts(&line) && is_copy(&line))
}

/// The rows of one table of an open dump.
struct Dump {
    name: String,
    tokens: Tokens,
    /// The table that is read, in lower case; the first one with rows if none is asked for.
    table: Option<String>,
    is_asked_for: bool,
    /// Other tables that hold rows, to name them in errors.
    others: Vec<String>,
    /// Columns of the tables that the dump creates.
    created: Vec<(String, Vec<String>)>,
    header: Vec<String>,
    state: State,
    /// The row that was read to know how many columns there are.
    first: Option<Vec<Vec<u8>>>,
    fields: Vec<Vec<u8>>,
    number: u64,
}

/// Where in a dump its reader is.
enum State {
    /// Between statements.
    Between,
    /// Before a row of values of a statement, whose columns are at these positions of the
    /// header.
    Values(Columns),
    /// Before a line of a COPY.
    Copy(Columns),
    /// Before the lines of another table's COPY.
    Skipped,
}

/// Opens a dump at the first row of its table.
pub(super) fn open(text: Text, options: &Options) -> Result<Box<dyn Rows>> {
    let escapes = Escapes::guess(&text.sample);
    let mut dump = Dump {
        name: text.name,
        tokens: Tokens::new(text.reader, escapes),
        table: options.table.as_ref().map(|table| table.to_lowercase()),
        is_asked_for: options.table.is_some(),
        others: Vec::new(),
        created: Vec::new(),
        header: Vec::new(),
        state: State::Between,
        first: None,
        fields: Vec::new(),
        number: 0,
    };
    if !dump.advance()? {
        let (name, others) = (&dump.name, dump.others.join(", "));
        return Err(match &options.table {
            Some(table) if others.is_empty() => {
                Error::input(format!("{name} holds no rows of the table {table:?}, nor of others"))
            }
            Some(table) => Error::input(format!("{name} holds no rows of the table {table:?}"))
                .hint(format!("it holds rows of: {others}")),
            None => Error::input(format!("{name} holds no rows"))
                .hint("INSERT ... VALUES and COPY ... FROM stdin are read"),
        });
    }
    let first = mem::take(&mut dump.fields);
    if dump.header.is_empty() {
        // A dump in several files says them in its first only.
        let known = options.known.as_ref().filter(|known| known.len() == first.len());
        dump.header = known.cloned().unwrap_or_else(|| {
            (options.say)(&format!(
                "{} does not name its columns; they are called column1 to column{}",
                dump.name,
                first.len()
            ));
            (1..=first.len()).map(|number| format!("column{number}")).collect()
        });
    }
    dump.first = Some(first);
    Ok(Box::new(dump))
}

impl Dump {
    /// Reads the table's next row into `fields`; `false` at the end.
    fn advance(&mut self) -> Result<bool> {
        loop {
            let (tokens, fields) = (&mut self.tokens, &mut self.fields);
            let is_more = match self.state {
                State::Between => match statement::next(tokens) {
                    Ok(None) => return Ok(false),
                    Ok(Some(statement)) => {
                        self.begin(statement)?;
                        self.second_table().map_or(Ok(()), Err)?;
                        continue;
                    }
                    Err(cause) => Err(cause),
                },
                State::Values(_) => statement::row(tokens, fields),
                State::Copy(_) => copy::row(tokens, fields),
                State::Skipped => copy::skip(tokens),
            };
            let is_more = is_more.map_err(|cause| fault::error(self.place(), cause))?;
            match &self.state {
                State::Values(columns) | State::Copy(columns) if is_more => {
                    columns.arrange(&mut self.fields);
                    return Ok(true);
                }
                _ => self.state = State::Between,
            }
        }
    }

    /// Where the row or the statement begins.
    fn place(&self) -> String {
        format!("{}, line {}", self.name, self.tokens.row)
    }

    /// Rows of another table, where none is asked for: nobody can mean the first by chance.
    fn second_table(&self) -> Option<Error> {
        let (false, Some(first), Some(second)) =
            (self.is_asked_for, &self.table, self.others.first())
        else {
            return None;
        };
        let message = format!("{} holds rows of several tables: {first}, {second}", self.name);
        Some(Error::input(message).hint("say which to read: --table NAME"))
    }

    /// Prepares for the rows of a statement.
    fn begin(&mut self, statement: Statement) -> Result<()> {
        let (table, columns, is_copy) = match statement {
            Statement::Other => return Ok(()),
            Statement::Create { table, columns } => {
                self.created.push((table.to_lowercase(), columns));
                return Ok(());
            }
            Statement::Insert { table, columns } => (table, columns, false),
            Statement::Copy { table, columns } => (table, columns, true),
        };
        if !self.is_table(&table) {
            if !self.others.contains(&table) {
                self.others.push(table);
            }
            // The rows of an INSERT are passed over like any statement.
            if is_copy {
                self.state = State::Skipped;
            }
            return Ok(());
        }
        let named = if columns.is_empty() {
            let key = table.to_lowercase();
            let created = self.created.iter().rev().find(|(known, _)| *known == key);
            created.map(|(_, columns)| columns.clone()).unwrap_or_default()
        } else {
            columns
        };
        if self.header.is_empty() {
            self.header.clone_from(&named);
        }
        if !named.is_empty() && !named.iter().any(|column| self.header.contains(column)) {
            let message = format!(
                "{}: the statement names none of the columns {}",
                self.place(),
                self.header.join(", ")
            );
            return Err(Error::input(message).hint("its rows cannot be put with those before"));
        }
        let columns = Columns::new(&self.header, &named);
        self.state = if is_copy { State::Copy(columns) } else { State::Values(columns) };
        Ok(())
    }

    /// Tells whether a table is the one that is read. A schema may be left out.
    fn is_table(&mut self, name: &str) -> bool {
        let name = name.to_lowercase();
        let table = self.table.get_or_insert_with(|| name.clone());
        *table == name || (self.is_asked_for && name.rsplit('.').next() == Some(table))
    }
}

impl Rows for Dump {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut csv::ByteRecord) -> Result<Option<u64>> {
        match self.first.take() {
            Some(first) => self.fields = first,
            None if self.advance()? => {}
            None => return Ok(None),
        }
        self.fields.iter().for_each(|field| row.push_field(field));
        self.number += 1;
        Ok(Some(self.number))
    }
}
