//! `sinh`, `cosh` and `tanh` to the last digit of Java's: those of fdlibm, over the `exp` and `expm1` of fdlibm. The ones of the platform
//! round otherwise.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::{
    super::support::{
        arguments::{doubles, returns_double},
        define::function,
    },
    doubles::of_type,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let named =
        |name, body: fn(&[ArrayRef], &DataType) -> Result<ArrayRef>| function(name, doubles::<1>, returns_double, body);
    vec![
        named("sinh", |args, data_type| of_type(&args[0], data_type, sinh)),
        named("cosh", |args, data_type| of_type(&args[0], data_type, cosh)),
        named("tanh", |args, data_type| of_type(&args[0], data_type, tanh)),
    ]
}

/// From here on, one of the two exponential terms is lost in the other.
const ONE_TERM: f64 = 22.0;

/// Almost the logarithm of the largest double: fdlibm compares the upper half of the bits with 0x40862E42.
const LARGEST: f64 = f64::from_bits(0x4086_2E42_0000_0000);

fn sinh(x: f64) -> f64 {
    let (size, half) = (x.abs(), 0.5f64.copysign(x));
    if size >= ONE_TERM || x.is_nan() {
        return half_of_exp(half, size);
    }
    let t = libm::expm1(size);
    match size < 1.0 {
        true => half * (2.0 * t - t * t / (t + 1.0)),
        false => half * (t + t / (t + 1.0)),
    }
}

fn cosh(x: f64) -> f64 {
    let size = x.abs();
    if size < 0.5 * std::f64::consts::LN_2 {
        let t = libm::expm1(size);
        return 1.0 + t * t / (2.0 * (1.0 + t));
    }
    if size < ONE_TERM {
        let t = libm::exp(size);
        return 0.5 * t + 0.5 / t;
    }
    half_of_exp(0.5, size)
}

fn half_of_exp(half: f64, size: f64) -> f64 {
    if size < LARGEST {
        return half * libm::exp(size);
    }
    let root = libm::exp(0.5 * size);
    half * root * root
}

fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let tanh = match size {
        _ if x.is_nan() => return f64::NAN,
        ONE_TERM.. => 1.0,
        1.0.. => 1.0 - 2.0 / (libm::expm1(2.0 * size) + 2.0),
        _ => {
            let t = libm::expm1(-2.0 * size);
            -t / (t + 2.0)
        }
    };
    tanh.copysign(x)
}
