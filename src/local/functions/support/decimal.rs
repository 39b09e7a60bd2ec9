//! Numbers as their decimal digits, which Trino rounds half up.

use arrow_buffer::i256;

/// A number without an exponent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlainDecimal {
    pub(crate) negative: bool,
    /// The digits before the point, without leading zeros.
    pub(crate) whole: String,
    /// The digits behind it.
    pub(crate) fraction: String,
}

impl PlainDecimal {
    /// The shortest digits of a number that is neither NaN nor infinite.
    pub(crate) fn of_double(number: f64) -> Self {
        Self::of_digits(&format!("{number:e}"))
    }

    /// The same for a `real`, which has fewer.
    pub(crate) fn of_real(number: f32) -> Self {
        Self::of_digits(&format!("{number:e}"))
    }

    pub(crate) fn of_unscaled(unscaled: i128, scale: usize) -> Self {
        let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        Self { negative: unscaled < 0, whole: whole.trim_start_matches('0').to_owned(), fraction: fraction.to_owned() }
    }

    /// Of `-1.25e-3`.
    fn of_digits(digits: &str) -> Self {
        let (mantissa, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let negative = mantissa.starts_with('-');
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let (whole, fraction) = if exponent < 0 {
            (String::new(), format!("{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)))
        } else {
            let whole = exponent as usize + 1;
            let padded = format!("{digits:0<whole$}");
            (padded[..whole].to_owned(), padded[whole..].to_owned())
        };
        Self { negative, whole: whole.trim_start_matches('0').to_owned(), fraction }
    }

    /// With that many digits behind the point; half away from zero.
    pub(crate) fn rounded(&self, scale: usize) -> Self {
        let up = self.fraction.as_bytes().get(scale).is_some_and(|next| *next >= b'5');
        let kept: String = self.fraction.chars().chain(std::iter::repeat('0')).take(scale).collect();
        let mut digits: Vec<u8> = format!("0{}{kept}", self.whole).into_bytes();
        for digit in digits.iter_mut().rev().take(if up { usize::MAX } else { 0 }) {
            *digit = if *digit == b'9' { b'0' } else { *digit + 1 };
            if *digit != b'0' {
                break;
            }
        }
        let digits: String = digits.into_iter().map(char::from).collect();
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        Self { negative: self.negative, whole: whole.trim_start_matches('0').to_owned(), fraction: fraction.to_owned() }
    }

    /// The whole number of the last digit's units; `None` beyond 38 digits.
    pub(crate) fn unscaled(&self) -> Option<i128> {
        let size: i128 = format!("0{}{}", self.whole, self.fraction).parse().ok()?;
        fits(size, 38).then_some(if self.negative { -size } else { size })
    }
}

/// `12.50`, `-0.5`
impl std::fmt::Display for PlainDecimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        match self.fraction.is_empty() {
            true => write!(f, "{sign}{whole}"),
            false => write!(f, "{sign}{whole}.{}", self.fraction),
        }
    }
}

/// Whether a number has no more than that many digits.
pub(crate) fn fits(unscaled: i128, precision: u8) -> bool {
    10u128.checked_pow(u32::from(precision)).is_none_or(|limit| unscaled.unsigned_abs() < limit)
}

/// 10ⁿ, up to 10⁷⁶.
pub(crate) fn power_of_ten(n: u32) -> Option<i256> {
    i256::from_i128(10).checked_pow(n)
}

/// A quotient, rounded half away from zero; `None` for a divisor of zero.
pub(crate) fn divided(dividend: i256, divisor: i256) -> Option<i256> {
    let quotient = dividend.checked_div(divisor)?;
    let rest = dividend.checked_rem(divisor)?;
    let rest = rest.checked_abs()?;
    let up = rest >= divisor.checked_abs()?.checked_sub(rest)?;
    let away = if (dividend < i256::ZERO) == (divisor < i256::ZERO) { i256::ONE } else { i256::MINUS_ONE };
    if up { quotient.checked_add(away) } else { Some(quotient) }
}

/// A number of one scale in another, rounded half away from zero.
pub(crate) fn rescaled(unscaled: i128, from: i32, to: i32) -> Option<i128> {
    let power = power_of_ten((to - from).unsigned_abs())?;
    let wide = i256::from_i128(unscaled);
    let moved = if to >= from { wide.checked_mul(power)? } else { divided(wide, power)? };
    moved.to_i128()
}

/// A decimal as a double, as Trino converts it: up to 18 digits by a division, more of them by reading the digits.
pub(crate) fn to_double(unscaled: i128, precision: u8, scale: usize) -> f64 {
    match precision <= 18 {
        true => unscaled as f64 / 10f64.powi(scale as i32),
        false => PlainDecimal::of_unscaled(unscaled, scale).to_string().parse().unwrap_or(f64::NAN),
    }
}

/// The same as a `real`.
pub(crate) fn to_real(unscaled: i128, precision: u8, scale: usize) -> f32 {
    match precision <= 18 {
        true => unscaled as f32 / 10f32.powi(scale as i32),
        false => PlainDecimal::of_unscaled(unscaled, scale).to_string().parse().unwrap_or(f32::NAN),
    }
}
