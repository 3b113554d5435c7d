//! From the identifiers of a check to a digest.
//!
//! # Overview of types
//!
//! A [`Hasher`] holds what is the same for all records of a list: the check's
//! first block and the [`Scheme`]. It turns identifiers into a [`Digest`], of
//! which a list keeps only the first bits, the fingerprint.
use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, block_api::compress256};
use zeroize::{Zeroize, Zeroizing};

use crate::{Check, FORMAT_VERSION, FORMAT_WORDS, Identifier, Kind, List};

/// How messages are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// SHA-256 of the message (FIPS 180-4).
    Sha256,
    /// Argon2id of the message, version 0x13, the check's salt (RFC 9106).
    Argon2id(Argon2Cost),
    /// SHA-1 of the password alone, as Have I Been Pwned does; for passwords only.
    Sha1,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scheme::Sha256 => f.write_str("sha256"),
            Scheme::Sha1 => f.write_str("sha1"),
            Scheme::Argon2id(cost) => {
                write!(f, "argon2id ({} KiB, {} passes)", cost.memory_kib(), cost.passes())
            }
        }
    }
}

/// The cost of Argon2id: memory and passes, with one lane.
///
/// Bounds are checked before anything is allocated, so that a manifest cannot
/// make a phone run out of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawCost", into = "RawCost")]
pub struct Argon2Cost {
    memory_kib: u32,
    passes: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawCost {
    memory_kib: u32,
    passes: u32,
}

impl Argon2Cost {
    /// Least memory, in KiB: the OWASP Password Storage Cheat Sheet's 19 MiB.
    pub const MIN_MEMORY_KIB: u32 = 19 * 1024;
    /// Most memory that a reader accepts, in KiB.
    pub const MAX_MEMORY_KIB: u32 = 128 * 1024;
    /// Least number of passes at the least memory.
    pub const MIN_PASSES: u32 = 2;
    /// Most passes that a reader accepts.
    pub const MAX_PASSES: u32 = 6;
    /// RFC 9106's second recommendation, 64 MiB and three passes, with one lane.
    pub const RECOMMENDED: Argon2Cost = Argon2Cost { memory_kib: 64 * 1024, passes: 3 };

    /// Makes a cost of memory in KiB and passes.
    ///
    /// # Errors
    ///
    /// Outside the bounds above.
    pub fn new(memory_kib: u32, passes: u32) -> Result<Self, &'static str> {
        let memory_fits = (Self::MIN_MEMORY_KIB..=Self::MAX_MEMORY_KIB).contains(&memory_kib);
        if memory_fits && (Self::MIN_PASSES..=Self::MAX_PASSES).contains(&passes) {
            Ok(Argon2Cost { memory_kib, passes })
        } else {
            Err("argon2id takes 19456 to 131072 KiB of memory and 2 to 6 passes")
        }
    }

    /// Memory in KiB.
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(self) -> u32 {
        self.passes
    }
}

impl TryFrom<RawCost> for Argon2Cost {
    type Error = &'static str;

    fn try_from(raw: RawCost) -> Result<Self, Self::Error> {
        Argon2Cost::new(raw.memory_kib, raw.passes)
    }
}

impl From<Argon2Cost> for RawCost {
    fn from(cost: Argon2Cost) -> RawCost {
        RawCost { memory_kib: cost.memory_kib, passes: cost.passes }
    }
}

/// What is hashed for a list: lists with the same check and scheme take one digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The kinds hashed together.
    pub check: Check,
    /// How.
    pub scheme: Scheme,
}

impl Query {
    /// What has to be hashed for lists, each once, and which of it is each list's.
    pub fn of_lists<'a>(lists: impl IntoIterator<Item = &'a List>) -> (Vec<Self>, Vec<usize>) {
        let mut queries: Vec<Self> = Vec::new();
        let position = |list: &List| {
            let query = Query { check: list.check(), scheme: list.scheme() };
            queries.iter().position(|known| *known == query).unwrap_or_else(|| {
                queries.push(query);
                queries.len() - 1
            })
        };
        let of_list = lists.into_iter().map(position).collect();
        (queries, of_list)
    }
}

/// The first 64 bits of a hash, as a number, the first bit being the highest.
///
/// No list has longer fingerprints, so the rest is dropped at once. `Debug` is
/// redacted, and there is no `Serialize`: a digest names a person to whoever can
/// guess the identifier.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(Zeroizing<u64>);

