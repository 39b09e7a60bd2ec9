//! The state that the clones of a connection share.

use std::sync::{Arc, atomic::AtomicBool};

use super::{
    background::Background,
    client::Clients,
    concurrency::ConcurrencyLimits,
    config::{Config, DEFAULT_CATALOG},
    cost::{self, Budget},
    request,
};
use crate::error::Result;

pub(super) struct Session {
    pub(super) config: Config,
    pub(super) clients: Clients,
    pub(super) background: Arc<Background>,
    pub(super) budget: Budget,
    pub(super) concurrency: ConcurrencyLimits,
    /// S3 has denied this role access to a result, so `Auto` does not ask again.
    pub(super) s3_denied: AtomicBool,
    /// This role may not call GetTableMetadata.
    pub(super) metadata_denied: AtomicBool,
}

impl Session {
    pub(super) async fn open(mut config: Config) -> Result<Self> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        config.staging_dir = config.staging_dir.or_else(|| variable("AWS_ATHENA_S3_STAGING_DIR"));
        config.work_group = config.work_group.or_else(|| variable("AWS_ATHENA_WORK_GROUP"));
        request::check(&config)?;
        let (clients, s3) = Clients::new(&config).await?;
        let background = Background::start(clients.background.clone(), s3, config.timeouts.poll_interval)?;
        Ok(Self {
            s3_denied: AtomicBool::new(false),
            metadata_denied: AtomicBool::new(false),
            budget: Budget::new(&config.limits),
            concurrency: ConcurrencyLimits::new(&config.limits),
            background: Arc::new(background),
            clients,
            config,
        })
    }

    /// The data catalog of names without one.
    pub(super) fn catalog(&self) -> &str {
        self.config.catalog.as_deref().unwrap_or(DEFAULT_CATALOG)
    }

    /// The estimated price of one query.
    pub(super) fn dollars(&self, bytes_scanned: u64) -> f64 {
        cost::dollars(bytes_scanned, self.config.limits.price_per_tb)
    }
}
