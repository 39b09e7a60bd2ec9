//! Quilt's views, ready made.

mod models;

pub use models::{Manifest, NamedPackage, PackageRow};
