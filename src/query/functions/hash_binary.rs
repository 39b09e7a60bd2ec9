//! Hashes and encodings of binary data. A string becomes binary by [`to_utf8`].
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{Argument, Expr, NullableLike, NullableLike2, SqlType, call};

pub use super::string::{from_utf8, to_utf8};

functions! {
    hash_binary;
    /// `md5(bytes)`: their MD5 hash, 16 bytes.
    [md5(e.data) => r#"md5("entry"."data")"#]
    md5(bytes: Vec<u8>) -> like Vec<u8>;

    /// `sha1(bytes)`: their SHA-1 hash, 20 bytes.
    [sha1(e.data) => r#"sha1("entry"."data")"#]
    sha1(bytes: Vec<u8>) -> like Vec<u8>;

    /// `sha256(bytes)`: their SHA-256 hash, 32 bytes.
    [sha256(e.data) => r#"sha256("entry"."data")"#]
    sha256(bytes: Vec<u8>) -> like Vec<u8>;

    /// `sha512(bytes)`: their SHA-512 hash, 64 bytes.
    [sha512(e.data) => r#"sha512("entry"."data")"#]
    sha512(bytes: Vec<u8>) -> like Vec<u8>;

    /// `xxhash64(bytes)`: their xxHash64 hash, 8 bytes.
    [xxhash64(e.data) => r#"xxhash64("entry"."data")"#]
    xxhash64(bytes: Vec<u8>) -> like Vec<u8>;

    /// `murmur3(bytes)`: their 128-bit MurmurHash3 hash, 16 bytes.
    [murmur3(e.data) => r#"murmur3("entry"."data")"#]
    murmur3(bytes: Vec<u8>) -> like Vec<u8>;

    /// `crc32(bytes)`: their CRC-32 checksum.
    [crc32(e.data) => r#"crc32("entry"."data")"#]
    crc32(bytes: Vec<u8>) -> like i64;

    /// `hmac_md5(bytes, key)`: their HMAC with MD5.
    [hmac_md5(e.data, vec![1u8, 2]) => r#"hmac_md5("entry"."data", X'0102')"#]
    hmac_md5(bytes: Vec<u8>, key: Vec<u8>) -> like Vec<u8>;

    /// `hmac_sha1(bytes, key)`: their HMAC with SHA-1.
    [hmac_sha1(e.data, vec![1u8, 2]) => r#"hmac_sha1("entry"."data", X'0102')"#]
    hmac_sha1(bytes: Vec<u8>, key: Vec<u8>) -> like Vec<u8>;

    /// `hmac_sha256(bytes, key)`: their HMAC with SHA-256.
    [hmac_sha256(e.data, vec![1u8, 2]) => r#"hmac_sha256("entry"."data", X'0102')"#]
    hmac_sha256(bytes: Vec<u8>, key: Vec<u8>) -> like Vec<u8>;

    /// `hmac_sha512(bytes, key)`: their HMAC with SHA-512.
    [hmac_sha512(e.data, vec![1u8, 2]) => r#"hmac_sha512("entry"."data", X'0102')"#]
    hmac_sha512(bytes: Vec<u8>, key: Vec<u8>) -> like Vec<u8>;

    /// `to_hex(bytes)`: the bytes as hexadecimal digits, in upper case.
    [to_hex(e.data) => r#"to_hex("entry"."data")"#]
    to_hex(bytes: Vec<u8>) -> like String;

    /// `from_hex(string)`: the bytes that hexadecimal digits encode. Anything else fails the query.
    [from_hex(e.name) => r#"from_hex("entry"."name")"#]
    from_hex(string: String) -> like Vec<u8>;

    /// `to_base64(bytes)`: the bytes in base64.
    [to_base64(e.data) => r#"to_base64("entry"."data")"#]
    to_base64(bytes: Vec<u8>) -> like String;

    /// `from_base64(string)`: the bytes that a string in base64 encodes. Anything else fails the query.
    [from_base64(e.name) => r#"from_base64("entry"."name")"#]
    from_base64(string: String) -> like Vec<u8>;

    /// `to_base64url(bytes)`: the bytes in base64 with the alphabet for URLs.
    [to_base64url(e.data) => r#"to_base64url("entry"."data")"#]
    to_base64url(bytes: Vec<u8>) -> like String;

    /// `from_base64url(string)`: the bytes that a string in base64 with the alphabet for URLs encodes. Anything else fails the query.
    [from_base64url(e.name) => r#"from_base64url("entry"."name")"#]
    from_base64url(string: String) -> like Vec<u8>;

    /// `to_base32(bytes)`: the bytes in base32.
    [to_base32(e.data) => r#"to_base32("entry"."data")"#]
    to_base32(bytes: Vec<u8>) -> like String;

    /// `from_base32(string)`: the bytes that a string in base32 encodes. Anything else fails the query.
    [from_base32(e.name) => r#"from_base32("entry"."name")"#]
    from_base32(string: String) -> like Vec<u8>;

    /// `to_big_endian_64(number)`: the number as eight bytes, big-endian.
    [to_big_endian_64(e.size) => r#"to_big_endian_64("entry"."size")"#]
    to_big_endian_64(number: i64) -> like Vec<u8>;

    /// `from_big_endian_64(bytes)`: the number that eight bytes encode, big-endian. Another length fails the query.
    [from_big_endian_64(e.data) => r#"from_big_endian_64("entry"."data")"#]
    from_big_endian_64(bytes: Vec<u8>) -> like i64;
}
