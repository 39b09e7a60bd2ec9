//! The two views of a bucket, and the row that joins them.

use crate::{
    AthenaRow, AthenaView,
    error::Result,
    query::{Select, select},
    quilt::Revision,
};

/// The view `quilt_named_packages_{bucket}_view`: one row per pointer file.
#[derive(Debug, Clone, PartialEq, Eq, AthenaView, AthenaRow)]
#[athena(view = "quilt_named_packages_{bucket}_view", from = NamedPackage)]
pub struct NamedPackage {
    /// The `s3://` URI of the pointer file.
    pub path: String,
    /// The part of the package's name before the slash.
    pub user: String,
    /// The part of the package's name after the slash.
    pub name: String,
    /// The pointer file's own name: seconds since 1970 in UTC, or `latest`. [`Revision`] reads it.
    pub timestamp: String,
    /// The top hash of the package's manifest, 64 hexadecimal digits.
    pub hash: String,
}

/// The view `quilt_manifests_{bucket}_view`: one row per manifest.
#[derive(Debug, Clone, PartialEq, Eq, AthenaView, AthenaRow)]
#[athena(view = "quilt_manifests_{bucket}_view", from = Manifest)]
pub struct Manifest {
    /// The manifest's top hash, 64 hexadecimal digits.
    pub tophash: String,
    /// The message that the package was pushed with.
    pub message: Option<String>,
}

/// One revision of a package, with its message: a row of [`packages`].
#[derive(Debug, Clone, PartialEq, Eq, AthenaRow)]
#[athena(from = NamedPackage)]
pub struct PackageRow {
    /// The part of the package's name before the slash.
    pub user: String,
    /// The part of the package's name after the slash.
    pub name: String,
    /// As the view holds it: seconds since 1970 in UTC, or `latest`. [`revision`](Self::revision) reads it.
    pub timestamp: String,
    /// The top hash of the package's manifest, 64 hexadecimal digits.
    pub hash: String,
    /// The message that the package was pushed with.
    #[athena(from = Manifest)]
    pub message: Option<String>,
}

impl PackageRow {
    /// Which revision it is: the latest, or that of an instant.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the pointer file's name is neither `latest` nor a number.
    pub fn revision(&self) -> Result<Revision> {
        self.timestamp.parse()
    }
}

/// The complete view of package metadata of a bucket: every pointer with the message of its manifest.
///
/// A bucket's name that S3 forbids is an error of the query. Filters use handles as usual:
///
/// ```
/// use quilt_athena::{prelude::*, quilt::{NamedPackage, PackageRow, packages}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// # let engine = quilt_athena::local::Local::open("tests/buckets")?;
/// let p = NamedPackage::view("example-packages");
/// let latest: Vec<PackageRow> = packages("example-packages").filter(p.timestamp.eq("latest")).fetch(&engine).await?;
/// assert!(latest.iter().all(|row| row.revision().is_ok()));
/// # Ok(())
/// # }
/// ```
pub fn packages(bucket: impl AsRef<str>) -> Select<(NamedPackage, Manifest)> {
    let (p, m) = (NamedPackage::view(bucket.as_ref()), Manifest::view(bucket.as_ref()));
    select().from(&p).join(&m, p.hash.eq(m.tophash))
}
