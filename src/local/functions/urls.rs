//! URLs ("URL functions"): their parts, NULL for what is no URL.

use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    define::{function, returns_bigint, returns_text, text_then_numbers},
    strings::text,
    text::two_texts,
    values::each,
};
use crate::local::sql_types::{Class, refused};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("url_extract_protocol", one_text, returns_text, |args, of| {
            each(args, of, |row| part(row, |url| url.scheme))
        }),
        function("url_extract_host", one_text, returns_text, |args, of| {
            each(args, of, |row| part(row, |url| url.host))
        }),
        function("url_extract_path", one_text, returns_text, |args, of| {
            each(args, of, |row| part(row, |url| url.path))
        }),
        function("url_extract_query", one_text, returns_text, |args, of| {
            each(args, of, |row| part(row, |url| url.query.unwrap_or_default()))
        }),
        function("url_extract_fragment", one_text, returns_text, |args, of| {
            each(args, of, |row| part(row, |url| url.fragment))
        }),
        function("url_extract_port", one_text, returns_bigint, |args, of| {
            each(args, of, |row| {
                Ok(Url::read(text(&row[0])).and_then(|url| url.port).map(|port| ScalarValue::Int64(Some(port))))
            })
        }),
        function("url_extract_parameter", two_texts, returns_text, |args, of| each(args, of, parameter)),
        function("url_encode", one_text, returns_text, |args, of| {
            each(args, of, |row| Ok(Some(ScalarValue::Utf8(Some(encode(text(&row[0])))))))
        }),
        function("url_decode", one_text, returns_text, |args, of| each(args, of, |row| decode(text(&row[0])))),
    ]
}

fn one_text(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    text_then_numbers(name, args, &[&[Class::Text]], "varchar")
}

/// The parts of a URL as they are written (RFC 3986, appendix B).
struct Url<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<i64>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: &'a str,
}

impl<'a> Url<'a> {
    /// `None` for a character that no URL has, as Java's `URI` says.
    fn read(text: &'a str) -> Option<Self> {
        let wrong = |c: char| c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c);
        if text.contains(wrong) || broken(text) {
            return None;
        }
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        if fragment.contains('#') {
            return None;
        }
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (scheme, rest) = match rest.split_once(':') {
            Some(("", _)) => return None,
            Some((scheme, rest)) if !scheme.contains('/') => (scheme, rest),
            _ => ("", rest),
        };
        // `mailto:a@b` has neither a host nor a path.
        if !scheme.is_empty() && !rest.starts_with('/') {
            return (!rest.is_empty()).then_some(Self {
                scheme,
                host: "",
                port: None,
                path: "",
                query: None,
                fragment,
            });
        }
        if rest == "//" {
            return None;
        }
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.find('/').map_or((rest, ""), |at| rest.split_at(at)),
            None => ("", rest),
        };
        let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port.parse().ok()),
            _ => (server, None),
        };
        // An authority of another form has no host.
        let dashed = host.split('.').any(|label| label.starts_with('-') || label.ends_with('-'));
        let plain = host.starts_with('[')
            || !dashed && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        let (host, port) = if plain { (host, port) } else { ("", None) };
        Some(Self { scheme, host, port, path, query, fragment })
    }
}

/// A part with its escapes read; empty when it is not there.
fn part(row: &[ScalarValue], of: for<'a> fn(Url<'a>) -> &'a str) -> Result<Option<ScalarValue>> {
    let found = Url::read(text(&row[0])).map(of);
    let decoded = found.map(|found| percent_encoding::percent_decode_str(found).decode_utf8_lossy().into_owned());
    Ok(decoded.map(|decoded| ScalarValue::Utf8(Some(decoded))))
}

/// The first parameter of that name, decoded; empty when it has no value.
fn parameter(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(query) = Url::read(text(&row[0])).and_then(|url| url.query) else { return Ok(None) };
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    match pairs.find(|(name, _)| *name == text(&row[1])) {
        Some((_, value)) => decode(value),
        None => Ok(None),
    }
}

/// What `application/x-www-form-urlencoded` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_').remove(b' ');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string().replace(' ', "+")
}

/// Whether there is a `%` without its digits.
fn broken(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, b)| {
        *b == b'%' && !bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    })
}

fn decode(text: &str) -> Result<Option<ScalarValue>> {
    if broken(text) {
        return Err(refused("INVALID_FUNCTION_ARGUMENT", format!("`{text}` has a `%` without two hexadecimal digits")));
    }
    let spaced = text.replace('+', " ");
    Ok(Some(ScalarValue::Utf8(Some(percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()))))
}
