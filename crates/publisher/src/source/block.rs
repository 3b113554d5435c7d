//! Whole lines of a text, read together: reading leaves to workers what can be done on all
//! cores, to part them into rows.
use super::batch::Batch;
use crate::Result;

/// Lines that are read, and not yet parted into rows.
pub(super) struct Block {
    /// How.
    pub parting: Box<dyn Parting>,
    /// The number of the row before its first.
    pub before: u64,
    /// The number of its last row.
    pub last: u64,
}

/// How lines become rows: the same rows that [`Rows::read`](super::Rows::read) makes of them.
pub(super) trait Parting: Send {
    /// Adds the rows of whole lines to a batch that has none. Their fields are places in the
    /// lines' text, or else all of them are copied.
    ///
    /// # Errors
    ///
    /// The lines hold something that no list is made of.
    fn part(&self, lines: &[u8], before: u64, columns: usize, batch: &mut Batch) -> Result<()>;
}

/// The lines of a text, which lack their ends.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    let last = (!text.is_empty() && !text.ends_with(b"\n")).then_some(text.len());
    memchr::memchr_iter(b'\n', text).chain(last).map(move |end| {
        let line = &text[start..end];
        let found = (start, line.strip_suffix(b"\r").unwrap_or(line));
        start = end + 1;
        found
    })
}

/// Number of a text's lines.
pub(super) fn count(text: &[u8]) -> u64 {
    let ends = memchr::memchr_iter(b'\n', text).count() as u64;
    ends + u64::from(!text.is_empty() && !text.ends_with(b"\n"))
}

/// Number of blank lines after the last that is not.
pub(super) fn count_blank_at_end(text: &[u8]) -> u64 {
    let (mut rest, mut blank) = (text, 0);
    while !rest.is_empty() {
        let end = rest.strip_suffix(b"\n").unwrap_or(rest);
        let start = memchr::memrchr(b'\n', end).map_or(0, |found| found + 1);
        if !matches!(end[start..], [] | [b'\r']) {
            break;
        }
        (rest, blank) = (&rest[..start], blank + 1);
    }
    blank
}

/// Number of lines that are not blank.
pub(super) fn count_filled(text: &[u8]) -> u64 {
    let is_end = |byte: u8| (byte == b'\n') | (byte == b'\r');
    let is_followed = |(&one, &other): (&u8, &u8)| (one == b'\n') & is_end(other);
    // Without branches, so that many bytes are looked at together.
    let any_followed = |(some, next): (&[u8], &[u8])| {
        some.iter().zip(next).map(is_followed).fold(false, |any, is| any | is)
    };
    let next = text.get(1..).unwrap_or_default();
    let may_be_blank = text.first().is_some_and(|&first| is_end(first))
        || text.chunks(4096).zip(next.chunks(4096)).any(any_followed);
    if may_be_blank {
        return lines(text).filter(|(_, line)| !line.is_empty()).count() as u64;
    }
    count(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_are_counted_as_they_are_parted(
            text in "[a\r\n]{0,40}",
            times in prop::sample::select(vec![1usize, 100]),
        ) {
            let text = text.repeat(times);
            let all: Vec<_> = lines(text.as_bytes()).map(|(_, line)| line).collect();
            let expected: Vec<_> = text
                .split_inclusive('\n')
                .map(|line| line.strip_suffix('\n').unwrap_or(line))
                .map(|line| line.strip_suffix('\r').unwrap_or(line).as_bytes())
                .collect();
            prop_assert_eq!(&all, &expected);
            let bytes = text.as_bytes();
            prop_assert_eq!(count(bytes), all.len() as u64);
            let filled = all.iter().filter(|line| !line.is_empty()).count();
            prop_assert_eq!(count_filled(bytes), filled as u64);
            let last = all.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
            prop_assert_eq!(count_blank_at_end(bytes), (all.len() - last) as u64);
        }
    }
}
