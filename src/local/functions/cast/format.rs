//! `format`, which is Java's `String.format`.

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use chrono::{NaiveDateTime, Timelike};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{fits_varchar, invalid_argument, returns_varchar, wrong_arguments},
    decimal::PlainDecimal,
    define::function,
    size::check_value,
    values::{each_string, float, strings},
};
use crate::local::{
    errors::{refused, type_mismatch, unsupported},
    temporal::{Clock, Moment, Temporal, UTC, Zone, fraction},
    types::{TypeClass, type_name},
};

pub(super) fn format() -> ScalarUDF {
    function("format", format_and_values, returns_varchar, |args, _| {
        each_string(&args[..1], |row| formatted(strings(&args[0]).value(row), &args[1..], row).map(Some))
    })
}

fn format_and_values(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let [format, values @ ..] = args else { return Err(wrong_arguments(name, args, "varchar, T, …")) };
    if values.is_empty() {
        return Err(refused("SYNTAX_ERROR", "The 'format' function must have at least two arguments"));
    }
    if !fits_varchar(format) || *format == DataType::Null {
        let given = type_name(format);
        return Err(type_mismatch(format!("Type of first argument to format() must be VARCHAR (actual: {given})")));
    }
    for value in values {
        match TypeClass::of(value) {
            TypeClass::Nested | TypeClass::Binary | TypeClass::YearMonthInterval | TypeClass::DayTimeInterval => {
                let message = format!("Type not supported for formatting: {}", type_name(value));
                return Err(refused("NOT_SUPPORTED", message));
            }
            _ => {}
        }
    }
    let value = |data_type: &DataType| match TypeClass::of(data_type) {
        TypeClass::Integer => DataType::Int64,
        TypeClass::Json | TypeClass::Char => DataType::Utf8,
        _ => data_type.clone(),
    };
    Ok(std::iter::once(DataType::Utf8).chain(values.iter().map(value)).collect())
}

/// `%[index$][flags][width][.precision]conversion`
#[derive(Debug, Default)]
struct Specifier {
    index: Option<usize>,
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    conversion: char,
    /// As it is written.
    source: String,
}

impl Specifier {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// How long it makes a short value.
    fn longest(&self) -> usize {
        let digits = self.precision.filter(|_| "feE".contains(self.conversion));
        self.width.unwrap_or(0).saturating_add(digits.unwrap_or(0))
    }

