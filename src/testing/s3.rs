//! S3's side: objects by bucket and key, addressed by path.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Bound,
};

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};

use super::{
    http::Response,
    request::{Operation, Request},
    service_error::{ServiceError, escape, xml_response},
};

const XMLNS: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

#[derive(Debug, Clone)]
struct StoredObject {
    bytes: Bytes,
    etag: String,
    modified: DateTime<Utc>,
}

/// All buckets. A bucket exists as soon as it is named.
#[derive(Debug, Default)]
pub(super) struct S3Store {
    objects: BTreeMap<(String, String), StoredObject>,
}

impl S3Store {
    pub(super) fn put(&mut self, bucket: &str, key: &str, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let first = hasher.finish();
        bytes.len().hash(&mut hasher);
        let etag = format!("\"{first:016x}{:016x}\"", hasher.finish());
        let object = StoredObject { bytes, etag, modified: Utc::now() };
        self.objects.insert((bucket.to_owned(), key.to_owned()), object);
    }

    /// Puts an object at an `s3://` URI. False when it is not one.
    pub(super) fn put_at(&mut self, uri: &str, bytes: impl Into<Bytes>) -> bool {
        let Some((bucket, key)) = split_uri(uri) else { return false };
        self.put(bucket, key, bytes);
        true
    }

    pub(super) fn get(&self, bucket: &str, key: &str) -> Option<Bytes> {
        self.objects.get(&(bucket.to_owned(), key.to_owned())).map(|object| object.bytes.clone())
    }

    pub(super) fn keys(&self, bucket: &str) -> Vec<String> {
        self.after(bucket, None).map(|(key, _)| key.to_owned()).collect()
    }

    /// The objects of a bucket in the order of their keys, those after a key only.
    fn after<'a>(&'a self, bucket: &'a str, key: Option<&str>) -> impl Iterator<Item = (&'a str, &'a StoredObject)> {
        let start = match key {
            Some(key) => Bound::Excluded((bucket.to_owned(), key.to_owned())),
            None => Bound::Included((bucket.to_owned(), String::new())),
        };
        self.objects
            .range((start, Bound::Unbounded))
            .take_while(move |((name, _), _)| name == bucket)
            .map(|((_, key), object)| (key.as_str(), object))
    }

    pub(super) fn answer(&mut self, request: &Request) -> Response {
        let (bucket, key) = request.bucket_and_key();
        match request.operation() {
            Operation::S3List => self.list(bucket, request),
            Operation::S3Put => {
                self.put(bucket, key, request.body_bytes().to_vec());
                let etag = self.objects.get(&(bucket.to_owned(), key.to_owned())).map(|object| object.etag.clone());
                xml_response(200, "").with("ETag", etag.unwrap_or_default())
            }
            Operation::S3Delete if key.is_empty() => self.delete_many(bucket, request),
            Operation::S3Delete => {
                self.objects.remove(&(bucket.to_owned(), key.to_owned()));
                Response { status: 204, headers: Vec::new(), body: Bytes::new() }
            }
            _ => match self.objects.get(&(bucket.to_owned(), key.to_owned())) {
                Some(object) => read(object, request),
                None => ServiceError::s3(404, "NoSuchKey", "The specified key does not exist.").response(request),
            },
        }
    }

    fn list(&self, bucket: &str, request: &Request) -> Response {
        let prefix = request.query_parameter("prefix").unwrap_or_default();
        let delimiter = request.query_parameter("delimiter").filter(|delimiter| !delimiter.is_empty());
        let limit: usize = request.query_parameter("max-keys").and_then(|limit| limit.parse().ok()).unwrap_or(1000);
        // The token is the last key or common prefix of the page before.
        let token = request.query_parameter("continuation-token");
        let start = token.or_else(|| request.query_parameter("start-after")).map(str::to_owned);
        let mut entries = String::new();
        let (mut count, mut last, mut more) = (0, None::<String>, false);
        for (key, object) in self.after(bucket, start.as_deref()).filter(|(key, _)| key.starts_with(prefix)) {
            let common = delimiter.and_then(|delimiter| {
                let rest = &key[prefix.len()..];
                rest.find(delimiter).map(|at| &key[..prefix.len() + at + delimiter.len()])
            });
            if common.is_some() && (common == last.as_deref() || common == token) {
                continue;
            }
            if count == limit {
                more = true;
                break;
            }
            count += 1;
            last = Some(common.unwrap_or(key).to_owned());
            entries.push_str(&match common {
                Some(common) => format!("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", escape(common)),
                None => entry(key, object),
            });
        }
        let next =
            last.filter(|_| more).map(|key| format!("<NextContinuationToken>{}</NextContinuationToken>", escape(&key)));
        let (bucket, prefix, next) = (escape(bucket), escape(prefix), next.unwrap_or_default());
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"{XMLNS}\"><Name>{bucket}</Name>\
             <Prefix>{prefix}</Prefix><KeyCount>{count}</KeyCount><MaxKeys>{limit}</MaxKeys>\
             <IsTruncated>{more}</IsTruncated>{next}{entries}</ListBucketResult>"
        );
        xml_response(200, body)
    }

    fn delete_many(&mut self, bucket: &str, request: &Request) -> Response {
        let text = String::from_utf8_lossy(request.body_bytes());
        let quiet = text.contains("<Quiet>true</Quiet>");
        let mut deleted = String::new();
        for part in text.split("<Key>").skip(1) {
            let Some((key, _)) = part.split_once("</Key>") else {
                return ServiceError::s3(400, "MalformedXML", "The XML you provided was not well-formed.")
                    .response(request);
            };
            self.objects.remove(&(bucket.to_owned(), unescape(key)));
            if !quiet {
                deleted.push_str(&format!("<Deleted><Key>{key}</Key></Deleted>"));
            }
        }
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeleteResult xmlns=\"{XMLNS}\">{deleted}</DeleteResult>"
        );
        xml_response(200, body)
    }
}

