//! The countries whose numbers are understood: one entry each.
//!
//! A country has one or more *forms* of number. A form has the shapes that it is
//! typed in (see `shape`), its checks (see `check`), and a mask, which makes the
//! reduced form of the canonical one:
//!
//! | symbol | what of the character is kept |
//! |---|---|
//! | `=` | it |
//! | `@` | it; it must be a letter |
//! | `.` | nothing |
//! | `2` to `9` | neighbours of one such symbol are a number, of which the remainder is kept |
//!
//! But for the cases that docs/IDENTIFIERS.md names, a mask leaves at least 100 numbers
//! open to whoever knows what the number
//! tells of its holder (birth date, sex, place) or, where it tells nothing, its last
//! four characters, check characters included. Where fewer numbers are possible to
//! begin with, it leaves all of them open. `tests.rs` counts. Why each is as it is,
//! and where each rule comes from: docs/IDENTIFIERS.md.
use super::check::{BASE_36, Check};
#[cfg(not(target_arch = "wasm32"))]
use super::compiled::Compiled;
#[cfg(feature = "build")]
use crate::privacy::Space;

/// A country and its numbers.
pub(super) struct Entry {
    /// The country and a colon.
    pub(super) prefix: &'static str,
    pub(super) forms: &'static [Form],
    #[cfg(feature = "build")]
    pub(super) space: Space,
}

/// One kind of number.
pub(super) struct Form {
    /// How it is typed. The first shape that fits counts.
    pub(super) shapes: &'static [&'static str],
    /// Beginnings of numbers that are never given out, separated by blanks.
    pub(super) never: &'static str,
    /// What may be added to the month, or a multiple of which; 0 for nothing.
    pub(super) added_to_month: u8,
    /// What may be added to the day; 0 for nothing.
    pub(super) added_to_day: u8,
    pub(super) checks: &'static [Check],
    pub(super) mask: &'static str,
    /// For the short way: what of them is known beforehand.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) quick: Compiled,
}

/// A form without a check.
const fn form(shapes: &'static [&'static str], mask: &'static str) -> Form {
    Form {
        shapes,
        never: "",
        added_to_month: 0,
        added_to_day: 0,
        checks: &[],
        mask,
        #[cfg(not(target_arch = "wasm32"))]
        quick: Compiled::of(shapes, mask),
    }
}

impl Form {
    const fn checks(self, checks: &'static [Check]) -> Form {
        Form {
            checks,
            #[cfg(not(target_arch = "wasm32"))]
            quick: self.quick.with(checks),
            ..self
        }
    }

    const fn never(self, never: &'static str) -> Form {
        Form {
            never,
            #[cfg(not(target_arch = "wasm32"))]
            quick: self.quick.never(never),
            ..self
        }
    }

    const fn added(self, to_month: u8, to_day: u8) -> Form {
        Form { added_to_month: to_month, added_to_day: to_day, ..self }
    }
}

/// A sum of digits; the letters of such numbers count nothing.
const fn sum(weights: &'static str, remainders: &'static str) -> Check {
    Check::Sum { weights, remainders, letters: "" }
}

const fn sum_with(letters: &'static str, weights: &'static str, remainders: &'static str) -> Check {
    Check::Sum { weights, remainders, letters }
}

/// How many numbers there are, how many reduced forms, and where that comes from:
/// for publishers. Of numbers that spell the name, those of one name.
const fn entry(
    prefix: &'static str,
    forms: &'static [Form],
    values: f64,
    reduced: f64,
    source: &'static str,
) -> Entry {
    let entry = Entry {
        prefix,
        forms,
        #[cfg(feature = "build")]
        space: Space { values, reduced, source },
    };
    // The page does not use them, and so does not carry them.
    let _ = (values, reduced, source);
    entry
}

/// Days of 120 years, of 100 years.
const DAYS: f64 = 120.0 * 365.25;
const DAYS_OF_A_CENTURY: f64 = 36_525.0;

/// The remainder by 11 from 11; 10 is written 0.
const FROM_11: &str = "00987654321";
/// The remainder by 10 from 10.
const FROM_10: &str = "0987654321";
/// Spain's letters.
const SPANISH: &str = "TRWAGMYFPDXBNJZSQVHLCKE";

