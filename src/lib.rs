//! Typed SQL over Amazon Athena, at home with [Quilt](https://quilt.bio)'s package metadata.
//!
//! Views are structs, a query is checked by the compiler, rows are typed, and the same query runs with no AWS account at all.
//!
//! ```
//! # #[cfg(feature = "local")]
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
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
//! # Ok::<(), quilt_athena::Error>(())
//! # }).unwrap();
//! ```
//!
//! `p` is a handle, like SQLAlchemy's `Table`: it knows where the view lives, and its fields are typed columns. [`quilt`] has these
//! models ready made, and the tables beneath them.
//!
//! # What is where
//!
//! | module | what it is for |
//! |---|---|
//! | [`query`] | the builder: [`select()`](query::select), joins, filters, groups, subqueries |
//! | [`schema`] | views, columns, names of buckets and tables |
//! | [`row`] | how rows become Rust values |
//! | [`ddl`] | what makes and fills tables and views, as typed values |
//! | [`reflect`] | what is there: the columns of tables and views at run time, and how a struct differs from them |
//! | [`quilt`] | Quilt's views, rows and package tables (feature `derive`) |
//! | [`engine`] | what runs a [`Statement`]: [`Engine`] and its results |
//! | `athena` | the driver: connections, running queries, how rows come back (feature `athena`) |
//! | `local` | the embedded engine (feature `local`) |
//! | `testing` | a server that answers as scripted (feature `test-util`) |
//! | [`text`] | values as Athena spells them |
//! | [`types`] | Athena's types, their spellings and their Arrow counterparts |
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
//! No ORM: there are no identities, no sessions, no lazy loading. No second dialect: the SQL that is printed is Athena's, and the
//! embedded engine refuses what Athena refuses.
//!
//! # How to read the compiler's errors
//!
//! The first line says what is wrong in SQL's words, and the caret points at the clause that is wrong:
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
//! [`query::compile_errors`] lists the first lines there are, with what each means and what to do, and the traits that the other lines name.
//!
//! A stored query has a name: `Select<(NamedPackage, Manifest)>` while it is built, [`Query<PackageRow>`](query::Query) once it is
//! finished. A helper that takes any query with a view in it asks for [`InScope`](query::typing::InScope).

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
/// The query builder underneath: for [`query::unchecked`].
pub use sea_query;
pub use statement::{Statement, StatementKind, TypeHint};
pub use types::AthenaType;

/// What most programs need.
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
