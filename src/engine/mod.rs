//! What runs statements, and how their rows come back.

#[cfg(any(feature = "athena", feature = "local"))]
mod declared;
mod execution;
mod fetch;
#[cfg(feature = "serde")]
mod serde;
mod statistics;

use std::fmt;

pub use execution::{Execution, RowStream};
pub use statistics::{ResultSource, Statistics};

use crate::{
    error::Result,
    schema::{CatalogColumn, TableName},
    statement::Statement,
};

/// Something that runs Athena's SQL.
///
/// # For those who write one
///
/// - `execute` MUST return once the statement has been accepted and the schema of its result is known; rows come through the
///   stream. A statement that returns no rows MUST be finished by then.
/// - An error of the statement itself (syntax, names, types) MUST be reported before rows are, unless only a row can show it.
/// - Dropping the future or the stream MUST stop the work.
/// - Batches MUST have the schema that was announced; a NULL MUST be a NULL and never an empty text.
#[async_trait::async_trait]
pub trait Engine: Send + Sync + fmt::Debug {
    /// Runs one statement.
    ///
    /// # Errors
    /// What was wrong with the statement, or with the way to the engine.
    async fn execute(&self, statement: &Statement) -> Result<Execution>;

    /// The columns of a table or view, where the engine knows a way to them; `None`, which is the answer unless an engine has its own,
    /// where it does not: then they are asked for with DESCRIBE. Types may have Hive's spelling or that of SELECT.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is no such table or view; what was wrong on the way.
    async fn table_columns(&self, _name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        Ok(None)
    }
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for &E {
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        (**self).execute(statement).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        (**self).table_columns(name).await
    }
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for std::sync::Arc<E> {
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        (**self).execute(statement).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        (**self).table_columns(name).await
    }
}
