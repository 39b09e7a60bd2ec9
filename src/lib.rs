//! Typed SQL over Amazon Athena.

#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives name the crate from outside; Quilt's models use them inside.
#[cfg(feature = "derive")]
extern crate self as quilt_athena;

#[cfg(feature = "local")]
mod connect;
pub mod ddl;
pub mod engine;
#[cfg(feature = "local")]
pub mod local;
mod error;
pub mod query;
pub mod row;
pub mod schema;
mod sql;
mod statement;
pub mod text;
pub mod types;

#[cfg(feature = "derive")]
pub mod quilt;

#[cfg(feature = "local")]
pub use connect::{Connection, connect};
pub use engine::Engine;
pub use error::{Error, ErrorKind, Result, Source};
#[cfg(feature = "derive")]
pub use quilt_athena_derive::{AthenaRow, AthenaView};
pub use row::AthenaRow;
pub use schema::{AthenaView, BucketName};
/// The query builder underneath: for [`query::unchecked`].
pub use sea_query;
pub use statement::{Statement, StatementKind};
pub use types::AthenaType;

/// What most programs need.
pub mod prelude {
    pub use crate::{
        AthenaRow, AthenaView,
        engine::Engine,
        query::{Query, select, val},
        schema::View,
    };
}

/// What the derives name. Not for users: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        error::Result,
        query::{FromTuple, InScope, Items},
        row::{AthenaRow, ColumnReader, Columns, FromRow, Holds, Layout},
        schema::{AthenaView, BaseView, Column, ColumnName, NamePart, View},
    };
}
