//! How many statements of a connection run in Athena at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::config::Limits;
use crate::error::{Error, Result};
use crate::sql::classify::StatementClass;

/// Athena counts DDL and DML separately:
/// [service quotas](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html).
#[derive(Debug)]
pub(super) struct ConcurrencyLimits {
    ddl: Arc<Semaphore>,
    dml: Arc<Semaphore>,
}

impl ConcurrencyLimits {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            ddl: Arc::new(Semaphore::new(limits.max_concurrent_ddl)),
            dml: Arc::new(Semaphore::new(limits.max_concurrent_dml)),
        }
    }

    /// Waits until another statement may be started; the permit is held until it has ended.
    pub(super) async fn acquire(&self, class: StatementClass) -> Result<OwnedSemaphorePermit> {
        let semaphore = if class == StatementClass::Ddl { &self.ddl } else { &self.dml };
        Arc::clone(semaphore).acquire_owned().await.map_err(|_| Error::invalid_query("the connection is closed"))
    }
}
