//! Byte strings in base 32, 64 and 16, and numbers as byte strings.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::{
    cast,
    support::{
        arguments::{
            bigints, doubles, fits_double, fits_integer, fits_varchar, invalid_argument, one_varbinary, returns_bigint,
            returns_double, returns_integer, returns_real, returns_varbinary, returns_varchar, wrong_arguments,
        },
        define::{Body, function},
        values::{bytes, bytes_scalar, each, string, string_scalar},
    },
};
use crate::types::AthenaType;

pub(super) fn all() -> Vec<ScalarUDF> {
    let encoding = |name, body: Body| function(name, one_varbinary, returns_varchar, body);
    let decoding = |name, body: Body| function(name, varchar_or_varbinary, returns_varbinary, body);
    vec![
        encoding("to_hex", |args, to| each(args, to, |row| Ok(Some(string_scalar(to_hex(bytes(&row[0]))))))),
        decoding("from_hex", |args, to| each(args, to, |row| from_hex(text(&row[0])).map(Some))),
        encoding("to_base32", |args, to| each(args, to, |row| Ok(Some(string_scalar(to_base32(bytes(&row[0]))))))),
        decoding("from_base32", |args, to| each(args, to, |row| from_base32(text(&row[0])).map(Some))),
        encoding("to_base64", |args, to| each(args, to, |row| Ok(Some(string_scalar(BASE64.encode(bytes(&row[0]))))))),
        decoding("from_base64", |args, to| each(args, to, |row| from_base64(text(&row[0]), &BASE64).map(Some))),
        encoding("to_base64url", |args, to| {
            each(args, to, |row| Ok(Some(string_scalar(BASE64_URL.encode(bytes(&row[0]))))))
        }),
        decoding("from_base64url", |args, to| each(args, to, |row| from_base64(text(&row[0]), &BASE64_URL).map(Some))),
    ]
    .into_iter()
    .chain(numbers())
    .collect()
}

fn numbers() -> Vec<ScalarUDF> {
    vec![
        function("to_big_endian_32", one_integer, returns_varbinary, big_endian),
        function("to_big_endian_64", bigints::<1>, returns_varbinary, big_endian),
        function("from_big_endian_32", one_varbinary, returns_integer, |args, to| {
            each(args, to, |row| {
                let bytes =
                    exactly(bytes(&row[0]), |length| format!("expected 4-byte input, but got instead: {length}"));
                Ok(Some(ScalarValue::Int32(Some(i32::from_be_bytes(bytes?)))))
            })
        }),
        function("from_big_endian_64", one_varbinary, returns_bigint, |args, to| {
            each(args, to, |row| {
                let bytes =
                    exactly(bytes(&row[0]), |length| format!("expected 8-byte input, but got instead: {length}"));
                Ok(Some(ScalarValue::Int64(Some(i64::from_be_bytes(bytes?)))))
            })
        }),
        function("to_ieee754_32", one_real, returns_varbinary, |args, to| {
            let reals = cast::convert(&args[0], &AthenaType::Real, false)?;
            big_endian(&[reals], to)
        }),
        function("to_ieee754_64", doubles::<1>, returns_varbinary, big_endian),
        function("from_ieee754_32", one_varbinary, returns_real, |args, to| {
            each(args, to, |row| {
                let message = |_| "Input floating-point value must be exactly 4 bytes long".to_owned();
                Ok(Some(ScalarValue::Float32(Some(f32::from_be_bytes(exactly(bytes(&row[0]), message)?)))))
            })
        }),
        function("from_ieee754_64", one_varbinary, returns_double, |args, to| {
            each(args, to, |row| {
                let message = |_| "Input floating-point value must be exactly 8 bytes long".to_owned();
                Ok(Some(ScalarValue::Float64(Some(f64::from_be_bytes(exactly(bytes(&row[0]), message)?)))))
            })
        }),
    ]
}

fn varchar_or_varbinary(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Binary] => Ok(args.to_vec()),
        [arg] if fits_varchar(arg) => Ok(vec![DataType::Utf8]),
        _ => Err(wrong_arguments(name, args, "varchar or varbinary")),
    }
}

fn one_integer(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if fits_integer(arg) => Ok(vec![DataType::Int32]),
        _ => Err(wrong_arguments(name, args, "integer")),
    }
}

