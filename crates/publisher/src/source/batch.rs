//! Rows that were read together: their fields one after another in one piece of memory.
use super::block::Block;
use crate::Result;

/// Bytes after which a batch is full, however few its rows: a row may be long.
const MOST_BYTES: usize = 4 << 20;

/// Rows that were read together. Each knows its number.
#[derive(Default)]
pub struct Batch {
    text: Vec<u8>,
    /// Where in the text each field begins and ends, those of all rows in turn.
    fields: Vec<(u32, u32)>,
    rows: Vec<Ended>,
    /// Rows that are hashes with counts, which have no fields: nothing else is asked of them.
    hashes: Vec<Hashed>,
    /// Rows with fewer fields than there are columns.
    short: u64,
    /// Lines that are not parted into rows yet, and how that is done.
    lines: Vec<u8>,
    block: Option<Block>,
    /// Columns of the block's rows.
    columns: usize,
    /// Bytes of the lines, where there were any.
    file_bytes: Option<u64>,
}

/// A row that is complete.
#[derive(Clone, Copy)]
struct Ended {
    /// Fields up to its end, of all rows.
    fields: u32,
    /// Columns that the header names.
    columns: u32,
    number: u64,
}

/// A row that is a hash of a password, and how often that was seen.
#[derive(Clone, Copy)]
pub struct Hashed {
    /// The row's number, over all files.
    pub number: u64,
    /// The hash's first 64 bits.
    pub digest: u64,
    /// How often the password was seen, from 1 up.
    pub count: u64,
}

impl Batch {
    /// Makes an empty batch.
    pub fn new() -> Self {
        Batch::default()
    }

    /// Makes a batch of rows.
    #[cfg(test)]
    pub(crate) fn of(rows: &[&[&[u8]]]) -> Self {
        let mut batch = Batch::new();
        for (number, row) in (1..).zip(rows) {
            row.iter().for_each(|field| batch.push_field(field));
            batch.end_row(number, row.len());
        }
        batch
    }

    /// Number of rows; see [`Batch::part`].
    pub fn len(&self) -> usize {
        self.rows.len() + self.hashes.len()
    }

    /// Tells whether there is no row, nor a line of which there may be one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.block.is_none()
    }

    /// Rows that are hashes with counts, in their order; the others are among
    /// [`rows`](Batch::rows).
    pub fn hashes(&self) -> &[Hashed] {
        &self.hashes
    }

    /// The rows, in their order; see [`Batch::part`].
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        // Looking at all of it together takes less time than at one field after another.
        let text = if self.rows.is_empty() { &[] } else { &self.text[..] };
        let utf8 = std::str::from_utf8(text).ok();
        let mut first = 0;
        self.rows.iter().map(move |row| {
            let fields = &self.fields[first..row.fields as usize];
            first = row.fields as usize;
            Row { text, utf8, fields, number: row.number, columns: row.columns as usize }
        })
    }

    /// Parts the lines that reading left as they are into rows.
    ///
    /// # Errors
    ///
    /// They hold something that no list is made of.
    pub fn part(&mut self) -> Result<()> {
        let Some(Block { parting, before, .. }) = self.block.take() else { return Ok(()) };
        let lines = std::mem::take(&mut self.lines);
        let result = parting.part(&lines, before, self.columns, self);
        self.lines = lines;
        // What was not copied is in the lines' text.
        if self.text.is_empty() {
            std::mem::swap(&mut self.text, &mut self.lines);
        }
        result
    }

    /// The text of lines that are not parted yet; [`Batch::set_block`] says what they are.
    pub(super) fn lines(&mut self) -> &mut Vec<u8> {
        &mut self.lines
    }

    /// Says how the lines are parted into rows of a table of so many columns.
    pub(super) fn set_block(&mut self, block: Block, columns: usize) {
        (self.block, self.columns) = (Some(block), columns);
        self.file_bytes = Some(self.lines.len() as u64);
    }

    /// Number of rows that have fewer fields than there are columns.
    pub(super) fn short_rows(&self) -> u64 {
        self.short
    }

    pub(super) fn clear(&mut self) {
        // Lines are overwritten: as long as they are, memory need not be made ready again.
        if self.lines.is_empty() {
            std::mem::swap(&mut self.text, &mut self.lines);
        }
        self.text.clear();
        self.fields.clear();
        self.rows.clear();
        self.hashes.clear();
        (self.block, self.short, self.file_bytes) = (None, 0, None);
    }

    /// Tells whether no further row should be added.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= MOST_BYTES
    }

    /// Adds a field to the row that is not ended.
    pub(super) fn push_field(&mut self, field: &[u8]) {
        self.append(field);
        self.end_field(field.len());
    }

    /// Adds bytes to the field that is not ended.
    pub(super) fn append(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }

    /// Ends the field of so many bytes.
    pub(super) fn end_field(&mut self, bytes: usize) {
        // A batch has no more than 4 MiB and the longest row, which is far below 4 GiB.
        let end = self.text.len();
        self.fields.push(((end - bytes) as u32, end as u32));
    }

    /// Adds the fields of a line that a byte parts.
    pub(super) fn push_line(&mut self, line: &[u8], delimiter: u8) {
        let base = self.text.len();
        self.text.extend_from_slice(line);
        let mut start = base;
        for at in memchr::memchr_iter(delimiter, line) {
            self.fields.push((start as u32, (base + at) as u32));
            start = base + at + 1;
        }
        self.fields.push((start as u32, self.text.len() as u32));
    }

    /// Drops the fields of the row that is not ended, and what of a field there is.
    pub(super) fn drop_row(&mut self, text: usize) {
        self.text.truncate(text);
        self.fields.truncate(self.rows.last().map_or(0, |row| row.fields as usize));
    }

    /// Drops the bytes of the field that is not ended.
    pub(super) fn cut(&mut self, text: usize) {
        self.text.truncate(text);
    }

    /// Bytes of text that the rows have.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// About as many bytes as the rows have in a file of text: each field has an end there.
    pub(crate) fn bytes_in_file(&self) -> u64 {
        self.file_bytes.unwrap_or((self.text.len() + self.fields.len()) as u64)
    }

    /// Adds a field that lies in the lines that are parted.
    #[inline]
    pub(super) fn push_place(&mut self, start: usize, end: usize) {
        self.fields.push((start as u32, end as u32));
    }

    /// Fields of the row that is not ended.
    pub(super) fn open_fields(&self) -> usize {
        self.fields.len() - self.rows.last().map_or(0, |row| row.fields as usize)
    }

    /// Bytes of the row that is not ended.
    pub(super) fn open_bytes(&self) -> usize {
        let before = self.rows.last().map_or(0, |row| row.fields as usize);
        self.fields.get(before).map_or(0, |&(start, _)| self.text.len() - start as usize)
    }

    /// Adds a row that is a hash with a count.
    #[inline]
    pub(super) fn push_hash(&mut self, hash: Hashed) {
        self.hashes.push(hash);
    }

    /// Ends a row of a table of so many columns.
    pub(super) fn end_row(&mut self, number: u64, columns: usize) {
        self.short += u64::from(self.open_fields() < columns);
        self.rows.push(Ended { fields: self.fields.len() as u32, columns: columns as u32, number });
    }

    /// Takes the only row's fields out, which are a header.
    pub(super) fn take_fields(&mut self) -> Vec<Vec<u8>> {
        let fields = self
            .fields
            .iter()
            .map(|&(start, end)| self.text[start as usize..end as usize].to_vec());
        let fields = fields.collect();
        self.clear();
        fields
    }
}

