//! What a row struct selects: the builder's side of `#[derive(AthenaRow)]`.

use super::FromRow;
use crate::{
    query::{Expression, Items},
    schema::{AthenaView, Base, Column, ColumnName, MayBeNull, NotNull, SqlType},
};

/// A row of a query over the views `S`: what `#[derive(AthenaRow)]` implements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of this query",
    label = "expected a struct with `#[derive(AthenaRow)]` and `#[athena(from = ..)]`",
    note = "or `.select(..)` first, and fetch tuples"
)]
pub trait AthenaRow<S, I>: FromRow {
    #[doc(hidden)]
    fn items(out: &mut Items);
}

/// A field of type `Self` can be read from a column of type `T`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold a column of type `{T}`",
    label = "the column is `{T}`",
    note = "use the column's type, or `Option` of it"
)]
pub trait Field<T> {}

impl<B: Base> Field<B> for B {}

impl<B: Base> Field<B> for Option<B> {}

impl<B: Base> Field<Option<B>> for Option<B> {}

/// A field of type `Self` can hold what an outer join makes of its column.
#[diagnostic::on_unimplemented(
    message = "this field must be `Option<{Self}>`: its view is on the nullable side of an outer join",
    label = "`{Self}` cannot be NULL"
)]
pub trait Holds<Null> {}

impl<F> Holds<NotNull> for F {}

impl<F> Holds<MayBeNull> for Option<F> {}

impl<V: AthenaView, T: SqlType, N: ColumnName> Column<V, T, N> {
    /// The derive says this once per field, with the field's span. A method, so that `T` is known before `F: Field<T>` is asked;
    /// a function would infer `T` from `F` and report that instead.
    #[doc(hidden)]
    pub fn into_field<F: Field<T>>(self, label: &'static str, out: &mut Items) {
        out.push_as::<T>(self.ast(), label);
    }
}
