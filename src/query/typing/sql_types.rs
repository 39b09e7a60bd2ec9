//! Which SQL types an operator, a function or a clause takes.

use super::seal::Seal;
use crate::{
    schema::{SqlBaseType, SqlType},
    types::Months,
};

/// A string: what LIKE and `substr` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a string",
    label = "expected a `String` column or expression"
)]
pub trait SqlVarchar {}

impl SqlVarchar for String {}

/// A type with arithmetic: `i32`, `i64`, `f32`, `f64`. (With a literal, an `i8` or `i16` would become an `integer` in Athena.)
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "expected a numeric column or expression")]
pub trait Number {}

impl Number for i32 {}
impl Number for i64 {}
impl Number for f32 {}
impl Number for f64 {}
#[cfg(feature = "rust_decimal")]
impl Number for rust_decimal::Decimal {}

/// `bool`, nullable or not.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a boolean", label = "expected a condition")]
pub trait SqlBoolean: SqlType {}

impl SqlBoolean for bool {}

impl SqlBoolean for Option<bool> {}

/// A numeric type that SUM and AVG take, with the types of their results.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "SUM and AVG need a numeric column")]
pub trait Summable {
    /// The type of its sum.
    type Sum: crate::schema::SqlBaseType;
    /// The type of its mean.
    type Mean: crate::schema::SqlBaseType;
}

macro_rules! sums {
    ($($of:ty => $sum:ty, $mean:ty;)+) => {$(
        impl Summable for $of {
            type Sum = $sum;
            type Mean = $mean;
        }
    )+};
}

sums!(i8 => i64, f64; i16 => i64, f64; i32 => i64, f64; i64 => i64, f64; f32 => f32, f32; f64 => f64, f64;);

#[cfg(feature = "rust_decimal")]
sums!(rust_decimal::Decimal => rust_decimal::Decimal, rust_decimal::Decimal;);

/// An interval that can be added to a `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interval that can be added to `{T}`",
    label = "cannot be added to `{T}`",
    note = "`chrono::TimeDelta` can be added to a date, a time or a timestamp, `types::Months` to a date or a timestamp",
    note = "cast a string to a date, a time or a timestamp first: `.cast::<..>()`"
)]
pub trait IntervalFor<T> {}

impl IntervalFor<chrono::NaiveDate> for chrono::TimeDelta {}
impl IntervalFor<chrono::NaiveDateTime> for chrono::TimeDelta {}
impl IntervalFor<chrono::NaiveTime> for chrono::TimeDelta {}
impl IntervalFor<chrono::DateTime<chrono::Utc>> for chrono::TimeDelta {}
impl IntervalFor<chrono::NaiveDate> for Months {}
impl IntervalFor<chrono::NaiveDateTime> for Months {}
impl IntervalFor<chrono::DateTime<chrono::Utc>> for Months {}

/// An array of items of type `T`: `Vec<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array",
    label = "expected a column or expression of type `Vec<..>`"
)]
pub trait SqlArray {
    /// The type of its items; an `Option` when they can be NULL.
    type Item: SqlType;
}

impl<T: SqlType + Send> SqlArray for Vec<T> {
    type Item = T;
}

/// A map: `BTreeMap<K, V>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map",
    label = "expected a column or expression of type `BTreeMap<..>`"
)]
pub trait SqlMap {
    /// The type of its keys, which are never NULL.
    type Key: SqlBaseType;
    /// The type of its values; an `Option` when they can be NULL.
    type Value: SqlType;
}

impl<K: SqlBaseType + Ord, V: SqlType + Send> SqlMap for std::collections::BTreeMap<K, V> {
    type Key = K;
    type Value = V;
}

/// A tuple with the ordinality at its end.
pub trait WithOrdinality {
    /// The longer tuple.
    type Out;
}

impl<A> WithOrdinality for (A,) {
    type Out = (A, i64);
}

impl<A, B> WithOrdinality for (A, B) {
    type Out = (A, B, i64);
}

/// Rows of one column, as a scalar subquery has them.
#[diagnostic::on_unimplemented(
    message = "a scalar subquery selects one column, not `{Self}`",
    label = "expected `.select(..)` of one column or expression, outside a tuple"
)]
pub trait OneColumn {
    /// Its value, which is NULL when the subquery has no row.
    type Value: SqlType;
    #[doc(hidden)]
    const SEAL: Seal;
}

#[diagnostic::do_not_recommend]
impl<B: SqlBaseType> OneColumn for B {
    type Value = Option<B>;
    const SEAL: Seal = Seal;
}

#[diagnostic::do_not_recommend]
impl<B: SqlBaseType> OneColumn for Option<B> {
    type Value = Self;
    const SEAL: Seal = Seal;
}
