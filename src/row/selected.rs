//! What a row struct selects: the builder's side of `#[derive(AthenaRow)]`.

use super::FromRow;
use crate::{
    query::{Expr, Expression, SelectList, typing::SqlVarchar},
    schema::{AthenaView, Column, ColumnName, IsNullable, NotNull, SqlBaseType, SqlType},
    sql::fragment::SqlFragment,
};

/// A row of a query over the views `S`: what `#[derive(AthenaRow)]` implements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of this query",
    label = "expected a struct with `#[derive(AthenaRow)]` and `#[athena(from = ..)]`",
    note = "or `.select(..)` first, and fetch tuples"
)]
pub trait AthenaRow<S, I>: FromRow {
    #[doc(hidden)]
    fn items(out: &mut SelectList);
}

/// A field of type `Self` can be read from a column of type `T`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold a column of type `{T}`",
    label = "the column is `{T}`",
    note = "use the column's type, or `Option` of it"
)]
pub trait Field<T> {}

impl<B: SqlBaseType> Field<B> for B {}

impl<B: SqlBaseType> Field<B> for Option<B> {}

impl<B: SqlBaseType> Field<Option<B>> for Option<B> {}

/// A field of type `Self` can hold what an outer join makes of its column.
#[diagnostic::on_unimplemented(
    message = "this field must be `Option<{Self}>`: its view is on the nullable side of an outer join",
    label = "`{Self}` cannot be NULL"
)]
pub trait HoldsNull<Null> {}

impl<F> HoldsNull<NotNull> for F {}

impl<F> HoldsNull<IsNullable> for Option<F> {}

impl<V: AthenaView, T: SqlType, N: ColumnName> Column<V, T, N> {
    /// The derive calls this once per field, with the field's span. A method, so that `T` is known before `F: Field<T>` is checked;
    /// a function would infer `T` from `F` and report that instead.
    #[doc(hidden)]
    pub fn into_field<F: Field<T>>(self, name: &'static str, out: &mut SelectList) {
        out.push_as::<T>(self.ast(), name);
    }

    /// The same for a field at a path of the column's JSON.
    #[doc(hidden)]
    pub fn json_field<F: JsonField>(self, path: &'static str, name: &'static str, out: &mut SelectList)
    where
        T::Base: SqlVarchar,
    {
        out.push_as::<F>(F::at(self.ast(), path), name);
    }
}

/// A field of type `Self` can be read from a path of a JSON string: `#[athena(json = "meta", path = "$.user_meta.owner")]`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be read from a JSON path",
    label = "expected `Option` of `String`, `bool`, a number, or a `Vec` of these",
    note = "the value at a path may be missing or of another type: it is NULL then"
)]
pub trait JsonField: SqlType {
    #[doc(hidden)]
    fn at(json: sea_query::Expr, path: &str) -> sea_query::Expr;
}

fn scalar(json: sea_query::Expr, path: &str) -> sea_query::Expr {
    SqlFragment::call("json_extract_scalar", [json, sea_query::Expr::val(path)])
}

/// A scalar as a string: a number and `true` as well.
impl JsonField for Option<String> {
    fn at(json: sea_query::Expr, path: &str) -> sea_query::Expr {
        scalar(json, path)
    }
}

macro_rules! scalars {
    ($($of:ty),+) => {$(
        impl JsonField for Option<$of> {
            fn at(json: sea_query::Expr, path: &str) -> sea_query::Expr {
                Expr::<(), Option<String>>::of_ast(scalar(json, path)).try_cast::<$of>().ast()
            }
        }
    )+};
}

scalars!(bool, i32, i64, f64);

/// An array whose items all are of that type; NULL otherwise.
impl<B: SqlBaseType> JsonField for Option<Vec<B>>
where
    Option<B>: JsonField,
{
    fn at(json: sea_query::Expr, path: &str) -> sea_query::Expr {
        let array = SqlFragment::call("json_extract", [json, sea_query::Expr::val(path)]);
        Expr::<(), Option<String>>::of_ast(array).try_cast::<Vec<B>>().ast()
    }
}
