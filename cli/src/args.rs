//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use quilt_athena::BucketName;

use crate::sql;

/// Athena SQL over Quilt registries, with or without AWS.
///
/// Rows go to standard output, everything else to standard error. Exit codes: 0 success; 1 failure; 2 usage error; 130 interrupted, after
/// the query has been stopped (unless the URL has `kill_on_interrupt=false`).
#[derive(Debug, Parser)]
#[command(name = "quilt-athena", version)]
pub(crate) struct Args {
    /// The engine: `local:ROOT` or `awsathena+rest://…`; by default, the registry bundled with the source code.
    ///
    /// `local:ROOT` is the embedded engine, which reads ROOT/BUCKET/KEY as s3://BUCKET/KEY. Amazon Athena takes the URLs of PyAthena:
    /// `awsathena+rest://@athena.REGION.amazonaws.com:443/SCHEMA?s3_staging_dir=s3%3A%2F%2FBUCKET%2F`.
    #[arg(long, env = "QUILT_ATHENA_URL", hide_env_values = true, global = true)]
    pub(crate) url: Option<String>,

    /// No progress and no statistics on standard error.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    #[command(subcommand)]
    pub(crate) command: CliCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CliCommand {
    /// List packages: user, name, timestamp, hash and message of every revision.
    Packages {
        #[command(flatten)]
        packages: PackageArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Create, drop, show or verify the tables and views of a bucket.
    #[command(subcommand)]
    Tables(TablesCommand),
    /// Run a statement in Athena's SQL.
    Query {
        #[command(flatten)]
        statement: StatementArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Print Rust structs with `#[derive(AthenaView, AthenaRow)]` for existing tables and views.
    Generate(GenerateArgs),
    /// Show the status of a query in Athena.
    Status {
        /// Its query execution ID.
        id: String,
    },
    /// Stop a query in Athena.
    Stop {
        /// Its query execution ID.
        id: String,
    },
    /// Print the SQL of a command instead of running it.
    #[command(subcommand)]
    Sql(SqlCommand),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StatementArgs {
    /// The statement, or `-` to read it from standard input.
    #[arg(allow_hyphen_values = true, value_parser = sql::argument, required_unless_present = "file")]
    pub(crate) sql: Option<String>,
    /// What follows a statement that is not in quotes.
    #[arg(hide = true)]
    pub(crate) rest: Vec<String>,
    /// Read the statement from a file of at most 16 MiB.
    #[arg(long, value_name = "FILE", conflicts_with = "sql")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PackageArgs {
    /// The bucket; may be omitted if there is only one registry.
    pub(crate) bucket: Option<BucketName>,
    /// Only packages of this user (the part before the slash).
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Only packages of this name (the part after the slash).
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Only the latest revision of each package.
    #[arg(long)]
    pub(crate) latest: bool,
    /// Print at most N rows.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TablesCommand {
    /// Create the two tables and the two views. Existing tables are kept, existing views are replaced.
    Create(BucketArgs),
    /// Drop the views and the tables. Files are not touched.
    Drop(BucketArgs),
    /// Print the CREATE statements.
    Show(BucketArgs),
    /// Check that the tables and views are as they should be.
    Verify(BucketArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BucketArgs {
    /// The bucket.
    pub(crate) bucket: BucketName,
    /// Print the SQL and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GenerateArgs {
    /// Tables and views; by default, all of the schema.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Their schema (also called database), if not that of the connection.
    #[arg(long)]
    pub(crate) schema: Option<String>,
    /// A bucket: its name inside names of tables and views becomes `{bucket}`.
    #[arg(long)]
    pub(crate) bucket: Option<BucketName>,
    /// Features of quilt-athena that your program enables, for types that need them.
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
pub(crate) enum SqlCommand {
    /// The query of `quilt-athena packages`.
    Packages(PackageArgs),
}

#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct OutputArgs {
    /// The output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for the terminal.
    Table,
    /// One JSON array of objects.
    Json,
    /// One JSON object per line.
    Jsonl,
    /// As Athena writes it: a header, quoted values, nothing for NULL.
    Csv,
}
