//! An object in S3, read in ranges, several of them at once.

use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{GetOptions, GetRange, GetResult, ObjectStore};

use super::task::AbortOnDropTask;
use crate::{
    athena::{
        failure::unreadable,
        s3::{S3Object, storage_error},
    },
    error::Result,
};

/// Bytes per request.
const RANGE_SIZE: u64 = 2 << 20;
/// Requests at once; with what is being decoded, this bounds the memory of a stream.
const CONCURRENT_REQUESTS: usize = 4;

/// An object whose first range has been read.
pub(super) struct RangeReader {
    object: S3Object,
    first: Vec<Bytes>,
    size: u64,
    /// The version of the first range: the others must be of the same version.
    e_tag: Option<String>,
}

impl RangeReader {
    pub(super) async fn open(object: S3Object) -> Result<Self> {
        let range = GetOptions { range: Some(GetRange::Bounded(0..RANGE_SIZE)), ..GetOptions::default() };
        let answer = object.store.get_opts(&object.path, range).await;
        let answer = answer.map_err(|cause| storage_error("read", &object.uri, cause))?;
        let (size, e_tag) = (answer.meta.size, answer.meta.e_tag.clone());
        let first = segments(&object, answer, 0..RANGE_SIZE.min(size)).await?;
        Ok(Self { object, first, size, e_tag })
    }

    /// The first bytes.
    pub(super) fn first(&self) -> &[u8] {
        self.first.first().map_or(&[], |segment| segment)
    }

    /// All bytes, in order, in the segments in which they arrived: nothing is copied.
    pub(super) fn into_stream(self) -> BoxStream<'static, Result<Vec<Bytes>>> {
        let Self { object, first, size, e_tag } = self;
        let starts = (RANGE_SIZE..size).step_by(RANGE_SIZE as usize);
        let rest = stream::iter(starts).map(move |start| {
            let (object, e_tag) = (object.clone(), e_tag.clone());
            AbortOnDropTask::spawn(async move { get(&object, start..(start + RANGE_SIZE).min(size), e_tag).await })
        });
        stream::once(async { Ok(first) }).chain(rest.buffered(CONCURRENT_REQUESTS)).boxed()
    }
}

async fn get(object: &S3Object, range: std::ops::Range<u64>, e_tag: Option<String>) -> Result<Vec<Bytes>> {
    let options =
        GetOptions { range: Some(GetRange::Bounded(range.clone())), if_match: e_tag, ..GetOptions::default() };
    let answer = object.store.get_opts(&object.path, options).await;
    segments(object, answer.map_err(|cause| storage_error("read", &object.uri, cause))?, range).await
}

/// The bytes of a response, checked to be complete.
async fn segments(object: &S3Object, answer: GetResult, range: std::ops::Range<u64>) -> Result<Vec<Bytes>> {
    let nonempty = answer.into_stream().try_filter(|segment| std::future::ready(!segment.is_empty()));
    let segments: Result<Vec<Bytes>, _> = nonempty.try_collect().await;
    let segments = segments.map_err(|cause| storage_error("read", &object.uri, cause))?;
    let (found, expected) = (segments.iter().map(Bytes::len).sum::<usize>(), range.end - range.start);
    if found as u64 == expected {
        return Ok(segments);
    }
    Err(unreadable(format!("S3 returned {found} of {expected} bytes of {} from byte {}", object.uri, range.start)))
}
