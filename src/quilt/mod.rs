//! Quilt's package metadata: the two views of a bucket, the query that joins them, and their tables.
//!
//! Quilt keeps a package as files under `.quilt/` of its bucket: pointers `named_packages/USER/NAME/TIMESTAMP`, whose content is a top
//! hash, and manifests `packages/TOPHASH`, JSON lines with a header first (as written by the quilt3 client, `quilt3/packages.py`). The
//! columns of the views are those of the `athena/` example in quiltdata/examples.

mod models;
#[cfg(feature = "local")]
mod registry;
mod revision;
pub mod tables;

pub use models::{Manifest, NamedPackage, PackageRow, packages};
#[cfg(feature = "local")]
pub use registry::{registries, registry};
pub use revision::Revision;
pub use tables::PackageTables;
