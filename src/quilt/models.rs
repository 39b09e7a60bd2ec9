//! The two views of a bucket, and the row that joins them.

use crate::{AthenaRow, AthenaView};

/// The view `quilt_named_packages_{bucket}_view`: one row per pointer file.
#[derive(Debug, Clone, PartialEq, Eq, AthenaView)]
#[athena(view = "quilt_named_packages_{bucket}_view")]
pub struct NamedPackage {
    /// The `s3://` URI of the pointer file.
    pub path: String,
    /// The part of the package's name before the slash.
    pub user: String,
    /// The part of the package's name after the slash.
    pub name: String,
    /// The file's name.
    pub timestamp: String,
    /// The top hash of the package's manifest.
    pub hash: String,
}

/// The view `quilt_manifests_{bucket}_view`: one row per manifest.
#[derive(Debug, Clone, PartialEq, Eq, AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
pub struct Manifest {
    /// The top hash.
    pub tophash: String,
    /// The message of the push.
    pub message: Option<String>,
}

/// One revision of a package.
#[derive(Debug, Clone, PartialEq, Eq, AthenaRow)]
#[athena(from = NamedPackage)]
pub struct PackageRow {
    /// u
    pub user: String,
    /// n
    pub name: String,
    /// t
    pub timestamp: String,
    /// h
    pub hash: String,
    /// m
    #[athena(from = Manifest)]
    pub message: Option<String>,
}