pub(super) static TABLE: &[Entry] = &[
    entry(
        "CN:",
        &[
            form(&["######yyyymmdd###c", "######>1>9yymmdd###>?"], "==============888.")
                .checks(&[sum("79a584216379a5842", "10X98765432")]),
            // Foreigners' permanent residence cards until 2023: nationality, region,
            // birth date, two digits.
            form(&["@@@############"], "@@@....======.."),
        ],
        5_893.0 * DAYS * 1000.0,
        5_893.0 * DAYS * 8.0,
        "5,893 county codes ever given out (GB/T 2260), 120 years of birth dates, \
         1,000 sequence numbers a day",
    ),
    entry(
        "TW:",
        &[
            form(&["@[1289]########"], "@==...===.").checks(&[sum_with(
                "BAKJHGFEDCNMLVUTSROIZWYX....QP",
                "187654321",
                FROM_10,
            )]),
            // Resident certificates until 2020.
            form(&["@[ABCD]########"], "@==...===."),
        ],
        26.0 * 2.0 * 1e7,
        26.0 * 2.0 * 1e4,
        "26 places of first registration, 2 sexes, seven digits",
    ),
    entry(
        "HK:",
        &[
            // The blank before a single letter counts 36, nine times.
            form(&["@######c", "@######>?"], "@====...").checks(&[sum_with(
                BASE_36,
                "8765432",
                "6543210A987",
            )]),
            form(&["@@######c", "@@######>?"], "@@====...").checks(&[sum_with(
                BASE_36,
                "98765432",
                "0A987654321",
            )]),
        ],
        26.0 * 1e6,
        26.0 * 1e4,
        "26 letters, six digits; numbers with two letters are rare",
    ),
    entry(
        "KR:",
        &[form(&["yymmdd#######"], "=========....")],
        DAYS * 2.0 * 1e6,
        DAYS * 2.0 * 100.0,
        "120 years of birth dates, 2 sexes, six digits of which until 2020 four told the place",
    ),
    entry(
        "JP:",
        &[form(&["############"], "=....======.").checks(&[sum("65432765432", FROM_11)])],
        1e11,
        1e7,
        "eleven digits",
    ),
    entry(
        "IN:",
        &[form(&["############"], "=....======.").never("0 1").checks(&[Check::Verhoeff])],
        8e10,
        8e6,
        "eleven digits, the first not 0 or 1",
    ),
    entry(
        "NL:",
        &[form(&["#########", ">0########", ">0>0#######"], "=8888===.")
            .never("000000000")
            .checks(&[sum("98765432", "0123456789-")])],
        1e8 / 1.1,
        8e4,
        "eight digits, of which one in eleven has no check digit",
    ),
    entry(
        "DE:",
        &[form(&["###########"], ".....=====.")
            .never("0")
            .checks(&[Check::OneRepeated, Check::Mod11And10])],
        342_921_600.0,
        1e5,
        "ten digits of which just one repeats, two or three times, the first not 0",
    ),
    entry(
        "FR:",
        &[form(
            &["###############", "#####2[AB]########", "#############>?>?", "#####2[AB]######>?>?"],
            "==========888..",
        )
        .checks(&[Check::Mod97 { start: 0 }])],
        2.0 * 1200.0 * 36_600.0 * 1000.0,
        2.0 * 1200.0 * 36_600.0 * 8.0,
        "2 sexes, 1,200 months, 36,600 communes, 1,000 serial numbers a month",
    ),
    entry(
        "ES:",
        &[
            form(&["########@", "########>?", ">0#######@"], "4444====.")
                .checks(&[sum("e6jib8a1", SPANISH)]),
            // Foreigners: X, Y and Z count 0, 1, 2. K, L, M for Spaniards without a
            // DNI and foreigners without a number of their own.
            form(&["[XYZKLM]#######@", "[XYZKLM]#######>?", "[XYZKLM]<0#######@"], "@4444===.")
                .checks(&[sum_with("XYZ", "e6jib8a1", SPANISH)]),
        ],
        1e8 + 3e7,
        4e4 + 3.0 * 4e3,
        "eight digits (DNI), or X, Y, Z and seven digits (NIE)",
    ),
    entry(
        "IT:",
        &[
            form(&["@@@@@@~y~y&~d~d@~#~#~#@"], "========.33.888.")
                .added(0, 40)
                .checks(&[Check::CodiceFiscale]),
            // For people who have no code yet.
            form(&["###########"], "=....=====.").checks(&[Check::Luhn]),
        ],
        DAYS_OF_A_CENTURY * 2.0 * 8_400.0,
        100.0 * 3.0 * 8.0,
        "of one name: a century of birth dates, 2 sexes, some 8,400 communes and countries",
    ),
    entry(
        "PL:",
        &[form(&["yymmdd#####", ">0ymmdd#####"], "======8888.")
            .added(20, 0)
            .checks(&[sum("1379137913", FROM_10)])],
        DAYS * 1e4,
        DAYS * 8.0,
        "120 years of birth dates, 10,000 serial numbers a day",
    ),
    entry(
        "SE:",
        &[form(
            &["yymmdd####", "yymmdd<+####", "__yymmdd####", "__yymmdd<+####", ">0ymmdd####"],
            "======888.",
        )
        .added(0, 60)
        .checks(&[Check::Luhn])],
        DAYS_OF_A_CENTURY * 1000.0,
        DAYS_OF_A_CENTURY * 8.0,
        "a century of birth dates, 1,000 birth numbers a day",
    ),
    entry(
        "NO:",
        &[form(&["ddmmyy#####", ">0dmmyy#####"], "======222..")
            .never("8 9 ##8 ##9")
            .added(40, 40)
            .checks(&[sum("376189452", "0-987654321"), sum("5432765432", "0-987654321")])],
        DAYS_OF_A_CENTURY * 1000.0 * 0.83,
        DAYS_OF_A_CENTURY * 2.0,
        "a century of birth dates, 1,000 individual numbers a day, of which 83 % have check digits",
    ),
    entry(
        "DK:",
        &[form(&["ddmmyy####"], "======2222")],
        DAYS_OF_A_CENTURY * 1e4,
        DAYS_OF_A_CENTURY * 2.0,
        "a century of birth dates, 10,000 serial numbers a day",
    ),
    entry(
        "FI:",
        &[form(&["ddmmyy>-###c", "ddmmyy[+ABCDEFYXWVU]###c"], "=======888.")
            .never("#######000 #######001 #######9")
            .checks(&[sum("ek2pi807a1", "0123456789ABCDEFHJKLMNPRSTUVWXY")])],
        DAYS * 898.0,
        DAYS * 8.0,
        "120 years of birth dates, 898 individual numbers a day for each of their signs",
    ),
    entry(
        "BE:",
        // 2 stands before the numbers of those who were born since 2000.
        &[
            belgian().checks(&[Check::Mod97 { start: 0 }]),
            belgian().checks(&[Check::Mod97 { start: 2 }]),
        ],
        DAYS_OF_A_CENTURY * 997.0,
        DAYS_OF_A_CENTURY * 8.0,
        "a century of birth dates, 997 serial numbers a day",
    ),
    entry(
        "PT:",
        &[
            form(&["#########", "########>?"], "=8888===.").checks(&[sum("98765432", FROM_11)]),
            // The number on the card, whose end changes with each card.
            form(&["(#########)cc#"], "=8888===.").checks(&[sum("98765432", FROM_11), Check::Luhn]),
        ],
        1e8,
        8e4,
        "eight digits",
    ),
    entry(
        "BR:",
        &[form(&["###########", ">0##########", ">0>0#########", ">0>0>0########"], "55555====..")
            .never("00000000000")
            .checks(&[sum("a98765432", FROM_11), sum("ba98765432", FROM_11)])],
        1e9,
        5e4,
        "nine digits",
    ),
    entry(
        "CL:",
        &[form(&["########c", ">0#######c", ">0>0######c"], "=...5===.")
            .checks(&[sum("32765432", "0K987654321")])],
        3e7,
        3.0 * 5e3,
        "eight digits, counted up to about 30 million so far",
    ),
    entry(
        "AR:",
        &[
            form(&["########", ">0#######"], "=...5==="),
            // A person's CUIT or CUIL holds the DNI.
            form(&["2[034567](########)#"], "=...5===").checks(&[argentine()]),
            // That of a person who lives abroad holds none.
            form(&["5[015]#########"], "==....5===.").checks(&[argentine()]),
        ],
        1e8,
        5e4,
        "eight digits",
    ),
    entry(
        "MX:",
        &[form(&["@@@@yymmdd[HMX]@@@@@c#"], "======..33=..===..").checks(&[sum_with(
            "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ",
            "ihgfedcba98765432",
            FROM_10,
        )])],
        DAYS_OF_A_CENTURY * 2.0 * 33.0 * 10.0,
        100.0 * 3.0 * 2.0,
        "of one name: a century of birth dates, 2 sexes, 33 places of birth, ten characters \
         for those who share them",
    ),
    entry(
        "US:",
        &[form(&["#########"], "==3....9=").never("000 666 ###00 #####0000")],
        898.0 * 99.0 * 9_999.0,
        90.0 * 3.0 * 90.0,
        "898 areas, 99 groups, 9,999 serial numbers",
    ),
    entry(
        "CA:",
        &[form(&["#########"], "=...====.").never("0 8").checks(&[Check::Luhn])],
        8e7,
        8e4,
        "eight digits, the first not 0 or 8",
    ),
    entry(
        "TR:",
        &[form(&["###########"], "==....===..")
            .never("0")
            .checks(&[sum("313131313", FROM_10), sum("1111111111", "0123456789")])],
        9e8,
        9e4,
        "nine digits, the first not 0",
    ),
    entry(
        "ZA:",
        &[form(&["yymmdd####[012]##", ">0ymmdd####[012]##"], "======8888=..")
            .checks(&[Check::Luhn])],
        DAYS_OF_A_CENTURY * 1e4 * 2.0,
        DAYS_OF_A_CENTURY * 8.0 * 2.0,
        "a century of birth dates, 10,000 serial numbers a day, citizens and residents",
    ),
    entry(
        "IL:",
        &[form(
            &["#########", ">0########", ">0>0#######", ">0>0>0######", ">0>0>0>0#####"],
            "==...===.",
        )
        .never("000000000")
        .checks(&[Check::Luhn])],
        1e8,
        1e5,
        "eight digits",
    ),
];

/// National numbers, and BIS numbers, in which 20 or 40 is added to the month.
const fn belgian() -> Form {
    form(&["yymm#######", ">0ymm#######"], "======888..").added(20, 0).never("##6 ##7 ##8 ##9")
}

const fn argentine() -> Check {
    sum("5432765432", "09987654321")
}
