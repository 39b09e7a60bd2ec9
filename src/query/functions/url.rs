//! Parts of URLs, such as `s3://bucket/key?versionId=…`. They are NULL if the URL has no such part, and if it is not a URL.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{Argument, Expr, NullableLike, SqlType, call};

functions! {
    url;
    /// `url_extract_protocol(url)`: the protocol, such as `s3` or `https`.
    [url_extract_protocol(e.name) => r#"url_extract_protocol("entry"."name")"#]
    url_extract_protocol(url: String) -> nullable String;

    /// `url_extract_host(url)`: the host. Of an `s3://` URL it is the bucket, but NULL if Java does not take the bucket's name for a host name: if
    /// it has an underscore, or a digit at its start or after its last dot.
    [url_extract_host(e.name) => r#"url_extract_host("entry"."name")"#]
    url_extract_host(url: String) -> nullable String;

    /// `url_extract_port(url)`: the port.
    [url_extract_port(e.name) => r#"url_extract_port("entry"."name")"#]
    url_extract_port(url: String) -> nullable i64;

    /// `url_extract_path(url)`: the path, percent-decoded.
    [url_extract_path(e.name) => r#"url_extract_path("entry"."name")"#]
    url_extract_path(url: String) -> nullable String;

    /// `url_extract_query(url)`: the query, which follows the `?`.
    [url_extract_query(e.name) => r#"url_extract_query("entry"."name")"#]
    url_extract_query(url: String) -> nullable String;

    /// `url_extract_fragment(url)`: the fragment, which follows the `#`.
    [url_extract_fragment(e.name) => r##"url_extract_fragment("entry"."name")"##]
    url_extract_fragment(url: String) -> nullable String;

    /// `url_extract_parameter(url, name)`: the first value of a query parameter.
    [url_extract_parameter(e.name, "versionId") => r#"url_extract_parameter("entry"."name", 'versionId')"#]
    url_extract_parameter(url: String, name: String) -> nullable String;

    /// `url_encode(string)`: the string percent-encoded for the query of a URL.
    [url_encode(e.name) => r#"url_encode("entry"."name")"#]
    url_encode(string: String) -> like String;

    /// `url_decode(string)`: the string that a percent-encoded one stands for. An invalid encoding fails the query.
    [url_decode(e.name) => r#"url_decode("entry"."name")"#]
    url_decode(string: String) -> like String;
}
