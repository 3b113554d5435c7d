//! Every text of the page in one language.
//!
//! A language is one file, `static/lang/CODE.json`; a test reads them all and
//! finds what is missing, superfluous, or has other `{placeholders}` than English.
use hushcheck_core::{CouldNotCheck, IdentifierError, Kind};
use hushcheck_web::Problem;

/// Where texts are read from: an object of the browser's, or JSON in tests.
pub trait Source: Sized {
    /// The text of that name; empty if there is none.
    fn text(&self, name: &str) -> String;
    /// The texts of a list.
    fn list(&self, name: &str) -> Vec<String>;
    /// The names and texts of an object.
    fn pairs(&self, name: &str) -> Vec<(String, String)>;
    /// The object of that name.
    fn object(&self, name: &str) -> Self;
    /// The objects of a list.
    fn items(&self, name: &str) -> Vec<Self>;
}

/// What a field of a struct of texts can be.
trait Read {
    fn read(source: &impl Source, name: &str) -> Self;
}

impl Read for String {
    fn read(source: &impl Source, name: &str) -> Self {
        source.text(name)
    }
}

impl Read for Vec<String> {
    fn read(source: &impl Source, name: &str) -> Self {
        source.list(name)
    }
}

/// Texts by names that are not the program's.
#[cfg_attr(
    all(test, not(target_arch = "wasm32")),
    derive(serde::Deserialize),
    serde(from = "std::collections::HashMap<String, String>")
)]
pub struct Pairs(Vec<(String, String)>);

impl Read for Pairs {
    fn read(source: &impl Source, name: &str) -> Self {
        Pairs(source.pairs(name))
    }
}

/// Declares structs of texts and how they are read. That is not serde's way, which
/// makes forty kilobytes of these structs; but tests read each language by serde as
/// well, so that nothing is missing and nothing superfluous.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(serde::Deserialize), serde(deny_unknown_fields))]
        #[allow(missing_docs, reason = "each field is the text that its name says")]
        pub struct $name { $(pub $field: $type,)+ }

        impl $name {
            fn of(source: &impl Source) -> Self {
                $name { $($field: Read::read(source, stringify!($field)),)+ }
            }
        }

        impl Read for $name {
            fn read(source: &impl Source, name: &str) -> Self {
                $name::of(&source.object(name))
            }
        }
    )+};
}

