//! Functions whose result does not depend on the type of the number: most of them a `double`.

use super::super::{Expr, NullableLike, NullableLike2, call, number::NumericArgument};

macro_rules! doubles {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident -> $result:ty;)+) => {$(
        documented! {
            example math::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<N: NumericArgument>(number: N) -> Expr<N::Reads, NullableLike<N::Type, $result>> {
                call(stringify!($name), [number.number()])
            }
        }
    )+};
}

doubles! {
    /// `sqrt(number)`: the square root; NaN for a negative number.
    [sqrt(e.size) => r#"sqrt("entry"."size")"#]
    sqrt -> f64;

    /// `cbrt(number)`: the cube root.
    [cbrt(e.size) => r#"cbrt("entry"."size")"#]
    cbrt -> f64;

    /// `exp(number)`: Euler's number raised to this power.
    [exp(e.ratio) => r#"exp("entry"."ratio")"#]
    exp -> f64;

    /// `ln(number)`: the natural logarithm; NaN for a negative number.
    [ln(e.size) => r#"ln("entry"."size")"#]
    ln -> f64;

    /// `log2(number)`: the logarithm to base 2.
    [log2(e.size) => r#"log2("entry"."size")"#]
    log2 -> f64;

    /// `log10(number)`: the logarithm to base 10.
    [log10(e.size) => r#"log10("entry"."size")"#]
    log10 -> f64;

    /// `sin(number)`: the sine of an angle in radians.
    [sin(e.ratio) => r#"sin("entry"."ratio")"#]
    sin -> f64;

    /// `cos(number)`: the cosine of an angle in radians.
    [cos(e.ratio) => r#"cos("entry"."ratio")"#]
    cos -> f64;

    /// `tan(number)`: the tangent of an angle in radians.
    [tan(e.ratio) => r#"tan("entry"."ratio")"#]
    tan -> f64;

    /// `asin(number)`: the arc sine, in radians.
    [asin(e.ratio) => r#"asin("entry"."ratio")"#]
    asin -> f64;

    /// `acos(number)`: the arc cosine, in radians.
    [acos(e.ratio) => r#"acos("entry"."ratio")"#]
    acos -> f64;

    /// `atan(number)`: the arc tangent, in radians.
    [atan(e.ratio) => r#"atan("entry"."ratio")"#]
    atan -> f64;

    /// `sinh(number)`: the hyperbolic sine.
    [sinh(e.ratio) => r#"sinh("entry"."ratio")"#]
    sinh -> f64;

    /// `cosh(number)`: the hyperbolic cosine.
    [cosh(e.ratio) => r#"cosh("entry"."ratio")"#]
    cosh -> f64;

    /// `tanh(number)`: the hyperbolic tangent.
    [tanh(e.ratio) => r#"tanh("entry"."ratio")"#]
    tanh -> f64;

    /// `degrees(number)`: an angle in radians, converted to degrees.
    [degrees(e.ratio) => r#"degrees("entry"."ratio")"#]
    degrees -> f64;

    /// `radians(number)`: an angle in degrees, converted to radians.
    [radians(e.ratio) => r#"radians("entry"."ratio")"#]
    radians -> f64;

    /// `is_nan(number)`: whether the number is NaN.
    [is_nan(e.ratio) => r#"is_nan("entry"."ratio")"#]
    is_nan -> bool;

    /// `is_finite(number)`: whether the number is neither infinite nor NaN.
    [is_finite(e.ratio) => r#"is_finite("entry"."ratio")"#]
    is_finite -> bool;

    /// `is_infinite(number)`: whether the number is infinite.
    [is_infinite(e.ratio) => r#"is_infinite("entry"."ratio")"#]
    is_infinite -> bool;
}

macro_rules! doubles_of_two {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident($a:ident, $b:ident);)+) => {$(
        documented! {
            example math::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<N: NumericArgument, M: NumericArgument>($a: N, $b: M) -> Expr<(N::Reads, M::Reads), NullableLike2<N::Type, M::Type, f64>> {
                call(stringify!($name), [$a.number(), $b.number()])
            }
        }
    )+};
}

doubles_of_two! {
    /// `power(number, exponent)`: the number raised to a power.
    [power(e.size, 2) => r#"power("entry"."size", 2)"#]
    power(number, exponent);

    /// `log(base, number)`: the logarithm of a number to a base.
    [log(3, e.size) => r#"log(3, "entry"."size")"#]
    log(base, number);

    /// `atan2(y, x)`: the angle of the point `(x, y)`, in radians.
    [atan2(e.ratio, 1.0) => r#"atan2("entry"."ratio", 1E0)"#]
    atan2(y, x);
}
