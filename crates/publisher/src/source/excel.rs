//! Sheets of Excel and OpenDocument workbooks, whose cells are held in memory.
use std::io::{Cursor, Read};

use calamine::{Data, Reader as _, SheetType, Sheets};

use super::{Batch, Options, Rows, fault, number};
use crate::{Error, Result};

/// Bytes that a workbook may have. Excel's sheets end at 1,048,576 rows.
const MOST_BYTES: u64 = 1 << 30;

/// An open workbook.
type Book = Sheets<Cursor<Vec<u8>>>;

/// The cells of a sheet that hold something, row by row.
#[derive(Default)]
struct Cells {
    /// Their texts, one after another.
    text: Vec<u8>,
    places: Vec<Place>,
}

/// Where a cell is, and where its text ends.
#[derive(Clone, Copy)]
struct Place {
    row: u32,
    column: u32,
    end: usize,
    /// Whether digits of its number are lost.
    is_lost: bool,
}

impl Cells {
    fn add(&mut self, (row, column): (u32, u32), cell: &Data) {
        let text = match cell {
            Data::Empty => return,
            Data::String(text) if text.is_empty() => return,
            cell => text(cell),
        };
        let is_lost = text.is_none();
        self.text.extend_from_slice(text.unwrap_or_default().as_bytes());
        self.places.push(Place { row, column, end: self.text.len(), is_lost });
    }

    /// Reads those of a sheet. What is empty takes no memory, however large the sheet; in
    /// the older formats sheets are small.
    fn of(book: &mut Book, sheet: &str) -> Result<Self, calamine::Error> {
        let mut cells = Cells::default();
        match book {
            Sheets::Xlsx(book) => {
                let mut reader = book.worksheet_cells_reader(sheet)?;
                while let Some(cell) = reader.next_cell()? {
                    cells.add(cell.get_position(), &cell.get_value().clone().into());
                }
            }
            Sheets::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(sheet)?;
                while let Some(cell) = reader.next_cell()? {
                    cells.add(cell.get_position(), &cell.get_value().clone().into());
                }
            }
            Sheets::Xls(_) | Sheets::Ods(_) => {
                let range = book.worksheet_range(sheet)?;
                let (first_row, first_column) = range.start().unwrap_or_default();
                for (row, column, cell) in range.used_cells() {
                    // Sheets have far fewer than 2³² rows.
                    cells.add((first_row + row as u32, first_column + column as u32), cell);
                }
            }
        }
        Ok(cells)
    }

    fn text(&self, cell: usize) -> &[u8] {
        let start = cell.checked_sub(1).map_or(0, |before| self.places[before].end);
        &self.text[start..self.places[cell].end]
    }
}

/// The rows of a sheet.
struct Sheet {
    name: String,
    header: Vec<String>,
    /// The column of the header's first name.
    first_column: u32,
    cells: Cells,
    /// The next row's first cell.
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
    if is_other_archive(&bytes) {
        return Err(Error::input(format!("{name} is a ZIP archive, which is not read"))
            .hint("take the file out of it: unzip -p FILE | hushcheck ... -"));
    }
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{name} is larger than {} MiB", MOST_BYTES >> 20);
        return Err(Error::input(message)
            .hint("workbooks are held in memory whole; save the sheet as CSV, and read that"));
    }
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|cause| unreadable(&format!("{name} is no workbook that can be read"), &cause))?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if let Some(asked) = options.table.as_ref().filter(|asked| !sheets.contains(asked)) {
        return Err(Error::input(format!("{name} has no sheet {asked:?}"))
            .hint(format!("its sheets are: {}", sheets.join(", "))));
    }
    let mut found: Option<(String, Cells)> = None;
    for sheet in
        sheets.iter().filter(|sheet| options.table.as_ref().is_none_or(|asked| *asked == **sheet))
    {
        let cells = Cells::of(&mut book, sheet).map_err(|cause| {
            unreadable(&format!("the sheet {sheet} of {name} cannot be read"), &cause)
                .hint("save the sheet as CSV, and read that; or name another with --table")
        })?;
        match &found {
            _ if cells.places.is_empty() => {}
            None => found = Some((sheet.clone(), cells)),
            Some((first, _)) => {
                let message = format!("{name} has rows in several sheets: {first}, {sheet}");
                return Err(Error::input(message)
                    .hint("say which to read: --table SHEET; read one after another"));
            }
        }
    }
    let empty =
        || Error::input(format!("{name} is empty")).hint("its first row must name the columns");
    let (_, mut cells) = found.ok_or_else(empty)?;
    put_in_order(&mut cells);
    let (first_row, first_column) = (cells.places[0].row, cells.places[0].column);
    let mut header = Vec::new();
    let mut next = 0;
    while let Some(place) = cells.places.get(next).filter(|place| place.row == first_row) {
        // No sheet has more than 16,384 columns.
        header.resize((place.column - first_column) as usize, String::new());
        header.push(String::from_utf8_lossy(cells.text(next)).into_owned());
        next += 1;
    }
    if header.iter().all(|column| column.trim().is_empty()) {
        return Err(empty());
    }
    let name = name.to_owned();
    let say = options.say;
    Ok(Box::new(Sheet { name, header, first_column, cells, next, has_said: false, say }))
}

