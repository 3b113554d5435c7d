//! The two forms of an identifier, side by side in one piece of memory.
use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

/// The canonical form and, where the kind has one, the reduced form behind it.
///
/// The memory is kept from one identifier to the next and wiped with the last.
/// Forms are text; they are held as bytes, since hashing and comparing need no more,
/// and since blocks of bytes of one size are copied fastest.
#[derive(Clone, Default)]
pub(super) struct Forms {
    /// None at all, or [`Forms::SHORT`] and more, of which so many count as `len` says.
    bytes: Zeroizing<Vec<u8>>,
    len: usize,
    canonical: usize,
}

impl Forms {
    /// Bytes for which there always is room.
    pub(super) const SHORT: usize = 64;

    pub(super) fn clear(&mut self) {
        (self.len, self.canonical) = (0, 0);
    }

    pub(super) fn canonical(&self) -> &[u8] {
        self.part(0..self.canonical)
    }

    /// What follows the canonical form, or if nothing does, that.
    pub(super) fn reduced(&self) -> &[u8] {
        let begin = if self.canonical == self.len { 0 } else { self.canonical };
        self.part(begin..self.len)
    }

    /// The forms' beginning, to be written at once; [`Forms::finish`] says what of it counts.
    #[cfg(not(target_arch = "wasm32"))]
    #[inline]
    pub(super) fn short(&mut self) -> &mut [u8; Forms::SHORT] {
        self.reserve(Forms::SHORT);
        match self.bytes.first_chunk_mut() {
            Some(short) => short,
            // There is always room for so many.
            None => unreachable!(),
        }
    }

    /// Sets the length of the canonical form and of both together.
    #[cfg(not(target_arch = "wasm32"))]
    #[inline]
    pub(super) fn finish(&mut self, canonical: usize, len: usize) {
        self.len = len.min(self.bytes.len());
        self.canonical = canonical.min(self.len);
    }

    /// Appends to the form that is being written.
    pub(super) fn push(&mut self, text: &[u8]) {
        let end = self.len + text.len();
        self.reserve(end);
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(text);
        }
        self.len = end;
    }

    /// Appends a form, and wipes it where it was.
    pub(super) fn put(&mut self, form: String) {
        self.push(Zeroizing::new(form).as_bytes());
    }

    /// What was written is the canonical form; what follows is the reduced one.
    pub(super) fn end_canonical(&mut self) {
        self.canonical = self.len;
    }

    /// Appends a part of what was written.
    pub(super) fn repeat(&mut self, part: Range<usize>) {
        let end = self.len + part.len();
        self.reserve(end);
        self.bytes.copy_within(part, self.len);
        self.len = end;
    }

    fn part(&self, range: Range<usize>) -> &[u8] {
        // The lengths never exceed the memory's.
        self.bytes.get(range).unwrap_or_default()
    }

    /// Makes room for so many bytes in all. What growing would leave behind is wiped.
    #[inline]
    fn reserve(&mut self, len: usize) {
        if self.bytes.len() < len {
            self.grow(len);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, len: usize) {
        let mut larger = Zeroizing::new(vec![0; len.next_multiple_of(Forms::SHORT)]);
        if let Some(begin) = larger.get_mut(..self.bytes.len()) {
            begin.copy_from_slice(&self.bytes);
        }
        self.bytes = larger;
    }
}

impl PartialEq for Forms {
    fn eq(&self, other: &Forms) -> bool {
        self.canonical == other.canonical && self.part(0..self.len) == other.part(0..other.len)
    }
}

impl Eq for Forms {}

impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
