//! Locations in S3.

use crate::{
    error::{Error, Result},
    schema::BucketName,
};

/// Checks the `s3://` URI of a prefix and puts the slash at its end: without it, `packages` would also match `packages2`.
///
/// What Athena takes is in the user guide, "Table location in Amazon S3": a bucket and a prefix; no object, no wildcards, no other scheme.
pub(super) fn checked_location(uri: &str) -> Result<String> {
    let wrong = |reason: &str| {
        Error::invalid_query(format!("`{uri}` is not a location in S3: {reason}, as in `s3://my-bucket/prefix/`"))
    };
    let Some(rest) = uri.strip_prefix("s3://") else {
        return Err(wrong("it must begin with `s3://`"));
    };
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    BucketName::new(bucket)?;
    if key.chars().any(char::is_control) {
        return Err(wrong("it has a control character"));
    }
    if key.contains(['*', '?']) {
        return Err(wrong("Athena reads all objects under a prefix and takes no wildcards"));
    }
    let key = key.trim_end_matches('/');
    Ok(if key.is_empty() { format!("s3://{bucket}/") } else { format!("s3://{bucket}/{key}/") })
}

#[cfg(test)]
mod tests {
    use super::checked_location;

    #[test]
    fn a_location_ends_in_one_slash() {
        for uri in ["s3://my-bucket/a/b", "s3://my-bucket/a/b/", "s3://my-bucket/a/b//"] {
            assert_eq!(checked_location(uri).expect("a location"), "s3://my-bucket/a/b/");
        }
        assert_eq!(checked_location("s3://my-bucket").expect("a location"), "s3://my-bucket/");
    }

    #[test]
    fn what_is_not_a_location_is_refused() {
        for uri in [
            "",
            "/a/b",
            "s3a://my-bucket/a/",
            "s3://My_Bucket/a/",
            "s3:///a",
            "s3://my-bucket/*.csv",
            "s3://my-bucket/a\nb/",
        ] {
            assert!(checked_location(uri).is_err(), "{uri}");
        }
    }
}
