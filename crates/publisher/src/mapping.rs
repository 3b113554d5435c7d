//! Which columns hold which kinds: `--map phone=tel1,tel2 --map name=first+last`.
use std::str::FromStr;

use hushcheck_core::Kind;
use hushcheck_core::identifier::kind_of_header;

use crate::numbers::Count;
use crate::source::{NotUtf8, Row};
use crate::{Error, Result};

/// One `--map`: a kind and the columns that hold it.
///
/// Commas part alternatives, each of which may hold a value of the kind; plus
/// signs join columns that hold a value together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    kind: Kind,
    alternatives: Vec<Vec<String>>,
}

impl FromStr for Mapping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, columns) =
            text.split_once('=').ok_or("write it as KIND=COLUMN, such as email=mail")?;
        let kind = kind.trim().parse::<Kind>().map_err(|error| error.to_string())?;
        let alternatives: Vec<Vec<String>> = columns
            .split(',')
            .map(|joined| joined.split('+').map(|name| name.trim().to_owned()).collect())
            .collect();
        if alternatives.iter().flatten().any(String::is_empty) {
            return Err("a column's name is missing".into());
        }
        Ok(Mapping { kind, alternatives })
    }
}

impl Mapping {
    /// Tells whether it says that one column alone holds a kind.
    pub fn is_of(&self, kind: Kind, column: &str) -> bool {
        self.kind == kind && self.alternatives == [[column]]
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.alternatives.iter().flatten().map(String::as_str)
    }
}

/// The mappings of a build, found in a file's header.
#[derive(Clone, Debug)]
pub struct Columns {
    kinds: Vec<KindColumns>,
}

#[derive(Clone, Debug)]
struct KindColumns {
    kind: Kind,
    /// Positions of the columns of each alternative.
    alternatives: Vec<Vec<usize>>,
}

impl Columns {
    /// Finds the mapped columns in a header.
    ///
    /// # Errors
    ///
    /// A column that is not there, or a kind that is mapped in two places.
    pub fn find(mappings: &[Mapping], header: &[String]) -> Result<Self> {
        let mut kinds: Vec<KindColumns> = Vec::new();
        for mapping in mappings {
            if kinds.iter().any(|known| known.kind == mapping.kind) {
                let message = format!("the kind {} is mapped twice", mapping.kind);
                return Err(Error::input(message)
                    .hint("name all its columns at once, as in --map phone=tel1,tel2"));
            }
            let position = |name: &String| find_column(name, header);
            let alternative = |joined: &Vec<String>| joined.iter().map(position).collect();
            let alternatives =
                mapping.alternatives.iter().map(alternative).collect::<Result<_>>()?;
            kinds.push(KindColumns { kind: mapping.kind, alternatives });
        }
        Ok(Columns { kinds })
    }

    /// Finds the column of a kind that is not mapped by its usual names, and returns its
    /// name. `None` if the kind is mapped, or no column has such a name.
    ///
    /// # Errors
    ///
    /// Several columns have such names.
    pub fn guess<'a>(&mut self, kind: Kind, header: &'a [String]) -> Result<Option<&'a str>> {
        if self.kinds().any(|mapped| mapped == kind) {
            return Ok(None);
        }
        let fitting: Vec<usize> =
            (0..header.len()).filter(|&i| kind_of_header(&header[i]) == Some(kind)).collect();
        match fitting[..] {
            [] => Ok(None),
            [one] => {
                self.kinds.push(KindColumns { kind, alternatives: vec![vec![one]] });
                Ok(Some(header[one].trim()))
            }
            [..] => {
                let names: Vec<_> = fitting.iter().map(|&i| header[i].trim()).collect();
                if names[1..].contains(&names[0]) {
                    return Err(called_alike(names[0]));
                }
                let which = names.join(" or ");
                Err(Error::input(format!("which column holds the {kind}, {which}?"))
                    .hint(format!("say it: --map {kind}={}", names[0])))
            }
        }
    }

    /// Tells whether several columns may hold a value of the kind.
    pub fn has_alternatives(&self, kind: Kind) -> bool {
        self.kinds.iter().any(|columns| columns.kind == kind && columns.alternatives.len() > 1)
    }

    /// The kinds that are mapped.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.kinds.iter().map(|columns| columns.kind)
    }

    /// Takes the texts that a row holds for a kind: one of each alternative, empty ones
    /// left out. Those of a single column are not copied.
    #[inline]
    pub fn each_text(
        &self,
        kind: Kind,
        row: &Row<'_>,
        mut each: impl FnMut(Result<&str, NotUtf8>),
    ) {
        let columns = self.kinds.iter().find(|columns| columns.kind == kind);
        for joined in columns.iter().flat_map(|columns| &columns.alternatives) {
            match joined[..] {
                [column] => match row.text(column) {
                    Ok("") => {}
                    text => each(text),
                },
                _ => match join(kind, joined, row) {
                    Ok(text) if text.is_empty() => {}
                    text => each(text.as_deref().map_err(|error| *error)),
                },
            }
        }
    }
}

/// Puts together what several columns hold of one value.
fn join(kind: Kind, columns: &[usize], row: &Row<'_>) -> Result<String, NotUtf8> {
    let mut text = String::new();
    for &column in columns {
        // A name's parts are words; the parts of other kinds belong together.
        if kind == Kind::Name && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(row.text(column)?);
    }
    Ok(text)
}

