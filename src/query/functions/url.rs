//! Parts of URLs, such as `s3://bucket/key?versionId=…`. They are NULL where the URL has no such part, and where it is none.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{Argument, Expr, Like, SqlType, call};

functions! {
    url;
    /// `url_extract_protocol(url)`: `s3`, `https`.
    [url_extract_protocol(e.name) => r#"url_extract_protocol("entry"."name")"#]
    url_extract_protocol(url: String) -> maybe String;

    /// `url_extract_host(url)`: the host; of an `s3://` URL the bucket, but NULL where its name is no host name to Java: with an underscore, or
    /// with a digit behind its last dot or at its start.
    [url_extract_host(e.name) => r#"url_extract_host("entry"."name")"#]
    url_extract_host(url: String) -> maybe String;

    /// `url_extract_port(url)`: the port.
    [url_extract_port(e.name) => r#"url_extract_port("entry"."name")"#]
    url_extract_port(url: String) -> maybe i64;

    /// `url_extract_path(url)`: the path, decoded.
    [url_extract_path(e.name) => r#"url_extract_path("entry"."name")"#]
    url_extract_path(url: String) -> maybe String;

    /// `url_extract_query(url)`: what stands behind the `?`.
    [url_extract_query(e.name) => r#"url_extract_query("entry"."name")"#]
    url_extract_query(url: String) -> maybe String;

    /// `url_extract_fragment(url)`: what stands behind the `#`.
    [url_extract_fragment(e.name) => r##"url_extract_fragment("entry"."name")"##]
    url_extract_fragment(url: String) -> maybe String;

    /// `url_extract_parameter(url, name)`: the first value of a parameter of the query.
    [url_extract_parameter(e.name, "versionId") => r#"url_extract_parameter("entry"."name", 'versionId')"#]
    url_extract_parameter(url: String, name: String) -> maybe String;

    /// `url_encode(text)`: as it can stand in a URL's query.
    [url_encode(e.name) => r#"url_encode("entry"."name")"#]
    url_encode(text: String) -> like String;

    /// `url_decode(text)`: the text of which it is the form in a URL. What is none fails the query.
    [url_decode(e.name) => r#"url_decode("entry"."name")"#]
    url_decode(text: String) -> like String;
}