texts! {
    /// All texts.
    Messages {
        direction: String,
        loading: String,
        skip: String,
        language: String,
        promise: String,
        title: String,
        intro: String,
        and: String,
        or: String,
        colon: String,
        form: Form,
        kinds: Kinds,
        errors: Errors,
        dial: DialTexts,
        many: ManyTexts,
        progress: Progress,
        results: Results,
        reasons: Reasons,
        problems: Problems,
        ledger: Ledger,
        about: About,
        data_classes: Pairs,
        meaning: Meaning,
        plan: PlanTexts,
        leak: LeakTexts,
        leave: Leave,
    }
    /// The form.
    Form {
        hint: String,
        together: String,
        lists: String,
        check: String,
        show: String,
        hide: String,
        understood: String,
        local: String,
    }
    /// The kinds of identifier.
    Kinds {
        name: KindTexts,
        national_id: KindTexts,
        phone: KindTexts,
        email: KindTexts,
        password: KindTexts,
        birth_date: KindTexts,
        username: KindTexts,
        iban: KindTexts,
        card: KindTexts,
        passport: KindTexts,
        plate: KindTexts,
        text: KindTexts,
    }
    /// One kind: the field's label, the word inside a sentence, a hint.
    KindTexts { label: String, noun: String, hint: String, }
    /// What is wrong with what was typed.
    Errors {
        heading: String,
        page_title: String,
        nothing: String,
        together: String,
        empty: String,
        too_long: String,
        character: String,
        email_at: String,
        email_domain: String,
        phone_country: String,
        phone_length: String,
        phone_prefix: String,
        id_country: String,
        id_date: String,
        date: String,
        length: String,
        check: String,
        only_number: String,
    }
    /// The privacy dial.
    DialTexts {
        legend: String,
        hint: String,
        reveal_nothing: String,
        balanced: String,
        small_downloads: String,
        size: String,
        whole: String,
        part: String,
        part_password: String,
        kept: String,
        details: String,
        list: String,
        records: String,
        download: String,
        reveals: String,
        nothing: String,
        one_of: String,
    }
    /// Many at once.
    ManyTexts {
        title: String,
        hint: String,
        slow: String,
        check: String,
        rows: String,
        columns: String,
        file: String,
        button: String,
        nothing: String,
        too_many: String,
        hashing: String,
        line: String,
        line_head: String,
        more: String,
        save: String,
        save_typed: String,
        save_hint: String,
    }
    /// While a check runs.
    Progress {
        heading: String,
        hashing: String,
        fetching: String,
        searching: String,
        cancel: String,
        cancelled: String,
    }
    /// The verdicts.
    Results {
        heading: String,
        summary_match: String,
        summary_no_match: String,
        summary_could_not_check: String,
        matched: String,
        matched_text: String,
        matched_password: String,
        chance: String,
        chance_password: String,
        outdated: String,
        no_match: String,
        no_match_text: String,
        no_match_password: String,
        could_not_check: String,
        says_nothing: String,
        not_covered: String,
        not_covered_text: String,
        invalid: String,
        invalid_text: String,
        any_chance: String,
        checked: String,
        organisation: String,
        date: String,
        data: String,
        rows: String,
        source: String,
        incidents: String,
        incidents_all: String,
        incidents_more: String,
        seen: String,
        what_now: String,
        not_covered_list: String,
        expired: String,
        risk: String,
        retry: String,
        clear: String,
    }
    /// Why a list could not be searched.
    Reasons {
        unreachable: String,
        tampered: String,
        inconsistent: String,
        says_too_little: String,
        device: String,
        plan_unknown: String,
        too_large: String,
        names_unknown: String,
        expired: String,
    }
    /// Why a dataset, or the whole catalogue, could not be opened.
    Problems {
        heading: String,
        site_unreachable: String,
        site_malformed: String,
        no_lists: String,
        unreachable: String,
        unsigned: String,
        unexpected: String,
        tampered: String,
        malformed: String,
    }
    /// The request ledger.
    Ledger {
        heading: String,
        intro: String,
        file: String,
        size: String,
        bits: String,
        state: String,
        verified: String,
        failed: String,
        not_received: String,
        awaited: String,
        files: String,
        details: String,
        bits_note: String,
        version: String,
        signed: String,
        host: String,
        test: String,
        test_steps: Vec<String>,
        test_button: String,
        test_fine: String,
        test_wrong: String,
        test_limits: String,
    }
    /// How it works, and what it cannot tell.
    About {
        how: String,
        steps: Vec<String>,
        limits: String,
        cannot: Vec<String>,
    }
    /// What a match means.
    Meaning {
        heading: String,
        question: String,
        why: String,
        surely: String,
        possibly: String,
        hardly: String,
        about: String,
        more: String,
        fewer: String,
        anyway: String,
        assumed: String,
        several: String,
        people: String,
    }
    /// The action plan.
    PlanTexts {
        country: String,
        elsewhere: String,
        now: String,
        week: String,
        on: String,
        link: String,
        keep: String,
        keep_hint: String,
        forget: String,
        print: String,
        not_found: String,
        missing: String,
    }
    /// What is known about leaks.
    LeakTexts {
        heading: String,
        more: String,
        back: String,
        lists: String,
        list: String,
        unknown: String,
        unknown_text: String,
    }
    /// Leaving quickly, and help for people in danger; what a printed page says.
    Leave {
        button: String,
        heading: String,
        printed: String,
    }
}

impl Messages {
    /// Reads all texts.
    pub fn read(source: &impl Source) -> Self {
        Messages::of(source)
    }

    /// The texts of a kind.
    pub fn kind(&self, kind: Kind) -> &KindTexts {
        match kind {
            Kind::Name => &self.kinds.name,
            Kind::NationalId => &self.kinds.national_id,
            Kind::Phone => &self.kinds.phone,
            Kind::Email => &self.kinds.email,
            Kind::Password => &self.kinds.password,
            Kind::BirthDate => &self.kinds.birth_date,
            Kind::Username => &self.kinds.username,
            Kind::Iban => &self.kinds.iban,
            Kind::Card => &self.kinds.card,
            Kind::Passport => &self.kinds.passport,
            Kind::Plate => &self.kinds.plate,
            Kind::Text => &self.kinds.text,
        }
    }

    /// What is wrong with an identifier.
    pub fn identifier_error(&self, kind: Kind, error: IdentifierError) -> String {
        let errors = &self.errors;
        let text = match error {
            IdentifierError::Empty => &errors.empty,
            IdentifierError::TooLong => &errors.too_long,
            IdentifierError::EmailAt => &errors.email_at,
            IdentifierError::EmailDomain => &errors.email_domain,
            IdentifierError::PhoneCountry => &errors.phone_country,
            IdentifierError::PhoneLength => &errors.phone_length,
            IdentifierError::PhonePrefix => &errors.phone_prefix,
            IdentifierError::IdCountry => &errors.id_country,
            IdentifierError::IdDate => &errors.id_date,
            IdentifierError::Date => &errors.date,
            IdentifierError::Length => &errors.length,
            IdentifierError::Check => &errors.check,
            IdentifierError::OnlyNumber => &errors.only_number,
            // `Character`, and whatever core may add.
            _ => &errors.character,
        };
        fill(text, &[("field", &self.kind(kind).label)])
    }

