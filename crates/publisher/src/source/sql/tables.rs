//! Which tables a dump has, and which of them is read.
use super::{Error, Result};

/// The tables met so far.
pub(super) struct Tables {
    /// The table that is asked for, in lower case.
    asked: Option<String>,
    /// The table that is read: its whole name, in lower case.
    read: Option<String>,
    /// Other tables that hold rows, to name them in errors.
    others: Vec<String>,
    /// Columns of the tables that the dump creates, by whole names in lower case.
    created: Vec<(String, Vec<String>)>,
    /// What names without a schema are in, where the dump says it.
    pub schema: Option<String>,
    /// Tables into which statements put rows that are not read, and these statements' lines.
    not_read: Vec<NotRead>,
}

/// Statements that put rows into a table in a way that is not read.
#[derive(Clone)]
pub(super) struct NotRead {
    table: Option<String>,
    pub statements: u64,
    /// The line of the first.
    pub line: u64,
}

impl Tables {
    pub fn new(asked: Option<&str>) -> Self {
        let asked = asked.map(str::to_lowercase);
        Tables {
            asked,
            read: None,
            others: Vec::new(),
            created: Vec::new(),
            schema: None,
            not_read: Vec::new(),
        }
    }

    /// A table's name with its schema, where that is known, as it was written.
    fn whole(&self, name: &str) -> String {
        match &self.schema {
            Some(schema) if !name.contains('.') => format!("{schema}.{name}"),
            _ => name.to_owned(),
        }
    }

    /// Remembers a table's columns.
    pub fn create(&mut self, name: &str, columns: Vec<String>) {
        self.created.push((self.whole(name).to_lowercase(), columns));
    }

    /// The columns that the dump says a table has; none if it does not.
    pub fn columns_of(&self, name: &str) -> &[String] {
        let name = self.whole(name).to_lowercase();
        let mut created = self.created.iter().rev();
        let exact = created.clone().find(|(known, _)| *known == name);
        let found = exact.or_else(|| created.find(|(known, _)| are_one(known, &name)));
        found.map_or(&[], |(_, columns)| columns)
    }

    /// Tells whether this is the table that is asked for, or where none is, whether it may
    /// be the one that is read.
    pub fn may_be(&self, name: &str) -> bool {
        let name = self.whole(name).to_lowercase();
        match (&self.asked, &self.read) {
            (Some(asked), _) => are_one(asked, &name),
            (None, Some(read)) => *read == name,
            (None, None) => true,
        }
    }

    /// Tells whether rows of this table are read: of that which is asked for, otherwise of
    /// the first one.
    pub fn is_read(&mut self, file: &str, name: &str) -> Result<bool> {
        let whole = self.whole(name);
        let key = whole.to_lowercase();
        if !self.may_be(name) {
            // SQLite's own tables are in most of its dumps.
            let is_internal =
                key.rsplit('.').next().is_some_and(|name| name.starts_with("sqlite_"));
            if !is_internal && !self.others.contains(&whole) {
                self.others.push(whole);
            }
            return Ok(false);
        }
        match &self.read {
            None if self.asked.is_none() && key.starts_with("sqlite_") => Ok(false),
            None => {
                self.read = Some(key);
                Ok(true)
            }
            Some(read) if are_one(read, &key) => {
                // The longer name says more.
                if key.len() > read.len() {
                    self.read = Some(key);
                }
                Ok(true)
            }
            Some(read) => {
                let message = format!("{file} holds rows of several tables: {read}, {key}");
                Err(Error::input(message)
                    .hint("say which to read, with its schema: --table SCHEMA.NAME"))
            }
        }
    }

    /// The table that is read, where none is asked for: the first that has rows.
    pub fn first(&self) -> Option<&str> {
        self.read.as_deref().filter(|_| self.asked.is_none())
    }

    /// Rows of another table, where none is asked for: nobody can mean the first by chance.
    pub fn one(&self, file: &str) -> Result<()> {
        let (None, Some(first), Some(second)) = (&self.asked, &self.read, self.others.first())
        else {
            return Ok(());
        };
        let message = format!("{file} holds rows of several tables: {first}, {second}");
        Err(Error::input(message).hint("say which to read: --table NAME"))
    }

    /// Remembers a statement whose rows are not read.
    pub fn add_not_read(&mut self, table: Option<&str>, line: u64) {
        let table = table.map(|name| self.whole(name));
        match self.not_read.iter_mut().find(|known| known.table == table) {
            Some(known) => known.statements += 1,
            None => self.not_read.push(NotRead { table, statements: 1, line }),
        }
    }

    /// The statements whose rows are not read, though they may be of the table that is.
    pub fn not_read(&mut self) -> Option<NotRead> {
        let all = std::mem::take(&mut self.not_read);
        let of_table = |of: &NotRead| of.table.as_ref().is_none_or(|table| self.may_be(table));
        all.into_iter().filter(of_table).reduce(|mut one, other| {
            one.statements += other.statements;
            one
        })
    }

    /// The names of other tables that hold rows.
    pub fn others(&self) -> String {
        self.others.join(", ")
    }
}

/// Tells whether two names may be of one table: one of them may lack its schema.
fn are_one(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
