//! Arguments that can be a number of any type.

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
pub trait Numeric {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    /// Its type.
    type Type: SqlType<Base: Float>;
    #[doc(hidden)]
    fn number(self) -> sea_query::Expr;
}

/// What a number becomes where a fraction is asked for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "expected a number")]
pub trait Float: Number {
    /// `f32` for `f32`, `rust_decimal::Decimal` for itself, `f64` for all else.
    type Float: crate::schema::SqlBaseType;
}

pub(super) type FloatOf<N> = <<<N as Numeric>::Type as SqlType>::Base as Float>::Float;

macro_rules! floats {
    ($($of:ty => $float:ty),+) => {$(
        impl Float for $of {
            type Float = $float;
        }

        impl Numeric for $of {
            const SEAL: Seal = Seal;

            type Reads = ();
            type Type = Self;

            fn number(self) -> Ast {
                self.literal()
            }
        }
    )+};
}

/// A number as a `double`, where Trino would take another form of the function: `corr` of whole numbers is that of `real`.
pub(super) fn as_double<N: Numeric>(number: N, from: impl Fn(&AthenaType) -> bool) -> Ast {
    let of = <<N::Type as SqlType>::Base as SqlBaseType>::athena_type();
    let number = number.number();
    if from(&of) { cast(number, &AthenaType::Double) } else { number }
}

floats!(i32 => f64, i64 => f64, f32 => f32, f64 => f64);
#[cfg(feature = "rust_decimal")]
floats!(rust_decimal::Decimal => Self);

impl<V: AthenaView, T: SqlType<Base: Float>, N: ColumnName> Numeric for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}

impl<R, T: SqlType<Base: Float>> Numeric for Expr<R, T> {
    const SEAL: Seal = Seal;

    type Reads = R;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}

impl<R, T: SqlType<Base: Float>> Numeric for Aggregate<R, T> {
    const SEAL: Seal = Seal;

    type Reads = Aggregated<R>;
    type Type = T;

    fn number(self) -> Ast {
        self.ast()
    }
}
