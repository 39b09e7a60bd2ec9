//! The engine as its users hold it: how it is opened, and with what.

use std::{path::Path, sync::Arc};

use datafusion::prelude::SessionContext;

use super::{
    buckets::{Buckets, IoStatistics},
    catalog::Catalog,
    optimizer::{self, Rules},
};
use crate::{error::Result, schema::BucketName};

/// The embedded engine. A handle: clones share the buckets, the catalog and the statistics.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// use quilt_athena::{local::Local, Engine, Statement};
///
/// let engine = Local::open("tests/buckets")?;
/// let one: i32 = engine.execute(&Statement::query("SELECT 1")).await?.fetch_one().await?;
/// assert_eq!(one, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Local {
    pub(super) buckets: Arc<Buckets>,
    pub(super) catalog: Catalog,
    /// See [`Local::trusting_manifest_layout`].
    pub(super) headers_first: bool,
    pub(super) context: SessionContextHandle,
}

/// DataFusion's session, which has no `Debug` of its own worth reading.
#[derive(Clone)]
pub(super) struct SessionContextHandle(pub(super) Arc<SessionContext>);

impl std::fmt::Debug for SessionContextHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionContext")
    }
}

impl Local {
    /// Opens the directory that holds the buckets. Only statements write to it: the definitions of tables and views.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`](crate::ErrorKind::Storage) when it does not exist.
    pub fn open(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        Ok(Self {
            buckets: Arc::new(Buckets::open(root)?),
            catalog: Catalog::new(root),
            headers_first: false,
            context: SessionContextHandle(Arc::new(SessionContext::new_with_state(optimizer::session(Rules::Listed)))),
        })
    }

    /// The same engine with a catalog of its own in front of the stored one: tables and views that it creates or drops are not written to
    /// disk and end with it.
    #[must_use]
    pub fn with_session_catalog(&self) -> Self {
        Self { catalog: self.catalog.in_session(), ..self.clone() }
    }

    /// The same engine, trusting that the header of a manifest is its first line and that every other line has a logical key.
    ///
    /// quilt3 writes manifests like this. A query for rows without a logical key, such as the view of manifests, then reads one line of
    /// each file instead of all; on a manifest that was written otherwise it can give fewer rows than Athena.
    #[must_use]
    pub fn trusting_manifest_layout(&self) -> Self {
        Self { headers_first: true, ..self.clone() }
    }

    /// The same engine without the optimizer rules that a query can do without: slower, and the same rows. For tests of that.
    #[cfg(any(test, feature = "test-util"))]
    #[doc(hidden)]
    #[must_use]
    pub fn with_required_rules_only(&self) -> Self {
        let context = SessionContext::new_with_state(optimizer::session(Rules::Required));
        Self { context: SessionContextHandle(Arc::new(context)), ..self.clone() }
    }

    /// The buckets in the directory, by name.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`](crate::ErrorKind::Storage) when it cannot be listed.
    pub fn buckets(&self) -> Result<Vec<BucketName>> {
        self.buckets.names()
    }

    /// The directory of a bucket.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the bucket does not exist.
    pub fn bucket_directory(&self, bucket: &BucketName) -> Result<std::path::PathBuf> {
        self.buckets.directory(bucket)
    }

    /// The directory that holds the buckets.
    pub fn root(&self) -> &Path {
        self.buckets.root()
    }

    /// How much was listed and read so far.
    pub fn io_statistics(&self) -> IoStatistics {
        self.buckets.statistics()
    }
}
