//! What was understood of a row: its identifiers, in memory that one row leaves to the next.
use hushcheck_core::{Hints, Identifier, IdentifierError, Kind};

use crate::Native;

/// The identifiers of one row, each once.
#[derive(Default)]
pub(crate) struct Understood {
    /// Those of the row, and behind them what is left of rows before: allocating costs as
    /// much as reading.
    identifiers: Vec<Identifier>,
    count: usize,
}

impl Understood {
    /// Forgets the row.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    /// Reads an identifier of the row.
    #[inline]
    pub(crate) fn read(
        &mut self,
        kind: Kind,
        text: &str,
        hints: &Hints,
    ) -> Result<(), IdentifierError> {
        match self.identifiers.get_mut(self.count) {
            Some(left) => left.parse_again(kind, text, hints, &Native)?,
            None => self.identifiers.push(Identifier::parse(kind, text, hints, &Native)?),
        }
        let (before, new) = self.identifiers.split_at(self.count);
        let is_known = new.first().is_some_and(|new| before.contains(new));
        self.count += usize::from(!is_known);
        Ok(())
    }

    /// The row's identifiers.
    pub(crate) fn identifiers(&self) -> &[Identifier] {
        &self.identifiers[..self.count]
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
