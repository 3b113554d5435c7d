//! Apache Parquet: columns of plain values, a page of each at a time.
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::fault::{Fault, MOST_BYTES};
use super::watch::State;
use super::{Batch, Options, Rows, fault, number};
use crate::error::During as _;
use crate::{Error, Result};

/// Rows that are held in memory at a time.
const ROWS: usize = 1024;

/// Decimal places that a number may have, which is as many as 128 bits have digits.
const MOST_SCALE: i32 = 38;

/// The rows of an open file.
struct Table {
    name: String,
    file: Arc<File>,
    state: State,
    reader: SerializedFileReader<File>,
    header: Vec<String>,
    /// The columns that are read: their positions in the file.
    columns: Vec<Column>,
    /// Row groups that are begun.
    groups: usize,
    /// Rows left in the row group.
    left: usize,
    /// Rows held, and how many of them are handed out.
    held: usize,
    used: usize,
    number: u64,
}

/// A column and the rows of it that are held.
struct Column {
    position: usize,
    kind: ColumnDescPtr,
    pages: Option<ColumnReader>,
    /// The texts of the rows held, one after another, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// Opens a file. Columns of lists are left out.
pub(super) fn open(path: &Path, options: &Options) -> Result<Box<dyn Rows>> {
    let name = path.display().to_string();
    let file = File::open(path).during("read", path)?;
    let state = State::now(&file).during("read", path)?;
    let shared = Arc::new(file.try_clone().during("read", path)?);
    let reader = SerializedFileReader::new(file).map_err(|cause| unreadable(&name, &cause))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let (mut header, mut columns, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for (position, kind) in schema.columns().iter().enumerate() {
        if kind.max_rep_level() > 0 {
            lists.push(kind.path().string());
            continue;
        }
        if kind.type_scale() > MOST_SCALE {
            let column = kind.path().string();
            return Err(Error::input(format!(
                "{name}: the column {column} holds numbers of more than {MOST_SCALE} decimal places"
            ))
            .hint("write the file without that column"));
        }
        header.push(kind.path().string());
        let (text, ends) = (Vec::new(), Vec::new());
        columns.push(Column { position, kind: Arc::clone(kind), pages: None, text, ends });
    }
    if !lists.is_empty() {
        (options.say)(&format!("{name}: columns of lists are not read: {}", lists.join(", ")));
    }
    if header.is_empty() {
        return Err(Error::input(format!("{name} has no columns of plain values")));
    }
    Ok(Box::new(Table {
        name,
        file: shared,
        state,
        reader,
        header,
        columns,
        groups: 0,
        left: 0,
        held: 0,
        used: 0,
        number: 0,
    }))
}

fn unreadable(name: &str, cause: &ParquetError) -> Error {
    Error::io("read", name, cause).hint("the file is damaged or was not copied whole")
}

impl Table {
    /// Holds the next rows; there are none at the end.
    fn hold(&mut self) -> ParquetResult<()> {
        (self.held, self.used) = (0, 0);
        while self.left == 0 && self.groups < self.reader.num_row_groups() {
            let group = self.reader.get_row_group(self.groups)?;
            self.left = usize::try_from(group.metadata().num_rows())?;
            for column in &mut self.columns {
                column.pages = Some(group.get_column_reader(column.position)?);
            }
            self.groups += 1;
        }
        let rows = self.left.min(ROWS);
        for column in &mut self.columns {
            column.hold(rows)?;
        }
        self.left -= rows;
        self.held = rows;
        Ok(())
    }
}

impl Rows for Table {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        if self.used == self.held {
            self.hold().map_err(|cause| unreadable(&self.name, &cause))?;
            if self.held == 0 {
                let failed = |cause| fault::error(&self.name, cause);
                self.state.check(&self.file).map_err(failed)?;
                return Ok(None);
            }
        }
        for column in &self.columns {
            let start = self.used.checked_sub(1).map_or(0, |before| column.ends[before]);
            row.push_field(&column.text[start..column.ends[self.used]]);
        }
        self.used += 1;
        self.number += 1;
        if row.open_bytes() > MOST_BYTES {
            let place = format!("{}, row {}", self.name, self.number);
            return Err(fault::error(place, Fault::LongRow.into()));
        }
        Ok(Some(self.number))
    }
}

impl Column {
    /// Holds the texts of the next rows.
    fn hold(&mut self, rows: usize) -> ParquetResult<()> {
        self.text.clear();
        self.ends.clear();
        let Some(pages) = &mut self.pages else { return Ok(()) };
        let (text, ends, kind) = (&mut self.text, &mut self.ends, &*self.kind);
        use ColumnReader::*;
        match pages {
            BoolColumnReader(pages) => hold(pages, rows, kind, ends, text, |value, text| {
                text.extend_from_slice(if *value { b"true" } else { b"false" });
            }),
            Int32ColumnReader(pages) => {
                let write = integer(kind);
                hold(pages, rows, kind, ends, text, |value, text| write(&i64::from(*value), text))
            }
            Int64ColumnReader(pages) => {
                let write = integer(kind);
                hold(pages, rows, kind, ends, text, |value, text| write(value, text))
            }
            Int96ColumnReader(pages) => hold(pages, rows, kind, ends, text, |value, text| {
                time(value.to_millis(), 1_000, text);
            }),
            FloatColumnReader(pages) => hold(pages, rows, kind, ends, text, |value, text| {
                // Of four bytes: whole numbers end at 2²⁴.
                if value.abs() < 16_777_216.0 {
                    text.extend_from_slice(value.to_string().as_bytes());
                }
            }),
            DoubleColumnReader(pages) => hold(pages, rows, kind, ends, text, |value, text| {
                text.extend_from_slice(number::text(*value).unwrap_or_default().as_bytes());
            }),
            ByteArrayColumnReader(pages) => {
                let write = bytes(kind);
                hold(pages, rows, kind, ends, text, |value: &ByteArray, text| {
                    write(value.data(), text);
                })
            }
            FixedLenByteArrayColumnReader(pages) => {
                let write = bytes(kind);
                hold(pages, rows, kind, ends, text, |value, text| write(value.data(), text))
            }
        }
    }
}

/// Reads the next rows of a column, and writes each value's text; what is null is empty.
fn hold<T: DataType>(
    pages: &mut ColumnReaderImpl<T>,
    rows: usize,
    kind: &ColumnDescriptor,
    ends: &mut Vec<usize>,
    text: &mut Vec<u8>,
    write: impl Fn(&T::T, &mut Vec<u8>),
) -> ParquetResult<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    while ends.len() < rows {
        values.clear();
        levels.clear();
        let most = rows - ends.len();
        let (read, ..) = pages.read_records(most, Some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(ParquetError::EOF("a column ends before the others".into()));
        }
        let mut values = values.iter();
        for row in 0..read {
            // A column without nulls has no levels.
            let is_value = levels.get(row).is_none_or(|&level| level == kind.max_def_level());
            if let Some(value) = is_value.then(|| values.next()).flatten() {
                write(value, text);
            }
            ends.push(text.len());
        }
    }
    Ok(())
}

