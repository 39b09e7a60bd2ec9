//! Numbers in files, as Java and Hive read them.
//!
//! By hand, because no crate reads and writes what Java does: octal and hexadecimal integers, `parseDouble` with its suffixes and spaces,
//! and the digits of BigDecimal as BigDecimal prints them, trailing zeros and exponent included.

use std::str::FromStr;

/// An integer: decimal, `0x…`, or octal with a leading zero.
pub(super) fn java_integer(word: &str) -> Option<i64> {
    let digits = |digits: &str, radix| {
        let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        plain.then(|| i64::from_str_radix(digits, radix).ok()).flatten()
    };
    if let Some(hex) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return digits(hex, 16);
    }
    match word.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => digits(octal, 8),
        _ => word.parse().ok(),
    }
}

/// A JSON value of an integer column: as [`java_integer`], else the integer part of a decimal number. `08` is not octal, so it is 8.
pub(super) fn json_integer(word: &str) -> Option<i64> {
    java_integer(word).or_else(|| BigDecimal::parse(word)?.integer_part())
}

/// A field of an integer column in a delimited file: decimal digits; those after a point are dropped.
pub(super) fn delimited_integer(field: &str) -> Option<i64> {
    let unsigned = field.strip_prefix(['-', '+']).unwrap_or(field);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    if whole.is_empty() {
        return Some(0);
    }
    let sign = if field.starts_with('-') { "-" } else { "" };
    format!("{sign}{whole}").parse().ok()
}

/// A floating point number as Java's `parseDouble` and `parseFloat` read it: surrounding spaces and the suffixes of literals are fine, and
/// what is too large is infinite. Their hexadecimal form is not read.
pub(super) fn float<T: FromStr>(string: &str) -> Option<T> {
    let string = string.trim_matches(|c| c <= ' ');
    let unsigned = string.strip_prefix(['-', '+']).unwrap_or(string);
    let sign = if string.starts_with('-') { "-" } else { "" };
    match unsigned {
        "NaN" => return "NaN".parse().ok(),
        "Infinity" => return format!("{sign}inf").parse().ok(),
        _ => {}
    }
    let digits = unsigned.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(unsigned);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let begins = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (plain && begins).then(|| format!("{sign}{digits}").parse().ok()).flatten()
}

/// A decimal number as Java's BigDecimal prints it: plain while the exponent is small, else with `E`.
pub(super) fn big_decimal(word: &str) -> Option<String> {
    Some(BigDecimal::parse(word)?.print())
}

/// Java's BigDecimal: digits, and the number of them that are after the point.
struct BigDecimal {
    negative: bool,
    /// Without leading zeros; `0` for zero.
    digits: String,
    scale: i64,
}

impl BigDecimal {
    fn parse(word: &str) -> Option<Self> {
        let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = match all.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        let scale = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
        Some(Self { negative: digits != "0" && word.starts_with('-'), digits: digits.to_owned(), scale })
    }

    /// What is before the point, if it fits.
    fn integer_part(&self) -> Option<i64> {
        let length = i64::try_from(self.digits.len()).ok()? - self.scale;
        if length <= 0 || self.digits == "0" {
            return Some(0);
        }
        // No i64 has more digits.
        let length = usize::try_from(length).ok().filter(|length| *length <= 19)?;
        let sign = if self.negative { "-" } else { "" };
        let kept = &self.digits[..length.min(self.digits.len())];
        format!("{sign}{kept:0<length$}").parse().ok()
    }

    fn print(&self) -> String {
        let Self { digits, scale, .. } = self;
        let sign = if self.negative { "-" } else { "" };
        let adjusted = digits.len() as i64 - 1 - scale;
        if let Some(scale) = usize::try_from(*scale).ok().filter(|_| adjusted >= -6) {
            let padded = format!("{}{digits}", "0".repeat((scale + 1).saturating_sub(digits.len())));
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            return if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}E{adjusted:+}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_integers_are_cut_and_not_rounded_as_trino_435_reads_them() {
        for (from, to) in [
            ("08", Some(8)),
            ("010", Some(8)),
            ("-010", Some(-10)),
            ("07.5", Some(7)),
            ("01e2", Some(100)),
            ("1.9", Some(1)),
            ("-1.9", Some(-1)),
            ("-.5", Some(0)),
            ("5.", Some(5)),
            ("123e-2", Some(1)),
            ("1e-400", Some(0)),
            ("0e400", Some(0)),
            ("1.5e1", Some(15)),
            ("9223372036854775807.5", Some(i64::MAX)),
            ("-9223372036854775808.0", Some(i64::MIN)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("1e18", Some(1_000_000_000_000_000_000)),
            ("1e19", None),
            ("9223372036854775808", None),
            ("0x8000000000000000", None),
            ("0x", None),
            (" 1", None),
            ("1L", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(json_integer(from), to, "{from:?}");
        }
    }

    #[test]
    fn fields_of_integers_are_decimal_only_as_trino_435_reads_them() {
        for (from, to) in [
            ("010", Some(10)),
            ("1.9", Some(1)),
            ("-1.9", Some(-1)),
            ("5.", Some(5)),
            ("-.5", Some(0)),
            (".", Some(0)),
            ("+1", Some(1)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1..5", None),
            ("1.x", None),
            ("0x1F", None),
            ("1e2", None),
            (" 1", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(delimited_integer(from), to, "{from:?}");
        }
    }

    #[test]
    fn floats_are_what_java_parses_as_trino_435_reads_them() {
        for (from, to) in [
            ("1d", Some(1.0)),
            (" 1.5F\u{0}", Some(1.5)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e400", Some(f64::INFINITY)),
            ("-1e400", Some(f64::NEG_INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("\u{a0}1", None),
            ("inf", None),
            ("nan", None),
            ("Infinityd", None),
            ("1L", None),
            ("0x1F", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(float::<f64>(from), to, "{from:?}");
        }
        assert!(float::<f64>("-NaN").is_some_and(f64::is_nan));
        // Rounded once: by way of a double it would be 16777216.
        assert_eq!(float::<f32>("16777217.000000000001"), Some(16_777_218.0));
    }
}
