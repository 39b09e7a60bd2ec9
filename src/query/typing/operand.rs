//! Operands: the other side of an operator, the argument of a function.

use super::{Aggregated, seal::Seal};
use crate::{
    query::{Aggregate, Expr, Expression, Literal, ast::Ast, literal::cast},
    schema::{AthenaView, Column, ColumnName, SqlBaseType, SqlType},
    types::AthenaType,
};

/// The right-hand side of a comparison with a `B`: a value, a column, an expression. `R` is what it reads, `T` its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with `{B}`",
    label = "expected `{B}`, or a column or expression of that type",
    note = "Athena does not convert between types implicitly: convert the value in Rust, or `.cast::<..>()` the column",
    note = "an `Option` is not a value: use `.is_null()`, or add the filter only when it is `Some`"
)]
pub trait Operand<B, R, T> {
    #[doc(hidden)]
    const SEAL: Seal;
    /// `()`, or ANY and ALL, which only a comparison has at its right.
    #[doc(hidden)]
    type Form;
    #[doc(hidden)]
    fn into_ast(self) -> sea_query::Expr;
}

/// A type whose columns and expressions can be compared with a `B`: `B` or `Option<B>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with `{B}`",
    label = "expected a column or expression of type `{B}`",
    note = "Athena does not convert between types implicitly: convert the value in Rust, or `.cast::<..>()` the column"
)]
pub trait ComparableWith<B> {}

impl<B: SqlBaseType> ComparableWith<B> for B {}

impl<B: SqlBaseType> ComparableWith<B> for Option<B> {}

/// An argument of type `B` of a function or of arithmetic: a value, a column, an expression. `R` is what it reads, `T` its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used where `{B}` is expected",
    label = "expected `{B}`, or a column or expression of that type",
    note = "Athena does not convert between types implicitly: convert the value in Rust, or `.cast::<..>()` the column"
)]
pub trait Argument<B, R, T> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn argument(self) -> sea_query::Expr;
}

/// A type whose columns and expressions can be used where a `B` is expected: `B` or `Option<B>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used where `{B}` is expected",
    label = "expected a column or expression of type `{B}`",
    note = "Athena does not convert between types implicitly: convert the value in Rust, or `.cast::<..>()` the column"
)]
pub trait UsableAs<B> {}

impl<B: SqlBaseType> UsableAs<B> for B {}

impl<B: SqlBaseType> UsableAs<B> for Option<B> {}

macro_rules! expressions {
    ($([$($generics:tt)*] $of:ty, $reads:ty, $t:ident;)+) => {$(
        impl<B, $($generics)*> Operand<B, $reads, $t> for $of
        where
            $t: ComparableWith<B>,
        {
            const SEAL: Seal = Seal;

            type Form = ();

            fn into_ast(self) -> Ast {
                Expression::ast(self)
            }
        }

        impl<B, $($generics)*> Argument<B, $reads, $t> for $of
        where
            $t: UsableAs<B>,
        {
            const SEAL: Seal = Seal;

            fn argument(self) -> Ast {
                Expression::ast(self)
            }
        }
    )+};
}

expressions! {
    [V: AthenaView, T: SqlType, N: ColumnName] Column<V, T, N>, Column<V, T, N>, T;
    [R, T: SqlType] Expr<R, T>, R, T;
    [R, T: SqlType] Aggregate<R, T>, Aggregated<R>, T;
}

macro_rules! values {
    ($([$($generics:tt)*] $base:ty: $value:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Operand<$base, (), $base> for $value {
            const SEAL: Seal = Seal;

            type Form = ();

            fn into_ast(self) -> Ast {
                self.literal()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Argument<$base, (), $base> for $value {
            const SEAL: Seal = Seal;

            fn argument(self) -> Ast {
                // A bare integer literal would be an `integer`, which is wider.
                match <$base as SqlBaseType>::athena_type() {
                    of @ (AthenaType::Tinyint | AthenaType::Smallint) => cast(self.literal(), &of),
                    _ => self.literal(),
                }
            }
        }
    )+};
}

values! {
    [] bool: bool;
    [] i8: i8;
    [] i8: i32;
    [] i16: i16;
    [] i16: i32;
    [] i32: i32;
    [] i64: i32;
    [] i64: i64;
    [] f32: f32;
    [] f64: f64;
    [] String: &str;
    [] String: String;
    [] String: &String;
    [] Vec<u8>: Vec<u8>;
    [] Vec<u8>: &[u8];
    [] chrono::NaiveDate: chrono::NaiveDate;
    [] chrono::NaiveDateTime: chrono::NaiveDateTime;
    [] chrono::NaiveTime: chrono::NaiveTime;
    [] chrono::DateTime<chrono::Utc>: chrono::DateTime<chrono::Utc>;
    [] chrono::TimeDelta: chrono::TimeDelta;
    [] crate::types::Months: crate::types::Months;
    [] std::net::IpAddr: std::net::IpAddr;
    [T: SqlType + Send, L: Literal<Base = T::Base>] Vec<T>: Vec<L>;
    [K: SqlBaseType + Ord, V: SqlType + Send, L: Literal<Base = K> + Ord, M: Literal<Base = V::Base>]
        std::collections::BTreeMap<K, V>: std::collections::BTreeMap<L, M>;
}

#[cfg(feature = "rust_decimal")]
values!([] rust_decimal::Decimal: rust_decimal::Decimal;);

#[cfg(feature = "serde_json")]
values!([] serde_json::Value: serde_json::Value;);

#[cfg(feature = "uuid")]
values!([] uuid::Uuid: uuid::Uuid;);
