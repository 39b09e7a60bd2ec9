//! Folders in S3.

use crate::{
    error::{Error, Result},
    schema::BucketName,
};

/// Checks the `s3://` URI of a folder and puts the slash at its end: without it, `packages` could take in `packages2` as well.
///
/// What Athena takes is in the user guide, "Table location in Amazon S3": a bucket and a prefix, no file, no pattern, no other protocol.
pub(super) fn folder(uri: &str) -> Result<String> {
    let wrong = |reason: &str| {
        Error::wrong_query(format!("`{uri}` is not a folder in S3: {reason}, as in `s3://my-bucket/folder/`"))
    };
    let Some(rest) = uri.strip_prefix("s3://") else {
        return Err(wrong("it begins with `s3://`"));
    };
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    BucketName::new(bucket)?;
    if key.chars().any(char::is_control) {
        return Err(wrong("it has a control character"));
    }
    if key.contains(['*', '?']) {
        return Err(wrong("Athena reads a whole folder and no pattern"));
    }
    let key = key.trim_end_matches('/');
    Ok(if key.is_empty() { format!("s3://{bucket}/") } else { format!("s3://{bucket}/{key}/") })
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn a_folder_ends_in_one_slash() {
        for uri in ["s3://my-bucket/a/b", "s3://my-bucket/a/b/", "s3://my-bucket/a/b//"] {
            assert_eq!(folder(uri).expect("a folder"), "s3://my-bucket/a/b/");
        }
        assert_eq!(folder("s3://my-bucket").expect("a folder"), "s3://my-bucket/");
    }

    #[test]
    fn what_is_no_folder_is_refused() {
        for uri in [
            "",
            "/a/b",
            "s3a://my-bucket/a/",
            "s3://My_Bucket/a/",
            "s3:///a",
            "s3://my-bucket/*.csv",
            "s3://my-bucket/a\nb/",
        ] {
            assert!(folder(uri).is_err(), "{uri}");
        }
    }
}