    /// Why a list could not be searched.
    pub fn reason(&self, reason: CouldNotCheck) -> &str {
        match reason {
            CouldNotCheck::Unreachable => &self.reasons.unreachable,
            CouldNotCheck::Tampered => &self.reasons.tampered,
            CouldNotCheck::Inconsistent => &self.reasons.inconsistent,
            CouldNotCheck::SaysTooLittle => &self.reasons.says_too_little,
            CouldNotCheck::PlanUnknown => &self.reasons.plan_unknown,
            CouldNotCheck::TooLarge => &self.reasons.too_large,
            CouldNotCheck::NamesUnknown => &self.reasons.names_unknown,
            CouldNotCheck::Expired => &self.reasons.expired,
            _ => &self.reasons.device,
        }
    }

    /// Why a dataset could not be opened.
    pub fn problem(&self, problem: Problem) -> &str {
        match problem {
            Problem::Unreachable => &self.problems.unreachable,
            Problem::Unsigned | Problem::Untrusted => &self.problems.unsigned,
            Problem::Unexpected => &self.problems.unexpected,
            Problem::Tampered => &self.problems.tampered,
            Problem::Malformed => &self.problems.malformed,
        }
    }

    /// The name of a data class; one that is not known stands for itself.
    pub fn data_class<'a>(&'a self, class: &'a str) -> &'a str {
        let known = self.data_classes.0.iter().find(|(name, _)| name == class);
        known.map_or(class, |(_, text)| text)
    }

    /// Joins words: "a and b", "a or b".
    pub fn join(&self, pattern: &str, words: impl IntoIterator<Item = String>) -> String {
        let joined = words.into_iter().reduce(|a, b| fill(pattern, &[("a", &a), ("b", &b)]));
        joined.unwrap_or_default()
    }

    /// The kinds of a check inside a sentence: "name and phone number".
    pub fn check(&self, check: hushcheck_core::Check) -> String {
        self.join(&self.and, check.kinds().map(|kind| self.kind(kind).noun.clone()))
    }
}

