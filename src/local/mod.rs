//! The embedded engine: Athena's SQL over buckets on disk, with no AWS account.
//!
//! [`Local`] takes the same SQL as Athena: the Hive DDL of external tables, views, `"$path"`, and queries. A directory ROOT takes the
//! place of S3: `ROOT/BUCKET/KEY` is `s3://BUCKET/KEY`. Where Trino and DataFusion differ, the answer is Trino's; what is not supported
//! is an error that names it, never a different answer.
//!
//! # What Athena refuses
//!
#![doc = include_str!("refused.md")]
//!
//! # What only Athena runs
//!
//! An error of kind [`Unsupported`](crate::ErrorKind::Unsupported) names it. Athena takes the statements below, as a real Trino says in the tests.
//!
#![doc = include_str!("unsupported.md")]

mod buckets;
mod catalog;
mod databases;
mod ddl;
mod definition;
mod engine;
mod errors;
mod explain;
mod expressions;
mod functions;
mod information_schema;
mod internal_functions;
mod known_functions;
mod names;
mod optimizer;
mod parser;
mod planner;
mod run;
mod scan;
mod serde;
mod spaces;
mod sql;
mod stack;
mod temporal;
mod types;

pub use self::{buckets::IoStatistics, engine::Local};
