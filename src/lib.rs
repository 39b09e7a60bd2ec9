//! Typed SQL over Amazon Athena, with ready-made models of [Quilt](https://quilt.bio)'s package metadata.
//!
//! A table or view of Athena is described by a struct, a query over it is checked by the compiler, and its rows are typed. The same query
//! runs on Athena or, without an AWS account, on an embedded engine over files on disk. Any table works: Quilt is not required.
//!
//! ```
//! # #[cfg(feature = "local")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> quilt_athena::Result<()> {
//! use quilt_athena::prelude::*;
//!
//! #[derive(AthenaView)]
//! #[athena(view = "quilt_named_packages_{bucket}_view")]
//! struct NamedPackage { user: String, name: String, timestamp: String, hash: String }
//!
//! #[derive(AthenaView)]
//! #[athena(view = "quilt_manifests_{bucket}_view")]
//! struct Manifest { tophash: String, message: Option<String> }
//!
//! #[derive(AthenaRow)]
//! #[athena(from = NamedPackage)]
//! struct PackageRow {
//!     user: String,
//!     name: String,
//!     timestamp: String,
//!     #[athena(from = Manifest)]
//!     message: Option<String>,
//! }
//!
//! let engine = quilt_athena::connect("local:tests/buckets").await?;
//!
//! let p = NamedPackage::view("example-packages");
//! let m = Manifest::view("example-packages");
//!
//! let rows: Vec<PackageRow> = select()
//!     .from(&p)
//!     .join(&m, p.hash.eq(m.tophash))
//!     .filter(p.user.eq("alice").and(p.timestamp.ne("latest")))
//!     .order_by(p.timestamp.desc())
//!     .limit(100)
//!     .fetch(&engine)
//!     .await?;
//! assert_eq!(rows[0].message.as_deref(), Some("Release 1.0"));
//! # Ok(())
//! # }
//! ```
//!
//! `p` is a handle, like SQLAlchemy's `Table`: it knows where the view lives, and its fields are typed columns. [`quilt`] has these
//! two models ready made, and the DDL of the tables that the views read.
//!
//! # The modules
//!
//! | module | what it is for |
//! |---|---|
//! | [`query`] | the builder: [`select()`](query::select), joins, filters, groups, subqueries |
//! | [`schema`] | views, columns, names of buckets and tables |
//! | [`row`] | how rows become Rust values |
//! | [`ddl`] | DDL, INSERT and UNLOAD: statements that create and fill tables and views, as typed values |
//! | [`reflect`] | the columns of tables and views, read from the catalog at run time, and how a struct differs from them |
//! | [`quilt`] | Quilt's views, rows and package tables (feature `derive`) |
//! | [`engine`] | [`Engine`], which runs a [`Statement`], and its results |
//! | [`athena`] | the driver: connections, running queries, how results are read (feature `athena`) |
//! | [`local`] | the embedded engine (feature `local`) |
//! | [`testing`] | a scripted server that takes the place of Athena and S3 in tests (feature `test-util`) |
//! | [`text`] | values as Athena prints them |
//! | [`types`] | Athena's data types, their names and their Arrow counterparts |
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `athena` | yes | the driver for Athena and `connect` |
//! | `derive` | yes | `#[derive(AthenaView)]`, `#[derive(AthenaRow)]`, `sql!` and `sql_query!`, [`quilt`] |
//! | `local` | no | the embedded engine: DataFusion behind an Athena front end |
//! | `test-util` | no | `testing`: a scripted server for tests of programs that use the driver |
//! | `serde` | no | `Execution::deserialize`: rows of types that only know serde |
//! | `rust_decimal`, `serde_json`, `uuid` | no | columns as values of these crates |
//!
//! Without `athena` and `local` there is no engine: queries can be built, checked and printed.
//!
//! # What this is not
//!
//! Not an ORM: it has no identity map, no sessions and no lazy loading. Not another SQL dialect: the SQL that is printed is Athena's, and
//! the embedded engine refuses what Athena refuses.
//!
//! # How to read the compiler's errors
//!
//! The first line states in SQL terms what is wrong, and the caret points at the clause that is wrong:
//!
//! ```text
//! error[E0277]: `Manifest` is not in this query's FROM or JOIN
//!    |
//! 7  |     let _ = select().from(&p).filter(p.user.eq("alice").and(m.message.is_null()));
//!    |                               ------ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this reads a column of `Manifest`
//!    |
//!    = note: the query reads: (NamedPackage,)
//!    = note: add `.from(..)` or `.join(..)` for `Manifest` before the clause that reads it; in a subquery, `.correlate(..)`
//! ```
//!
//! [`query::compile_errors`] lists every such first line, with its meaning and what to do, and the traits that the other lines name.
//!
//! The type of a query can be written down: `Select<(NamedPackage, Manifest)>` while it is built, [`Query<PackageRow>`](query::Query) once
//! it is finished. A function that takes any query over a given view has [`InScope`](query::typing::InScope) as a bound.
//!
#![cfg_attr(not(feature = "athena"), doc = "[`athena`]: #features")]
#![cfg_attr(not(feature = "local"), doc = "[`local`]: #features")]
#![cfg_attr(not(feature = "test-util"), doc = "[`testing`]: #features")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives name the crate from outside; Quilt's models use them inside.
#[cfg(feature = "derive")]
extern crate self as quilt_athena;

