//! Names of people.
//!
//! Canonical form: NFKC, case folded, accents removed, invisible characters
//! removed, Chinese characters simplified. Words in East Asian scripts are joined, in
//! their order; then the words are sorted, so that "family given" equals "given family".
use super::{IdentifierError, Unicode, fold};
use crate::sorted::insert;

pub(super) fn canonical(text: &str, unicode: &dyn Unicode) -> Result<String, IdentifierError> {
    // The commonest names of the largest leaks: normal forms, case and accents leave these
    // characters as they are, and between them is nothing to break at.
    if !text.is_empty() && text.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
        return Ok(text.chars().map(|c| unicode.simplified(c)).collect());
    }
    let folded = fold_letters(without_label(text, unicode), unicode);
    let mut words: Vec<&str> = Vec::new();
    let mut east_asian = String::new();
    for word in folded.split(is_break).filter(|word| !word.is_empty()) {
        if !word.chars().all(can_be_in_a_name) || has_stray_colon(word) {
            return Err(IdentifierError::Character);
        }
        if word.chars().all(is_east_asian) {
            east_asian.push_str(word);
        } else {
            insert(&mut words, word, |word| *word);
        }
    }
    if !east_asian.is_empty() {
        insert(&mut words, &east_asian, |word| *word);
    }
    if words.is_empty() {
        return Err(IdentifierError::Empty);
    }
    Ok(words.join(" "))
}

/// Takes off a label that is known to be one: a colon is also part of names.
fn without_label<'a>(text: &'a str, unicode: &dyn Unicode) -> &'a str {
    let rest = fold::without_label(text);
    if rest.len() == text.len() {
        return text;
    }
    let label: String =
        text[..text.len() - rest.len()].chars().filter(|c| c.is_alphabetic()).collect();
    let label = unicode.lower(&label);
    if LABELS.split(' ').any(|known| known == label) { rest } else { text }
}

/// What stands before names in several languages.
const LABELS: &str = "name fullname nom nombre naam nome 姓名 名字 真实姓名 이름 氏名 الاسم имя фио";

/// Tells whether a word has a colon other than inside, between letters as in `K:son`.
fn has_stray_colon(word: &str) -> bool {
    let mut letters = word.split(':');
    word.contains(':') && letters.any(|part| part.is_empty() || part.chars().any(is_east_asian))
}

/// Tells whether a character can stand in a name: no digit (but 〇, which is a Han
/// character), no control character, nothing that masks (张*).
fn can_be_in_a_name(c: char) -> bool {
    (!c.is_numeric() || is_east_asian(c)) && !c.is_control() && !matches!(c, '*' | '?' | '@' | '=')
}

/// Folds case, accents, invisible characters and the forms of Chinese characters.
fn fold_letters(text: &str, unicode: &dyn Unicode) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let visible: String = text.chars().filter(|&c| !fold::is_invisible(c)).collect();
    let mut bare = unicode.nfkd(&visible);
    bare.retain(|c| !is_accent(c));
    let lower = unicode.lower(&bare);
    let mut spelled = String::with_capacity(lower.len());
    // Lower-casing can bring accents back (U+0130).
    for c in lower.chars().filter(|c| !is_accent(*c)) {
        match undecomposed(c) {
            Some(letters) => spelled.push_str(letters),
            None => spelled.push(c),
        }
    }
    // Last, since normal forms make some characters those that the table has.
    unicode.nfkc(&spelled).chars().map(|c| unicode.simplified(c)).collect()
}

/// Combining accents of the Latin, Greek and Cyrillic scripts, and of the Arabic the
/// signs for short vowels and the hamza, which are mostly left out. Marks of other
/// scripts are vowels or voicing and make another name.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{64b}'..='\u{655}' | '\u{670}')
}

/// Letters with a stroke or a ligature, which no normal form takes apart.
fn undecomposed(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        'ŋ' => "n",
        'ŧ' => "t",
        'ς' => "σ",
        // Arabic: the letters as Persian and Urdu write them, or Egypt at a word's end;
        // the stroke that only stretches a word.
        'ی' | 'ى' | 'ے' => "ي",
        'ک' => "ك",
        // The letters of a final h: Arabic with dots and without, Persian, Urdu.
        'ة' | 'ە' | 'ہ' => "ه",
        'ٱ' => "ا",
        'ـ' => "",
        _ => return None,
    })
}

/// What stands between the words of a name.
fn is_break(c: char) -> bool {
    c.is_whitespace()
        || fold::is_dash(c)
        || matches!(
            c,
            // Middle dots, as in 买买提·艾力, and the katakana one.
            '\u{b7}'
                | '\u{2022}'
                | '\u{2027}'
                | '\u{2219}'
                | '\u{30fb}'
                | '\u{ff65}'
                | '\u{22c5}'
                | '\u{387}'
                | '.'
                | ','
                | ';'
                | '\''
                | '`'
                | '’'
                | '‘'
                | '´'
                // Letters for breath and stress, ʿ ʾ ʻ ʼ and their kin, written as
                // apostrophes or not at all.
                | '\u{2b9}'
                ..='\u{2bf}'
                | '′'
                | '‛'
                | '‹'
                | '›'
                // Hebrew: hyphen, and the marks for which most keyboards have quotes.
                | '\u{5be}'
                | '\u{5f3}'
                | '\u{5f4}'
                // ZHANG/WEI, as airlines write.
                | '/'
                | '_'
                | '|'
                | '['
                | ']'
                | '“'
                | '”'
                | '„'
                | '‟'
                | '«'
                | '»'
                | '《'
                | '》'
                | '、'
                | '，'
                | '。'
                | '"'
                | '('
                | ')'
        )
}

/// Han, kana, bopomofo and hangul: scripts in which names have no spaces.
fn is_east_asian(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3100}'..='\u{312f}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