/// Tells whether this is a ZIP archive and no workbook, which has a file of either name.
fn is_other_archive(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    bytes.starts_with(b"PK") && !has(b"[Content_Types].xml") && !has(b"mimetype")
}

/// What is said of a workbook. The library's own words may hold what is in a cell.
fn unreadable(what: &str, cause: &calamine::Error) -> Error {
    let why = match cause {
        calamine::Error::Msg(why) => why,
        calamine::Error::Xlsx(calamine::XlsxError::Password)
        | calamine::Error::Xls(calamine::XlsError::Password)
        | calamine::Error::Xlsb(calamine::XlsbError::Password)
        | calamine::Error::Ods(calamine::OdsError::Password) => "it is encrypted",
        _ => "it is damaged",
    };
    Error::input(format!("{what}: {why}")).hint("save the sheet as CSV, and read that")
}

/// Puts cells in order that a workbook holds in another: each once, the last one counts.
fn put_in_order(cells: &mut Cells) {
    let key = |place: &Place| (place.row, place.column);
    if cells.places.is_sorted_by(|one, other| key(one) < key(other)) {
        return;
    }
    let mut order: Vec<usize> = (0..cells.places.len()).collect();
    order.sort_by_key(|&cell| key(&cells.places[cell]));
    let mut sorted = Cells::default();
    for (i, &cell) in order.iter().enumerate() {
        let place = cells.places[cell];
        if order.get(i + 1).is_some_and(|&next| key(&cells.places[next]) == key(&place)) {
            continue;
        }
        sorted.text.extend_from_slice(cells.text(cell));
        sorted.places.push(Place { end: sorted.text.len(), ..place });
    }
    *cells = sorted;
}

impl Rows for Sheet {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, batch: &mut Batch) -> Result<Option<u64>> {
        let Some(&Place { row, .. }) = self.cells.places.get(self.next) else { return Ok(None) };
        let number = u64::from(row) + 1;
        let mut column = self.first_column;
        while let Some(&place) = self.cells.places.get(self.next).filter(|place| place.row == row) {
            let text = self.cells.text(self.next);
            self.next += 1;
            // What stands left of the header has no name.
            if place.column < column {
                continue;
            }
            (column..place.column).for_each(|_| batch.push_field(b""));
            batch.push_field(text);
            column = place.column + 1;
            if place.is_lost && !self.has_said {
                self.has_said = true;
                (self.say)(&format!(
                    "{}, row {number}: a number has more digits than a workbook keeps; its field \
                     and others like it are taken as empty",
                    self.name
                ));
            }
        }
        // Empty cells at a row's end are not kept.
        let end = self.first_column + self.header.len() as u32;
        (column..end).for_each(|_| batch.push_field(b""));
        Ok(Some(number))
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
