//! Byte strings: how they are written, and their hashes ("Binary functions and operators").

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, cast::AsArray};
use arrow_schema::DataType;
use base64::Engine as _;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use md5::Digest as _;
use sha2::Digest as _;

use super::support::{
    arguments::{invalid_argument, one_varbinary, returns_varbinary, returns_varchar, varchars},
    define::{Body, function},
    values::{bytes, bytes_scalar, each, string, string_scalar},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let hash = |name, body: Body| function(name, one_varbinary, returns_varbinary, body);
    vec![
        function("to_utf8", varchars::<1>, returns_varbinary, |args, data_type| {
            each(args, data_type, |row| Ok(Some(bytes_scalar(string(&row[0])))))
        }),
        function("from_utf8", one_varbinary, returns_varchar, |args, data_type| {
            each(args, data_type, |row| Ok(Some(string_scalar(String::from_utf8_lossy(bytes(&row[0]))))))
        }),
        function("to_hex", one_varbinary, returns_varchar, |args, data_type| {
            each(args, data_type, |row| Ok(Some(string_scalar(to_hex(bytes(&row[0]))))))
        }),
        function("from_hex", varchars::<1>, returns_varbinary, |args, data_type| {
            each(args, data_type, |row| from_hex(string(&row[0])).map(Some))
        }),
        function("to_base64", one_varbinary, returns_varchar, |args, data_type| {
            each(args, data_type, |row| Ok(Some(string_scalar(BASE64.encode(bytes(&row[0]))))))
        }),
        function("from_base64", varchars::<1>, returns_varbinary, |args, data_type| {
            each(args, data_type, |row| match BASE64.decode(string(&row[0])) {
                Ok(decoded) => Ok(Some(bytes_scalar(decoded))),
                Err(cause) => Err(invalid_argument(format!("not valid Base64: {cause}"))),
            })
        }),
        hash("md5", |args, _| hashed(args, |bytes| md5::Md5::digest(bytes).to_vec())),
        hash("sha1", |args, _| hashed(args, |bytes| sha1::Sha1::digest(bytes).to_vec())),
        hash("sha256", |args, _| hashed(args, |bytes| sha2::Sha256::digest(bytes).to_vec())),
        hash("sha512", |args, _| hashed(args, |bytes| sha2::Sha512::digest(bytes).to_vec())),
        function(
            "$concat_bytes",
            |_, _| Ok(vec![DataType::Binary; 2]),
            returns_varbinary,
            |args, _| {
                let (a, b) = (args[0].as_binary::<i32>(), args[1].as_binary::<i32>());
                let joined = a.iter().zip(b).map(|(a, b)| Some([a?, b?].concat()));
                Ok(Arc::new(joined.collect::<BinaryArray>()))
            },
        ),
    ]
}

/// The alphabet with `+` and `/`, padded; read with or without padding.
const BASE64: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

fn hashed(args: &[ArrayRef], hash: fn(&[u8]) -> Vec<u8>) -> Result<ArrayRef> {
    Ok(Arc::new(args[0].as_binary::<i32>().iter().map(|bytes| bytes.map(hash)).collect::<BinaryArray>()))
}

/// By hand, as is [`from_hex`]: no crate that the engine has already does it, and it is a line or two.
fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn from_hex(digits: &str) -> Result<ScalarValue> {
    let invalid = || invalid_argument(format!("`{digits}` is not a string of hexadecimal digits"));
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(invalid());
    }
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| invalid());
    (0..digits.len()).step_by(2).map(byte).collect::<Result<Vec<_>>>().map(bytes_scalar)
}
