//! Proofs about UPDATE, DELETE and MERGE.

use crate::schema::SqlBaseType;

/// A value of type `Self` can be stored in a column of type `T`: they are equal, or only the column takes NULL.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be stored in a column of type `{T}`",
    label = "this can be NULL, and the column cannot",
    note = "say what is stored in place of NULL, `.or_else(..)`, or that it never is, `.assume_not_null()`"
)]
pub trait AssignableTo<T> {}

impl<B: SqlBaseType> AssignableTo<B> for B {}

impl<B: SqlBaseType> AssignableTo<Option<B>> for B {}

impl<B: SqlBaseType> AssignableTo<Option<B>> for Option<B> {}

/// Which rows are meant has not been said yet.
#[derive(Debug)]
pub struct Unfiltered;

/// Which rows are meant has been said.
#[derive(Debug)]
pub struct Filtered;

/// [`Filtered`]: a statement that changes rows says which, so that a forgotten filter is no disaster.
#[diagnostic::on_unimplemented(
    message = "which rows are meant has not been said",
    label = "this would change every row of the table",
    note = "add `.filter(..)`, or `.all_rows()` when all of them are meant"
)]
pub trait HasRowFilter {}

impl HasRowFilter for Filtered {}
