//! What a manifest will say of a dataset and its incidents, from what the arguments say.
use hushcheck_core::Incident;
use hushcheck_core::manifest::Edition;

use crate::addition::Base;
use crate::cli::BuildArgs;
use crate::commands::leak::Leak;
use crate::marks::MOST_INCIDENTS;
use crate::store::Store;
use crate::{Error, Result, incidents};

/// Makes what the manifest will say; the rows are not counted yet.
pub(super) fn describe(
    args: &BuildArgs,
    base: Option<&Base>,
    leak: &Leak,
    today: &str,
) -> Result<(Edition, Vec<Incident>)> {
    let about = &args.about;
    let name = match (&args.job.leak.id, &about.title) {
        (Some(id), _) => id.clone(),
        (None, Some(title)) => name_of(title)?,
        (None, None) => {
            return Err(Error::input("a dataset of several incidents needs a name")
                .hint("give it with --id, of a-z, 0-9 and -"));
        }
    };
    let previous =
        about.previous.as_deref().map(|place| Store::new(place).open(None)).transpose()?;
    if let Some(previous) = previous.as_ref().filter(|previous| previous.manifest.dataset() != name)
    {
        let other = previous.manifest.dataset();
        return Err(Error::input(format!(
            "the previous version is of the dataset {other}, not {name}"
        ))
        .hint("versions of one dataset have one name; give it with --id"));
    }
    let next = previous.as_ref().map_or(1, |previous| previous.manifest.number() + 1);
    let edition = Edition {
        dataset: name.clone(),
        number: about.number.unwrap_or(next),
        published: about.published.clone().unwrap_or_else(|| today.to_owned()),
        country: args.job.leak.country,
        expires: about.expires.clone(),
        previous: previous.map(|previous| previous.hash),
        accepted_risks: args.accept_risk.clone(),
    };
    // Days are written so that their order is that of the letters.
    if let Some(expires) = edition.expires.as_ref().filter(|day| **day < edition.published) {
        let published = &edition.published;
        return Err(Error::input(format!(
            "the dataset would expire on {expires}, before it is published on {published}"
        ))
        .hint("--expires takes the last day on which it says something"));
    }
    let mut incidents = base.map_or(Vec::new(), |base| base.manifest.incidents().to_vec());
    let Some(title) = about.title.clone() else {
        incidents.extend(leak.incidents.iter().cloned());
        return Ok((edition, distinct(incidents)?));
    };
    // A title without Latin letters names a further leak by its version.
    let by_number = || format!("{}-{}", edition.dataset, edition.number);
    let name = if base.is_some() { name_of(&title).unwrap_or_else(|_| by_number()) } else { name };
    let incident = Incident {
        name,
        title,
        organisation: about.organisation.clone(),
        description: about.description.clone(),
        source: about.source.clone(),
        breach_date: about.date.clone(),
        data_classes: about.data_class.clone(),
        row_count: 0,
    };
    incidents::refuse_to_come(std::slice::from_ref(&incident))?;
    incidents.push(incident);
    Ok((edition, distinct(incidents)?))
}

/// Stops at incidents of one name, or too many.
fn distinct(incidents: Vec<Incident>) -> Result<Vec<Incident>> {
    for (i, incident) in incidents.iter().enumerate() {
        if incidents[..i].iter().any(|other| other.name == incident.name) {
            let message = format!("the dataset has an incident {} already", incident.name);
            return Err(Error::input(message).hint("give the new one another --title"));
        }
    }
    if incidents.len() > MOST_INCIDENTS {
        return Err(Error::input(format!("a dataset holds at most {MOST_INCIDENTS} incidents")));
    }
    Ok(incidents)
}

/// Makes a dataset's name from a title: lower-case letters and digits, hyphens.
fn name_of(title: &str) -> Result<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    name.truncate(64);
    if name.is_empty() {
        return Err(Error::input("the title gives no name for the dataset")
            .hint("name it with --id, of a-z, 0-9 and -"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_gives_a_name() {
        assert_eq!(name_of("Shanghai police, 2022").unwrap(), "shanghai-police-2022");
        assert!(name_of("上海").is_err());
    }
}