fn entry(key: &str, object: &StoredObject) -> String {
    let (key, size, etag) = (escape(key), object.bytes.len(), escape(&object.etag));
    let modified = object.modified.to_rfc3339_opts(SecondsFormat::Millis, true);
    format!(
        "<Contents><Key>{key}</Key><LastModified>{modified}</LastModified><ETag>{etag}</ETag><Size>{size}</Size>\
         <StorageClass>STANDARD</StorageClass></Contents>"
    )
}

fn read(object: &StoredObject, request: &Request) -> Response {
    if request.header("if-match").is_some_and(|tag| tag != object.etag && tag != "*") {
        let message = "At least one of the pre-conditions you specified did not hold";
        return ServiceError::s3(412, "PreconditionFailed", message).response(request);
    }
    let length = object.bytes.len();
    let response = match request.header("range").and_then(|range| parse_range(range, length)) {
        None => Response::new(200, "binary/octet-stream", object.bytes.clone()),
        Some(Err(())) => {
            let error = ServiceError::s3(416, "InvalidRange", "The requested range is not satisfiable");
            return error.response(request).with("Content-Range", format!("bytes */{length}"));
        }
        Some(Ok((start, end))) => Response::new(206, "binary/octet-stream", object.bytes.slice(start..end))
            .with("Content-Range", format!("bytes {start}-{}/{length}", end - 1)),
    };
    response
        .with("ETag", object.etag.as_str())
        .with("Last-Modified", object.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .with("Accept-Ranges", "bytes")
        .with("x-amz-request-id", "TESTSERVER")
}

/// The half-open range that a header requests; `None` when it is not understood, which means the whole object.
fn parse_range(header: &str, length: usize) -> Option<Result<(usize, usize), ()>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = match (first.trim(), last.trim()) {
        ("", suffix) => (length.saturating_sub(suffix.parse().ok()?), length),
        (first, "") => (first.parse().ok()?, length),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.saturating_add(1).min(length)),
    };
    Some(if start < end { Ok((start, end)) } else { Err(()) })
}

/// Bucket and key of an `s3://` URI. The key may be empty.
pub(super) fn split_uri(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("s3://")?;
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    (!bucket.is_empty()).then_some((bucket, key))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
