//! Bytes: their spellings and their hashes ("Binary functions and operators").

use std::sync::Arc;

use arrow_array::{BinaryArray, cast::AsArray};
use arrow_schema::DataType;
use base64::Engine as _;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use md5::Digest as _;
use sha2::Digest as _;

use super::{
    define::{function, returns_text, text_then_numbers, wrong_arguments},
    strings::text,
    values::each,
};
use crate::local::sql_types::{Class, refused};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("to_utf8", one_text, bytes_type, |args, of| each(args, of, |row| Ok(bytes(text(&row[0]).as_bytes())))),
        function("from_utf8", one_binary, returns_text, |args, of| {
            each(args, of, |row| {
                Ok(Some(ScalarValue::Utf8(Some(String::from_utf8_lossy(&given(&row[0])).into_owned()))))
            })
        }),
        function("to_hex", one_binary, returns_text, |args, of| {
            each(args, of, |row| {
                Ok(Some(ScalarValue::Utf8(Some(given(&row[0]).iter().map(|b| format!("{b:02X}")).collect()))))
            })
        }),
        function("from_hex", one_text, bytes_type, |args, of| {
            each(args, of, |row| from_hex(text(&row[0])).map(|b| bytes(&b)))
        }),
        function("to_base64", one_binary, returns_text, |args, of| {
            each(args, of, |row| Ok(Some(ScalarValue::Utf8(Some(BASE64.encode(given(&row[0])))))))
        }),
        function("from_base64", one_text, bytes_type, |args, of| {
            each(args, of, |row| match BASE64.decode(text(&row[0])) {
                Ok(found) => Ok(bytes(&found)),
                Err(cause) => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("not base64: {cause}"))),
            })
        }),
        function("md5", one_binary, bytes_type, |args, of| {
            each(args, of, |row| Ok(bytes(&md5::Md5::digest(given(&row[0])))))
        }),
        function("sha1", one_binary, bytes_type, |args, of| {
            each(args, of, |row| Ok(bytes(&sha1::Sha1::digest(given(&row[0])))))
        }),
        function("sha256", one_binary, bytes_type, |args, of| {
            each(args, of, |row| Ok(bytes(&sha2::Sha256::digest(given(&row[0])))))
        }),
        function("sha512", one_binary, bytes_type, |args, of| {
            each(args, of, |row| Ok(bytes(&sha2::Sha512::digest(given(&row[0])))))
        }),
        function("$concat_bytes", two_binaries, bytes_type, |args, _| {
            let (a, b) = (args[0].as_binary::<i32>(), args[1].as_binary::<i32>());
            let joined = a.iter().zip(b).map(|(a, b)| Some([a?, b?].concat()));
            Ok(Arc::new(joined.collect::<BinaryArray>()))
        }),
    ]
}

/// The alphabet with `+` and `/`, padded; read with or without padding.
const BASE64: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Class::Text]], "varchar")
}

fn one_binary(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Binary | Class::Unknown) => Ok(vec![DataType::Binary]),
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "varbinary")),
    }
}

fn two_binaries(_: &str, _: &[DataType]) -> Result<Vec<DataType>> {
    Ok(vec![DataType::Binary, DataType::Binary])
}

fn bytes_type(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Binary)
}

fn bytes(bytes: &[u8]) -> Option<ScalarValue> {
    Some(ScalarValue::Binary(Some(bytes.to_vec())))
}

fn given(value: &ScalarValue) -> Vec<u8> {
    if let ScalarValue::Binary(Some(bytes)) = value { bytes.clone() } else { Vec::new() }
}

fn from_hex(text: &str) -> Result<Vec<u8>> {
    let invalid = || refused("INVALID_FUNCTION_ARGUMENT", format!("`{text}` is no text of hexadecimal digits"));
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(invalid());
    }
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| invalid());
    (0..text.len()).step_by(2).map(pair).collect()
}
