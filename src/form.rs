//! The form's logic: which fields belong together, and what is wrong with them.
use hushcheck_core::{Check, IdentifierError, Kind, Secret};

/// Fields that stand together because checks need them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The fields, in the registry's order.
    pub kinds: Vec<Kind>,
    /// The checks made of them.
    pub checks: Vec<Check>,
}

/// Groups the checks that share kinds, in the order of the checks.
pub fn groups(checks: impl IntoIterator<Item = Check>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for check in checks {
        if groups.iter().any(|group| group.checks.contains(&check)) {
            continue;
        }
        // The first group that shares a kind takes the check, and all other such groups.
        let (sharing, others): (Vec<Group>, Vec<Group>) = groups
            .into_iter()
            .partition(|group| check.kinds().any(|kind| group.kinds.contains(&kind)));
        let mut checks: Vec<Check> = sharing.into_iter().flat_map(|group| group.checks).collect();
        checks.push(check);
        let is_part = |kind: &Kind| checks.iter().any(|check| check.contains(*kind));
        let kinds = Kind::ALL.into_iter().filter(is_part).collect();
        groups = others;
        groups.push(Group { kinds, checks });
    }
    groups
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field at which it is said.
    pub kind: Kind,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No field is filled in.
    NothingAsked,
    /// What was typed is no such identifier.
    Invalid(IdentifierError),
    /// Another field was filled in that is checked together with this one.
    NeededFor(Kind),
}

/// Returns the checks that are asked: those whose fields are all filled in.
///
/// # Errors
///
/// What is wrong with which field, in the order of the fields.
pub fn validate(
    groups: &[Group],
    fields: &[(Kind, Secret)],
    parse: impl Fn(Kind, &str) -> Result<(), IdentifierError>,
) -> Result<Vec<Check>, Vec<FieldError>> {
    let filled = |kind: Kind| fields.iter().any(|(k, text)| *k == kind && !is_blank(kind, text));
    let all = || groups.iter().flat_map(|group| group.checks.iter().copied());
    let asked: Vec<Check> = all().filter(|check| check.kinds().all(filled)).collect();

    let mut errors = Vec::new();
    for kind in groups.iter().flat_map(|group| group.kinds.iter().copied()) {
        let fault = match fields.iter().find(|(k, text)| *k == kind && !is_blank(kind, text)) {
            Some((_, text)) => parse(kind, text.expose()).err().map(Fault::Invalid),
            None => needed_for(kind, all(), &asked, filled).map(Fault::NeededFor),
        };
        errors.extend(fault.map(|fault| FieldError { kind, fault }));
    }
    if errors.is_empty() && asked.is_empty() {
        let first = groups.first().and_then(|group| group.kinds.first());
        errors.extend(first.map(|&kind| FieldError { kind, fault: Fault::NothingAsked }));
    }
    if errors.is_empty() { Ok(asked) } else { Err(errors) }
}

/// Returns the filled-in field that is asked in no check and lacks this one first.
fn needed_for(
    empty: Kind,
    checks: impl Iterator<Item = Check>,
    asked: &[Check],
    filled: impl Fn(Kind) -> bool,
) -> Option<Kind> {
    let mut checks: Vec<Check> = checks.collect();
    checks.retain(|check| check.kinds().any(&filled));
    // A field is asked for once: by the first check that the filled one is part of.
    let lonely = Kind::ALL
        .into_iter()
        .filter(|&kind| filled(kind) && !asked.iter().any(|check| check.contains(kind)));
    lonely.into_iter().find(|&kind| {
        let first = checks.iter().find(|check| check.contains(kind));
        first.is_some_and(|check| check.contains(empty))
    })
}

/// Tells whether a field holds nothing; in a password every space counts.
fn is_blank(kind: Kind, text: &Secret) -> bool {
    let text = text.expose();
    if kind == Kind::Password { text.is_empty() } else { text.trim().is_empty() }
}

/// Returns the kinds that a kind can be checked together with, one set a check.
pub fn partners(groups: &[Group], kind: Kind) -> Vec<Vec<Kind>> {
    let checks = groups.iter().flat_map(|group| &group.checks);
    let partners = checks.filter(|check| check.contains(kind));
    partners.map(|check| check.kinds().filter(|&other| other != kind).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Check {
        text.parse().unwrap()
    }

    fn page() -> Vec<Group> {
        groups(["name+national-id", "name+phone", "email", "password", "email"].map(check))
    }

    fn submit(fields: &[(Kind, &str)]) -> Result<Vec<Check>, Vec<FieldError>> {
        let fields: Vec<_> =
            fields.iter().map(|(kind, text)| (*kind, Secret::from((*text).to_owned()))).collect();
        let parse = |_, text: &str| match text {
            "bad" => Err(IdentifierError::Character),
            _ => Ok(()),
        };
        validate(&page(), &fields, parse)
    }

    fn error(kind: Kind, fault: Fault) -> Result<Vec<Check>, Vec<FieldError>> {
        Err(vec![FieldError { kind, fault }])
    }

    #[test]
    fn checks_that_share_a_kind_stand_together() {
        let kinds: Vec<_> = page().into_iter().map(|group| group.kinds).collect();
        let person = vec![Kind::Name, Kind::NationalId, Kind::Phone];
        assert_eq!(kinds, [person, vec![Kind::Email], vec![Kind::Password]]);
        let joined = groups(["phone+email", "name+national-id", "name+phone"].map(check));
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].checks.len(), 3);
    }

    #[test]
    fn what_is_whole_is_asked_and_the_rest_left_out() {
        assert_eq!(submit(&[(Kind::Email, "a@b.c")]), Ok(vec![check("email")]));
        let both = [(Kind::Name, "n"), (Kind::Phone, "1"), (Kind::NationalId, " ")];
        assert_eq!(submit(&both), Ok(vec![check("name+phone")]));
        assert_eq!(submit(&[(Kind::Password, " ")]), Ok(vec![Check::PASSWORD]));
    }

    #[test]
    fn a_field_that_is_needed_says_for_what() {
        let fault = Fault::NeededFor(Kind::Name);
        assert_eq!(submit(&[(Kind::Name, "n")]), error(Kind::NationalId, fault));
        let fault = Fault::NeededFor(Kind::Phone);
        let fields = [(Kind::Phone, "1"), (Kind::Email, "a@b.c")];
        assert_eq!(submit(&fields), error(Kind::Name, fault));
    }

    #[test]
    fn nothing_and_nonsense_are_refused() {
        assert_eq!(submit(&[]), error(Kind::Name, Fault::NothingAsked));
        assert_eq!(submit(&[(Kind::Email, "  ")]), error(Kind::Name, Fault::NothingAsked));
        let fault = Fault::Invalid(IdentifierError::Character);
        assert_eq!(submit(&[(Kind::Email, "bad")]), error(Kind::Email, fault.clone()));
        assert_eq!(
            submit(&[(Kind::Email, "bad"), (Kind::Password, "p")]),
            error(Kind::Email, fault)
        );
    }
}
