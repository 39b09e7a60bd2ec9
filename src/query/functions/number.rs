//! Arguments that can be numbers of any type.

use super::{Expr, Expression, SqlType};
use crate::{
    query::{
        Aggregate, Literal,
        ast::Ast,
        literal::cast,
        typing::{Aggregated, Number, seal::Seal},
    },
    schema::{AthenaView, Column, ColumnName, SqlBaseType},
    types::AthenaType,
};

/// A number of any type: a column, an expression or a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "expected a number, or a column or expression of a numeric type"
)]
pub trait NumericArgument {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    /// Its type.
    type Type: SqlType<Base: NumericType>;
    #[doc(hidden)]
    fn number(self) -> sea_query::Expr;
}

/// A numeric type, and the type of a fraction of its numbers.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "expected a number")]
pub trait NumericType: Number {
    /// `f32` for `f32`, `rust_decimal::Decimal` for itself, otherwise `f64`.
    type Fractional: SqlBaseType;
}

pub(super) type FractionalOf<N> = <<<N as NumericArgument>::Type as SqlType>::Base as NumericType>::Fractional;

macro_rules! numeric_types {
    ($($ty:ty => $fractional:ty),+) => {$(
        impl NumericType for $ty {
            type Fractional = $fractional;
        }

        impl NumericArgument for $ty {
            const SEAL: Seal = Seal;

            type Reads = ();
            type Type = Self;

            fn number(self) -> Ast {
                self.literal()
            }
        }
    )+};
}

/// A number, cast to `double` if it has a type of which Trino would choose another overload of the function: `corr` of integers is the one
/// for `real`.
pub(super) fn as_double<N: NumericArgument>(number: N, is_cast: impl Fn(&AthenaType) -> bool) -> Ast {
    let data_type = <<N::Type as SqlType>::Base as SqlBaseType>::athena_type();
    let number = number.number();
    if is_cast(&data_type) { cast(number, &AthenaType::Double) } else { number }
}

numeric_types!(i32 => f64, i64 => f64, f32 => f32, f64 => f64);
#[cfg(feature = "rust_decimal")]
numeric_types!(rust_decimal::Decimal => Self);

impl<V: AthenaView, T: SqlType<Base: NumericType>, N: ColumnName> NumericArgument for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}

impl<R, T: SqlType<Base: NumericType>> NumericArgument for Expr<R, T> {
    const SEAL: Seal = Seal;

    type Reads = R;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}

impl<R, T: SqlType<Base: NumericType>> NumericArgument for Aggregate<R, T> {
    const SEAL: Seal = Seal;

    type Reads = Aggregated<R>;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}
