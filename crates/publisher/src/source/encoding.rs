//! Text in other encodings than UTF-8, recognised or named.
use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use hushcheck_core::Country;

/// An encoding of text, by any of the names that browsers know it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl FromStr for TextEncoding {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, String> {
        let known = Encoding::for_label(label.as_bytes()).filter(|&found| found != REPLACEMENT);
        known.map(TextEncoding).ok_or_else(|| {
            "no such encoding; known are utf-8, utf-16le, utf-16be, gb18030, gbk, big5, \
             shift_jis, euc-jp, euc-kr, windows-1252, latin1, koi8-r and the others that \
             browsers know"
                .into()
        })
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl TextEncoding {
    /// UTF-8, which needs no decoding.
    pub const UTF_8: TextEncoding = TextEncoding(UTF_8);

    /// The encoding that a text's first bytes say for sure.
    pub(super) fn of_mark(head: &[u8]) -> Option<Self> {
        Encoding::for_bom(head).map(|(encoding, _)| TextEncoding(encoding))
    }

    /// Guesses from a text's first bytes.
    pub(super) fn guess(head: &[u8], is_whole: bool, country: Option<Country>) -> Self {
        if let Some(encoding) = TextEncoding::of_mark(head) {
            return encoding;
        }
        if let Some(encoding) = utf_16_by_look(head) {
            return TextEncoding(encoding);
        }
        if is_mostly_utf_8(head) {
            return TextEncoding(UTF_8);
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(head, is_whole);
        let domain = country.map(|country| country.as_str().to_ascii_lowercase());
        let domain = domain.as_deref().map(str::as_bytes);
        let guess = detector.guess(domain, Utf8Detection::Deny);
        // The larger of the two, which old software calls by the smaller's name.
        TextEncoding(if guess == GBK { GB18030 } else { guess })
    }

    /// Length of the mark that a text in this encoding begins with, in bytes.
    fn mark(self, head: &[u8]) -> usize {
        match Encoding::for_bom(head) {
            Some((encoding, length)) if encoding == self.0 => length,
            _ => 0,
        }
    }

    /// Makes UTF-8 of a text's beginning, to look at.
    pub(super) fn sample(self, head: &[u8]) -> Vec<u8> {
        let text = &head[self.mark(head)..];
        if self == Self::UTF_8 {
            return text.to_vec();
        }
        self.0.decode_without_bom_handling(text).0.into_owned().into_bytes()
    }

    /// Makes UTF-8 of a text, whose beginning is given besides. Bytes that mean nothing
    /// become 0xFF, which no UTF-8 holds: a row that holds it is rejected.
    pub(super) fn decode(
        self,
        head: &[u8],
        mut text: Box<dyn Read + Send>,
    ) -> io::Result<Box<dyn Read + Send>> {
        let mut mark = vec![0; self.mark(head)];
        text.read_exact(&mut mark)?;
        if self == Self::UTF_8 {
            return Ok(text);
        }
        Ok(Box::new(Decoding {
            text,
            decoder: self.0.new_decoder_without_bom_handling(),
            input: vec![0; 1 << 16],
            pending: 0..0,
            is_at_end: false,
            is_finished: false,
            output: vec![0; 1 << 18],
            ready: 0..0,
        }))
    }
}

/// UTF-16 without a mark: every other byte of line ends, digits and Latin letters is 0.
fn utf_16_by_look(head: &[u8]) -> Option<&'static Encoding> {
    let mut zeros = [0usize; 2];
    for pair in head.chunks_exact(2) {
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let [even, odd] = zeros;
    let enough = head.len() / 64 + 1;
    match () {
        () if odd >= enough && odd > 4 * even => Some(UTF_16LE),
        () if even >= enough && even > 4 * odd => Some(UTF_16BE),
        () => None,
    }
}

/// Tells whether a text is UTF-8, perhaps with some bytes damaged. A sequence that the
/// sample's end cuts counts as whole.
fn is_mostly_utf_8(head: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let is_cut = std::str::from_utf8(head).is_err_and(|error| error.error_len().is_none());
    broken == 0 || (broken == 1 && is_cut) || whole >= 20 * broken
}

/// Text while it becomes UTF-8.
struct Decoding {
    text: Box<dyn Read + Send>,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    /// What of `input` is not decoded yet.
    pending: std::ops::Range<usize>,
    is_at_end: bool,
    /// The decoder must not be asked again after its end.
    is_finished: bool,
    output: Vec<u8>,
    /// What of `output` is not read yet.
    ready: std::ops::Range<usize>,
}

impl Decoding {
    /// Decodes more, unless there is no more.
    fn refill(&mut self) -> io::Result<()> {
        self.ready = 0..0;
        while self.ready.is_empty() && !self.is_finished {
            if self.pending.is_empty() && !self.is_at_end {
                let read = self.text.read(&mut self.input)?;
                self.pending = 0..read;
                self.is_at_end = read == 0;
            }
            // The last byte is for a mark of what means nothing.
            let room = self.output.len() - 1;
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.input[self.pending.clone()],
                &mut self.output[..room],
                self.is_at_end,
            );
            self.pending.start += read;
            self.ready = 0..written;
            match result {
                DecoderResult::Malformed(..) => {
                    self.output[written] = 0xFF;
                    self.ready.end += 1;
                }
                DecoderResult::InputEmpty => self.is_finished = self.is_at_end,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.refill()?;
        }
        let count = self.ready.len().min(buffer.len());
        let from = self.ready.start;
        buffer[..count].copy_from_slice(&self.output[from..from + count]);
        self.ready.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines enough to guess from, in an encoding.
    fn encoded(encoding: &'static Encoding, line: &str) -> Vec<u8> {
        let text = format!("name,mail\n{}", line.repeat(40));
        match encoding {
            e if e == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            e if e == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            e => e.encode(&text).0.into_owned(),
        }
    }

    fn decoded(encoding: TextEncoding, bytes: &[u8]) -> Vec<u8> {
        // Few bytes at a time, so that characters are cut.
        struct Slow(io::Cursor<Vec<u8>>);
        impl Read for Slow {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let count = buffer.len().min(3);
                self.0.read(&mut buffer[..count])
            }
        }
        let mut text = Vec::new();
        let slow = Box::new(Slow(io::Cursor::new(bytes.to_vec())));
        encoding.decode(bytes, slow).unwrap().read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn usual_encodings_are_recognised_and_read() {
        let chinese = "张伟,zhang@example.org,上海市浦东新区\n李娜,li@example.org,北京市海淀区\n";
        let taiwanese = "陳怡君,chen@example.org,臺北市信義區\n林志豪,lin@example.org,高雄市\n";
        let japanese =
            "佐藤さくら,sato@example.org,東京都しんじゅく\nスズキ,s@example.org,おおさか\n";
        let korean =
            "김민준,kim@example.org,서울특별시 강남구\n이서연,lee@example.org,부산광역시\n";
        let german = "Jürgen Müller,jm@example.org,Köln\nBärbel Groß,bg@example.org,Düsseldorf\n";
        for (label, line) in [
            ("utf-8", chinese),
            ("utf-16le", chinese),
            ("utf-16be", german),
            ("gb18030", chinese),
            ("big5", taiwanese),
            ("shift_jis", japanese),
            ("euc-jp", japanese),
            ("euc-kr", korean),
            ("windows-1252", german),
        ] {
            let encoding: TextEncoding = label.parse().unwrap();
            let bytes = encoded(encoding.0, line);
            assert_eq!(TextEncoding::guess(&bytes, true, None), encoding, "{label}");
            let text = String::from_utf8(decoded(encoding, &bytes)).unwrap();
            assert!(text.ends_with(line), "{label}");
            assert_eq!(encoding.sample(&bytes), text.as_bytes(), "{label}");
        }
    }

    #[test]
    fn marks_say_the_encoding_and_are_no_text() {
        for (bytes, label) in [
            (&b"\xef\xbb\xbfa,b"[..], "utf-8"),
            (b"\xff\xfea\0,\0b\0", "utf-16le"),
            (b"\xfe\xff\0a\0,\0b", "utf-16be"),
        ] {
            let encoding = TextEncoding::guess(bytes, true, None);
            assert_eq!(encoding, label.parse().unwrap());
            assert_eq!(decoded(encoding, bytes), b"a,b");
        }
    }

    #[test]
    fn what_means_nothing_is_marked_and_the_rest_is_read() {
        let gb18030: TextEncoding = "gb18030".parse().unwrap();
        let text = decoded(gb18030, b"a\n\xd5\xc5\n\xff\nb\n\xd5");
        assert_eq!(text, b"a\n\xe5\xbc\xa0\n\xff\nb\n\xff");
        let utf_16: TextEncoding = "utf-16le".parse().unwrap();
        assert_eq!(decoded(utf_16, b"a\0\x00\xd8b\0"), b"a\xffb");
        assert_eq!(decoded(utf_16, b""), b"");
    }

    #[test]
    fn few_damaged_bytes_are_no_other_encoding() {
        let text = format!("{}\u{fc}", "李娜,li@example.org\n".repeat(50));
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(b"\xff\n");
        assert_eq!(TextEncoding::guess(&bytes, true, None), TextEncoding::UTF_8);
        // The sample's end cuts a character.
        assert_eq!(TextEncoding::guess(b"name\n\xe5\xbc", false, None), TextEncoding::UTF_8);
        assert!("klingon".parse::<TextEncoding>().is_err());
        assert!("replacement".parse::<TextEncoding>().is_err());
    }
}
