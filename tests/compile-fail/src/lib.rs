//! The models that the programs in `tests/ui` share.
//!
//! trybuild compiles each program on its own, against this crate and the library with nothing but its derives. No query
//! is ever run here.
//!
//! # Rules that only a build evaluates
//!
//! They are constants, which `cargo check` does not evaluate, and trybuild only checks. Each is broken once here, beside the same program put
//! right.
//!
//! Two tables of one name in FROM are an error in SQL, even when nothing reads the second:
//!
//! ```compile_fail
//! use quilt_athena::prelude::*;
//! use quilt_athena_compile_fail::{Manifest, NamedPackage};
//!
//! let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
//! let other = NamedPackage::view("other-bucket");
//! let _ = select().from(&p).join(&m, p.hash.eq(m.tophash)).join(&other, m.tophash.eq("x"));
//! ```
//! ```
//! # use quilt_athena::prelude::*;
//! # use quilt_athena_compile_fail::{Manifest, NamedPackage};
//! # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
//! let other = NamedPackage::view("other-bucket").alias::<'o'>();
//! let _ = select().from(&p).join(&m, p.hash.eq(m.tophash)).join(&other, m.tophash.eq("x"));
//! ```
//!
//! FROM t CROSS JOIN t does not say which of the two a column is of:
//!
//! ```compile_fail
//! use quilt_athena::prelude::*;
//! use quilt_athena_compile_fail::NamedPackage;
//!
//! let p = NamedPackage::view("my-bucket");
//! let _ = select().from(&p).cross_join(&p);
//! ```
//! ```
//! # use quilt_athena::prelude::*;
//! # use quilt_athena_compile_fail::NamedPackage;
//! # let p = NamedPackage::view("my-bucket");
//! let _ = select().from(&p).cross_join(&p.alias::<'q'>());
//! ```
//!
//! Athena folds names to lower case, so `Q` and `q` would be one alias:
//!
//! ```compile_fail
//! use quilt_athena::prelude::*;
//! use quilt_athena_compile_fail::NamedPackage;
//!
//! let p = NamedPackage::view("my-bucket");
//! let _ = select().from(&p.alias::<'Q'>());
//! ```
//! ```
//! # use quilt_athena::prelude::*;
//! # use quilt_athena_compile_fail::NamedPackage;
//! # let p = NamedPackage::view("my-bucket");
//! let _ = select().from(&p.alias::<'q'>());
//! ```
//!
//! The same for the name of a window:
//!
//! ```compile_fail
//! use quilt_athena::query::window;
//!
//! let _ = window().named::<'W'>();
//! ```
//! ```
//! # use quilt_athena::query::window;
//! let _ = window().named::<'w'>();
//! ```

use quilt_athena::prelude::*;

/// The pointers of packages, one row per revision.
#[derive(Debug, AthenaView)]
#[athena(view = "quilt_named_packages_{bucket}_view")]
pub struct NamedPackage {
    /// The part of the package's name before the slash.
    pub user: String,
    /// The part of the package's name after the slash.
    pub name: String,
    /// Seconds since 1970 in UTC, or `latest`.
    pub timestamp: String,
    /// The top hash of the package's manifest.
    pub hash: String,
}

/// Manifests, with a column of each kind that a rule is about.
#[derive(Debug, AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
pub struct Manifest {
    /// The manifest's top hash.
    pub tophash: String,
    /// Nullable text.
    pub message: Option<String>,
    /// A number.
    pub size: i64,
    /// A nullable number.
    pub optional: Option<i64>,
    /// A timestamp.
    pub modified: chrono::NaiveDateTime,
    /// A truth value.
    pub ok: bool,
}

/// A third view, for queries that do not join it.
#[derive(Debug, AthenaView)]
#[athena(view = "tags_{bucket}")]
pub struct Tag {
    /// The top hash that the tag is on.
    pub hash: String,
    /// The tag.
    pub tag: String,
}

/// What a subquery with `MAX(timestamp)` per user gives.
#[derive(Debug, AthenaView)]
#[athena(view = "latest_{bucket}")]
pub struct Latest {
    /// The user.
    pub user: String,
    /// The largest timestamp, NULL when there is none.
    pub newest: Option<String>,
}

/// Entries of packages, with columns that hold more than one value.
#[derive(Debug, AthenaView)]
#[athena(view = "entries_{bucket}")]
pub struct Entry {
    /// The entry's name in its package.
    pub key: String,
    /// An array.
    pub tags: Vec<String>,
    /// A map.
    pub labels: std::collections::BTreeMap<String, String>,
    /// JSON text.
    pub meta: Option<String>,
    /// How many bytes it has.
    pub size: i64,
    /// A time of day.
    pub at: chrono::NaiveTime,
}

/// What UNNEST of `Entry::tags` gives.
#[derive(Debug, AthenaView)]
pub struct OneTag {
    /// One item of the array.
    pub tag: String,
}

/// What UNNEST … WITH ORDINALITY of `Entry::tags` gives.
#[derive(Debug, AthenaView)]
pub struct NumberedTag {
    /// One item of the array.
    pub tag: String,
    /// Where it stands, from 1.
    pub position: i64,
}

/// A row over two views that fits an inner join and a left join.
#[derive(Debug, AthenaRow)]
#[athena(from = NamedPackage)]
pub struct PackageRow {
    /// The part of the package's name before the slash.
    pub user: String,
    /// The part of the package's name after the slash.
    pub name: String,
    /// Seconds since 1970 in UTC, or `latest`.
    pub timestamp: String,
    /// The message of the package's manifest.
    #[athena(from = Manifest)]
    pub message: Option<String>,
}

/// A row over two views that fits an inner join only: `tophash` is not an `Option`.
#[derive(Debug, AthenaRow)]
#[athena(from = NamedPackage)]
pub struct StrictRow {
    /// The part of the package's name before the slash.
    pub user: String,
    /// The manifest's top hash.
    #[athena(from = Manifest)]
    pub tophash: String,
}

macro_rules! one_column_views {
    ($($view:ident)+) => {$(
        /// One of as many views as a query can join, and one more.
        #[derive(Debug, AthenaView)]
        #[athena(view = "one_column")]
        pub struct $view {
            /// The only column.
            pub id: String,
        }
    )+};
}

one_column_views!(V0 V1 V2 V3 V4 V5 V6 V7 V8 V9 V10 V11 V12 V13 V14 V15 V16);
