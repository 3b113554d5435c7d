//! Unpacks what is compressed, known by its first bytes.
use std::fmt;
use std::io::{self, BufReader, Read};

use super::fault::Fault;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

/// Each with its first bytes and the end of its files' names.
const ALL: [(Compression, &[u8], &str); 4] = [
    (Compression::Gzip, b"\x1f\x8b", "gz"),
    (Compression::Zstandard, b"\x28\xb5\x2f\xfd", "zst"),
    (Compression::Bzip2, b"BZh", "bz2"),
    (Compression::Xz, b"\xfd7zXZ\0", "xz"),
];

/// Memory that a file may ask for, in bits of zstd's window (128 MiB, its own default)
/// and in KiB for xz (its largest preset takes 65 MiB).
const MOST_WINDOW_BITS: u32 = 27;
const MOST_XZ_KIB: u32 = 256 << 10;

impl Compression {
    /// Recognises a file's first bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        ALL.iter().find(|(_, magic, _)| head.starts_with(magic)).map(|&(found, ..)| found)
    }

    /// What a file's name says.
    pub fn of_name(name: &str) -> Option<Self> {
        let end = name.rsplit_once('.')?.1.to_ascii_lowercase();
        ALL.iter().find(|(.., usual)| *usual == end).map(|&(found, ..)| found)
    }

    /// Unpacks all parts of a file, one after another.
    pub fn unpack(self, packed: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        let packed = BufReader::with_capacity(1 << 17, packed);
        let reader: Box<dyn Read + Send> = match self {
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Compression::Zstandard => {
                let mut decoder = zstd::Decoder::with_buffer(packed)?;
                decoder.window_log_max(MOST_WINDOW_BITS)?;
                Box::new(decoder)
            }
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            Compression::Xz => {
                Box::new(lzma_rust2::XzReader::new_mem_limit(packed, true, MOST_XZ_KIB))
            }
        };
        Ok(Box::new(Unpacked { compression: self, reader }))
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Gzip => "gzip",
            Compression::Zstandard => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        })
    }
}

/// Says in one way what each library says in its own.
struct Unpacked {
    compression: Compression,
    reader: Box<dyn Read + Send>,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|cause| {
            let is_ours = cause.get_ref().is_some_and(|inner| inner.is::<Fault>());
            match cause.kind() {
                io::ErrorKind::UnexpectedEof => Fault::Truncated(self.compression).into(),
                // What the disk says is not the data's fault.
                _ if is_ours || cause.raw_os_error().is_some() => cause,
                io::ErrorKind::Interrupted => cause,
                io::ErrorKind::OutOfMemory => Fault::Memory(self.compression).into(),
                // What zstd's library says of a window that is too large.
                _ if cause.to_string().contains("too much memory") => {
                    Fault::Memory(self.compression).into()
                }
                _ => Fault::Damaged(self.compression, cause.to_string()).into(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn text() -> Vec<u8> {
        (0..2_000).flat_map(|i: u32| format!("user{}@example.org\n", i * i).into_bytes()).collect()
    }

    /// The text packed in two parts by each of the libraries.
    fn packed() -> Vec<(Compression, Vec<u8>, usize)> {
        let text = text();
        let halves = text.split_at(text.len() / 2);
        let pack = |compression, pack: &dyn Fn(&[u8]) -> Vec<u8>| {
            let first = pack(halves.0);
            let seam = first.len();
            (compression, [first, pack(halves.1)].concat(), seam)
        };
        vec![
            pack(Compression::Gzip, &|part| {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
                encoder.write_all(part).unwrap();
                encoder.finish().unwrap()
            }),
            pack(Compression::Zstandard, &|part| zstd::encode_all(part, 3).unwrap()),
            pack(Compression::Bzip2, &|part| {
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
                encoder.write_all(part).unwrap();
                encoder.finish().unwrap()
            }),
            pack(Compression::Xz, &|part| {
                let options = lzma_rust2::XzOptions::default();
                let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                encoder.write_all(part).unwrap();
                encoder.finish().unwrap()
            }),
        ]
    }

    fn unpack(compression: Compression, packed: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut unpacked = Vec::new();
        compression.unpack(Cursor::new(packed))?.read_to_end(&mut unpacked)?;
        Ok(unpacked)
    }

    #[test]
    fn all_parts_are_unpacked() {
        for (compression, packed, _) in packed() {
            assert_eq!(Compression::of(&packed), Some(compression));
            assert!(unpack(compression, packed).unwrap() == text(), "{compression}");
        }
    }

    #[test]
    fn no_cut_is_taken_for_the_end() {
        for (compression, packed, seam) in packed() {
            let cuts = (6..packed.len()).step_by(97).chain(packed.len() - 9..packed.len());
            for cut in cuts.chain([seam - 1, seam + 1, seam + 4]).filter(|&cut| cut != seam) {
                let error = unpack(compression, packed[..cut].to_vec()).unwrap_err().to_string();
                assert!(error.contains("its "), "{compression}, cut at {cut}: {error}");
            }
        }
    }

    #[test]
    fn a_window_that_is_too_large_is_no_damage() {
        // A frame of one raw block in a window of 256 MiB.
        let frame = b"\x28\xb5\x2f\xfd\0\x90\x09\0\0a".to_vec();
        let said = unpack(Compression::Zstandard, frame.clone()).unwrap_err().to_string();
        assert!(said.contains("takes more memory"), "{said}");
        let smaller = frame.iter().map(|&byte| if byte == 0x90 { 0x88 } else { byte }).collect();
        assert_eq!(unpack(Compression::Zstandard, smaller).unwrap(), b"a");
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        for (compression, mut packed, seam) in packed() {
            packed[seam / 2] ^= 0x55;
            assert!(unpack(compression, packed).is_err(), "{compression}");
        }
    }
}
