//! Proofs about UPDATE, DELETE and MERGE.

use crate::schema::SqlBaseType;

/// A value of type `Self` can be assigned to a column of type `T`: they are equal, or only the column can be NULL.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be assigned to a column of type `{T}`",
    label = "this can be NULL, and the column cannot",
    note = "replace NULL with `.or_else(..)`, or state that it never is NULL with `.assume_not_null()`"
)]
pub trait AssignableTo<T> {}

impl<B: SqlBaseType> AssignableTo<B> for B {}

impl<B: SqlBaseType> AssignableTo<Option<B>> for B {}

impl<B: SqlBaseType> AssignableTo<Option<B>> for Option<B> {}

/// UPDATE and DELETE before `.filter(..)` or `.all_rows()`.
#[derive(Debug)]
pub struct Unfiltered;

/// UPDATE and DELETE after `.filter(..)` or `.all_rows()`.
#[derive(Debug)]
pub struct Filtered;

/// [`Filtered`]: a statement that changes rows has to choose them, so that a forgotten filter does not change a whole table.
#[diagnostic::on_unimplemented(
    message = "UPDATE and DELETE need `.filter(..)` or `.all_rows()`",
    label = "this would change every row of the table",
    note = "add `.filter(..)`, or `.all_rows()` to change every row"
)]
pub trait HasRowFilter {}

impl HasRowFilter for Filtered {}
