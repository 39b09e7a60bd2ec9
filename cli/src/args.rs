//! The command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use quilt_athena::BucketName;

/// Athena SQL over Quilt registries, with or without AWS.
///
/// Rows go to standard output, everything else to standard error. Exit code 0: done; 1: failed; 2: wrong usage; 130: interrupted, after
/// the query has been stopped (unless the URL says `kill_on_interrupt=false`).
#[derive(Debug, Parser)]
#[command(name = "quilt-athena", version)]
pub(crate) struct Args {
    /// The engine: `local:ROOT`, where ROOT/BUCKET/KEY stands for s3://BUCKET/KEY, or
    /// `awsathena+rest://@athena.REGION.amazonaws.com:443/SCHEMA?s3_staging_dir=s3%3A%2F%2FBUCKET%2F`, as PyAthena takes it.
    /// Without it, the registry bundled with the source.
    #[arg(long, env = "QUILT_ATHENA_URL", hide_env_values = true, global = true)]
    pub(crate) url: Option<String>,

    /// No progress and no statistics on standard error.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List packages: user, name, timestamp, hash and message of every revision.
    Packages {
        #[command(flatten)]
        packages: PackageArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Define, drop, show or verify the tables and views of a bucket.
    #[command(subcommand)]
    Tables(Tables),
    /// Run a statement of Athena's SQL.
    Query {
        /// The statement.
        sql: String,
        #[command(flatten)]
        output: Output,
    },
    /// Write Rust structs, with `#[derive(AthenaView, AthenaRow)]`, for tables and views that are there.
    Generate(GenerateArgs),
    /// Say how a query of Athena is doing.
    Status {
        /// Its query execution id.
        id: String,
    },
    /// Stop a query of Athena.
    Stop {
        /// Its query execution id.
        id: String,
    },
    /// Print the SQL of a command instead of running it.
    #[command(subcommand)]
    Sql(Sql),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PackageArgs {
    /// The bucket; may be left out where there is only one.
    pub(crate) bucket: Option<BucketName>,
    /// Only packages of this user (the part before the slash).
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Only packages of this name (the part behind the slash).
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Only the latest revision of each package.
    #[arg(long)]
    pub(crate) latest: bool,
    /// At most so many rows.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Tables {
    /// Make the two tables and the two views; what is there already stays or is replaced by the same.
    Create(TablesOf),
    /// Drop the views and the tables. Files are not touched.
    Drop(TablesOf),
    /// Print the definitions.
    Show(TablesOf),
    /// Compare what is there with what should be.
    Verify(TablesOf),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TablesOf {
    /// The bucket.
    pub(crate) bucket: BucketName,
    /// Print the SQL and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GenerateArgs {
    /// Tables and views; without one, all of the schema.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Their schema (Athena also says database), when it is not the connection's own.
    #[arg(long)]
    pub(crate) schema: Option<String>,
    /// The bucket whose name in theirs becomes `{bucket}`.
    #[arg(long)]
    pub(crate) bucket: Option<BucketName>,
    /// Features of the library that your program turns on, for types that need them.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub(crate) features: Vec<Feature>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Feature {
    /// `decimal`
    RustDecimal,
    /// `json` and rows
    SerdeJson,
    /// `uuid`
    Uuid,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sql {
    /// The query of `packages`.
    Packages(PackageArgs),
}

#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct Output {
    /// The form of the rows.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading.
    Table,
    /// One JSON array of objects.
    Json,
    /// One JSON object per line.
    Jsonl,
    /// As Athena writes it: a header, values in quotes, nothing at all for NULL.
    Csv,
}
