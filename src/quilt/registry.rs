//! Which buckets on disk are Quilt registries.

use crate::{
    error::{ErrorKind, Result},
    local::Local,
    schema::BucketName,
};

/// The buckets that hold packages: those with a `.quilt/named_packages` directory.
///
/// # Errors
/// [`ErrorKind::Storage`] when the directory of buckets cannot be listed.
pub fn registries(engine: &Local) -> Result<Vec<BucketName>> {
    let mut found = engine.buckets()?;
    found.retain(|bucket| is_registry(engine, bucket));
    Ok(found)
}

fn is_registry(engine: &Local, bucket: &BucketName) -> bool {
    engine.bucket_directory(bucket).is_ok_and(|folder| folder.join(".quilt").join("named_packages").is_dir())
}

/// The registry of this bucket; without one, the only registry there is.
///
/// # Errors
/// [`ErrorKind::NotFound`] when the bucket does not exist, [`ErrorKind::Definition`] when it is not a registry, when there is none at all, and
/// when there are several to choose from.
pub fn registry(engine: &Local, bucket: Option<&BucketName>) -> Result<BucketName> {
    let root = engine.root().display();
    if let Some(bucket) = bucket {
        engine.bucket_directory(bucket)?;
        if is_registry(engine, bucket) {
            return Ok(bucket.clone());
        }
        let message =
            format!("bucket `{bucket}` contains no Quilt registry: {root}/{bucket}/.quilt/named_packages is missing");
        return Err(ErrorKind::Definition(message).into());
    }
    match registries(engine)?.as_slice() {
        [only] => Ok(only.clone()),
        [] => {
            let message = format!("{root} contains no Quilt registry: no directory BUCKET/.quilt/named_packages");
            Err(ErrorKind::Definition(message).into())
        }
        several => {
            let names: Vec<&str> = several.iter().map(BucketName::as_str).collect();
            Err(ErrorKind::Definition(format!("{root} contains several registries, name one: {}", names.join(", ")))
                .into())
        }
    }
}
