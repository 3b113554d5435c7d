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
    site::assemble(project, &command, &project.dist(), &[])?;
    Ok(command)
}

/// Builds the publisher with the app inside, and returns the path of the command
/// `hushcheck`.
pub fn command(project: &Project) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--release", "--package", "hushcheck"]).current_dir(&project.root);
    run(build.env("HUSHCHECK_APP", site::app(project)?))?;
    Ok(project.target.join("release/hushcheck"))
}
