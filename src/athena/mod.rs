//! The driver for Amazon Athena.
//!
//! [`connect`](crate::connect) takes the URL that PyAthena takes; [`Athena::builder`] has the same settings as methods. What they do not
//! set comes from the environment: `AWS_*` by the AWS SDK's own chain, `AWS_ATHENA_S3_STAGING_DIR`, `AWS_ATHENA_WORK_GROUP`.
//!
//! # The life of a query
//!
//! - It is started with a random `ClientRequestToken` that only its own retries share, so a lost response never starts it twice.
//! - It is polled for the first time within 100 ms, then at growing intervals. Polls of several queries share one
//!   `BatchGetQueryExecution`.
//! - Dropping the future, the stream or the [`RunningQuery`] before it has ended stops it in Athena. So does the deadline.
//!   It is stopped from a thread of the driver's own, so that the request reaches Athena even while the program's runtime shuts down.
//! - Throttled requests and faults of the service are retried, with jitter. A query that failed is run again only if it is read-only and
//!   Athena calls the failure retryable, unless its time was over. INSERT, UPDATE, DELETE and MERGE are run again, with jitter, when another writer of
//!   the Iceberg table was first (`ICEBERG_COMMIT_ERROR`): they have written nothing then. Nothing else that writes is: a CREATE TABLE AS
//!   that fails leaves its files.
//!
//! # How rows are read
//!
//! By default ([`ResultMode::Auto`]), a small result comes from one page of `GetQueryResults`, and a larger one from the CSV object in S3
//! if the role may read it. [`ResultMode`] describes the other modes. Columns and values are the same in every mode, wherever pages end; `Unload`
//! does not keep the order of rows. What a statement about tables prints is shown, in whatever shape it comes: rows that Athena describes by
//! no column are one column `_col0` of strings.
//!
//! # When S3 is denied
//!
//! Quilt's own roles may not read results in S3 directly. What happens then:
//!
//! | mode | without access to S3 |
//! |---|---|
//! | [`ResultMode::Auto`] | rows are read by `GetQueryResults`, page by page, for this result and for later ones of the connection |
//! | [`ResultMode::Api`] | nothing changes: S3 is not read |
//! | [`ResultMode::Csv`] | [`ErrorKind::AccessDenied`](crate::ErrorKind::AccessDenied) |
//! | [`ResultMode::Unload`] | where only the manifest is denied, in the workgroup's output location, Athena is asked for it; else [`ErrorKind::AccessDenied`](crate::ErrorKind::AccessDenied). Files that cannot be removed stay, with a warning in the log |
//!
//! The command `quilt-athena` uses `Auto` unless its URL says otherwise. [`Statistics::read_from`](crate::engine::Statistics::read_from)
//! tells how rows were read.
//!
//! # IAM
//!
//! | for | actions |
//! |---|---|
//! | every query | `athena:StartQueryExecution`, `athena:GetQueryExecution`, `athena:GetQueryResults`, `athena:StopQueryExecution` |
//! | many queries at once | `athena:BatchGetQueryExecution`; without it they are polled one by one |
//! | results from S3 | `s3:GetObject` on the results; without it [`ResultMode::Auto`] reads them through `GetQueryResults` |
//! | UNLOAD | `s3:PutObject` (by Athena), `s3:GetObject`, `s3:DeleteObject`, `s3:ListBucket` below the output location (`s3_staging_dir`) |
//! | the columns of a table at run time | `athena:GetTableMetadata`; without it `information_schema` is queried |
//! | a suggestion for a misspelled table name | `athena:ListTableMetadata`; without it no name is suggested |
//! | an assumed role (`role_arn`) | `sts:AssumeRole` on the role |
//!
//! Athena itself works with the caller's permissions: it needs `glue:GetDatabase`, `glue:GetTable` and `glue:GetPartitions`, `s3:GetObject`
//! and `s3:ListBucket` on the data, `s3:GetBucketLocation` and `s3:PutObject` on the output location. A policy to start from is
//! AmazonAthenaFullAccess ([AWS managed policies](https://docs.aws.amazon.com/athena/latest/ug/managed-policies.html)); for results, its S3
//! actions cover only buckets named `aws-athena-query-results-*`.

mod background;
mod builder;
mod client;
mod concurrency;
mod config;
mod connection;
mod cost;
mod failure;
mod manifest;
mod metadata;
mod nearest_table;
#[cfg(test)]
mod parameter_tests;
mod query;
mod request;
mod results;
mod run;
mod s3;
mod session;
mod start;
mod status;
mod url;

pub use builder::AthenaBuilder;
pub use config::{Encryption, Progress, ResultMode};
pub use connection::Athena;
pub use query::RunningQuery;
pub use status::{QueryState, QueryStatus};
