//! Rows of Iceberg tables changed in place: [`delete_from`], [`update`] and [`merge_into`].
//!
//! Athena accepts them for Iceberg tables only (user guide, "Update Iceberg table data"); for another table it returns `NOT_SUPPORTED`. Each
//! gives a [`Statement`](crate::Statement), to be executed like any other.

mod assignments;
mod delete;
mod merge;
mod rows;
mod update;
mod when;

pub use assignments::Assignments;
pub use delete::{Delete, delete_from};
pub use merge::{Merge, MergeInto, merge_into};
pub use update::{Update, update};
pub use when::{Matched, NotMatched};
