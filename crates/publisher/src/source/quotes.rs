//! The fields of a row, some of which stand in quotes.
use super::batch::Batch;

/// How the quotes of a text are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Each that begins a field ends it.
    Closed,
    /// The last field has not ended.
    Open,
    /// After a closing one something else stands than the field's end.
    Amiss,
}

/// Splits a row. Quotes mean something at a field's beginning only; what follows a closing
/// one belongs to the field. One that nothing closes is no quote, if nothing more comes.
pub(super) fn split(text: &[u8], delimiter: u8, is_final: bool, batch: &mut Batch) -> Quotes {
    let mut quotes = Quotes::Closed;
    let mut at = 0;
    loop {
        let mut bytes = 0;
        if text.get(at) == Some(&b'"') {
            let open = at + 1;
            let before = batch.bytes();
            at = open;
            loop {
                let Some(quote) = memchr::memchr(b'"', &text[at..]).map(|found| at + found) else {
                    if !is_final {
                        return Quotes::Open;
                    }
                    // As if the quote were not there.
                    batch.cut(before);
                    bytes = 0;
                    at = open;
                    break;
                };
                batch.append(&text[at..quote]);
                bytes += quote - at;
                at = quote + 1;
                if text.get(at) != Some(&b'"') {
                    break;
                }
                batch.append(b"\"");
                bytes += 1;
                at += 1;
            }
            if at > open && text.get(at).is_some_and(|&next| next != delimiter) {
                quotes = Quotes::Amiss;
            }
        }
        let end = memchr::memchr(delimiter, &text[at..]).map_or(text.len(), |found| at + found);
        batch.append(&text[at..end]);
        batch.end_field(bytes + end - at);
        if end == text.len() {
            return quotes;
        }
        at = end + 1;
    }
}
