//! Sheets of Excel and OpenDocument workbooks, which are held in memory whole.
use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader as _};

use super::{Batch, Options, Rows, fault, number};
use crate::{Error, Result};

/// Bytes that a workbook may have. Excel's sheets end at 1,048,576 rows.
const MOST_BYTES: u64 = 1 << 30;

/// The rows of a sheet.
struct Sheet {
    name: String,
    header: Vec<String>,
    range: Range<Data>,
    /// The next row's position in the range.
    next: usize,
    has_said: bool,
    say: fn(&str),
}

/// Opens the one sheet that holds rows, or that which is asked for.
pub(super) fn open(
    name: &str,
    reader: Box<dyn Read + Send>,
    options: &Options,
) -> Result<Box<dyn Rows>> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|cause| fault::error(name, cause))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{name} is larger than {} MiB", MOST_BYTES >> 20);
        return Err(Error::input(message)
            .hint("workbooks are held in memory whole; save the sheet as CSV, and read that"));
    }
    let unreadable = |cause: calamine::Error| {
        Error::input(format!("{name} is no workbook that can be read: {cause}"))
            .hint("save the sheet as CSV, and read that")
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = book.sheet_names();
    let mut found: Option<(String, Range<Data>)> = None;
    if let Some(asked) = &options.table {
        if !sheets.contains(asked) {
            return Err(Error::input(format!("{name} has no sheet {asked:?}"))
                .hint(format!("its sheets are: {}", sheets.join(", "))));
        }
        found = Some((asked.clone(), book.worksheet_range(asked).map_err(unreadable)?));
    } else {
        for sheet in sheets {
            // A chart is a sheet too, and has no range.
            let Ok(range) = book.worksheet_range(&sheet) else { continue };
            match &found {
                _ if range.is_empty() => {}
                None => found = Some((sheet, range)),
                Some((first, _)) => {
                    let message = format!("{name} has rows in several sheets: {first}, {sheet}");
                    return Err(Error::input(message)
                        .hint("say which to read: --table SHEET; read one after another"));
                }
            }
        }
    }
    let empty =
        || Error::input(format!("{name} is empty")).hint("its first row must name the columns");
    let (_, range) = found.ok_or_else(empty)?;
    let header: Vec<String> = range
        .rows()
        .next()
        .ok_or_else(empty)?
        .iter()
        .map(|cell| text(cell).unwrap_or_default())
        .collect();
    if header.iter().all(|column| column.trim().is_empty()) {
        return Err(empty());
    }
    let name = name.to_owned();
    Ok(Box::new(Sheet { name, header, range, next: 1, has_said: false, say: options.say }))
}

impl Rows for Sheet {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Batch) -> Result<Option<u64>> {
        let width = self.header.len();
        let first = self.range.start().map_or(0, |(first, _)| u64::from(first));
        loop {
            let at = self.next;
            if at >= self.range.height() {
                return Ok(None);
            }
            self.next += 1;
            let cells =
                (0..width).map(|column| self.range.get((at, column)).unwrap_or(&Data::Empty));
            if cells.clone().all(|cell| *cell == Data::Empty) {
                continue;
            }
            let number = first + at as u64 + 1;
            for cell in cells {
                let text = text(cell);
                if text.is_none() && !self.has_said {
                    self.has_said = true;
                    (self.say)(&format!(
                        "{}, row {number}: a number has more digits than a workbook keeps; its \
                         field and others like it are taken as empty",
                        self.name
                    ));
                }
                row.push_field(text.unwrap_or_default().as_bytes());
            }
            return Ok(Some(number));
        }
    }
}

/// Writes what a cell holds; `None` if digits of it are lost.
fn text(cell: &Data) -> Option<String> {
    Some(match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(value) => return number::spreadsheet_text(*value),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(time) => time.as_f64().to_string(),
    })
}