impl Digest {
    fn from_hash(hash: &[u8]) -> Self {
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Digest(Zeroizing::new(u64::from_be_bytes(first)))
    }

    /// Returns the first `bits` bits (0 to 64) as a number.
    pub fn first_bits(&self, bits: u8) -> u64 {
        if bits == 0 { 0 } else { *self.0 >> (64 - bits.min(64)) }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;
/// The least that is put behind a message: a bit that ends it, and its length.
const PADDING: usize = 1 + 8;
/// The state that SHA-256 begins with (FIPS 180-4, section 5.3.3).
const SHA256_START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// Hashes the identifiers of one check by one scheme.
pub struct Hasher {
    check: Check,
    scheme: Scheme,
    /// The check's kinds, in the registry's order.
    kinds: Vec<Kind>,
    salt: [u8; 32],
    /// The state of SHA-256 after the message's first block.
    start: [u32; 8],
    block: [u8; 64],
    /// The message's fields, kept from one hash to the next and wiped with the last.
    fields: Zeroizing<Vec<u8>>,
    /// Argon2's memory, kept from one hash to the next: allocating it anew costs
    /// up to three times as much as using it.
    memory: Vec<Block>,
}

impl Hasher {
    /// Makes a hasher. `sha1` is for the check `password` only: a manifest that
    /// says otherwise is refused by [`Manifest`](crate::Manifest).
    pub fn new(check: Check, scheme: Scheme) -> Self {
        let salt = salt(check);
        let block = first_block(check, &salt);
        let mut start = SHA256_START;
        compress256(&mut start, &[block]);
        Hasher {
            check,
            scheme,
            kinds: check.kinds().collect(),
            salt,
            start,
            block,
            fields: Zeroizing::default(),
            memory: Vec::new(),
        }
    }

    /// The check whose identifiers are hashed.
    pub fn check(&self) -> Check {
        self.check
    }

    /// Takes the memory that a slow hash needs; tells whether there is so much. Then no
    /// digest fails for want of it.
    pub fn make_ready(&mut self) -> bool {
        let Scheme::Argon2id(cost) = self.scheme else { return true };
        // The library's own number: four slices of whole blocks of 1 KiB.
        let blocks = (cost.memory_kib / 4 * 4) as usize;
        let more = blocks.saturating_sub(self.memory.len());
        if self.memory.try_reserve_exact(more).is_err() {
            return false;
        }
        self.memory.resize(blocks, Block::default());
        true
    }

    /// Hashes the identifiers of the check.
    ///
    /// Returns `None` when `identifiers` are not exactly one of each kind of the
    /// check, in any order; and when there is no memory for a slow hash.
    pub fn digest(&mut self, identifiers: &[&Identifier]) -> Option<Digest> {
        self.fill_fields(identifiers)?;
        Some(match self.scheme {
            Scheme::Sha256 => self.sha256(),
            Scheme::Sha1 => {
                let hash = sha1::Sha1::digest(identifiers.first()?.hashed());
                Digest::from_hash(&Zeroizing::new(<[u8; 20]>::from(hash))[..])
            }
            Scheme::Argon2id(cost) => self.argon2id(cost)?,
        })
    }

    /// The state of SHA-256 after the part of the message that all records have.
    #[cfg(feature = "build")]
    pub fn start(&self) -> &[u32; 8] {
        &self.start
    }

    /// Writes what is hashed after [`Hasher::start`] to a digest, if that is one block of
    /// SHA-256: somebody who has many can compress several at once. Otherwise `false`, and
    /// [`Hasher::digest`] is to be asked.
    #[cfg(feature = "build")]
    pub fn write_block(&self, identifiers: &[&Identifier], block: &mut [u8; BLOCK]) -> bool {
        if self.scheme != Scheme::Sha256 || identifiers.len() != self.kinds.len() {
            return false;
        }
        // All of it: so many bytes are known beforehand.
        *block = [0; BLOCK];
        let mut at = 0;
        for &kind in &self.kinds {
            let Some(text) = identifiers.iter().find(|id| id.kind() == kind) else { return false };
            let text = text.hashed();
            let end = at + 3 + text.len();
            if text.is_empty() || end + PADDING > BLOCK {
                return false;
            }
            block[at..at + 3].copy_from_slice(&[kind.code(), 0, text.len() as u8]);
            block[at + 3..end].copy_from_slice(text);
            at = end;
        }
        block[at] = 0x80;
        block[BLOCK - 8..].copy_from_slice(&(8 * (BLOCK + at) as u64).to_be_bytes());
        true
    }

    /// Writes the fields in the registry's order: kind, length, UTF-8.
    fn fill_fields(&mut self, identifiers: &[&Identifier]) -> Option<()> {
        if identifiers.len() != self.kinds.len() {
            return None;
        }
        // Room for all and for padding, so that no copy is left behind by growing.
        let size: usize = identifiers.iter().map(|id| 3 + id.hashed().len()).sum();
        let size = (size + PADDING).next_multiple_of(BLOCK);
        let fields = &mut self.fields;
        if fields.capacity() < size {
            *fields = Zeroizing::new(Vec::with_capacity(size.next_power_of_two()));
        }
        fields.clear();
        for &kind in &self.kinds {
            let text = identifiers.iter().find(|id| id.kind() == kind)?.hashed();
            let [high, low] = u16::try_from(text.len()).ok()?.to_be_bytes();
            // What could not be parsed has no digest.
            if text.is_empty() {
                return None;
            }
            fields.extend_from_slice(&[kind.code(), high, low]);
            fields.extend_from_slice(text);
        }
        Some(())
    }

    /// Pads the fields and hashes them, block by block (FIPS 180-4, section 5.1.1). The
    /// library's hasher of any number of bytes takes longer than its compression.
    fn sha256(&mut self) -> Digest {
        let fields = &mut self.fields;
        let bits = 8 * (BLOCK + fields.len()) as u64;
        let size = (fields.len() + PADDING).next_multiple_of(BLOCK);
        fields.push(0x80);
        fields.resize(size - size_of_val(&bits), 0);
        fields.extend_from_slice(&bits.to_be_bytes());
        let mut state = Zeroizing::new(self.start);
        compress256(&mut state, fields.as_chunks().0);
        Digest(Zeroizing::new(u64::from(state[0]) << 32 | u64::from(state[1])))
    }

    fn argon2id(&mut self, cost: Argon2Cost) -> Option<Digest> {
        // The bounds of `Argon2Cost` lie within those of the library.
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).ok()?;
        if !self.make_ready() {
            return None;
        }
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let message = Zeroizing::new([&self.block[..], &self.fields].concat());
        let mut hash = Zeroizing::new([0; 32]);
        argon2
            .hash_password_into_with_memory(&message, &self.salt, hash.as_mut(), &mut self.memory)
            .ok()?;
        Some(Digest::from_hash(hash.as_ref()))
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        // What Argon2 leaves behind would let somebody test guesses.
        self.memory.zeroize();
    }
}

/// The check's salt: a constant of the format, not of a publisher or a version.
/// Another salt would make every checker reveal another prefix for the same
/// identifier, and would let the false hits of two lists cancel.
fn salt(check: Check) -> [u8; 32] {
    Sha256::digest([FORMAT_WORDS, "salt ", &check.to_string()].concat()).into()
}

/// The message's first 64 bytes, exactly one block of SHA-256: the word
/// `hushcheck`, the format's version, the kinds' codes, zeros, the salt.
fn first_block(check: Check, salt: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..9].copy_from_slice(b"hushcheck");
    block[9] = FORMAT_VERSION;
    for (byte, kind) in block[10..32].iter_mut().zip(check.kinds()) {
        *byte = kind.code();
    }
    block[32..].copy_from_slice(salt);
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::tests::Native;
    use crate::manifest::RawList;
    use crate::{Hash256, Hints};

