//! The parts of URLs, and percent-encoding ("URL functions"). The result is NULL for what is not a URL.

use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::support::{
    arguments::{invalid_argument, returns_bigint, returns_varchar, varchars},
    define::function,
    values::{bigint_scalar, each, string, string_scalar},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("url_extract_protocol", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| part(row, |url| url.scheme))
        }),
        function("url_extract_host", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| part(row, |url| url.host))
        }),
        function("url_extract_path", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| part(row, |url| url.path))
        }),
        function("url_extract_query", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| part(row, |url| url.query.unwrap_or_default()))
        }),
        function("url_extract_fragment", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| part(row, |url| url.fragment))
        }),
        function("url_extract_port", varchars::<1>, returns_bigint, |args, data_type| {
            each(args, data_type, |row| Ok(Url::parse(string(&row[0])).and_then(|url| url.port).map(bigint_scalar)))
        }),
        function("url_extract_parameter", varchars::<2>, returns_varchar, |args, data_type| {
            each(args, data_type, parameter)
        }),
        function("url_encode", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| Ok(Some(string_scalar(encode(string(&row[0]))))))
        }),
        function("url_decode", varchars::<1>, returns_varchar, |args, data_type| {
            each(args, data_type, |row| decode(string(&row[0])))
        }),
    ]
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
    /// `None` for a character that Java's `URI` does not allow in a URL.
    fn parse(url: &'a str) -> Option<Self> {
        let illegal = |c: char| c.is_control() || c.is_whitespace() || "<>\"{}|\\^`".contains(c);
        if url.contains(illegal) || has_broken_escape(url) {
            return None;
        }
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
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
        let valid = host.starts_with('[')
            || !dashed && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        let (host, port) = if valid { (host, port) } else { ("", None) };
        Some(Self { scheme, host, port, path, query, fragment })
    }
}

/// A part, with its escapes decoded; empty when the URL does not have it.
fn part(row: &[ScalarValue], part: for<'a> fn(Url<'a>) -> &'a str) -> Result<Option<ScalarValue>> {
    Ok(Url::parse(string(&row[0])).map(part).map(percent_decoded))
}

fn percent_decoded(encoded: &str) -> ScalarValue {
    string_scalar(percent_decode_str(encoded).decode_utf8_lossy())
}

/// The first parameter of that name, decoded; empty when it has no value.
fn parameter(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let Some(query) = Url::parse(string(&row[0])).and_then(|url| url.query) else { return Ok(None) };
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    match pairs.find(|(name, _)| *name == string(&row[1])) {
        Some((_, value)) => decode(value),
        None => Ok(None),
    }
}

/// What `application/x-www-form-urlencoded` escapes; a space becomes `+` instead.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_').remove(b' ');

fn encode(value: &str) -> String {
    utf8_percent_encode(value, ESCAPED).to_string().replace(' ', "+")
}

/// Whether there is a `%` without two hexadecimal digits after it.
fn has_broken_escape(url: &str) -> bool {
    let bytes = url.as_bytes();
    bytes.iter().enumerate().any(|(at, b)| {
        *b == b'%' && !bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    })
}

fn decode(encoded: &str) -> Result<Option<ScalarValue>> {
    if has_broken_escape(encoded) {
        return Err(invalid_argument(format!("`{encoded}` has a `%` without two hexadecimal digits")));
    }
    Ok(Some(percent_decoded(&encoded.replace('+', " "))))
}
