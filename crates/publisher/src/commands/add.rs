//! `hushcheck add`: a further leak comes to a dataset, in a new version.
use std::process::ExitCode;

use hushcheck_core::Scheme;

use crate::addition::Base;
use crate::cli::{AddArgs, SchemeName};
use crate::commands::build;
use crate::store::Store;
use crate::{Error, Result, dataset, signing};

pub(crate) fn run(args: AddArgs) -> Result<ExitCode> {
    let AddArgs { dataset, mut build, spools, trust } = args;
    let store = Store::new(&dataset);
    let keys = signing::trusted_keys(&trust)?;
    let manifest = store.open(keys.as_deref())?.manifest;
    dataset::verify(&store, &manifest)?;

    let leak = &mut build.job.leak;
    if !leak.check.is_empty() || leak.id.is_some() || build.about.previous.is_some() {
        return Err(Error::input("checks, name and version before are those of the dataset")
            .hint("leave --check, --id and --previous out"));
    }
    if leak.country.is_some() && leak.country != manifest.country() {
        return Err(Error::input("the dataset is of another country")
            .hint("leave --country out; identifiers are read as in the version before"));
    }
    leak.country = manifest.country();
    leak.id = Some(manifest.dataset().to_owned());
    leak.check = manifest.lists().iter().map(|list| list.check()).collect();
    let mut schemes = manifest.lists().iter().map(|list| list.scheme());
    let Some(scheme) = schemes.next().filter(|first| schemes.all(|other| other == *first)) else {
        return Err(Error::input("the dataset's lists are hashed in several ways"));
    };
    leak.scheme = match scheme {
        Scheme::Sha256 => SchemeName::Sha256,
        Scheme::Sha1 => SchemeName::Sha1,
        Scheme::Argon2id(cost) => {
            leak.argon2_memory = Some(cost.memory_kib());
            leak.argon2_passes = Some(cost.passes());
            SchemeName::Argon2id
        }
    };
    build.about.previous = Some(dataset);
    build::run(&build, Some(&Base { store, manifest, spools }))
}