    fn id(kind: Kind, text: &str) -> Identifier {
        let hints = Hints { country: "CN".parse().ok() };
        Identifier::parse(kind, text, &hints, &Native).unwrap()
    }

    #[test]
    fn sha256_is_that_of_the_documented_message() {
        let check: Check = "name+national-id".parse().unwrap();
        let (name, number) = (id(Kind::Name, "张伟"), id(Kind::NationalId, "11010519491231002X"));
        let mut message = b"hushcheck\x01\x01\x02".to_vec();
        message.resize(32, 0);
        message.extend_from_slice(&Sha256::digest("hushcheck 1 salt name+national-id"));
        message.extend_from_slice("\x01\x00\x06张伟\x02\x00\x12CN:110105194912312".as_bytes());
        let expected = Sha256::digest(&message);

        let mut hasher = Hasher::new(check, Scheme::Sha256);
        let digest = hasher.digest(&[&number, &name]).unwrap();
        assert_eq!(digest.first_bits(64).to_be_bytes(), expected[..8]);
        assert_eq!(digest.first_bits(8), u64::from(expected[0]));
        assert_eq!(digest.first_bits(0), 0);
    }

    #[test]
    fn sha256_is_the_library_s_for_messages_of_any_length() {
        // Around the ends of blocks, with nothing kept from one to the next.
        let mut hasher = Hasher::new(Check::PASSWORD, Scheme::Sha256);
        for length in (1..300).chain([1024, 1, 56]) {
            let password = id(Kind::Password, &"a".repeat(length));
            let digest = hasher.digest(&[&password]).unwrap();
            let message = [&hasher.block[..], &[5], &(length as u16).to_be_bytes()].concat();
            let expected = Sha256::digest([&message[..], password.hashed()].concat());
            assert_eq!(digest.first_bits(64).to_be_bytes(), expected[..8], "{length}");
        }
    }

