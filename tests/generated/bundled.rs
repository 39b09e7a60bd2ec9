// Written by `quilt-athena generate`.
//
// Athena does not report which columns can be NULL: remove the `Option` of those that cannot.

use quilt_athena::{AthenaRow, AthenaView};

/// The table or view `quilt_manifests_{bucket}`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "quilt_manifests_{bucket}")]
#[athena(from = QuiltManifests)]
pub struct QuiltManifests {
    /// `varchar`
    pub logical_key: Option<String>,
    /// `array(varchar)`
    pub physical_keys: Option<Vec<Option<String>>>,
    /// `varchar`
    pub size: Option<String>,
    // `row(type varchar, value varchar)`
    // With the feature `serde_json` of quilt-athena:
    // pub hash: Option<quilt_athena::row::Json<serde_json::Value>>,
    /// `varchar`
    pub meta: Option<String>,
    /// `varchar`
    pub user_meta: Option<String>,
    /// `varchar`
    pub message: Option<String>,
    /// `varchar`
    pub version: Option<String>,
}

/// The table or view `quilt_manifests_{bucket}_view`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "quilt_manifests_{bucket}_view")]
#[athena(from = QuiltManifestsView)]
pub struct QuiltManifestsView {
    /// `varchar`
    pub tophash: Option<String>,
    /// `varchar`
    pub message: Option<String>,
}

/// The table or view `quilt_named_packages_{bucket}`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "quilt_named_packages_{bucket}")]
#[athena(from = QuiltNamedPackages)]
pub struct QuiltNamedPackages {
    /// `varchar`
    pub hash: Option<String>,
}

/// The table or view `quilt_named_packages_{bucket}_view`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "quilt_named_packages_{bucket}_view")]
#[athena(from = QuiltNamedPackagesView)]
pub struct QuiltNamedPackagesView {
    /// `varchar`
    pub path: Option<String>,
    /// `varchar`
    pub user: Option<String>,
    /// `varchar`
    pub name: Option<String>,
    /// `varchar`
    pub timestamp: Option<String>,
    /// `varchar`
    pub hash: Option<String>,
}
