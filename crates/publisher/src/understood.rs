//! What was understood of a row: its identifiers, in memory that one row leaves to the next.
use hushcheck_core::{Hints, Identifier, IdentifierError, Kind};

use crate::Native;

/// The identifiers of one row, each once.
#[derive(Default)]
pub(crate) struct Understood {
    identifiers: Vec<Identifier>,
    /// Those of rows before: allocating costs as much as reading.
    spare: Vec<Identifier>,
}

impl Understood {
    /// Forgets the row.
    pub(crate) fn clear(&mut self) {
        self.spare.append(&mut self.identifiers);
    }

    /// Reads an identifier of the row.
    pub(crate) fn read(
        &mut self,
        kind: Kind,
        text: &str,
        hints: &Hints,
    ) -> Result<(), IdentifierError> {
        let Some(mut identifier) = self.spare.pop() else {
            let identifier = Identifier::parse(kind, text, hints, &Native)?;
            self.add(identifier);
            return Ok(());
        };
        let result = identifier.parse_again(kind, text, hints, &Native);
        match result {
            Ok(()) => self.add(identifier),
            Err(_) => self.spare.push(identifier),
        }
        result
    }

    /// The row's identifiers.
    pub(crate) fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    fn add(&mut self, identifier: Identifier) {
        let is_known = self.identifiers.contains(&identifier);
        let place = if is_known { &mut self.spare } else { &mut self.identifiers };
        place.push(identifier);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_row_is_left_to_the_next() {
        let mut row = Understood::default();
        let hints = Hints { country: "CN".parse().ok() };
        let forms = |row: &Understood| -> Vec<String> {
            row.identifiers().iter().map(|id| id.canonical().expose().to_owned()).collect()
        };
        for text in ["li@example.org", "LI@example.org", "wang@example.org"] {
            assert_eq!(row.read(Kind::Email, text, &hints), Ok(()));
        }
        assert_eq!(row.read(Kind::Phone, "13800138000", &hints), Ok(()));
        assert_eq!(forms(&row), ["li@example.org", "wang@example.org", "+8613800138000"]);
        row.clear();
        assert!(row.identifiers().is_empty());
        assert_eq!(row.read(Kind::Email, "nobody", &hints), Err(IdentifierError::EmailAt));
        assert_eq!(row.read(Kind::Name, "张伟", &hints), Ok(()));
        assert_eq!(forms(&row), ["张伟"]);
    }
}
