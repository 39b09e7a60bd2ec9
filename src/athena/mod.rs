//! The driver for Amazon Athena.
//!
//! [`connect`](crate::connect) takes the URL that PyAthena takes; [`Athena::builder`] is the same, typed. Both read the environment for
//! what they were not told: `AWS_*` by the AWS SDK's own chain, `AWS_ATHENA_S3_STAGING_DIR`, `AWS_ATHENA_WORK_GROUP`.
//!
//! # The life of a query
//!
//! - It is started with one random token, which only its own repeated attempts use: a lost answer never starts it twice.
//! - It is looked at after less than 100 ms, then ever more rarely. Queries that are due together share one `BatchGetQueryExecution`.
//! - Whoever drops the future, the stream or the [`RunningQuery`] before it has ended stops it in Athena. So does the deadline.
//!   Stopping happens on a thread of the driver's own, so that it reaches Athena even while the program's runtime shuts down.
//! - Throttles and faults of the service are tried again, with jitter. A query that failed is run again only if it changes nothing and
//!   Athena calls the failure retryable.
//!
//! # The way rows come back
//!
//! See [`ResultMode`]. Whatever the way, batches and rows are the same.
//!
//! # IAM
//!
//! | for | actions |
//! |---|---|
//! | every query | `athena:StartQueryExecution`, `athena:GetQueryExecution`, `athena:GetQueryResults`, `athena:StopQueryExecution` |
//! | many queries at once | `athena:BatchGetQueryExecution`; without it they are looked at one by one |
//! | results from S3 | `s3:GetObject` on the results; without it [`ResultMode::Auto`] stays with `GetQueryResults` |
//! | UNLOAD | `s3:PutObject` (by Athena), `s3:GetObject`, `s3:DeleteObject`, `s3:ListBucket` below the staging directory |
//! | the columns of a table at run time | `athena:GetTableMetadata`; without it they are asked for with a query of `information_schema` |
//! | the nearest name of a table that is not there | `athena:ListTableMetadata`; without it no name is suggested |

mod background;
mod client;
mod config;
mod cost;
mod failure;
mod metadata;
mod query;
mod request;
mod results;
mod s3;
mod session;
mod slots;
mod status;
mod url;

pub use config::{AthenaBuilder, Encryption, Progress, ResultMode};
pub use query::RunningQuery;
pub use session::Athena;
pub use status::{QueryState, QueryStatus};
