//! How many statements are in Athena at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::config::Limits;
use crate::error::{Error, Result};
use crate::sql::classify::StatementClass;

/// Athena counts DDL and DML separately: "Service quotas" of the user guide.
#[derive(Debug)]
pub(super) struct Slots {
    ddl: Arc<Semaphore>,
    dml: Arc<Semaphore>,
}

impl Slots {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { ddl: Arc::new(Semaphore::new(limits.ddl_slots)), dml: Arc::new(Semaphore::new(limits.dml_slots)) }
    }

    /// Waits for room.
    pub(super) async fn take(&self, class: StatementClass) -> Result<OwnedSemaphorePermit> {
        let slots = if class == StatementClass::Ddl { &self.ddl } else { &self.dml };
        Arc::clone(slots).acquire_owned().await.map_err(|_| Error::wrong_query("the connection is closed"))
    }
}
