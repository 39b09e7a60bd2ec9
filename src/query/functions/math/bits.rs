//! Bitwise operations on integers, in two's complement.

use super::super::{Argument, Expr, NullableLike, NullableLike2, SqlType, call};

macro_rules! bits {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident($a:ident, $b:ident);)+) => {$(
        documented! {
            example math::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E, F, R, T, Q, U>($a: E, $b: F) -> Expr<(R, Q), NullableLike2<T, U, i64>>
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
    /// `bitwise_and(a, b)`: the bitwise AND of two numbers.
    [bitwise_and(e.size, 255) => r#"bitwise_and("entry"."size", 255)"#]
    bitwise_and(a, b);

    /// `bitwise_or(a, b)`: the bitwise OR of two numbers.
    [bitwise_or(e.size, 1) => r#"bitwise_or("entry"."size", 1)"#]
    bitwise_or(a, b);

    /// `bitwise_xor(a, b)`: the bitwise XOR of two numbers.
    [bitwise_xor(e.size, 1) => r#"bitwise_xor("entry"."size", 1)"#]
    bitwise_xor(a, b);

    /// `bitwise_left_shift(number, shift)`: the bits shifted to the left.
    [bitwise_left_shift(e.size, 8) => r#"bitwise_left_shift("entry"."size", 8)"#]
    bitwise_left_shift(number, shift);

    /// `bitwise_right_shift(number, shift)`: the bits shifted to the right, with zeros from the left.
    [bitwise_right_shift(e.size, 8) => r#"bitwise_right_shift("entry"."size", 8)"#]
    bitwise_right_shift(number, shift);

    /// `bitwise_right_shift_arithmetic(number, shift)`: the bits shifted to the right, with copies of the sign from the left.
    [bitwise_right_shift_arithmetic(e.size, 8) => r#"bitwise_right_shift_arithmetic("entry"."size", 8)"#]
    bitwise_right_shift_arithmetic(number, shift);
}

/// `bitwise_not(number)`: each bit inverted.
///
#[doc = example!(math::bitwise_not; bitwise_not(e.size) => r#"bitwise_not("entry"."size")"#)]
pub fn bitwise_not<E: Argument<i64, R, T>, R, T: SqlType>(number: E) -> Expr<R, NullableLike<T, i64>> {
    call("bitwise_not", [number.argument()])
}

/// `bit_count(number, bits)`: the number of bits that are set in a number of `bits` bits. Fewer bits than the number needs fail the
/// query.
///
#[doc = example!(math::bit_count; bit_count(e.size, 64) => r#"bit_count("entry"."size", 64)"#)]
pub fn bit_count<E: Argument<i64, R, T>, R, T: SqlType>(number: E, bits: i64) -> Expr<R, NullableLike<T, i64>> {
    call("bit_count", [number.argument(), bits.into()])
}