/// One of several columns of a name would be read, and what is in the others be missing.
fn called_alike(name: &str) -> Error {
    Error::input(format!("several columns are called {name:?}"))
        .hint("give each another name in the first row")
}

/// Finds a column by its name.
pub(crate) fn find_column(name: &str, header: &[String]) -> Result<usize> {
    let mut found = (0..header.len()).filter(|&i| header[i].trim() == name);
    let first = found.next();
    if found.next().is_some() {
        return Err(called_alike(name));
    }
    first
        .ok_or_else(|| Error::input(format!("there is no column {name:?}")).hint(there_are(header)))
}

/// Says which columns there are.
pub(crate) fn there_are(header: &[String]) -> String {
    if names_columns(header) {
        let columns = header.iter().map(|column| column.trim()).collect::<Vec<_>>().join(", ");
        format!("the leak has the columns {columns}")
    } else {
        // Perhaps a leak without a header, whose first row is somebody's data.
        let columns = Count(header.len() as u64, "column");
        format!("the first row must name the {columns}; it seems to hold data")
    }
}

/// Tells whether a header's fields are certainly names of columns, which may be repeated:
/// one of them is a usual name, and none looks like somebody's data.
fn names_columns(header: &[String]) -> bool {
    const USUAL: [&str; 32] = [
        "id", "name", "first", "last", "middle", "given", "surname", "family", "nick", "mail",
        "email", "tel", "phone", "mobile", "fax", "user", "login", "password", "hash", "count",
        "number", "value", "date", "created", "time", "address", "street", "city", "zip",
        "country", "gender", "column",
    ];
    let is_usual = |column: &String| {
        let words = column.split(|c: char| !c.is_alphabetic());
        kind_of_header(column).is_some()
            || words.map(str::to_lowercase).any(|word| USUAL.contains(&word.as_str()))
    };
    header.iter().any(is_usual) && !header.iter().any(|column| is_perhaps_a_value(column))
}

/// Tells whether a header's field could be somebody's data.
pub(crate) fn is_perhaps_a_value(field: &str) -> bool {
    let digits = field.chars().filter(|c| c.is_numeric()).count();
    field.contains('@') || digits > 4 || field.chars().count() > 64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(mappings: &[&str]) -> Result<Columns> {
        let mappings: Vec<Mapping> = mappings.iter().map(|m| m.parse().unwrap()).collect();
        let header = ["first", "last", "tel1", " tel2"].map(String::from);
        Columns::find(&mappings, &header)
    }

    #[test]
    fn alternatives_and_joined_columns() {
        let columns = columns(&["name=last+first", "phone=tel1,tel2"]).unwrap();
        let texts = |kind, row: &[&[u8]]| {
            let mut texts = Vec::new();
            let row = crate::source::Batch::of(&[row]);
            columns.each_text(kind, &row.rows().next().unwrap(), |text| {
                texts.push(text.map(str::to_owned))
            });
            texts
        };
        let row: [&[u8]; 4] = [b"Wei", b"Li", b"138", b""];
        assert_eq!(texts(Kind::Name, &row), [Ok("Li Wei".to_owned())]);
        assert_eq!(texts(Kind::Phone, &row), [Ok("138".to_owned())]);
        assert!(texts(Kind::Email, &row).is_empty());
        assert_eq!(texts(Kind::Name, &[b"Wei"]), [Ok("Wei".to_owned())]);
        assert_eq!(texts(Kind::Name, &[b"\xfc"]), [Err(NotUtf8)]);
    }

    #[test]
    fn usual_names_are_found() {
        let header = ["XM", "手机号", "tel", "Email "].map(String::from);
        let mut columns = Columns::find(&[], &header).unwrap();
        assert_eq!(columns.guess(Kind::Name, &header).unwrap(), Some("XM"));
        assert_eq!(columns.guess(Kind::Name, &header).unwrap(), None);
        assert_eq!(columns.guess(Kind::Email, &header).unwrap(), Some("Email"));
        assert_eq!(columns.guess(Kind::Iban, &header).unwrap(), None);
        let error = columns.guess(Kind::Phone, &header).unwrap_err().to_string();
        assert!(error.contains("手机号 or tel"), "{error}");
        assert_eq!(columns.kinds().collect::<Vec<_>>(), [Kind::Name, Kind::Email]);
    }

    #[test]
    fn data_in_the_first_row_is_not_repeated() {
        let header = ["张伟", "11010519491231002X", "li@example.org"].map(String::from);
        let error = Columns::find(&["email=mail".parse().unwrap()], &header).unwrap_err();
        let said = error.to_string();
        assert!(header.iter().all(|field| !said.contains(field.as_str())), "{said}");
        assert!(said.contains("3 columns"), "{said}");
        for header in
            [&["张伟", "上海"][..], &["Li Wei", "Shanghai"], &["qwerty"], &["+86 13800", "id"]]
        {
            let header: Vec<String> = header.iter().map(|&field| field.to_owned()).collect();
            let said = Columns::find(&["email=mail".parse().unwrap()], &header).unwrap_err();
            assert!(said.to_string().contains("seems to hold data"), "{said}");
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let missing = columns(&["email=mail"]).unwrap_err().to_string();
        assert!(missing.contains("\"mail\"") && missing.contains("tel1, tel2"), "{missing}");
        assert!(columns(&["phone=tel1", "phone=tel2"]).is_err());
        for wrong in ["email", "mail=x", "email=", "email=a,,b", "email=a+"] {
            assert!(wrong.parse::<Mapping>().is_err(), "{wrong}");
        }
    }
}