    #[test]
    fn a_block_that_is_compressed_elsewhere_gives_the_same_digest() {
        let both: Check = "name+national-id".parse().unwrap();
        let mut hasher = Hasher::new(both, Scheme::Sha256);
        let number = id(Kind::NationalId, "11010519491231002X");
        let mut lengths = 0;
        for length in 1..60 {
            let name = id(Kind::Name, &"a".repeat(length));
            for identifiers in [[&name, &number], [&number, &name]] {
                // What was there before does not count.
                let mut block = [0xff; BLOCK];
                if !hasher.write_block(&identifiers, &mut block) {
                    continue;
                }
                lengths += 1;
                let mut state = *hasher.start();
                compress256(&mut state, &[block]);
                let bits = u64::from(state[0]) << 32 | u64::from(state[1]);
                assert_eq!(hasher.digest(&identifiers).unwrap().first_bits(64), bits);
            }
        }
        // 64 bytes less padding, two heads of fields, and the number.
        assert_eq!(lengths, 2 * (64 - 9 - 6 - 18));
        let mut block = [0; BLOCK];
        assert!(!hasher.write_block(&[&number], &mut block));
        assert!(!hasher.write_block(&[&number, &number], &mut block));
        let sha1 = Hasher::new(Check::PASSWORD, Scheme::Sha1);
        assert!(!sha1.write_block(&[&id(Kind::Password, "a")], &mut block));
    }

    #[test]
    fn what_could_not_be_parsed_has_no_digest() {
        let mut hasher = Hasher::new("email".parse().unwrap(), Scheme::Sha256);
        let mut address = id(Kind::Email, "a@example.org");
        let digest = hasher.digest(&[&address]);
        let hints = Hints::default();
        assert!(address.parse_again(Kind::Email, "tom.thumb", &hints, &Native).is_err());
        assert!(hasher.digest(&[&address]).is_none());
        again_is(&mut address, "A@example.org");
        assert_eq!(hasher.digest(&[&address]), digest);
    }

    fn again_is(address: &mut Identifier, text: &str) {
        address.parse_again(Kind::Email, text, &Hints::default(), &Native).unwrap();
        assert_eq!(*address, id(Kind::Email, text));
    }

    #[test]
    fn sha1_is_that_of_the_bare_password() {
        // "password" in Have I Been Pwned: 5BAA6 1E4C9B93F3F0...
        let mut hasher = Hasher::new(Check::PASSWORD, Scheme::Sha1);
        let digest = hasher.digest(&[&id(Kind::Password, "password")]).unwrap();
        assert_eq!(digest.first_bits(64), 0x5BAA_61E4_C9B9_3F3F);
    }

    #[test]
    fn argon2id_is_the_same_with_used_memory() {
        let cost = Argon2Cost::new(Argon2Cost::MIN_MEMORY_KIB, 2).unwrap();
        let check: Check = "email".parse().unwrap();
        let mut hasher = Hasher::new(check, Scheme::Argon2id(cost));
        let first = hasher.digest(&[&id(Kind::Email, "a@example.org")]).unwrap();
        let other = hasher.digest(&[&id(Kind::Email, "b@example.org")]).unwrap();
        assert_ne!(first, other);
        assert_eq!(hasher.digest(&[&id(Kind::Email, "a@example.org")]), Some(first));
    }

    #[test]
    fn argon2id_is_that_of_rfc_9106() {
        // Section 5.3: 32 KiB, three passes, four lanes, a secret and associated data,
        // which lists do not use; what is tested is the library.
        let mut params = argon2::ParamsBuilder::new();
        let params = params.m_cost(32).t_cost(3).p_cost(4).output_len(32);
        let params = params.data(argon2::AssociatedData::new(&[4; 12]).unwrap()).build().unwrap();
        let argon2 =
            Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
        assert_eq!(Hash256(tag).to_string(), expected);
    }

