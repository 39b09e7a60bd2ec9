//! Mathematics. `double` is `f64`; a whole number becomes one where a `double` is asked for.

use super::{
    Argument, BaseOf, Expr, Expression, Like, Like2, Like3, SqlType, call,
    number::{FloatOf, Numeric, as_double},
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

macro_rules! same {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident;)+) => {$(
        documented! {
            "math" $name "example.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<N: Numeric>(number: N) -> Expr<N::Reads, N::Type> {
                call(stringify!($name), [number.number()])
            }
        }
    )+};
}

same! {
    /// `abs(number)`: without its sign, in the number's type. The smallest whole number of a type fails the query.
    [abs(e.size) => r#"abs("e"."size")"#]
    abs;

    /// `sign(number)`: -1, 0 or 1, in the number's type.
    [sign(e.size) => r#"sign("e"."size")"#]
    sign;

    /// `ceil(number)`: up to a whole number, in the number's type.
    [ceil(e.ratio) => r#"ceil("e"."ratio")"#]
    ceil;

    /// `floor(number)`: down to a whole number, in the number's type.
    [floor(e.ratio) => r#"floor("e"."ratio")"#]
    floor;

    /// `round(number)`: to the nearest whole number, in the number's type; a half goes away from 0.
    [round(e.ratio) => r#"round("e"."ratio")"#]
    round;
}

/// `round(number, digits)`: to so many digits behind the point, or before it where `digits` is negative.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::{avg, functions::math::round_to};
///
/// assert_eq!(sql!(round_to(e.ratio, 2)), r#"round("e"."ratio", 2)"#);
/// assert!(select().from(&e).aggregate().select(round_to(avg(e.size), 2)).sql()?.starts_with(r#"SELECT round(AVG("e"."size"), 2) FROM"#));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn round_to<N: Numeric>(number: N, digits: i32) -> Expr<N::Reads, N::Type> {
    call("round", [number.number(), digits.into()])
}

/// `truncate(number)`: towards 0 to a whole number. A `real` stays one, a whole number becomes a `double`.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::truncate;
///
/// assert_eq!(sql!(truncate(e.ratio)), r#"truncate("e"."ratio")"#);
/// // Trino would give a decimal.
/// assert_eq!(sql!(truncate(e.size)), r#"truncate(CAST("e"."size" AS double))"#);
/// ```
pub fn truncate<N: Numeric>(number: N) -> Expr<N::Reads, Like<N::Type, FloatOf<N>>> {
    call("truncate", [as_double(number, |of| matches!(of, AthenaType::Integer | AthenaType::Bigint))])
}

/// `mod(a, b)`: what remains of `a` divided by `b`; division by zero fails the query. (`mod` is a word of Rust's.)
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::mod_;
///
/// assert_eq!(sql!(mod_(e.size, 10)), r#"mod("e"."size", 10)"#);
/// ```
pub fn mod_<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: crate::query::typing::Number,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("mod", [a.ast(), b.argument()])
}

/// `greatest(a, b)`: the larger of two values, NULL where one is. For more, nest it.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::greatest;
///
/// assert_eq!(sql!(greatest(e.size, 0)), r#"greatest("e"."size", 0)"#);
/// ```
pub fn greatest<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("greatest", [a.ast(), b.argument()])
}

/// `least(a, b)`: the smaller of two values, NULL where one is. For more, nest it.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::least;
///
/// assert_eq!(sql!(least(e.size, 1000)), r#"least("e"."size", 1000)"#);
/// ```
pub fn least<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("least", [a.ast(), b.argument()])
}

functions! {
    "math";
    /// `pi()`
    [pi() => "pi()"]
    pi() -> like f64;

    /// `nan()`: no number.
    [nan() => "nan()"]
    nan() -> like f64;

    /// `infinity()`
    [infinity() => "infinity()"]
    infinity() -> like f64;

    /// `rand()`: a random number from 0, below 1; another one for each row.
    [rand() => "rand()"]
    rand() -> like f64;

    /// `from_base(text, radix)`: the number of a text in a number system, 2 to 36. What is none fails the query.
    [from_base(e.name, 16) => r#"from_base("e"."name", 16)"#]
    from_base(text: String, radix: i64) -> like i64;

    /// `to_base(number, radix)`: as text in a number system, 2 to 36.
    [to_base(e.size, 16) => r#"to_base("e"."size", 16)"#]
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

/// `random(low, high)`: a random whole number from `low`, below `high`; another one for each row. A `high` that is not above `low` fails the
/// query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::random;
///
/// assert_eq!(sql!(random(0, e.size)), r#"random(0, "e"."size")"#);
/// ```
pub fn random<E, F, R, T, Q, U>(low: E, high: F) -> Expr<(R, Q), Like2<T, U, i64>>
where
    E: Argument<i64, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("random", [low.argument(), high.argument()])
}

type OfThree<N, L, H> = Like3<<N as Numeric>::Type, <L as Numeric>::Type, <H as Numeric>::Type, i64>;

/// `width_bucket(number, low, high, count)`: which of `count` buckets of one width between `low` and `high` it falls into, from 1; 0 below
/// them, `count + 1` above. A count below 1 and bounds that are equal fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::math::width_bucket;
///
/// assert_eq!(sql!(width_bucket(e.size, 0, 1000, 10)), r#"width_bucket("e"."size", 0, 1000, 10)"#);
/// ```
pub fn width_bucket<N, L, H>(
    number: N,
    low: L,
    high: H,
    count: i64,
) -> Expr<(N::Reads, (L::Reads, H::Reads)), OfThree<N, L, H>>
where
    N: Numeric,
    L: Numeric,
    H: Numeric,
{
    call("width_bucket", [number.number(), low.number(), high.number(), count.into()])
}
