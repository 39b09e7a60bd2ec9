//! A server that answers as scripted, for tests of programs that use the Athena driver.
//!
//! [`TestServer`] listens on 127.0.0.1. It speaks Athena's JSON protocol and enough of S3's to read results, so that
//! the real clients are tested, with their retries and time limits. No SQL is run: a script says for each query what
//! becomes of it.
//!
//! ```no_run
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
//! use quilt_athena::testing::{Answer, Operation, State, TestServer};
//! use quilt_athena::{Engine, Statement};
//!
//! let server = TestServer::start().await?;
//! server
//!     .query("SELECT name FROM people")
//!     .states([State::Queued, State::Running, State::Succeeded])
//!     .column("name", "varchar")
//!     .row([Some("Ada")])
//!     .row([None::<&str>]);
//! // The first attempt is refused.
//! server.once(Operation::StartQueryExecution, Answer::throttled());
//!
//! let engine = quilt_athena::connect(&server.connection_url()).await?;
//! let result = engine.execute(&Statement::query("SELECT name FROM people")).await?;
//! let batches = result.collect().await?;
//! assert_eq!(batches[0].num_rows(), 2);
//!
//! assert_eq!(server.count(Operation::StartQueryExecution), 2);
//! server.finish();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # What becomes of a request
//!
//! 1. The oldest answer that [`TestServer::once`] has for the operation, if there is one. [`Answer::pass`] is the answer
//!    of the next step, but may be late, short or broken off.
//! 2. For Athena, what the [`QueryScript`] says; for S3, the object that is there.
//! 3. What nothing was scripted for gets an error, and [`TestServer::finish`] reports it.
//!
//! Signatures are not checked. A bucket need not be made: it has the objects that were put there.
//!
//! # What it does not do
//!
//! Athena's other operations (an answer of `once` for [`Operation::Other`] serves them), the `.metadata` objects next
//! to results, S3's multipart uploads and versions.

mod answer;
mod athena;
mod execution;
mod http;
mod request;
mod results;
mod s3;
mod script;
mod server;
mod sql;
#[cfg(test)]
mod tests;

pub use self::{
    answer::Answer,
    request::{Operation, Request},
    script::{QueryScript, State},
    server::TestServer,
};
