//! What a worker needs for one check: a hasher, and its end of the spool.
use hushcheck_core::{Check, Hasher, Identifier, Kind, Scheme};

use crate::Result;
use crate::lanes::{self, LANES};
use crate::spool::{Spool, SpoolWriter};

/// Hashes rows for one check.
pub(crate) struct Line<'a> {
    kinds: Vec<Kind>,
    hasher: Hasher,
    spool: SpoolWriter<'a>,
    /// Messages of one block, and the marks of their records, until there are enough to be
    /// hashed together.
    blocks: [[u8; 64]; LANES],
    marks: [u64; LANES],
    waiting: usize,
}

impl<'a> Line<'a> {
    /// Begins; `false` besides where there is not enough memory for a slow hash.
    pub fn new(check: Check, scheme: Scheme, spool: &'a Spool) -> (Self, bool) {
        let mut hasher = Hasher::new(check, scheme);
        let is_ready = hasher.make_ready();
        let line = Line {
            kinds: check.kinds().collect(),
            hasher,
            spool: spool.writer(),
            blocks: [[0; 64]; LANES],
            marks: [0; LANES],
            waiting: 0,
        };
        (line, is_ready)
    }

    /// Hashes a row: every combination of one identifier of each kind. Tells whether there
    /// was any.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn add_row(&mut self, identifiers: &[Identifier], mark: u64) -> Result<bool> {
        if let [kind] = self.kinds[..] {
            let mut is_any = false;
            for identifier in identifiers.iter().filter(|identifier| identifier.kind() == kind) {
                is_any |= self.add(&[identifier], mark)?;
            }
            return Ok(is_any);
        }
        let Some(any) = identifiers.first() else { return Ok(false) };
        self.choose(identifiers, &mut [any; Kind::ALL.len()], 0, mark)
    }

    /// Chooses an identifier of the check's kind number `depth` in all ways, and those of
    /// the kinds after it.
    fn choose<'i>(
        &mut self,
        identifiers: &'i [Identifier],
        chosen: &mut [&'i Identifier; Kind::ALL.len()],
        depth: usize,
        mark: u64,
    ) -> Result<bool> {
        let Some(&kind) = self.kinds.get(depth) else { return self.add(&chosen[..depth], mark) };
        let mut is_any = false;
        for identifier in identifiers.iter().filter(|identifier| identifier.kind() == kind) {
            chosen[depth] = identifier;
            is_any |= self.choose(identifiers, chosen, depth + 1, mark)?;
        }
        Ok(is_any)
    }

    /// Hashes one record, at once or with those that come.
    #[inline]
    fn add(&mut self, identifiers: &[&Identifier], mark: u64) -> Result<bool> {
        if self.hasher.write_block(identifiers, &mut self.blocks[self.waiting]) {
            self.marks[self.waiting] = mark;
            self.waiting += 1;
            if self.waiting == LANES {
                self.hash_waiting()?;
            }
            return Ok(true);
        }
        match self.hasher.digest(identifiers) {
            Some(digest) => self.add_digest(digest.first_bits(64), mark).map(|()| true),
            None => Ok(false),
        }
    }

    /// Takes a record's digest.
    ///
    /// # Errors
    ///
    /// The disk is full.
    #[inline]
    pub fn add_digest(&mut self, digest: u64, mark: u64) -> Result<()> {
        self.spool.add(digest, mark)
    }

    fn hash_waiting(&mut self) -> Result<()> {
        let digests = lanes::compress(self.hasher.start(), &self.blocks);
        let waiting = std::mem::take(&mut self.waiting);
        let mut records = digests.into_iter().zip(self.marks).take(waiting);
        records.try_for_each(|(digest, mark)| self.spool.add(digest, mark))
    }

    /// Hands all over that is still here.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(mut self) -> Result<()> {
        self.hash_waiting()?;
        self.spool.finish()
    }
}
