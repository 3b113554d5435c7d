//! What leak, how it is read, and what is to be made of it.
use std::path::PathBuf;

use clap::Args;
use hushcheck_core::{Check, Country};

use crate::digests::Part;
use crate::mapping::Mapping;
use crate::source::{Delimiter, Dialect, Format, TextEncoding};

/// A leak and what is to be made of it.
#[derive(Args)]
pub(crate) struct LeakArgs {
    /// The leak: files, patterns such as 'part-*.csv.gz', a folder of Have I Been Pwned's
    /// ranges; - is standard input. All must have the same columns
    #[arg(value_name = "LEAK", required_unless_present = "from_spools")]
    pub leak: Vec<PathBuf>,
    /// Folders that `hushcheck spool` made of all parts of a leak, instead of the leak
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "leak")]
    pub from_spools: Vec<PathBuf>,
    /// File of options [default: hushcheck.toml, if it is in the current folder]. Flags go
    /// before what stands there; `hushcheck init` makes one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Column that holds a kind: kind=column, kind=one,other or kind=first+last [default:
    /// the column of a usual name, such as mail or 手机号]
    #[arg(long, value_name = "KIND=COLUMN")]
    pub map: Vec<Mapping>,
    /// Kinds to hash together, such as email or name+national-id
    #[arg(long, value_name = "CHECK")]
    pub check: Vec<Check>,
    /// Country of national IDs and of phone numbers written without one, such as CN
    #[arg(long, value_name = "CC")]
    pub country: Option<Country>,
    /// How to hash; sha1 is for passwords, as Have I Been Pwned does
    #[arg(long, value_enum, default_value_t = SchemeName::Sha256)]
    pub scheme: SchemeName,
    /// Memory of argon2id in KiB [default: 65536]
    #[arg(long, value_name = "KIB")]
    pub argon2_memory: Option<u32>,
    /// Passes of argon2id [default: 3]
    #[arg(long, value_name = "N")]
    pub argon2_passes: Option<u32>,
    /// File that describes several incidents, whose rows LEAK holds together: a JSON
    /// list of what a manifest says of each
    #[arg(long, value_name = "FILE", requires = "incident_column")]
    pub incidents: Option<PathBuf>,
    /// Column that names a row's incidents, parted by commas or semicolons
    #[arg(long, value_name = "COLUMN", requires = "incidents", conflicts_with = "count")]
    pub incident_column: Option<String>,
    /// Column that says how often a password was seen
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// Percent of the first 10,000 rows that may give nothing; more is taken for a wrong
    /// mapping
    #[arg(long, value_name = "PERCENT", default_value_t = 90)]
    #[arg(value_parser = clap::value_parser!(u8).range(..=100))]
    pub max_rejects: u8,
    /// Memory for digests, in MiB; what is more waits on disk, beside the output
    #[arg(long, value_name = "MIB", default_value_t = 768)]
    pub memory: u32,
    /// People who do not want to be in it: identifiers in the same columns as the leak's
    #[arg(long, value_name = "FILE")]
    pub exclude: Option<PathBuf>,
    /// Use only one part of the rows, such as 2/4: the other machines use the others
    #[arg(long, value_name = "I/N")]
    pub part: Option<Part>,
    /// Bits of the prefix by which a list is split into files [default: files of about 512 KiB]
    #[arg(long, value_name = "BITS")]
    pub prefix_bits: Option<u8>,
    /// Another dataset that you have published, to be judged together with this one
    #[arg(long, value_name = "DIR-or-URL")]
    pub earlier: Vec<String>,
    /// Name of the dataset: a-z, 0-9, - [default: from the title]
    #[arg(long)]
    pub id: Option<String>,
    // Last, since a heading holds for all that follows it.
    #[command(flatten)]
    pub input: InputArgs,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum SchemeName {
    Sha256,
    Argon2id,
    Sha1,
}

/// A leak to look at.
#[derive(Args)]
pub(crate) struct InitArgs {
    /// The leak: files, patterns such as 'part-*.csv.gz', a folder of Have I Been Pwned's
    /// ranges
    #[arg(value_name = "LEAK", required = true)]
    pub leak: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// Country of national IDs and of phone numbers written without one, such as CN [default:
    /// the one whose national IDs these are]
    #[arg(long, value_name = "CC")]
    pub country: Option<Country>,
    /// File to make
    #[arg(long, value_name = "FILE", default_value = super::config::FILE)]
    pub config: PathBuf,
}

/// How the leak is read, where it does not tell or tells wrongly.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading the leak")]
pub(crate) struct InputArgs {
    /// Format [default: by name and first bytes]. Of .gz, .zst, .bz2 and .xz, what is inside
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// What parts the fields of CSV: one character, or tab [default: from the first rows]
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<Delimiter>,
    /// Encoding of text, such as gb18030, big5, shift_jis, euc-kr, utf-16le or latin1
    /// [default: from the first bytes]
    #[arg(long)]
    pub encoding: Option<TextEncoding>,
    /// Table of an SQL dump or sheet of a workbook [default: the only one with rows]
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Database that an SQL dump is of, which says what a backslash means in its strings
    /// [default: from what stands outside of strings]
    #[arg(long, value_enum)]
    pub dialect: Option<Dialect>,
}
