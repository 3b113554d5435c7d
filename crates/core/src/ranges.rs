//! Passwords in the layout of Have I Been Pwned's ranges: files that nobody signed.
//!
//! A million files, one for each five hexadecimal digits of a SHA-1, have lines of the other
//! 35 digits, a colon and how often the password was seen; 0 is padding. The request plan
//! treats them as any list's buckets, so that sixteen neighbours are asked for where the
//! layout's own clients ask for one: the host learns 16 bits of the 20.
//! <https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange>
use crate::manifest::{Incident, List, Manifest, RawList};
use crate::payload::{CountClass, Payload};
use crate::{Check, CouldNotCheck, Digest, Finding, Hash256, Run, Scheme, SiteRanges, privacy};

/// Bits of the hash that name a file: five hexadecimal digits.
const PREFIX_BITS: u8 = 20;
/// Hexadecimal digits of a line that are compared, of 35.
const COMPARED: usize = 11;
/// Bits that are compared with those of the file's name: those that a [`Digest`] has.
const FINGERPRINT_BITS: u8 = PREFIX_BITS + 4 * COMPARED as u8;
/// A line is about so long: 35 digits, a colon, a count, a line's end.
const LINE_BYTES: u64 = 39;
/// Where coarse counts begin: the counts themselves would say more than is needed.
const AT_LEAST: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

impl SiteRanges {
    /// The manifest that the ranges would have, on a day: it says what the site says of them.
    pub fn manifest(&self, today: &str) -> Manifest {
        let records = self.records.clamp(1, crate::manifest::MAX_RECORDS);
        let of = |at_least| CountClass { code_bits: 0, at_least };
        let list = RawList {
            check: Check::PASSWORD,
            scheme: Scheme::Sha1,
            records,
            entries: records,
            fingerprint_bits: FINGERPRINT_BITS,
            prefix_bits: PREFIX_BITS,
            rice_parameter: 0,
            bucket_bytes: ((records >> PREFIX_BITS) * LINE_BYTES + LINE_BYTES) as u32,
            root: Hash256([0; 32]),
            payload: Some(Payload::Counts(AT_LEAST.map(of).into())),
            figures: None,
        };
        let title = self.title.clone();
        // A site may have several, each with a page of its own.
        let name = self.path.as_str().to_owned();
        let incident = Incident { name, title, ..Incident::default() };
        let published = self.published.as_deref().unwrap_or(today);
        Manifest::of_ranges(self.path.as_str(), published, incident, list)
    }
}

/// The name of a range's file: five hexadecimal digits.
pub(crate) fn file(range: u64) -> String {
    let digit = |place: u32| char::from(b"0123456789ABCDEF"[(range >> (4 * place) & 15) as usize]);
    (0..5).rev().map(digit).collect()
}

/// Looks a digest up in the files of a run. All of them are read, whatever is found.
///
/// # Errors
///
/// A file is missing, or is no range.
pub(crate) fn look_up(
    run: &Run,
    list: &List,
    files: &[impl AsRef<[u8]>],
    digest: &Digest,
) -> Result<Finding, CouldNotCheck> {
    let wanted_file = digest.first_bits(PREFIX_BITS);
    let wanted = digest.first_bits(FINGERPRINT_BITS) & (u64::MAX >> PREFIX_BITS);
    if files.len() as u64 != run.plan().files() || !run.buckets().contains(&wanted_file) {
        return Err(CouldNotCheck::Unreachable);
    }
    let (mut entries, mut count) = (0, 0);
    for (number, file) in run.buckets().zip(files) {
        for line in file.as_ref().split(|&b| b == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let (suffix, times) = read(line).ok_or(CouldNotCheck::Inconsistent)?;
            entries += u64::from(times > 0);
            if number == wanted_file && suffix == wanted {
                count = times;
            }
        }
    }
    if entries == 0 {
        return Err(CouldNotCheck::Inconsistent);
    }
    let space_bits = list.fingerprint_bits() - run.plan().revealed_bits();
    Ok(Finding {
        false_positive_rate: privacy::false_positive_rate(entries, space_bits),
        // The last class that begins there or before.
        symbol: (AT_LEAST.partition_point(|&least| least <= count) as u16).checked_sub(1),
    })
}