/// A row of a batch.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    text: &'a [u8],
    /// The same, where the whole batch is UTF-8.
    utf8: Option<&'a str>,
    fields: &'a [(u32, u32)],
    number: u64,
    columns: usize,
}

impl<'a> Row<'a> {
    /// A field, by its column's position.
    pub fn get(&self, column: usize) -> Option<&'a [u8]> {
        let &(start, end) = self.fields.get(column)?;
        Some(&self.text[start as usize..end as usize])
    }

    /// A field as text, by its column's position; one that is not there is empty.
    ///
    /// # Errors
    ///
    /// It is not UTF-8.
    pub fn text(&self, column: usize) -> Result<&'a str, NotUtf8> {
        let Some(&(start, end)) = self.fields.get(column) else { return Ok("") };
        let range = start as usize..end as usize;
        match self.utf8 {
            Some(text) => text.get(range),
            None => std::str::from_utf8(&self.text[range]).ok(),
        }
        .ok_or(NotUtf8)
    }

    /// The row's number, over all files.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The fields, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let text = self.text;
        self.fields.iter().map(move |&(start, end)| &text[start as usize..end as usize])
    }

    /// Tells whether the row has more fields than there are columns, and something in
    /// them: its values may stand in columns that are not theirs.
    pub fn has_too_many_fields(&self) -> bool {
        self.fields.len() > self.columns
            && self.iter().skip(self.columns).any(|field| !field.trim_ascii().is_empty())
    }
}

/// A field is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_text_by_itself() {
        // The two halves of a letter are text together, and not alone.
        let halves = Batch::of(&[&[b"caf\xc3", b"\xa9", b"\xc3\xa9"]]);
        // Where something else is no text, fields still are.
        let spoilt = Batch::of(&[&[b"caf\xc3", b"\xff", "é".as_bytes()]]);
        for batch in [halves, spoilt] {
            let row = batch.rows().next().unwrap();
            assert_eq!([0, 1].map(|column| row.text(column)), [Err(NotUtf8); 2]);
            assert_eq!([2, 3].map(|column| row.text(column)), [Ok("é"), Ok("")]);
        }
    }
}
