//! What is known of a form's shapes, checks and mask before any number is read, for the short
//! way: worked out by the compiler, from the same texts that the long way reads.
use super::check::{Check, weight_of};

/// At least as many characters as any number of the short way has.
pub(super) const WIDTH: usize = 18;
/// Most shapes that a form has, parts that a mask has, sums and beginnings that are never.
const SHAPES: usize = 5;
const PARTS: usize = 5;
const SUMS: usize = 2;
const NEVER: usize = 4;

/// Classes of characters; what is not typed is of any.
pub(super) const DIGIT: u8 = 1;
pub(super) const LETTER: u8 = 2;
pub(super) const ANY: u8 = 4;

/// All that is known of a form.
pub(super) struct Compiled {
    pub(super) ways: [Way; SHAPES],
    /// What the mask keeps.
    pub(super) parts: [Part; PARTS],
    pub(super) sums: [Sum; SUMS],
    pub(super) never: [Never; NEVER],
}

/// A shape.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// Characters that are typed.
    pub(super) typed: usize,
    /// Whether the short way knows all symbols of the shape. If not, it only refuses.
    pub(super) is_quick: bool,
    /// Whether what the short way refuses does not fit the shape.
    pub(super) is_exact: bool,
    /// Whether the whole number is just what is typed.
    pub(super) is_plain: bool,
    /// Characters of the whole number, and where the canonical one begins and ends in it.
    pub(super) whole: usize,
    pub(super) kept: (usize, usize),
    /// Of each character of the whole number, which one is typed for it; or itself.
    pub(super) take: [u8; WIDTH],
    /// A bit for each typed digit that the number does not hold.
    pub(super) skipped: u32,
    /// The classes that each character of the whole number may be of.
    pub(super) classes: [u8; WIDTH],
    /// Places at which only some of the characters from `0` to `Z` may stand: a bit for each.
    pub(super) has_sets: bool,
    pub(super) sets: [(usize, u64); 2],
    /// Where the digits of year, month and day begin and end.
    pub(super) date: [(usize, usize); 3],
    pub(super) month_is_letter: bool,
}

/// Neighbours of which a mask keeps the remainder, or with a modulus of 0 all; they end at 0
/// if there are none.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) modulus: u32,
}

/// A sum, and the characters that follow from it; without any, there is no sum.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    pub(super) weights: [u8; WIDTH],
    pub(super) at: usize,
    pub(super) remainders: &'static [u8],
    pub(super) has_letters: bool,
    /// The value of each character from `0` on, if letters have one.
    pub(super) values: [u8; 64],
}

/// The bits of a number's first 16 characters that are looked at, and what they never are.
#[derive(Clone, Copy)]
pub(super) struct Never {
    pub(super) bits: u128,
    pub(super) value: u128,
}

const NO_WAY: Way = Way {
    typed: 0,
    is_quick: true,
    is_exact: true,
    is_plain: true,
    whole: 0,
    kept: (0, 0),
    take: [0; WIDTH],
    skipped: 0,
    classes: [0; WIDTH],
    has_sets: false,
    sets: [(0, u64::MAX); 2],
    date: [(0, 0); 3],
    month_is_letter: false,
};
const NO_SUM: Sum =
    Sum { weights: [0; WIDTH], at: 0, remainders: &[], has_letters: false, values: [0; 64] };

impl Compiled {
    /// Looks at shapes, which must be of ASCII, and at a mask.
    pub(super) const fn of(shapes: &[&str], mask: &str) -> Compiled {
        let nothing = Part { begin: 0, end: 0, modulus: 0 };
        let mut compiled = Compiled {
            ways: [NO_WAY; SHAPES],
            parts: [nothing; PARTS],
            sums: [NO_SUM; SUMS],
            // No bits are never 1.
            never: [Never { bits: 0, value: 1 }; NEVER],
        };
        let mut i = 0;
        while i < shapes.len() {
            compiled.ways[i] = Way::of(shapes[i].as_bytes(), mask.as_bytes());
            i += 1;
        }
        let mask = mask.as_bytes();
        let (mut i, mut count) = (0, 0);
        while i < mask.len() {
            let begin = i;
            while i < mask.len() && kind_of(mask[i]) == kind_of(mask[begin]) {
                i += 1;
            }
            let modulus = match mask[begin] {
                b'.' => continue,
                b'=' | b'@' => 0,
                digit => (digit - b'0') as u32,
            };
            compiled.parts[count] = Part { begin, end: i, modulus };
            count += 1;
        }
        compiled
    }

    /// Adds the sums among a form's checks.
    pub(super) const fn with(mut self, checks: &'static [Check]) -> Compiled {
        let (mut i, mut count) = (0, 0);
        while i < checks.len() {
            if let Check::Sum { weights, remainders, letters } = &checks[i] {
                self.sums[count] = Sum::of(weights.as_bytes(), remainders, letters.as_bytes());
                count += 1;
            }
            i += 1;
        }
        self
    }

