//! Builds the command, the demo and the site.

use std::path::PathBuf;

use anyhow::Result;

use crate::project::Project;
use crate::shell::{cargo, run};
use crate::{demo, site};

/// Builds everything, and returns the path of the command `hushcheck`.
pub fn build(project: &Project) -> Result<PathBuf> {
    let command = command(project)?;
    demo::make(project, &command)?;
    site::build(project)?;
    Ok(command)
}

/// Builds the publisher, and returns the path of the command `hushcheck`.
pub fn command(project: &Project) -> Result<PathBuf> {
    run(cargo().args(["build", "--release", "--package", "hushcheck"]).current_dir(&project.root))?;
    Ok(project.target.join("release/hushcheck"))
}