#[cfg(feature = "athena")]
pub mod athena;
#[cfg(any(feature = "athena", feature = "local"))]
mod connect;
pub mod ddl;
pub mod engine;
mod error;
#[cfg(feature = "local")]
pub mod local;
pub mod query;
#[cfg(feature = "derive")]
pub mod quilt;
pub mod reflect;
pub mod row;
pub mod schema;
mod sql;
mod statement;
#[cfg(feature = "test-util")]
pub mod testing;
pub mod text;
pub mod types;

#[cfg(any(feature = "athena", feature = "local"))]
pub use connect::{Connection, connect};
pub use engine::Engine;
pub use error::{BudgetScope, DeadlineOutcome, Error, ErrorKind, FailedQuery, ObjectKind, Result, Source};
#[cfg(feature = "derive")]
#[doc = include_str!("row/derive.md")]
pub use quilt_athena_derive::AthenaRow;
#[cfg(feature = "derive")]
#[doc = include_str!("schema/derive.md")]
pub use quilt_athena_derive::AthenaView;
#[cfg(feature = "derive")]
#[doc = include_str!("query/sql.md")]
pub use quilt_athena_derive::sql;
#[cfg(feature = "derive")]
#[doc = include_str!("query/sql_query.md")]
pub use quilt_athena_derive::sql_query;
pub use row::AthenaRow;
pub use schema::{AthenaView, BucketName};
/// The query builder that this one is built on: for [`query::unchecked`].
pub use sea_query;
pub use statement::{Statement, StatementKind, TypeHint};
pub use types::AthenaType;

/// What most programs import: `use quilt_athena::prelude::*`.
pub mod prelude {
    pub use crate::{
        AthenaRow, AthenaView,
        engine::Engine,
        query::{Query, select, val},
        schema::View,
    };
    #[cfg(feature = "derive")]
    pub use quilt_athena_derive::{sql, sql_query};
}

/// What the macros name. Not for users: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        error::Result,
        query::{
            RawFragment, RawStatement, SelectList,
            typing::{FromTuple, InScope},
        },
        row::{AthenaRow, BatchColumns, ColumnReader, ColumnResolver, FromRow, HoldsNull},
        schema::{AthenaView, BaseView, Column, ColumnName, NamePart, SqlType, View, column_type},
        types::AthenaType,
    };
}

/// The README's program, compiled and run.
#[cfg(all(doctest, feature = "local", feature = "derive"))]
#[doc = include_str!("../README.md")]
struct Readme;
