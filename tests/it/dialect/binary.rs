//! Functions of byte strings. The values are from a run of Trino; a digest of many values stands for all of them.

use super::{answers, fails};

const ANSWERS: &[(&str, &str)] = &[
    ("SELECT from_base32('ME')", "61"),
    ("SELECT from_base32('ME=')", "61"),
    ("SELECT from_base32('MF======')", "61"),
    ("SELECT from_base32('ME==')", "61"),
    ("SELECT from_base32('======')", ""),
    ("SELECT from_base32('MFRGGMFRGG')", "61 62 63 30 b1 31"),
    ("SELECT from_base32(to_utf8('ME======'))", "61"),
    ("SELECT from_base64(to_utf8('AP8='))", "00 ff"),
    ("SELECT from_base64url(to_utf8('AP8=')), from_base64url('AP-_'), from_base64url('AP8')", "00 ff|00 ff bf|00 ff"),
    ("SELECT from_base64url('AP8')", "00 ff"),
    ("SELECT from_base64('AP8')", "00 ff"),
    ("SELECT from_base64('AP9=')", "00 ff"),
    ("SELECT from_hex(to_utf8('0aFF'))", "0a ff"),
    ("SELECT to_base64url(X'00FF'), to_base64url(X'FBFF'), to_base64url(X'')", "AP8=|-_8=|"),
    (
        "SELECT from_utf8(X'41FF42', '?'), from_utf8(X'41FF42', ''), from_utf8(X'41FF42', 63), from_utf8(X'41FF42')",
        "A?B|AB|A?B|A�B",
    ),
    (
        "SELECT lpad(X'1234', 5, X'DEAD'), rpad(X'1234', 5, X'DEAD'), lpad(X'1234', 1, X'DE'), rpad(X'1234',0,X'DE'), lpad(X'1234',2,X'DE')",
        "de ad de 12 34|12 34 de ad de|12||12 34",
    ),
    (
        "SELECT reverse(X'123456'), reverse(X''), substr(X'123456', 2), substr(X'123456', -2), substr(X'123456', 0), substr(X'123456', 2, 1), substr(X'123456', -5), substr(X'123456',4), substr(X'123456',1,0), substr(X'123456',-2,1), substr(X'123456',1,-1)",
        "56 34 12||34 56|34 56||34||||34|",
    ),
    (
        "SELECT to_big_endian_32(SMALLINT '-1'), to_big_endian_64(1), from_big_endian_64(X'8000000000000001'), from_ieee754_32(X'7FC00001'), to_ieee754_32(DECIMAL '1.5'), to_ieee754_32(2)",
        "ff ff ff ff|00 00 00 00 00 00 00 01|-9223372036854775807|NaN|3f c0 00 00|40 00 00 00",
    ),
    ("SELECT to_ieee754_32(DECIMAL '1.5')", "3f c0 00 00"),
    (
        "SELECT hmac_sha1(to_utf8('hashme'), to_utf8('key')), hmac_md5(to_utf8('hashme'), to_utf8('key'))",
        "2e 7c 4c 6a ef a7 e6 9f 10 6e ee 3c e2 19 44 d0 04 6d 2f 3d|0a 26 eb eb 0e 7b 65 f5 28 d9 6f 7b c6 31 bc 8f",
    ),
    (
        "SELECT murmur3(to_utf8('0123456789abcdef')), murmur3(to_utf8('0123456789abcdefg')), murmur3(to_utf8('0123456789abcdef0123456789')), murmur3(X'FF')",
        "a7 d1 4a cf 94 6d e0 4b da 08 a7 63 5c 5b c3 87|de f9 45 aa 2d 61 32 8e ee 72 c3 06 c2 f4 00 08|cc b6 68 36 42 02 9a 84 af 50 d1 48 df 03 d3 6b|ec 90 e2 a4 78 37 da 47 2e ce 80 38 14 17 2f fa",
    ),
    (
        "SELECT xxhash64(to_utf8('0123456789abcdef0123456789abcdef0123456789')), xxhash64(X'FF'), crc32(X''), crc32(X'FF')",
        "a7 61 90 c3 ac f0 8a 1c|95 63 41 72 a6 0b 75 44|0|4278190080",
    ),
    (
        "SELECT spooky_hash_v2_64(to_utf8('0123456789abcdef0123456789abcdef0123456789')), spooky_hash_v2_32(X'FF')",
        "6b 87 ef ab 17 15 6a 2b|ad b2 ce f8",
    ),
    (
        "SELECT spooky_hash_v2_64(to_utf8(rpad('', 200, 'abcdefg'))), spooky_hash_v2_32(to_utf8(rpad('', 1000, 'abcdefg'))), spooky_hash_v2_64(to_utf8(rpad('', 192, 'xyz'))), spooky_hash_v2_64(to_utf8(rpad('', 15, 'xyz'))), spooky_hash_v2_64(to_utf8(rpad('', 16, 'xyz'))), spooky_hash_v2_64(to_utf8(rpad('', 31, 'xyz'))), spooky_hash_v2_64(to_utf8(rpad('', 32, 'xyz')))",
        "3d 2b 4d 21 f1 62 e2 e0|5f 4e 23 22|54 d6 fb 8f be c6 b4 03|16 e1 a5 99 2e 12 ca 8d|63 89 45 2c e5 d4 81 19|dc a0 7c ed 0d 2b c6 a2|95 c4 f6 4d 5e 28 18 2b",
    ),
    (
        "SELECT array_join(transform(ARRAY[X'A08080', X'BFE2E2', X'E0ED', X'BFBF', X'FCF0F0BFF4', X'41', X'E2BF', X'E0A0', X'90F482FF90', X'E2E080A9E2BF', X'90BFBF8090E2FF', X'419041F1EDF8', X'FCA9F1FEA09090', X'82F4FCF441BF', X'82BF4180C0', X'EDC0E2A0', X'C3F0', X'BF80BFFEBF', X'EDA0FF', X'80', X'F482BF419080', X'BFF4FCBFFC82', X'C082A94190F890', X'4190EDF8', X'41BF80', X'A082F480C0E282', X'F182', X'A090F0ED82', X'8282F8FC', X'9082BF41BFF0BF', X'F1BFF0A980', X'A98080FEED', X'4180F8A0A0', X'41908282C0', X'FCF88082', X'90F08280A9FC', X'BFE0', X'E280', X'A0A0FF', X'808280FEF4', X'A04190', X'A980F4E2', X'41FEFC', X'ED', X'E0908082', X'90', X'FF', X'F8F44180F882', X'E0BFA090', X'FCF0BF82FEC3', X'A0', X'9041F1FEFE80BF', X'FFF4C0', X'F8', X'80E2', X'C3FF', X'80BF82', X'BF80A0F0E0BF', X'BF80', X'414180F080F141'], x -> from_utf8(x, '?')), '|')",
        "???|???|??|??|????|A|?|?|????|???|???????|A?A???|??????|????A?|??A??|???|??|?????|??|?|?A??|????|??A??|A???|A??|?????|?|????|????|???A??|??|?????|A??|A????|??|???|??|?|???|?????|?A?|????|A??|?|??|?|?|??A??|࿠?|????|?|?A?????|???|?|??|??|???|?????|??|AA???A",
    ),
    (
        "SELECT to_hex(md5(to_utf8(array_join(transform(sequence(0,700), x -> to_hex(spooky_hash_v2_64(to_utf8(rpad('', x, 'abcdefghijk'))))), '')))), to_hex(md5(to_utf8(array_join(transform(sequence(0,700), x -> to_hex(spooky_hash_v2_32(to_utf8(rpad('', x, 'abcdefghijk'))))), ''))))",
        "C21A054B2429F2F56CBC188654A3A5CE|3ECD8166A61366B68C05DF3F7C6B93B2",
    ),
    (
        "SELECT to_hex(md5(to_utf8(array_join(transform(sequence(0,300), x -> to_hex(xxhash64(to_utf8(rpad('', x, 'abcdefghijk'))))), '')))), to_hex(md5(to_utf8(array_join(transform(sequence(0,300), x -> to_hex(murmur3(to_utf8(rpad('', x, 'abcdefghijk'))))), ''))))",
        "0A904BC06ED59D6FE1C1711719232DCF|402D474EA48314D5AD9A134D4F816101",
    ),
    (
        "SELECT to_hex(md5(to_utf8(array_join(transform(sequence(1,300), x -> to_hex(hmac_sha256(X'61', to_utf8(rpad('', x, 'abcdefghijk'))))), '')))), to_hex(md5(to_utf8(array_join(transform(sequence(1,300), x -> to_hex(hmac_sha512(X'61', to_utf8(rpad('', x, 'abcdefghijk'))))), ''))))",
        "970E2BA163FDD5CA1D02F8BF7AEA2F61|00115B0192C5501E08232416FE48E7D1",
    ),
    (
        "SELECT to_ieee754_32(DECIMAL '0.1'), to_ieee754_32(DECIMAL '123456789.123456789'), to_ieee754_32(16777217), to_ieee754_32(NULL), to_big_endian_32(NULL)",
        "3d cc cc cd|4c eb 79 a3|4b 80 00 00|NULL|NULL",
    ),
    ("SELECT lpad(X'01', 3, NULL)", "NULL"),
    ("SELECT from_utf8(NULL, '?'), from_utf8(X'41', NULL)", "NULL|NULL"),
    ("SELECT from_base64('AP=='), from_base64('AP')", "00|00"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT from_base32('ME======'), from_base32('me======'), from_base32('ME')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base32('me======')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base32('1')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base32('M')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base32('A=======')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base32('MFRGG===X')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64url('AP+/')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_hex(to_utf8('0'))", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_utf8(X'41FF42', 'ab')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_utf8(X'41', 'ab')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_utf8(X'41FF42', 55296)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_utf8(X'41FF42', 1114112)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT lpad(X'1234', -1, X'DE')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT lpad(X'1234', 3, X'')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT lpad(X'1234', 1, X'')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT lpad(X'1234', 2147483648, X'01')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT concat(X'01'), concat(X'01',X'02',X'03')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT concat(X'01',X'02',X'03'), concat(X'01',NULL)", "AMBIGUOUS_FUNCTION_CALL"),
    ("SELECT from_big_endian_32(X'0000'), 1", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_big_endian_64(X'0000')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_ieee754_32(X'0000')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_ieee754_64(X'0000')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT to_big_endian_32(BIGINT '1')", "FUNCTION_NOT_FOUND"),
    ("SELECT to_ieee754_32(1e0)", "FUNCTION_NOT_FOUND"),
    ("SELECT from_base64('A'), 1", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('AP8=='), 1", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('AP8=AP8='), 1", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('AP8'||chr(10)), 1", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('AP=')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('====')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_base64('A===')", "INVALID_FUNCTION_ARGUMENT"),
];

#[tokio::test]
async fn functions_of_byte_strings_give_trinos_values() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn wrong_byte_strings_fail() {
    fails(FAILURES).await;
}
