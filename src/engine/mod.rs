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
pub use statistics::Statistics;

use crate::{error::Result, statement::Statement};

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
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for &E {
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        (**self).execute(statement).await
    }
}

#[async_trait::async_trait]
impl<E: Engine + ?Sized> Engine for std::sync::Arc<E> {
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        (**self).execute(statement).await
    }
}
