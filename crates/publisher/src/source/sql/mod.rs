//! The rows of a table in an SQL dump: of MySQL, PostgreSQL, SQLite or SQL Server.
//!
//! A dump is read in order: statements that hold no rows are passed over, however long.
mod beginning;
mod columns;
mod copy;
mod dialect;
mod function;
mod routine;
mod statement;
mod tables;
mod token;
mod value;

use std::mem;

pub(super) use self::beginning::looks_like_it;
use self::columns::Columns;
pub use self::dialect::Dialect;
use self::dialect::Reading;
use self::statement::Statement;
use self::tables::Tables;
use self::token::Tokens;
use super::fault;
use super::open::Text;
use super::{Batch, Options, Rows};
use crate::numbers::Count;
use crate::{Error, Result};

/// The rows of one table of an open dump.
struct Dump {
    name: String,
    tokens: Tokens,
    tables: Tables,
    header: Vec<String>,
    /// The columns of the other files of the leak.
    known: Option<Vec<String>>,
    state: State,
    /// The row that was read to know how many columns there are.
    first: Option<Vec<Vec<u8>>>,
    fields: Vec<Vec<u8>>,
    number: u64,
    /// Columns that statements name and the header does not.
    left_out: Vec<String>,
    say: fn(&str),
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
    let reading = match options.dialect {
        Some(dialect) => Reading::of(dialect, &text.sample),
        None => Reading::guess(&text.sample),
    };
    if !reading.is_sure {
        (options.say)(&format!(
            "nothing in {} says what a backslash means in its strings: it is taken as itself; \
             --dialect says otherwise",
            text.name
        ));
    }
    let mut dump = Dump {
        name: text.name,
        tokens: Tokens::new(text.reader, reading),
        tables: Tables::new(options.table.as_deref()),
        header: Vec::new(),
        known: options.known.clone(),
        state: State::Between,
        first: None,
        fields: Vec::new(),
        number: 0,
        left_out: Vec::new(),
        say: options.say,
    };
    if !dump.advance()? {
        return Err(dump.no_rows(options.table.as_deref()));
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
                        self.tables.one(&self.name)?;
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

    fn no_rows(&mut self, asked: Option<&str>) -> Error {
        let (name, others) = (&self.name, self.tables.others());
        let error = match asked {
            Some(table) if others.is_empty() => {
                Error::input(format!("{name} holds no rows of the table {table:?}, nor of others"))
            }
            Some(table) => Error::input(format!("{name} holds no rows of the table {table:?}"))
                .hint(format!("it holds rows of: {others}")),
            None => Error::input(format!("{name} holds no rows"))
                .hint("INSERT ... VALUES and COPY ... FROM stdin are read"),
        };
        match self.tables.not_read() {
            None => error,
            Some(first) => error.hint(format!(
                "line {} puts in rows in another way than VALUES; load the dump into a database, \
                 and export the table as CSV",
                first.line
            )),
        }
    }

    /// Prepares for the rows of a statement.
    fn begin(&mut self, statement: Statement) -> Result<()> {
        let (table, columns, is_copy) = match statement {
            Statement::Other => return Ok(()),
            Statement::Use(schema) => {
                self.tables.schema = Some(schema);
                return Ok(());
            }
            Statement::Create { table, columns } => {
                self.tables.create(&table, columns);
                return Ok(());
            }
            Statement::NotRead { table } => {
                self.tables.add_not_read(table.as_deref(), self.tokens.row);
                return Ok(());
            }
            Statement::Insert { table, columns } => (table, columns, false),
            Statement::Copy { table, columns } => (table, columns, true),
        };
        if !self.tables.is_read(&self.name, &table)? {
            // The rows of an INSERT are passed over like any statement.
            if is_copy {
                self.state = State::Skipped;
            }
            return Ok(());
        }
        let created = self.tables.columns_of(&table);
        let named = if columns.is_empty() { created.to_vec() } else { columns };
        if self.header.is_empty() {
            self.header = self.choose_header(created, &named);
        }
        let is_named = |column: &String| columns::position(&self.header, column).is_some();
        if !named.is_empty() && !named.iter().any(is_named) {
            let message = format!(
                "{}: the statement names none of the columns {}",
                self.place(),
                self.header.join(", ")
            );
            return Err(Error::input(message).hint("its rows cannot be put with those before"));
        }
        for column in named.iter().filter(|column| !is_named(column)) {
            if !self.left_out.contains(column) {
                (self.say)(&format!(
                    "{}: the column {column} is not among those of the first rows, and is not read",
                    self.place()
                ));
                self.left_out.push(column.clone());
            }
        }
        let columns = Columns::new(&self.header, &named);
        self.state = if is_copy { State::Copy(columns) } else { State::Values(columns) };
        Ok(())
    }

    /// The columns of the first file, if this one's are among them; what CREATE TABLE says,
    /// which holds for all statements; or what the first statement names.
    fn choose_header(&self, created: &[String], named: &[String]) -> Vec<String> {
        let holds = |all: &[String]| {
            !named.is_empty() && named.iter().all(|name| columns::position(all, name).is_some())
        };
        match &self.known {
            Some(known) if holds(known) => known.clone(),
            _ if holds(created) => created.to_vec(),
            _ => named.to_vec(),
        }
    }

    /// Tells at the end what was not understood.
    fn say_what_was_left_out(&mut self) {
        let name = &self.name;
        if let Some(found) = self.tables.not_read() {
            (self.say)(&format!(
                "{name}: the rows of {} (the first on line {}) are put in in another way than VALUES, \
                 such as INSERT ... SELECT, and are not read",
                Count(found.statements, "statement"),
                found.line
            ));
        }
        let count = mem::take(&mut self.tokens.unknown);
        if count > 0 {
            let (values, line) = (Count(count, "value"), self.tokens.unknown_line);
            (self.say)(&format!(
                "{name}: what expressions give, as they do for {values} (the first on line {line}), \
                 only a database knows; they are taken as empty"
            ));
        }
    }
}

impl Rows for Dump {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn first_table(&self) -> Option<&str> {
        self.tables.first()
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        match self.first.take() {
            Some(first) => self.fields = first,
            None if self.advance()? => {}
            None => {
                self.say_what_was_left_out();
                return Ok(None);
            }
        }
        self.fields.iter().for_each(|field| row.push_field(field));
        self.number += 1;
        Ok(Some(self.number))
    }
}