/// What a line says: the digits that are compared, and the count.
fn read(line: &[u8]) -> Option<(u64, u64)> {
    let (digits, rest) = line.split_at_checked(35)?;
    let mut suffix = 0;
    for (at, &digit) in digits.iter().enumerate() {
        let value = char::from(digit).to_digit(16)?;
        if at < COMPARED {
            suffix = suffix << 4 | u64::from(value);
        }
    }
    let (colon, count) = rest.split_first()?;
    if *colon != b':' || count.is_empty() {
        return None;
    }
    let add = |sum: u64, digit: &u8| {
        let value = char::from(*digit).to_digit(10)?;
        sum.checked_mul(10)?.checked_add(value.into())
    };
    Some((suffix, count.iter().try_fold(0, add)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dial, Hasher, Hints, Identifier, Kind, RequestPlan};

    fn source() -> SiteRanges {
        serde_json::from_str(
            r#"{"path": "https://api.pwnedpasswords.com/range", "title": "Pwned Passwords",
                "records": 1000000000}"#,
        )
        .unwrap()
    }

    fn digest(password: &str) -> Digest {
        let unicode = crate::identifier::tests::Native;
        let id = Identifier::parse(Kind::Password, password, &Hints::default(), &unicode).unwrap();
        Hasher::new(Check::PASSWORD, Scheme::Sha1).digest(&[&id]).unwrap()
    }

    #[test]
    fn sixteen_neighbours_are_asked_for() {
        let manifest = source().manifest("2026-01-02");
        let list = &manifest.lists()[0];
        assert_eq!(manifest.published(), "2026-01-02");
        let plan = RequestPlan::new([list], Dial::Balanced).lists()[0];
        assert_eq!((plan.revealed_bits(), plan.files()), (16, 16));
        // SHA-1 of "password" is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
        let names: Vec<String> =
            plan.run(&digest("password")).buckets().map(|range| list.file(range)).collect();
        assert_eq!(names.len(), 16);
        assert_eq!((&*names[0], &*names[1], &*names[15]), ("5BAA0", "5BAA1", "5BAAF"));
    }

    #[test]
    fn each_of_several_has_a_page_of_its_own() {
        let copy = SiteRanges { path: "range".to_owned().try_into().unwrap(), ..source() };
        let [one, other] = [source(), copy].map(|source| {
            let manifest = source.manifest("2026-01-02");
            manifest.incidents()[0].name.clone()
        });
        assert_ne!(one, other);
    }

    #[test]
    fn a_password_is_found_with_its_coarse_count() {
        let manifest = source().manifest("2026-01-02");
        let list = &manifest.lists()[0];
        let run = RequestPlan::new([list], Dial::Balanced).lists()[0].run(&digest("password"));
        let other = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n";
        let own = "1E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824";
        let files = |sixth: &str| -> Vec<String> {
            (0..16).map(|at| if at == 6 { sixth } else { other }.to_owned()).collect()
        };
        let symbol =
            |files: &[String]| run.look_up(list, files, &digest("password")).unwrap().symbol;
        assert_eq!(symbol(&files(&format!("{other}{own}"))), Some(6));
        assert_eq!(symbol(&files(&format!("{other}{}", own.to_lowercase()))), Some(6));
        assert_eq!(symbol(&files(&format!("{}:9\r\n{other}", &own[..35]))), Some(0));
        assert_eq!(symbol(&files(&format!("{}:10\n", &own[..35]))), Some(1));
        // Padding, another file's line, and one that differs in what is compared.
        assert_eq!(symbol(&files(&format!("{}:0\r\n{other}", &own[..35]))), None);
        assert_eq!(symbol(&files(other)), None);
        let mut elsewhere = files(other);
        elsewhere[5] = own.to_owned();
        assert_eq!(symbol(&elsewhere), None);
        let near = own.replace("1E4C9B93F3F", "1E4C9B93F30");
        assert_eq!(symbol(&files(&near)), None);
    }

    #[test]
    fn what_is_no_range_gives_no_verdict() {
        let manifest = source().manifest("2026-01-02");
        let list = &manifest.lists()[0];
        let run = RequestPlan::new([list], Dial::Balanced).lists()[0].run(&digest("password"));
        let look_up = |files: &[String]| run.look_up(list, files, &digest("password"));
        let good = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n".to_owned();
        for bad in [
            "<!doctype html>",
            "0018A45C4D1DEF81644B54AB7F969B88D65",
            "0018A45C4D1DEF81644B54AB7F969B88D65:",
            "0018A45C4D1DEF81644B54AB7F969B88D65:-1",
            "0018A45C4D1DEF81644B54AB7F969B88D6:31",
            "0018A45C4D1DEF81644B54AB7F969B88D65:99999999999999999999",
            "G018A45C4D1DEF81644B54AB7F969B88D65:3",
        ] {
            let mut files = vec![good.clone(); 16];
            files[3] = bad.to_owned();
            assert_eq!(look_up(&files), Err(CouldNotCheck::Inconsistent), "{bad}");
        }
        assert_eq!(look_up(&vec![good; 15]), Err(CouldNotCheck::Unreachable));
        assert_eq!(look_up(&vec![String::new(); 16]), Err(CouldNotCheck::Inconsistent));
    }
}