/// Adds a value's text.
type Write<T> = Box<dyn Fn(&T, &mut Vec<u8>)>;

/// How a column of whole numbers is written.
fn integer(kind: &ColumnDescriptor) -> Write<i64> {
    let scale = usize::try_from(kind.type_scale()).unwrap_or(0);
    match (kind.logical_type_ref(), kind.converted_type()) {
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => {
            Box::new(|&days, text| date(days, text))
        }
        (Some(LogicalType::Timestamp(of)), _) => {
            let unit = match of.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Box::new(move |&value, text| time(value, unit, text))
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => Box::new(|&value, text| time(value, 1_000, text)),
        (_, ConvertedType::TIMESTAMP_MICROS) => {
            Box::new(|&value, text| time(value, 1_000_000, text))
        }
        (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => {
            Box::new(move |&value, text| decimal(value.into(), scale, text))
        }
        (_, ConvertedType::UINT_64) => Box::new(|&value, text| {
            text.extend_from_slice(value.cast_unsigned().to_string().as_bytes())
        }),
        (_, ConvertedType::UINT_32) => {
            Box::new(|&value, text| text.extend_from_slice((value as u32).to_string().as_bytes()))
        }
        _ => Box::new(|&value, text| text.extend_from_slice(value.to_string().as_bytes())),
    }
}

/// How a column of bytes is written: text, but for decimals and UUIDs.
fn bytes(kind: &ColumnDescriptor) -> Write<[u8]> {
    let scale = usize::try_from(kind.type_scale()).unwrap_or(0);
    match (kind.logical_type_ref(), kind.converted_type()) {
        (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => {
            Box::new(move |value, text| {
                // Big-endian; more than 16 bytes would be more than 38 digits.
                if value.len() <= 16 {
                    let start =
                        if value.first().is_some_and(|byte| byte >> 7 == 1) { -1 } else { 0 };
                    let number =
                        value.iter().fold(start, |all: i128, &byte| all << 8 | i128::from(byte));
                    decimal(number, scale, text);
                }
            })
        }
        (Some(LogicalType::Uuid), _) => Box::new(|value, text| {
            for (i, byte) in value.iter().enumerate() {
                if [4, 6, 8, 10].contains(&i) {
                    text.push(b'-');
                }
                text.extend_from_slice(format!("{byte:02x}").as_bytes());
            }
        }),
        _ => Box::new(|value, text| text.extend_from_slice(value)),
    }
}

/// Writes a decimal number; whole ones without a fraction.
fn decimal(number: i128, scale: usize, text: &mut Vec<u8>) {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if number < 0 {
        text.push(b'-');
    }
    text.extend_from_slice(whole.as_bytes());
    if fraction.bytes().any(|digit| digit != b'0') {
        text.push(b'.');
        text.extend_from_slice(fraction.as_bytes());
    }
}

/// Writes a date of days since 1970 as YYYY-MM-DD; none that no calendar has.
fn date(days: i64, text: &mut Vec<u8>) {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    let span = jiff::Span::new().try_days(days);
    if let Ok(date) = span.and_then(|span| epoch.checked_add(span)) {
        text.extend_from_slice(date.to_string().as_bytes());
    }
}

/// Writes a time since 1970, in parts of a second of which there are so many, without
/// the fraction; midnight as a date.
fn time(value: i64, unit: i64, text: &mut Vec<u8>) {
    let seconds = value.div_euclid(unit);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    date(days, text);
    if second != 0 {
        let (hour, minute) = (second / 3600, second / 60 % 60);
        text.extend_from_slice(format!(" {hour:02}:{minute:02}:{:02}", second % 60).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut text = Vec::new();
        write(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn numbers_and_dates_are_written_as_people_do() {
        assert_eq!(written(|text| decimal(1380013800000, 2, text)), "13800138000");
        assert_eq!(written(|text| decimal(-105, 2, text)), "-1.05");
        assert_eq!(written(|text| decimal(5, 3, text)), "0.005");
        assert_eq!(written(|text| date(7669, text)), "1990-12-31");
        assert_eq!(written(|text| date(-1, text)), "1969-12-31");
        assert_eq!(written(|text| date(i64::MAX, text)), "");
        assert_eq!(written(|text| time(7669 * 86_400_000, 1_000, text)), "1990-12-31");
        assert_eq!(written(|text| time(-1, 1_000, text)), "1969-12-31 23:59:59");
    }
}
