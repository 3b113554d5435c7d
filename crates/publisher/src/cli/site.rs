//! What `site`, `configure`, `bundle` and `serve` take.
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use hushcheck_core::Country;

use crate::store;

#[derive(Args)]
pub(crate) struct SiteArgs {
    /// Folders of datasets, or their addresses at other hosts, in the order in which the
    /// page asks them
    #[arg(value_name = "DATASET", required = true)]
    pub datasets: Vec<PathBuf>,
    /// Folder to make
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The site's name
    #[arg(long, required_unless_present = "site_json")]
    pub name: Option<String>,
    /// A site.json of which everything is taken but the datasets; its logo is beside it
    #[arg(long, value_name = "FILE")]
    pub site_json: Option<PathBuf>,
    /// Country of national IDs and of phone numbers written without one [default: the datasets']
    #[arg(long, value_name = "CC")]
    pub default_country: Option<Country>,
    /// Public key of which the datasets' signatures are believed: a file or the key itself
    #[arg(long, value_name = "KEY")]
    pub public_key: Vec<String>,
    /// Another address of a dataset's folder, which is asked when the site's own host fails or
    /// lies: the dataset's name and the address, such as police=https://host/police-1/
    #[arg(long, value_name = "NAME=URL", value_parser = mirror)]
    pub mirror: Vec<(String, String)>,
    /// A built page other than the one that this command carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
}

/// Reads the value of `--mirror`.
fn mirror(text: &str) -> Result<(String, String), String> {
    let (name, address) = text.split_once('=').ok_or("NAME=URL is wanted")?;
    let address = [address.trim_end_matches('/'), "/"].concat();
    if hushcheck_core::is_folder_address(&address) {
        Ok((name.to_owned(), address))
    } else {
        Err(format!("the address of a folder is wanted: {}", store::HOSTS))
    }
}

#[derive(Args)]
pub(crate) struct ConfigureArgs {
    /// The site's folder, made by `hushcheck site` or `hushcheck publish`
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
}

#[derive(Args)]
pub(crate) struct BundleArgs {
    /// The site's folder, made by `hushcheck site` or `hushcheck publish`
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
    /// Folder to make, to be copied onto a stick: the page as check.html, and a ZIP of each
    /// dataset, which the page asks for
    #[arg(long, value_name = "DIR", required_unless_present = "single_file")]
    pub out: Option<PathBuf>,
    /// File to make, with the lists in it
    #[arg(long, value_name = "OUT.html", conflicts_with = "out")]
    pub single_file: Option<PathBuf>,
    /// Puts all lists into one ZIP beside the single file, which then asks for it
    #[arg(long, value_name = "LISTS.zip", conflicts_with = "out")]
    pub zip: Option<PathBuf>,
    /// Most that the lists may hold together [default: 8, with --zip 3500, with --out any]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=3500))]
    pub max_megabytes: Option<u64>,
}

#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Folder to serve
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Address to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}