/// Puts values into a text's `{placeholders}`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        filled.push_str(before);
        let value = values.iter().find(|(key, _)| *key == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;
    use std::{fs, path::Path};

    impl From<std::collections::HashMap<String, String>> for Pairs {
        fn from(pairs: std::collections::HashMap<String, String>) -> Self {
            Pairs(pairs.into_iter().collect())
        }
    }

    /// What is not there panics.
    impl Source for Value {
        fn text(&self, name: &str) -> String {
            self[name].as_str().unwrap().to_owned()
        }

        fn list(&self, name: &str) -> Vec<String> {
            self[name].as_array().unwrap().iter().map(|v| v.as_str().unwrap().into()).collect()
        }

        fn pairs(&self, name: &str) -> Vec<(String, String)> {
            let pairs = self[name].as_object().unwrap().iter();
            pairs.map(|(key, v)| (key.clone(), v.as_str().unwrap().to_owned())).collect()
        }

        fn object(&self, name: &str) -> Self {
            self[name].clone()
        }

        fn items(&self, name: &str) -> Vec<Self> {
            self[name].as_array().unwrap().clone()
        }
    }

    /// Texts that the program does not show, but `static/boot.js` and the scripts of
    /// self-contained pages (static/pack).
    const OF_SCRIPTS: [&str; 7] = [
        "alone",
        "lacks_leave",
        "pick",
        "pick_zip",
        "pick_folder",
        "pick_wrong",
        "unreadable_file",
    ];

    fn files() -> Vec<(String, String)> {
        files_in("static/lang")
    }

    fn files_in(folder: &str) -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    /// The texts by their paths; the entries of lists count as one.
    fn leaves(value: &Value, path: &str, leaves: &mut Vec<(String, BTreeSet<String>)>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(key, v)| self::leaves(v, &format!("{path}/{key}"), leaves))
            }
            Value::Array(items) => items.iter().for_each(|item| self::leaves(item, path, leaves)),
            _ => {
                let text = value.as_str().unwrap();
                assert!(!text.trim().is_empty(), "{path} is empty");
                let names = text.split('{').skip(1).map(|tail| tail.split_once('}').unwrap().0);
                leaves.push((path.to_owned(), names.map(str::to_owned).collect()));
            }
        }
    }

    #[test]
    fn every_language_is_whole() {
        let files = files();
        let english = files.iter().find(|(name, _)| name == "en").unwrap();
        let mut expected = Vec::new();
        leaves(&serde_json::from_str(&english.1).unwrap(), "", &mut expected);
        for (name, text) in &files {
            let mut own: Value = serde_json::from_str(text).unwrap();
            for name in OF_SCRIPTS {
                assert!(own.as_object_mut().unwrap().remove(name).is_some(), "{name} is missing");
            }
            let read: Result<Messages, _> = serde_json::from_value(own);
            assert!(read.is_ok(), "{name}: {}", read.err().unwrap());
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(Messages::read(&value).direction, value["direction"]);
            let mut found = Vec::new();
            leaves(&serde_json::from_str(text).unwrap(), "", &mut found);
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{name}: other texts or placeholders than English");
        }
    }

    /// What the scripts beside the program show (`static/beside.js`, `builder.js`).
    #[test]
    fn every_language_is_whole_beside_the_program() {
        let read = |text: &str| {
            let mut found = Vec::new();
            leaves(&serde_json::from_str(text).unwrap(), "", &mut found);
            found.sort();
            found
        };
        let of_scripts = files_in("static/beside");
        let expected = read(&of_scripts.iter().find(|(name, _)| name == "en").unwrap().1);
        for (name, text) in &of_scripts {
            assert_eq!(read(text), expected, "{name}: other texts or placeholders than English");
        }
        let names = |files: &[(String, String)]| {
            files.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&of_scripts), names(&files()));
    }

    /// What a page that is one file says in other words (`pack` in the publisher).
    #[test]
    fn every_language_speaks_of_no_host_where_there_is_none() {
        let of = |folder: &str| -> Vec<(String, Value)> {
            let files = files_in(folder).into_iter();
            files.map(|(name, text)| (name, serde_json::from_str(&text).unwrap())).collect()
        };
        let languages = of("static/lang");
        let others = of("static/pack/lang");
        assert_eq!(others.len(), languages.len());
        let pointers = |value: &Value| -> BTreeSet<String> {
            value.as_object().unwrap().keys().cloned().collect()
        };
        for (name, texts) in &others {
            assert_eq!(pointers(texts), pointers(&others[0].1), "{name}");
            let language = &languages.iter().find(|(other, _)| other == name).unwrap().1;
            for (pointer, text) in texts.as_object().unwrap() {
                let [mut own, mut instead] = [Vec::new(), Vec::new()];
                leaves(language.pointer(pointer).unwrap(), "", &mut own);
                leaves(text, "", &mut instead);
                assert_eq!(own, instead, "{name} {pointer}: other placeholders");
                assert_ne!(language.pointer(pointer), Some(text), "{name} {pointer}");
            }
        }
    }

    #[test]
    fn every_language_is_offered() {
        let page = include_str!("../index.html");
        let offered = page.split_once("name=\"languages\" content=\"").unwrap().1;
        let offered: BTreeSet<_> = offered.split_once('"').unwrap().0.split(' ').collect();
        let files = files();
        assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<BTreeSet<_>>(), offered);
    }

    #[test]
    fn what_stands_in_the_page_is_there_in_every_language() {
        let page = include_str!("../index.html");
        for (code, text) in files() {
            let lang = format!("lang=\"{code}\"");
            // Loading, failure, no scripts; the first language is the page's own.
            let least = if code == "en" { 4 } else { 3 };
            assert_eq!(page.matches(&lang).count(), least, "{code}");
            let texts: Value = serde_json::from_str(&text).unwrap();
            assert!(
                page.contains(&format!(">{}</span>", texts["loading"].as_str().unwrap())),
                "{code}"
            );
        }
    }

    #[test]
    fn what_tells_old_browsers_is_written_for_them() {
        let script = include_str!("../static/old.js");
        for new in [
            "=>",
            "`",
            "const ",
            "let ",
            "class ",
            "async ",
            "...",
            "?.",
            "??",
            "for (var of",
            " of ",
        ] {
            let lines = script.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in lines {
                assert!(!line.contains(new), "{new} in {line}");
            }
        }
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(fill("{a} of {b}{a}.", &[("a", "1"), ("b", "{a}")]), "1 of {a}1.");
        assert_eq!(fill("an open { stays", &[]), "an open { stays");
    }
}
