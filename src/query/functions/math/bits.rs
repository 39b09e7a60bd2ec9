//! Bits of whole numbers, in two's complement.

use super::super::{Argument, Expr, Like, Like2, SqlType, call};

macro_rules! bits {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident($a:ident, $b:ident);)+) => {$(
        documented! {
            example math::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E, F, R, T, Q, U>($a: E, $b: F) -> Expr<(R, Q), Like2<T, U, i64>>
            where
                E: Argument<i64, R, T>,
                F: Argument<i64, Q, U>,
                T: SqlType,
                U: SqlType,
            {
                call(stringify!($name), [$a.argument(), $b.argument()])
            }
        }
    )+};
}

bits! {
    /// `bitwise_and(a, b)`: the bits that are in both.
    [bitwise_and(e.size, 255) => r#"bitwise_and("entry"."size", 255)"#]
    bitwise_and(a, b);

    /// `bitwise_or(a, b)`: the bits that are in either.
    [bitwise_or(e.size, 1) => r#"bitwise_or("entry"."size", 1)"#]
    bitwise_or(a, b);

    /// `bitwise_xor(a, b)`: the bits that are in one alone.
    [bitwise_xor(e.size, 1) => r#"bitwise_xor("entry"."size", 1)"#]
    bitwise_xor(a, b);

    /// `bitwise_left_shift(number, by)`: moved to the left.
    [bitwise_left_shift(e.size, 8) => r#"bitwise_left_shift("entry"."size", 8)"#]
    bitwise_left_shift(number, by);

    /// `bitwise_right_shift(number, by)`: moved to the right, 0 coming in.
    [bitwise_right_shift(e.size, 8) => r#"bitwise_right_shift("entry"."size", 8)"#]
    bitwise_right_shift(number, by);

    /// `bitwise_right_shift_arithmetic(number, by)`: moved to the right, the sign coming in.
    [bitwise_right_shift_arithmetic(e.size, 8) => r#"bitwise_right_shift_arithmetic("entry"."size", 8)"#]
    bitwise_right_shift_arithmetic(number, by);
}

/// `bitwise_not(number)`: each bit turned.
#[doc = example!(math::bitwise_not; bitwise_not(e.size) => r#"bitwise_not("entry"."size")"#)]
pub fn bitwise_not<E: Argument<i64, R, T>, R, T: SqlType>(number: E) -> Expr<R, Like<T, i64>> {
    call("bitwise_not", [number.argument()])
}

/// `bit_count(number, bits)`: how many bits are set, of a number of so many bits. Fewer bits than the number needs fail the query.
#[doc = example!(math::bit_count; bit_count(e.size, 64) => r#"bit_count("entry"."size", 64)"#)]
pub fn bit_count<E: Argument<i64, R, T>, R, T: SqlType>(number: E, bits: i64) -> Expr<R, Like<T, i64>> {
    call("bit_count", [number.argument(), bits.into()])
}