    /// Adds the beginnings that are never given out.
    pub(super) const fn never(mut self, patterns: &str) -> Compiled {
        let patterns = patterns.as_bytes();
        let (mut i, mut count, mut place) = (0, 0, 0);
        self.never[0].value = 0;
        while i < patterns.len() {
            if patterns[i] == b' ' {
                (count, place) = (count + 1, 0);
                self.never[count].value = 0;
            } else {
                assert!(place < 16 && place < self.ways[0].whole, "longer than the numbers");
                if patterns[i] != b'#' {
                    self.never[count].bits |= 0xff << (8 * place);
                    self.never[count].value |= (patterns[i] as u128) << (8 * place);
                }
                place += 1;
            }
            i += 1;
        }
        self
    }
}

/// Symbols of a mask that keep all are one kind.
const fn kind_of(symbol: u8) -> u8 {
    if symbol == b'@' { b'=' } else { symbol }
}

impl Way {
    const fn of(shape: &[u8], mask: &[u8]) -> Way {
        let mut way = NO_WAY;
        let mut sets = 0;
        let mut i = 0;
        while i < shape.len() {
            match shape[i] {
                b'(' => way.kept.0 = way.whole,
                b')' => way.kept.1 = way.whole,
                b'_' => {
                    way.skipped |= 1 << way.typed;
                    way.typed += 1;
                    way.is_plain = false;
                }
                b'<' => {
                    i += 1;
                    way.typed += 1;
                    way.is_plain = false;
                    way.is_quick = false;
                }
                b'>' => {
                    i += 1;
                    way.is_quick &= shape[i] != b'?';
                    way.is_plain = false;
                    if i + 1 < shape.len() && shape[i] == b'0' {
                        // The first digit of a year or day.
                        way.add_to_date(shape[i + 1]);
                    }
                    way.put(shape[i], ANY);
                }
                b'~' => {
                    i += 1;
                    way.is_exact = false;
                    way.add_to_date(shape[i]);
                    way.add(DIGIT);
                }
                b'@' => way.add(LETTER),
                b'c' => way.add(DIGIT | LETTER),
                b'&' => {
                    way.month_is_letter = true;
                    way.add_to_date(b'm');
                    way.add(LETTER);
                }
                b'#' | b'y' | b'm' | b'd' => {
                    way.add_to_date(shape[i]);
                    way.add(DIGIT);
                }
                first => {
                    let mut set = (way.whole, 0u64);
                    if first == b'[' {
                        i += 1;
                        while shape[i] != b']' {
                            set.1 |= way.bit(shape[i]);
                            i += 1;
                        }
                    } else {
                        set.1 = way.bit(first);
                    }
                    way.sets[sets] = set;
                    sets += 1;
                    way.has_sets = true;
                    // The lowest ten bits are the digits'.
                    let digits = if set.1 & 0x3ff == 0 { 0 } else { DIGIT };
                    way.add(if set.1 > 0x3ff { digits | LETTER } else { digits });
                }
            }
            i += 1;
        }
        if way.kept.1 == 0 {
            way.kept.1 = way.whole;
        }
        way.is_quick &= way.kept.1 - way.kept.0 == mask.len() && way.is_masked_by(mask);
        way
    }

    /// Adds a typed character.
    const fn add(&mut self, classes: u8) {
        self.put(self.typed as u8, classes);
        self.typed += 1;
    }

    const fn put(&mut self, take: u8, classes: u8) {
        self.take[self.whole] = take;
        self.classes[self.whole] = classes;
        self.whole += 1;
    }

    /// The bit of a character in a set; other characters than digits and letters have none.
    const fn bit(&mut self, c: u8) -> u64 {
        if c.is_ascii_digit() || c.is_ascii_uppercase() {
            return 1 << (c - b'0');
        }
        self.is_exact = false;
        0
    }

    /// The next character is a digit of the birth date, if this is the symbol of one.
    const fn add_to_date(&mut self, symbol: u8) {
        let field = match symbol {
            b'y' => 0,
            b'm' => 1,
            b'd' => 2,
            _ => return,
        };
        if self.date[field].1 == 0 {
            self.date[field].0 = self.whole;
        }
        self.date[field].1 = self.whole + 1;
    }

    /// Tells whether letters and digits are where the mask must have some.
    const fn is_masked_by(&self, mask: &[u8]) -> bool {
        let mut i = 0;
        while i < mask.len() {
            let classes = self.classes[self.kept.0 + i];
            match mask[i] {
                b'.' | b'=' => {}
                b'@' if classes == LETTER => {}
                // Of what is not typed, zeros come here only.
                b'2'..=b'9' if classes == DIGIT || classes == ANY => {}
                _ => return false,
            }
            i += 1;
        }
        true
    }
}

impl Sum {
    const fn of(weights: &[u8], remainders: &'static str, letters: &[u8]) -> Sum {
        let mut sum = NO_SUM;
        sum.at = weights.len();
        sum.remainders = remainders.as_bytes();
        sum.has_letters = !letters.is_empty();
        let mut i = 0;
        while i < weights.len() {
            sum.weights[i] = weight_of(weights[i]) as u8;
            i += 1;
        }
        // The first of several counts.
        let mut i = letters.len();
        while i > 0 {
            i -= 1;
            if letters[i].is_ascii_uppercase() {
                sum.values[(letters[i] - b'0') as usize] = i as u8;
            }
        }
        let mut digit = 0;
        while digit < 10 {
            sum.values[digit] = digit as u8;
            digit += 1;
        }
        sum
    }
}
