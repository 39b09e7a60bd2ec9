//! Engines, which run statements, and the rows that they return.

mod execution;
mod fetch;
#[cfg(feature = "serde")]
mod serde;
mod statistics;
mod type_hints;

use std::fmt;

pub use execution::{Execution, RowStream};
pub use statistics::{ResultSource, Statistics};

use crate::{
    error::Result,
    schema::{CatalogColumn, TableName},
    statement::Statement,
};

/// An engine that runs Athena's SQL: Athena itself, the embedded engine, or one of your own.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use futures::{StreamExt, stream};
/// use quilt_athena::{Engine, Result, Statement, engine::Execution};
///
/// /// Answers every statement with the same JSON.
/// #[derive(Debug)]
/// struct Canned;
///
/// #[async_trait::async_trait]
/// impl Engine for Canned {
///     async fn run(&self, _: &Statement) -> Result<Execution> {
///         let keys: ArrayRef = Arc::new(StringArray::from([r#"["a, b", "c"]"#].to_vec()));
///         let batch = RecordBatch::try_from_iter([("keys", keys)]).expect("one column");
///         Ok(Execution::new(batch.schema(), stream::iter([Ok(batch)]).boxed()))
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// let statement = Statement::query("SELECT …").with_json_column("keys", "array(varchar)".parse()?);
/// let rows: Vec<(Vec<String>,)> = Canned.execute(&statement).await?.fetch().await?;
/// assert_eq!(rows[0].0, ["a, b", "c"]);
/// # Ok(())
/// # }
/// ```
///
/// # Implementing it
///
/// An engine implements [`run`](Self::run); [`execute`](Self::execute) is what callers use, and applies the statement's
/// [type hints](Statement::type_hints) to what `run` returns.
///
/// - `run` MUST return once the statement has been accepted and the schema of its result is known; rows come through the
///   stream. A statement that returns no rows MUST be finished by then.
/// - An error of the statement itself (syntax, names, types) MUST be reported before rows are, unless only a row can show it.
/// - Dropping the future or the stream MUST stop the work.
/// - Batches MUST have the schema that was announced; a NULL MUST be a NULL and never an empty string.
/// - A column with a type hint MUST come as strings in the form that the hint names (JSON, or the text that Athena prints), or as
///   values that cast to the hint's type. An engine MUST NOT decode JSON by itself: a string stays a string where there is no hint.
#[async_trait::async_trait]
pub trait Engine: Send + Sync + fmt::Debug {
    /// Runs one statement; columns come as the engine has them. For implementors: callers use [`execute`](Self::execute).
    ///
    /// # Errors
    /// What is wrong with the statement, or what failed on the way to the engine.
    async fn run(&self, statement: &Statement) -> Result<Execution>;

    /// Runs one statement. Columns with a [type hint](Statement::type_hints) are decoded, in the same way for every engine.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`ErrorKind::Schema`](crate::ErrorKind::Schema) when a column cannot be of its hint's type. A value that is not of that type
    /// ends the rows with [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        type_hints::apply(self.run(statement).await?, statement)
    }

    /// The columns of a table or view, if the engine has a way of its own to find them; `None`, the default, if it does not: they are then
    /// found with DESCRIBE. Data types may have their names in Hive's DDL or those in SELECT.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when there is no such table or view; what failed on the way.
    async fn table_columns(&self, _name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        Ok(None)
    }
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for &E {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        (**self).run(statement).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        (**self).table_columns(name).await
    }
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for std::sync::Arc<E> {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        (**self).run(statement).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        (**self).table_columns(name).await
    }
}