    /// With spaces, up to the width.
    fn padded(&self, text: String) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        let spaces = " ".repeat(missing);
        if self.has('-') { text + &spaces } else { spaces + &text }
    }

    /// Digits with grouping, zeros and a sign.
    fn number(&self, negative: bool, digits: &str) -> String {
        let (whole, fraction) = match digits.find(['.', 'e']) {
            Some(at) => digits.split_at(at),
            None => (digits, ""),
        };
        let mut whole = if self.has(',') { grouped(whole) } else { whole.to_owned() };
        let (before, after) = match negative {
            true if self.has('(') => ("(", ")"),
            true => ("-", ""),
            false if self.has('+') => ("+", ""),
            false if self.has(' ') => (" ", ""),
            false => ("", ""),
        };
        if self.has('0') {
            let length = before.len() + whole.len() + fraction.len() + after.len();
            whole = "0".repeat(self.width.unwrap_or(0).saturating_sub(length)) + &whole;
        }
        self.padded(format!("{before}{whole}{fraction}{after}"))
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn formatted(format: &str, values: &[ArrayRef], row: usize) -> Result<String> {
    let invalid = |reason: String| invalid_argument(format!("Invalid format string: {format} ({reason})"));
    let (mut out, mut rest, mut next) = (String::new(), format, 0);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let conversion = rest[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || "-#+ 0,(.$".contains(c));
        if conversion.starts_with('<') {
            return Err(unsupported("`%<`, the argument before, in format"));
        }
        let unknown = || {
            let conversion = conversion.chars().next().map_or("%".to_owned(), String::from);
            format!("UnknownFormatConversion: Conversion = '{conversion}'")
        };
        let (specifier, after) = parsed(&rest[at..]).and_then(|found| found.ok_or_else(unknown)).map_err(invalid)?;
        rest = after;
        let twice = |flag: &char| specifier.flags.matches(*flag).count() > 1;
        if let Some(flag) = specifier.flags.chars().find(twice) {
            return Err(invalid(format!("DuplicateFormatFlags: Flags = '{flag}'")));
        }
        check_value(out.len().saturating_add(specifier.longest()))?;
        match specifier.conversion {
            '%' => out.push_str(&specifier.padded("%".to_owned())),
            'n' => match specifier.width {
                Some(width) => return Err(invalid(format!("IllegalFormatWidth: {width}"))),
                None => out.push('\n'),
            },
            _ => {
                let index = specifier.index.unwrap_or(next);
                next += usize::from(specifier.index.is_none());
                let missing = || invalid(format!("MissingFormatArgument: Format specifier '{}'", specifier.source));
                let value = ScalarValue::try_from_array(values.get(index).ok_or_else(missing)?, row)?;
                out.push_str(&one(&specifier, &value, &invalid)?);
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The digits at the beginning, as far as Java's `int` has them, and how many there are.
fn number(rest: &str) -> Option<(Option<usize>, usize)> {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number = || rest[..end].parse::<i32>().ok().and_then(|number| usize::try_from(number).ok());
    (end > 0).then(|| (number(), end))
}

/// The specifier that the string begins with, and what follows it; `None` for one without a conversion that Java has.
///
/// # Errors
/// Java's, for a number that its `int` does not hold, and for an argument before the first.
fn parsed(format: &str) -> Result<Option<(Specifier, &str)>, String> {
    let mut rest = format.strip_prefix('%').unwrap_or(format);
    let mut specifier = Specifier::default();
    if let Some((index, end)) = number(rest)
        && rest[end..].starts_with('$')
    {
        let index = index.ok_or("IllegalFormatArgumentIndex: Format argument index: (not representable as int)")?;
        let index = index.checked_sub(1).ok_or("IllegalFormatArgumentIndex: Illegal format argument index = 0")?;
        specifier.index = Some(index);
        rest = &rest[end + 1..];
    }
    let end = rest.find(|c| !"-#+ 0,(".contains(c)).unwrap_or(rest.len());
    specifier.flags = rest[..end].to_owned();
    rest = &rest[end..];
    if let Some((width, end)) = number(rest) {
        specifier.width = Some(width.ok_or_else(|| format!("IllegalFormatWidth: {}", i32::MIN))?);
        rest = &rest[end..];
    }
    if let Some(after) = rest.strip_prefix('.') {
        let Some((precision, end)) = number(after) else { return Ok(None) };
        specifier.precision = Some(precision.ok_or_else(|| format!("IllegalFormatPrecision: {}", i32::MIN))?);
        rest = &after[end..];
    }
    let Some(conversion) = rest.chars().next() else { return Ok(None) };
    specifier.conversion = conversion;
    rest = &rest[specifier.conversion.len_utf8()..];
    specifier.source = format[..format.len() - rest.len()].to_owned();
    Ok("bBhHsScCdoxXeEfgGaAtT%n".contains(conversion).then_some((specifier, rest)))
}

/// Java's class of an argument.
fn class(value: &ScalarValue) -> &'static str {
    match value {
        ScalarValue::Boolean(_) => "java.lang.Boolean",
        ScalarValue::Float32(_) => "java.lang.Float",
        ScalarValue::Float64(_) => "java.lang.Double",
        ScalarValue::Decimal128(..) => "java.math.BigDecimal",
        ScalarValue::Int64(_) => "java.lang.Long",
        ScalarValue::Date32(_) => "java.time.LocalDate",
        time if Moment::of(time).is_some() => match Moment::of(time).and_then(|moment| moment.temporal) {
            Some(Temporal { clock: Clock::Time, .. }) => "java.time.LocalTime",
            Some(Temporal { clock: Clock::Local, .. }) => "java.time.LocalDateTime",
            _ => "java.time.ZonedDateTime",
        },
        _ => "java.lang.String",
    }
}

fn one(specifier: &Specifier, value: &ScalarValue, invalid: &dyn Fn(String) -> DataFusionError) -> Result<String> {
    let conversion = specifier.conversion;
    let wrong = || invalid(format!("IllegalFormatConversion: {conversion} != {}", class(value)));
    if specifier.width.is_none() && specifier.flags.contains(['-', '0']) {
        return Err(invalid(format!("MissingFormatWidth: {}", specifier.source)));
    }
    // What fails in Java in one of many ways.
    let odd = specifier.has('#')
        || (specifier.has('-') && specifier.has('0'))
        || (specifier.has('+') && specifier.has(' '))
        || (!"dfeE".contains(conversion) && specifier.flags.contains(['+', ' ', ',', '(']))
        || (!"dfeExXo".contains(conversion) && specifier.has('0'))
        || ("dxXo".contains(conversion) && specifier.precision.is_some())
        || ("eE".contains(conversion) && specifier.has(','));
    if odd || "hHcCgGaAtT".contains(conversion) {
        return Err(unsupported(format!("`{}` in format", specifier.source)));
    }
    let upper = |text: String| if conversion.is_ascii_uppercase() { text.to_uppercase() } else { text };
    let cut = |text: String| match specifier.precision {
        Some(length) => text.chars().take(length).collect(),
        None => text,
    };
    match (conversion, value) {
        ('b' | 'B', _) => {
            let truth = if let ScalarValue::Boolean(truth) = value { truth.unwrap_or(false) } else { !value.is_null() };
            Ok(upper(specifier.padded(cut(truth.to_string()))))
        }
        ('s' | 'S', _) => Ok(upper(specifier.padded(cut(text(value)?)))),
        (_, value) if value.is_null() => Ok(upper(specifier.padded("null".to_owned()))),
        ('d', ScalarValue::Int64(Some(number))) => {
            Ok(specifier.number(*number < 0, &number.unsigned_abs().to_string()))
        }
        ('x' | 'X', ScalarValue::Int64(Some(number))) => Ok(upper(specifier.number(false, &format!("{number:x}")))),
        ('o', ScalarValue::Int64(Some(number))) => Ok(specifier.number(false, &format!("{number:o}"))),
        ('f' | 'e' | 'E', ScalarValue::Float32(_) | ScalarValue::Float64(_)) => {
            let number = float(value).unwrap_or(f64::NAN);
            if !number.is_finite() {
                return Err(unsupported("NaN and Infinity in format"));
            }
            let digits = match value {
                ScalarValue::Float32(Some(real)) => PlainDecimal::of_real(*real),
                _ => PlainDecimal::of_double(number),
            };
            Ok(upper(fixed_or_scientific(specifier, &digits)))
        }
        ('f' | 'e' | 'E', ScalarValue::Decimal128(Some(unscaled), _, scale)) => {
            let digits = PlainDecimal::of_unscaled(*unscaled, usize::try_from(*scale).unwrap_or(0));
            Ok(upper(fixed_or_scientific(specifier, &digits)))
        }
        _ => Err(wrong()),
    }
}

fn fixed_or_scientific(specifier: &Specifier, digits: &PlainDecimal) -> String {
    let precision = specifier.precision.unwrap_or(6);
    if specifier.conversion == 'f' {
        let size = PlainDecimal { negative: false, ..digits.rounded(precision) };
        return specifier.number(digits.negative, &size.to_string());
    }
    // One digit before the point.
    let all = format!("{}{}", digits.whole, digits.fraction);
    let zeros = all.len() - all.trim_start_matches('0').len();
    let significant = &all[zeros..];
    let mut exponent = match significant.is_empty() {
        true => 0,
        false => digits.whole.len() as i64 - zeros as i64 - 1,
    };
    let mantissa = PlainDecimal {
        negative: false,
        whole: significant.get(..1).unwrap_or_default().to_owned(),
        fraction: significant.get(1..).unwrap_or_default().to_owned(),
    };
    let mut mantissa = mantissa.rounded(precision);
    if mantissa.whole.len() > 1 {
        mantissa.whole.truncate(1);
        exponent += 1;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    specifier.number(digits.negative, &format!("{mantissa}e{sign}{:02}", exponent.abs()))
}

/// Java's `toString`.
fn text(value: &ScalarValue) -> Result<String> {
    Ok(match value {
        _ if value.is_null() => "null".to_owned(),
        ScalarValue::Decimal128(Some(unscaled), _, scale) => {
            let digits = unscaled.unsigned_abs().to_string().len() as i32;
            if digits - 1 - i32::from(*scale) < -6 {
                return Err(unsupported("a small decimal in format"));
            }
            PlainDecimal::of_unscaled(*unscaled, usize::try_from(*scale).unwrap_or(0)).to_string()
        }
        time if let Some(moment @ Moment { temporal: Some(temporal), .. }) = Moment::of(time) => {
            let at = moment.local()?;
            let clock = clock(at);
            let day = at.format("%Y-%m-%d");
            match temporal.clock {
                Clock::Time => clock,
                Clock::Local => format!("{day}T{clock}"),
                Clock::In(zone) => {
                    let offset = Zone::of_minutes(moment.offset()? / 60)?;
                    let offset = if offset == UTC { "Z".to_owned() } else { offset.to_string() };
                    match zone {
                        Zone::Offset(minutes) if minutes != 0 => format!("{day}T{clock}{offset}"),
                        zone => format!("{day}T{clock}{offset}[{zone}]"),
                    }
                }
            }
        }
        other => {
            let array = other.to_array()?;
            match array.as_string_opt::<i32>() {
                Some(strings) if strings.is_valid(0) => strings.value(0).to_owned(),
                _ => crate::text::format_value(&array, 0).unwrap_or_default(),
            }
        }
    })
}

/// A time of a day as Java prints it: what is zero at the end is left out, and digits of a second come in threes.
fn clock(at: NaiveDateTime) -> String {
    let nanos = at.and_utc().timestamp_subsec_nanos();
    let digits = match nanos {
        0 if at.second() == 0 => return at.format("%H:%M").to_string(),
        0 => 0,
        nanos if nanos % 1_000_000 == 0 => 3,
        nanos if nanos % 1_000 == 0 => 6,
        _ => 9,
    };
    format!("{}{}", at.format("%H:%M:%S"), fraction(at, digits))
}
