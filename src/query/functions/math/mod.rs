//! Mathematics. `double` is `f64`; where a function takes a `double`, Athena converts an integer to one.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../../doctest/entry.rs")]
//! ```

use super::{
    Argument, BaseOf, Expr, Expression, NullableLike, NullableLike2, NullableLike3, SqlType, call,
    number::{FractionalOf, NumericArgument, as_double},
};

use crate::types::AthenaType;

mod bits;
mod doubles;

pub use bits::{
    bit_count, bitwise_and, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift,
    bitwise_right_shift_arithmetic, bitwise_xor,
};
pub use doubles::{
    acos, asin, atan, atan2, cbrt, cos, cosh, degrees, exp, is_finite, is_infinite, is_nan, ln, log, log2, log10,
    power, radians, sin, sinh, sqrt, tan, tanh,
};

macro_rules! same_type {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident;)+) => {$(
        documented! {
            example math::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<N: NumericArgument>(number: N) -> Expr<N::Reads, N::Type> {
                call(stringify!($name), [number.number()])
            }
        }
    )+};
}

same_type! {
    /// `abs(number)`: the absolute value, in the number's type. The smallest integer of a type fails the query.
    [abs(e.size) => r#"abs("entry"."size")"#]
    abs;

    /// `sign(number)`: the sign as -1, 0 or 1, in the number's type.
    [sign(e.size) => r#"sign("entry"."size")"#]
    sign;

    /// `ceil(number)`: the number rounded up to an integer, in the number's type.
    [ceil(e.ratio) => r#"ceil("entry"."ratio")"#]
    ceil;

    /// `floor(number)`: the number rounded down to an integer, in the number's type.
    [floor(e.ratio) => r#"floor("entry"."ratio")"#]
    floor;

    /// `round(number)`: the number rounded to the nearest integer, in the number's type; a half rounds away from 0.
    [round(e.ratio) => r#"round("entry"."ratio")"#]
    round;
}

/// `round(number, digits)`: the number rounded to that many digits after the decimal point, or before it if `digits` is negative.
///
/// With the view [`Entry`](crate::query::functions::math#the-view-of-the-examples):
///
/// ```
#[doc = include_str!("../../../doctest/opening.txt")]
/// use quilt_athena::query::{avg, functions::math::round_to};
///
/// let e = Entry::view();
/// let query = select().from(&e).select(round_to(e.ratio, 2));
/// assert_eq!(query.sql()?, r#"SELECT round("entry"."ratio", 2) FROM "entries" AS "entry""#);
/// # recorded(query.rows())?;
/// let query = select().from(&e).aggregate().select(round_to(avg(e.size), 2));
/// assert_eq!(query.sql()?, r#"SELECT round(AVG("entry"."size"), 2) FROM "entries" AS "entry""#);
/// # recorded(query.rows())?;
/// # Ok(())
/// # }
/// ```
pub fn round_to<N: NumericArgument>(number: N, digits: i32) -> Expr<N::Reads, N::Type> {
    call("round", [number.number(), digits.into()])
}

/// `truncate(number)`: the number rounded towards 0 to an integer. A `real` stays a `real`; an integer becomes a `double`, of which Trino would
/// make a decimal.
///
#[doc = example!(
    math::truncate;
    truncate(e.ratio) => r#"truncate("entry"."ratio")"#;
    truncate(e.size) => r#"truncate(CAST("entry"."size" AS double))"#
)]
pub fn truncate<N: NumericArgument>(number: N) -> Expr<N::Reads, NullableLike<N::Type, FractionalOf<N>>> {
    call("truncate", [as_double(number, |data_type| matches!(data_type, AthenaType::Integer | AthenaType::Bigint))])
}

/// `mod(a, b)`: the remainder of `a` divided by `b`; division by zero fails the query. (`mod` is a keyword in Rust.)
///
#[doc = example!(math::mod_; mod_(e.size, 10) => r#"mod("entry"."size", 10)"#)]
pub fn mod_<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: crate::query::typing::Number,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("mod", [a.ast(), b.argument()])
}

/// `greatest(a, b)`: the larger of two values, NULL if either is. Nest it for more values.
///
#[doc = example!(math::greatest; greatest(e.size, 0) => r#"greatest("entry"."size", 0)"#)]
pub fn greatest<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("greatest", [a.ast(), b.argument()])
}

/// `least(a, b)`: the smaller of two values, NULL if either is. Nest it for more values.
///
#[doc = example!(math::least; least(e.size, 1000) => r#"least("entry"."size", 1000)"#)]
pub fn least<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("least", [a.ast(), b.argument()])
}

functions! {
    math;
    /// `pi()`: the constant π.
    [pi() => "pi()"]
    pi() -> like f64;

    /// `nan()`: not a number (NaN).
    [nan() => "nan()"]
    nan() -> like f64;

    /// `infinity()`: positive infinity.
    [infinity() => "infinity()"]
    infinity() -> like f64;

    /// `rand()`: a random number from 0 up to, but not including, 1; another for each row.
    [rand() => "rand()"]
    rand() -> like f64;

    /// `from_base(string, radix)`: the number that a string in base `radix`, 2 to 36, stands for. An invalid number fails the query.
    [from_base(e.name, 16) => r#"from_base("entry"."name", 16)"#]
    from_base(string: String, radix: i64) -> like i64;

    /// `to_base(number, radix)`: the number as a string in base `radix`, 2 to 36.
    [to_base(e.size, 16) => r#"to_base("entry"."size", 16)"#]
    to_base(number: i64, radix: i64) -> like String;
}

/// `e()`: Euler's number.
///
/// ```
/// use quilt_athena::{prelude::*, query::functions::math::e, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(e()).sql()?.starts_with("SELECT e() FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn e() -> Expr<(), f64> {
    call("e", [])
}

/// `random(low, high)`: a random integer from `low` up to, but not including, `high`; another for each row. A `high` that is not above `low`
/// fails the query.
///
#[doc = example!(math::random; random(0, e.size) => r#"random(0, "entry"."size")"#)]
pub fn random<E, F, R, T, Q, U>(low: E, high: F) -> Expr<(R, Q), NullableLike2<T, U, i64>>
where
    E: Argument<i64, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("random", [low.argument(), high.argument()])
}

type Bucket<N, L, H> =
    NullableLike3<<N as NumericArgument>::Type, <L as NumericArgument>::Type, <H as NumericArgument>::Type, i64>;

/// `width_bucket(number, low, high, count)`: which of the `count` buckets of equal width between `low` and `high` the number is in,
/// counted from 1; 0 if it is below them, `count + 1` if it is above. A count below 1 and equal bounds fail the query.
///
#[doc = example!(math::width_bucket; width_bucket(e.size, 0, 1000, 10) => r#"width_bucket("entry"."size", 0, 1000, 10)"#)]
pub fn width_bucket<N, L, H>(
    number: N,
    low: L,
    high: H,
    count: i64,
) -> Expr<(N::Reads, (L::Reads, H::Reads)), Bucket<N, L, H>>
where
    N: NumericArgument,
    L: NumericArgument,
    H: NumericArgument,
{
    call("width_bucket", [number.number(), low.number(), high.number(), count.into()])
}
