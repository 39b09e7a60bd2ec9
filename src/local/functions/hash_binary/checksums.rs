//! HMAC, and hashes that no crate of the engine has: they are short, and pinned down by their authors.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};
use md5::Digest as _;
use sha2::Digest as _;

use super::super::support::{
    arguments::{invalid_argument, one_varbinary, returns_bigint, returns_varbinary, wrong_arguments},
    define::{Body, function},
    values::{bigint_scalar, bytes, bytes_scalar, each},
};
use super::spooky::spooky_hash;

type Hash = fn(&[u8]) -> Vec<u8>;

fn md5(bytes: &[u8]) -> Vec<u8> {
    md5::Md5::digest(bytes).to_vec()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    sha1::Sha1::digest(bytes).to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

fn sha512(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha512::digest(bytes).to_vec()
}

pub(super) fn all() -> Vec<ScalarUDF> {
    let hash = |name, body: Body| function(name, one_varbinary, returns_varbinary, body);
    let with_key = |name, body: Body| function(name, value_and_key, returns_varbinary, body);
    vec![
        hash("md5", |args, to| hashed(args, to, md5)),
        hash("sha1", |args, to| hashed(args, to, sha1)),
        hash("sha256", |args, to| hashed(args, to, sha256)),
        hash("sha512", |args, to| hashed(args, to, sha512)),
        hash("xxhash64", |args, to| hashed(args, to, |bytes| xxhash64(bytes).to_be_bytes().to_vec())),
        hash("murmur3", |args, to| hashed(args, to, murmur3)),
        hash("spooky_hash_v2_64", |args, to| hashed(args, to, |bytes| spooky_hash(bytes).to_be_bytes().to_vec())),
        hash("spooky_hash_v2_32", |args, to| {
            hashed(args, to, |bytes| (spooky_hash(bytes) as u32).to_be_bytes().to_vec())
        }),
        with_key("hmac_md5", |args, to| hmac(args, to, md5, 64)),
        with_key("hmac_sha1", |args, to| hmac(args, to, sha1, 64)),
        with_key("hmac_sha256", |args, to| hmac(args, to, sha256, 64)),
        with_key("hmac_sha512", |args, to| hmac(args, to, sha512, 128)),
        function("crc32", one_varbinary, returns_bigint, |args, to| {
            each(args, to, |row| Ok(Some(bigint_scalar(crc32(bytes(&row[0])).into()))))
        }),
    ]
}

fn value_and_key(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let binary = |arg: &DataType| matches!(arg, DataType::Binary | DataType::Null);
    match args {
        [value, key] if binary(value) && binary(key) => Ok(vec![DataType::Binary; 2]),
        _ => Err(wrong_arguments(name, args, "varbinary, varbinary")),
    }
}

fn hashed(args: &[ArrayRef], data_type: &DataType, hash: Hash) -> Result<ArrayRef> {
    each(args, data_type, |row| Ok(Some(bytes_scalar(hash(bytes(&row[0]))))))
}

/// RFC 2104, for a hash over blocks of that many bytes.
fn hmac(args: &[ArrayRef], data_type: &DataType, hash: Hash, block: usize) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (value, key) = (bytes(&row[0]), bytes(&row[1]));
        if key.is_empty() {
            return Err(invalid_argument("Empty key"));
        }
        let mut key = if key.len() > block { hash(key) } else { key.to_vec() };
        key.resize(block, 0);
        let with =
            |mask: u8, rest: &[u8]| hash(&[key.iter().map(|byte| byte ^ mask).collect(), rest.to_vec()].concat());
        Ok(Some(bytes_scalar(with(0x5c, &with(0x36, value)))))
    })
}

/// The checksum of ISO 3309, as in zlib.
fn crc32(bytes: &[u8]) -> u32 {
    let shift = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shift(crc)))
}

const PRIMES: [u64; 5] =
    [0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63, 0x27d4_eb2f_1656_67c5];

/// XXH64 with the seed 0 ("xxHash fast digest algorithm", Yann Collet).
fn xxhash64(bytes: &[u8]) -> u64 {
    let [p1, p2, p3, p4, p5] = PRIMES;
    let round = |lane: u64, word: u64| lane.wrapping_add(word.wrapping_mul(p2)).rotate_left(31).wrapping_mul(p1);
    let (stripes, mut rest) = bytes.as_chunks::<32>();
    let mut hash = p5;
    if !stripes.is_empty() {
        let mut lanes = [p1.wrapping_add(p2), p2, 0, p1.wrapping_neg()];
        for stripe in stripes {
            for (lane, word) in lanes.iter_mut().zip(words(stripe)) {
                *lane = round(*lane, word);
            }
        }
        hash =
            lanes.iter().zip([1, 7, 12, 18]).fold(0, |hash: u64, (lane, by)| hash.wrapping_add(lane.rotate_left(by)));
        for lane in lanes {
            hash = (hash ^ round(0, lane)).wrapping_mul(p1).wrapping_add(p4);
        }
    }
    hash = hash.wrapping_add(bytes.len() as u64);
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        hash = (hash ^ round(0, u64::from_le_bytes(*word))).rotate_left(27).wrapping_mul(p1).wrapping_add(p4);
        rest = after;
    }
    if let Some((word, after)) = rest.split_first_chunk::<4>() {
        let word = u64::from(u32::from_le_bytes(*word));
        hash = (hash ^ word.wrapping_mul(p1)).rotate_left(23).wrapping_mul(p2).wrapping_add(p3);
        rest = after;
    }
    for byte in rest {
        hash = (hash ^ u64::from(*byte).wrapping_mul(p5)).rotate_left(11).wrapping_mul(p1);
    }
    hash = (hash ^ hash >> 33).wrapping_mul(p2);
    hash = (hash ^ hash >> 29).wrapping_mul(p3);
    hash ^ hash >> 32
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word))
}

/// MurmurHash3 of 128 bits for 64-bit machines with the seed 0 (Austin Appleby, public domain).
fn murmur3(bytes: &[u8]) -> Vec<u8> {
    const C1: u64 = 0x87c3_7b91_1142_53d5;
    const C2: u64 = 0x4cf5_ad43_2745_937f;
    let first = |word: u64| word.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let second = |word: u64| word.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let (blocks, rest) = bytes.as_chunks::<16>();
    let (mut h1, mut h2) = (0u64, 0u64);
    for block in blocks {
        let block = u128::from_le_bytes(*block);
        h1 = (h1 ^ first(block as u64)).rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 = (h2 ^ second((block >> 64) as u64)).rotate_left(31).wrapping_add(h1);
        h2 = h2.wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    let mut last = [0; 16];
    last[..rest.len()].copy_from_slice(rest);
    let last = u128::from_le_bytes(last);
    let length = bytes.len() as u64;
    h1 = h1 ^ first(last as u64) ^ length;
    h2 = h2 ^ second((last >> 64) as u64) ^ length;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let mixed = |hash: u64| {
        let hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ hash >> 33
    };
    (h1, h2) = (mixed(h1), mixed(h2));
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1.to_le_bytes(), h2.to_le_bytes()].concat()
}
