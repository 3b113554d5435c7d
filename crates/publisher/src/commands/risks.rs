//! What speaks against publishing a dataset, told to the person who builds it.
use hushcheck_core::policy::{self, Risk};

use crate::addition::Base;
use crate::commands::leak::Leak;
use crate::digests::Harvest;
use crate::{Error, Result};

/// Judges a dataset's lists beside earlier datasets, and beside the version before.
///
/// # Errors
///
/// As [`Base::judge_next`].
pub(super) fn judge(
    dataset: &str,
    leak: &Leak,
    harvest: &Harvest,
    before: Option<&Base>,
    exclude: &[Vec<u64>],
) -> Result<Vec<Risk>> {
    let drafts = leak.drafts(harvest);
    let mut risks = policy::judge(dataset, &drafts, &leak.earlier);
    let Some(before) = before else { return Ok(risks) };
    // A number that moves to another check stands in two lists, for whoever has both versions.
    let moved = policy::judge("", &drafts, [&before.manifest]).into_iter();
    risks.extend(moved.filter(|risk| matches!(risk, Risk::LowEntropyAgain { .. })));
    for (i, records) in harvest.records.iter().enumerate() {
        let excluded = exclude.get(i).map_or(0, Vec::len);
        risks.extend(before.judge_next(&leak.recipe, records, excluded)?);
    }
    Ok(risks)
}

/// Tells of risks, and whether there are any.
///
/// # Errors
///
/// There are, and no reason is given to go on.
pub(super) fn are_accepted(risks: &[String], reasons: &[String]) -> Result<bool> {
    for risk in risks {
        eprintln!("risk: {risk}");
    }
    if risks.is_empty() || !reasons.is_empty() {
        return Ok(!risks.is_empty());
    }
    Err(Error::input("publishing this would give people away").hint(
        "do what is said above, or leave the check out; or, if you must, go on with \
         --accept-risk \"REASON\": the reason will stand in the manifest and on the page",
    ))
}