    #[test]
    fn a_slow_hash_serves_all_lists_of_its_check() {
        use crate::manifest::tests::{manifest, raw_list};
        let cheap = Scheme::Argon2id(Argon2Cost::new(Argon2Cost::MIN_MEMORY_KIB, 2).unwrap());
        let dear = Scheme::Argon2id(Argon2Cost::RECOMMENDED);
        let dataset = |lists: &[(&str, Scheme)]| {
            let raw =
                |&(check, scheme): &(&str, Scheme)| RawList { scheme, ..raw_list(check, 9, 0) };
            manifest(lists.iter().map(raw).collect()).unwrap()
        };
        let catalogue = [
            dataset(&[("email", cheap), ("name+phone", cheap)]),
            dataset(&[("email", cheap)]),
            dataset(&[("email", dear), ("name+phone", cheap)]),
            dataset(&[("email", Scheme::Sha256)]),
        ];
        let lists: Vec<&List> = catalogue.iter().flat_map(|manifest| manifest.lists()).collect();
        let (queries, of_list) = Query::of_lists(lists);
        assert_eq!(queries.len(), 4);
        assert_eq!(of_list, [0, 1, 0, 2, 1, 3]);
    }

    #[test]
    fn costs_outside_the_bounds_are_refused() {
        assert!(Argon2Cost::new(8, 2).is_err());
        assert!(Argon2Cost::new(u32::MAX, 2).is_err());
        assert!(Argon2Cost::new(19 * 1024, 1).is_err());
        assert!(Argon2Cost::new(19 * 1024, 7).is_err());
    }

    #[test]
    fn the_wrong_identifiers_give_no_digest() {
        let mut hasher = Hasher::new("name+phone".parse().unwrap(), Scheme::Sha256);
        let (name, phone) = (id(Kind::Name, "张伟"), id(Kind::Phone, "13800138000"));
        assert!(hasher.digest(&[&name]).is_none());
        assert!(hasher.digest(&[&name, &name]).is_none());
        assert!(hasher.digest(&[&name, &phone, &phone]).is_none());
        assert!(hasher.digest(&[&phone, &name]).is_some());
    }

    #[test]
    fn a_digest_does_not_print_itself() {
        assert_eq!(format!("{:?}", Digest::from_hash(&[7; 8])), "Digest(…)");
    }

    mod properties {
        use super::*;
        use proptest::prelude::*;

        /// Texts that look like fields, so that two messages could be taken for one.
        fn tricky() -> impl Strategy<Value = String> {
            "[a\u{0}\u{7}\u{c}\u{1}\u{2}]{1,6}|\\PC{1,8}"
        }

        proptest! {
            #[test]
            fn no_two_tuples_give_one_message(
                one in (tricky(), tricky()),
                other in (tricky(), tricky()),
            ) {
                let check = |text: &str| text.parse::<Check>().unwrap();
                let identifier = |kind, text: &str| Identifier::parse(
                    kind, text, &Hints::default(), &Native,
                );
                let message = |(name, user): &(String, String), check: Check| {
                    let name = identifier(Kind::Text, name).ok()?;
                    let user = identifier(Kind::Username, user).ok()?;
                    let mut hasher = Hasher::new(check, Scheme::Sha256);
                    hasher.fill_fields(&[&user, &name])?;
                    let message = [&hasher.block[..], &hasher.fields].concat();
                    Some(((name.canonical().expose().to_owned(), user.canonical().expose().to_owned()), message))
                };
                let both = check("username+text");
                if let (Some(one), Some(other)) = (message(&one, both), message(&other, both)) {
                    prop_assert_eq!(one.0 == other.0, one.1 == other.1);
                }
                // A password may hold what any field is made of.
                let password = |text: &str| {
                    let mut hasher = Hasher::new(Check::PASSWORD, Scheme::Sha256);
                    hasher.fill_fields(&[&identifier(Kind::Password, text).unwrap()]).unwrap();
                    [&hasher.block[..], &hasher.fields].concat()
                };
                prop_assert_eq!(one.0 == other.0, password(&one.0) == password(&other.0));
                if let Some((_, message)) = message(&one, both) {
                    prop_assert_ne!(message, password(&one.0));
                }
            }
        }
    }
}
