//! A scripted Athena and S3, to test programs that use the Athena driver.
//!
//! [`TestServer`] listens on 127.0.0.1 and speaks Athena's JSON protocol, and as much of S3's as reading results takes. So
//! a test runs the program with its real clients, over real connections, with their retries and timeouts, and needs no AWS
//! account. No SQL is run: a script states what becomes of each query. To run the SQL as well, connect the program to the
//! embedded engine (`local:` and a directory of fixtures); to see what it does about throttled requests, failed queries,
//! slow answers and missing permissions, use this server.
//!
//! Turn the feature on for tests only:
//!
//! ```toml
//! [dev-dependencies]
//! quilt-athena = { version = "0.1", features = ["test-util"] }
//! ```
//!
//! # A test
//!
//! 1. Start a server, and script each statement that the program will send.
//! 2. Connect the program to [`TestServer::connection_url`], and let it run.
//! 3. Check what it did: its result, and the requests that the server has received.
//! 4. [Verify](TestServer::verify) that all scripts were used, and that no other request was sent.
//!
//! ```
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
//! use quilt_athena::{
//!     Engine, Statement, connect,
//!     testing::{Answer, Operation, State, TestServer},
//! };
//!
//! let server = TestServer::start().await?;
//! server
//!     .query("SELECT name FROM people")
//!     .states([State::Queued, State::Running, State::Succeeded])
//!     .column("name", "varchar")
//!     .row([Some("Ada")])
//!     .row([None::<&str>]);
//! // The first request to start it is throttled.
//! server.once(Operation::StartQueryExecution, Answer::throttled());
//!
//! let engine = connect(&server.connection_url()).await?;
//! let result = engine.execute(&Statement::query("SELECT name FROM people")).await?;
//! let names: Vec<Option<String>> = result.fetch().await?;
//! assert_eq!(names, [Some("Ada".to_owned()), None]);
//!
//! // The driver has tried again.
//! assert_eq!(server.count(Operation::StartQueryExecution), 2);
//! server.verify();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A query that fails, and one that runs until the program gives it up:
//!
//! ```
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
//! use quilt_athena::{
//!     Engine, Statement,
//!     athena::Athena,
//!     testing::{State, TestServer},
//! };
//!
//! let server = TestServer::start().await?;
//! let athena = Athena::from_url(&server.connection_url())?.connect().await?;
//!
//! let sql = "SELECT 1 / 0";
//! server.query(sql).failed(2, 1000, false, "DIVISION_BY_ZERO: Division by zero");
//! let error = athena.execute(&Statement::query(sql)).await.expect_err("it fails");
//! assert!(error.to_string().contains("Division by zero"), "{error}");
//!
//! server.query("SELECT 2").states([State::Running]);
//! drop(athena.start(&Statement::query("SELECT 2")).await?);
//! athena.flush().await?;
//! assert!(server.running_ids().is_empty(), "dropping a query stops it");
//! server.verify();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Other clients than this crate's can be tested as well: [`TestServer::url`] is the endpoint of both services.
//!
//! # How a request is answered
//!
//! 1. By the oldest answer that [`TestServer::once`] has for its operation. [`Answer::scripted`] is the answer of the next
//!    step, which may then be delayed, shortened or broken off.
//! 2. Else by the script: for Athena the [`QueryScript`] of the statement, for S3 the object under that key.
//! 3. Else by an error, and [`TestServer::verify`] reports the request.
//!
//! Signatures are not checked. A bucket need not be created: it has the objects that were put there.
//!
//! # Limits
//!
//! The other operations of Athena are not scripted (answers for [`Operation::Other`] can be given to
//! [`TestServer::once`]), and there are no `.metadata` objects beside results, no multipart uploads and no object versions.

mod answer;
mod athena;
mod http;
mod request;
mod results;
mod s3;
mod script;
mod server;
mod service_error;
mod sql;
mod started_query;
mod state;
#[cfg(test)]
mod tests;

pub use self::{
    answer::Answer,
    request::{Operation, Request},
    script::{QueryScript, State},
    server::TestServer,
};
