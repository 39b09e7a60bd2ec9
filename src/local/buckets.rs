//! Buckets on disk: `ROOT/BUCKET/KEY` is `s3://BUCKET/KEY`.

use std::{
    fs,
    io::{self, BufRead},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::BucketName,
};

/// The directory of all buckets.
#[derive(Debug)]
pub(crate) struct Buckets {
    root: PathBuf,
    listings: AtomicU64,
    reads: AtomicU64,
    bytes: AtomicU64,
}

/// How much of the buckets was listed and read so far: one listing per prefix, one read per object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IoStatistics {
    /// Prefixes listed.
    pub listings: u64,
    /// Objects read.
    pub reads: u64,
    /// Bytes read.
    pub bytes: u64,
}

impl Buckets {
    /// # Errors
    /// [`ErrorKind::Storage`] when the directory does not exist.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let found = fs::metadata(root).and_then(|found| match found.is_dir() {
            true => Ok(()),
            false => Err(io::Error::new(
                io::ErrorKind::NotADirectory,
                "it is not a directory; `local:` takes the directory that holds the buckets",
            )),
        });
        found.map_err(|cause| Error::storage("open", root.display(), cause))?;
        Ok(Self {
            root: root.to_owned(),
            listings: AtomicU64::new(0),
            reads: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn statistics(&self) -> IoStatistics {
        IoStatistics {
            listings: self.listings.load(Relaxed),
            reads: self.reads.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }

    /// The directories whose names are valid for buckets.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(crate) fn names(&self) -> Result<Vec<BucketName>> {
        let failed = |cause| Error::storage("list", self.root.display(), cause);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_str().and_then(|name| BucketName::new(name).ok());
            if let Some(name) = name.filter(|_| entry.path().is_dir()) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The bucket's directory.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the buckets that exist.
    pub(crate) fn directory(&self, bucket: &BucketName) -> Result<PathBuf> {
        let directory = self.root.join(bucket.as_str());
        if directory.is_dir() {
            return Ok(directory);
        }
        let names: Vec<String> = self.names()?.iter().map(ToString::to_string).collect();
        let advice = match names.is_empty() {
            true => format!("there is no bucket in {}", self.root.display()),
            false => format!("in {} there are: {}", self.root.display(), names.join(", ")),
        };
        let nearest = crate::error::nearest(bucket.as_str(), names);
        Err(ErrorKind::NotFound {
            object: ObjectKind::Bucket,
            name: bucket.to_string(),
            nearest,
            position: None,
            advice: Some(advice),
        }
        .into())
    }

    /// The keys below a prefix that does not end in a slash, sorted. Hidden names, which begin with `_` or `.`, are left out, as Athena
    /// does; the prefix itself may have such parts.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(crate) fn list(&self, bucket: &BucketName, prefix: &str) -> Result<Vec<String>> {
        self.listings.fetch_add(1, Relaxed);
        let directory = self.directory(bucket)?;
        let mut keys = Vec::new();
        let start = prefix.split('/').filter(|part| !part.is_empty()).fold(directory, |path, part| path.join(part));
        if start.is_file() {
            // The last part of the prefix is the object's own name.
            keys.push(prefix.to_owned());
        }
        walk(&start, prefix, &mut keys).map_err(|cause| Error::storage("list", start.display(), cause))?;
        keys.sort();
        Ok(keys)
    }

    fn path(&self, bucket: &BucketName, key: &str) -> PathBuf {
        key.split('/').fold(self.root.join(bucket.as_str()), |path, part| path.join(part))
    }

    /// An object's size in bytes, and when it was last written, in milliseconds since 1970.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`], also when there is no object of that key.
    pub(crate) fn size_and_time(&self, bucket: &BucketName, key: &str) -> Result<(i64, i64)> {
        let path = self.path(bucket, key);
        let found = fs::metadata(&path).and_then(|found| Ok((found.len(), found.modified()?)));
        let (size, at) = found.map_err(|cause| Error::storage("read", path.display(), cause))?;
        Ok((i64::try_from(size).unwrap_or(i64::MAX), millis(at)))
    }

    /// Takes an object's size off a budget of bytes; true when the budget is exceeded. An object that is gone has no bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(crate) fn exceeds(&self, bucket: &BucketName, key: &str, budget: &mut u64) -> Result<bool> {
        let path = self.path(bucket, key);
        let size = match fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => 0,
            Err(cause) => return Err(Error::storage("read", path.display(), cause)),
        };
        let fits = budget.checked_sub(size);
        *budget = fits.unwrap_or(0);
        Ok(fits.is_none())
    }

    /// An object's bytes, or its first line alone; `None` when there is no object of that key.
    ///
    /// # Errors
    /// [`ErrorKind::Storage`]
    pub(crate) fn read(&self, bucket: &BucketName, key: &str, only_first_line: bool) -> Result<Option<Vec<u8>>> {
        self.reads.fetch_add(1, Relaxed);
        let path = self.path(bucket, key);
        let read = if only_first_line { first_line(&path) } else { fs::read(&path) };
        match read {
            Ok(bytes) => {
                self.bytes.fetch_add(bytes.len() as u64, Relaxed);
                Ok(Some(bytes))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::storage("read", path.display(), cause)),
        }
    }
}

/// Since 1970; negative before.
fn millis(at: SystemTime) -> i64 {
    let in_64_bits = |size: Duration| i64::try_from(size.as_millis()).unwrap_or(i64::MAX);
    match at.duration_since(UNIX_EPOCH) {
        Ok(after) => in_64_bits(after),
        Err(before) => -in_64_bits(before.duration()),
    }
}

fn first_line(path: &Path) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::BufReader::new(fs::File::open(path)?).read_until(b'\n', &mut line)?;
    Ok(line)
}

/// Files below a directory. A prefix without objects is empty and not an error, as on S3.
fn walk(directory: &Path, prefix: &str, keys: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(cause) => return Err(cause),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        // Keys are Unicode: any other name cannot have come from S3.
        let Some(name) = name.to_str().filter(|name| !name.starts_with(['_', '.'])) else { continue };
        let key = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        // Follows links: a bucket may be laid together from several places.
        if fs::metadata(entry.path())?.is_dir() {
            walk(&entry.path(), &key, keys)?;
        } else {
            keys.push(key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_file_that_is_gone_is_an_error_with_its_path() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("a-bucket")).expect("a bucket");
        fs::write(folder.path().join("a-bucket/there"), "four").expect("a file");
        let buckets = Buckets::open(folder.path()).expect("a directory");
        let bucket = BucketName::new("a-bucket").expect("a name");
        assert_eq!(buckets.size_and_time(&bucket, "there").expect("it is there").0, 4);
        let error = buckets.size_and_time(&bucket, "dir/gone").expect_err("it is gone");
        assert!(matches!(error.kind(), ErrorKind::Storage { .. }), "{error}");
        assert!(error.to_string().contains("a-bucket/dir/gone"), "{error}");
    }
}