/// Numbers that Trino makes a `real` by itself; decimals are left as they are, because Arrow rounds them in another way.
fn one_real(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Decimal128(..)] => Ok(args.to_vec()),
        [DataType::Float64] => Err(wrong_arguments(name, args, "real")),
        [arg] if fits_double(arg) => Ok(vec![DataType::Float32]),
        _ => Err(wrong_arguments(name, args, "real")),
    }
}

/// The characters of an encoded string; some functions take them as a byte string as well.
fn text(value: &ScalarValue) -> &[u8] {
    match value {
        ScalarValue::Binary(_) => bytes(value),
        _ => string(value).as_bytes(),
    }
}

/// By hand, as are [`from_hex`] and base 32: no crate that the engine has already does it, and it is a few lines.
fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn from_hex(digits: &[u8]) -> Result<ScalarValue> {
    let invalid =
        || invalid_argument(format!("`{}` is not a string of hexadecimal digits", String::from_utf8_lossy(digits)));
    if !digits.len().is_multiple_of(2) {
        return Err(invalid());
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).ok_or_else(invalid);
    let byte = |pair: &[u8]| Ok((digit(pair[0])? << 4 | digit(pair[1])?) as u8);
    digits.chunks(2).map(byte).collect::<Result<Vec<_>>>().map(bytes_scalar)
}

/// RFC 4648, padded.
fn to_base32(bytes: &[u8]) -> String {
    let chunk = |chunk: &[u8]| {
        let mut padded = [0; 8];
        padded[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(padded);
        let digits = (chunk.len() * 8).div_ceil(5);
        let character = move |at: usize| match at < digits {
            true => char::from(BASE32[(bits >> (35 - 5 * at) & 31) as usize]),
            false => '=',
        };
        (0..8).map(character).collect::<String>()
    };
    bytes.chunks(5).map(chunk).collect()
}

/// With any padding at the end; bits that are left over do not count.
fn from_base32(text: &[u8]) -> Result<ScalarValue> {
    let length = text.iter().rposition(|c| *c != b'=').map_or(0, |last| last + 1);
    if matches!(length % 8, 1 | 3 | 6) {
        return Err(invalid_argument(format!("Invalid input length {length}")));
    }
    let mut decoded = Vec::new();
    let (mut bits, mut known) = (0u32, 0);
    for c in &text[..length] {
        let digit = BASE32.iter().position(|digit| digit == c);
        let digit = digit.ok_or_else(|| invalid_argument(format!("Unrecognized character: {}", c.escape_ascii())))?;
        bits = (bits << 5 | digit as u32) & 0xfff;
        known += 5;
        if known >= 8 {
            known -= 8;
            decoded.push((bits >> known) as u8);
        }
    }
    Ok(bytes_scalar(decoded))
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Padded, and read with or without padding; bits that are left over do not count.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

fn from_base64(text: &[u8], alphabet: &GeneralPurpose) -> Result<ScalarValue> {
    if text.contains(&b'=') && !text.len().is_multiple_of(4) {
        return Err(invalid_argument("not valid Base64: Input byte array has wrong 4-byte ending unit"));
    }
    let decoded = alphabet.decode(text);
    decoded.map(bytes_scalar).map_err(|cause| invalid_argument(format!("not valid Base64: {cause}")))
}

/// The bytes of numbers, the highest first; NaN has one form.
fn big_endian(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        Ok(match &row[0] {
            ScalarValue::Int32(Some(number)) => Some(bytes_scalar(number.to_be_bytes())),
            ScalarValue::Int64(Some(number)) => Some(bytes_scalar(number.to_be_bytes())),
            ScalarValue::Float32(Some(number)) if number.is_nan() => Some(bytes_scalar(f32::NAN.to_be_bytes())),
            ScalarValue::Float32(Some(number)) => Some(bytes_scalar(number.to_be_bytes())),
            ScalarValue::Float64(Some(number)) if number.is_nan() => Some(bytes_scalar(f64::NAN.to_be_bytes())),
            ScalarValue::Float64(Some(number)) => Some(bytes_scalar(number.to_be_bytes())),
            _ => None,
        })
    })
}

fn exactly<const N: usize>(bytes: &[u8], message: impl FnOnce(usize) -> String) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| invalid_argument(message(bytes.len())))
}
