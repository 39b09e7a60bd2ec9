//! An object in S3, read in ranges, several at once.

use bytes::Bytes;
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{GetOptions, GetRange, GetResult, ObjectStore};

use super::{task::Task, unreadable};
use crate::{
    athena::s3::{Object, storage},
    error::Result,
};

/// Bytes per request.
const RANGE: u64 = 2 << 20;
/// Requests at once: with their decoded counterparts, what a stream holds in memory.
const AT_ONCE: usize = 4;

/// An object whose first range has come.
pub(super) struct Ranges {
    object: Object,
    first: Vec<Bytes>,
    size: u64,
    /// The version that the first range was of: the others must be of the same.
    e_tag: Option<String>,
}

impl Ranges {
    pub(super) async fn open(object: Object) -> Result<Self> {
        let range = GetOptions { range: Some(GetRange::Bounded(0..RANGE)), ..GetOptions::default() };
        let answer = object.store.get_opts(&object.path, range).await;
        let answer = answer.map_err(|cause| storage("read", &object.uri, cause))?;
        let (size, e_tag) = (answer.meta.size, answer.meta.e_tag.clone());
        let first = segments(&object, answer, 0..RANGE.min(size)).await?;
        Ok(Self { object, first, size, e_tag })
    }

    /// The first bytes.
    pub(super) fn first(&self) -> &[u8] {
        self.first.first().map_or(&[], |segment| segment)
    }

    /// All bytes, in order, as they came: nothing is copied.
    pub(super) fn into_stream(self) -> BoxStream<'static, Result<Vec<Bytes>>> {
        let Self { object, first, size, e_tag } = self;
        let starts = (RANGE..size).step_by(RANGE as usize);
        let rest = stream::iter(starts).map(move |start| {
            let (object, e_tag) = (object.clone(), e_tag.clone());
            Task::spawn(async move { get(&object, start..(start + RANGE).min(size), e_tag).await })
        });
        stream::once(async { Ok(first) }).chain(rest.buffered(AT_ONCE)).boxed()
    }
}

async fn get(object: &Object, range: std::ops::Range<u64>, e_tag: Option<String>) -> Result<Vec<Bytes>> {
    let options =
        GetOptions { range: Some(GetRange::Bounded(range.clone())), if_match: e_tag, ..GetOptions::default() };
    let answer = object.store.get_opts(&object.path, options).await;
    segments(object, answer.map_err(|cause| storage("read", &object.uri, cause))?, range).await
}

/// The bytes of an answer, all of them.
async fn segments(object: &Object, answer: GetResult, range: std::ops::Range<u64>) -> Result<Vec<Bytes>> {
    let filled = answer.into_stream().try_filter(|segment| std::future::ready(!segment.is_empty()));
    let segments: Result<Vec<Bytes>, _> = filled.try_collect().await;
    let segments = segments.map_err(|cause| storage("read", &object.uri, cause))?;
    let (found, expected) = (segments.iter().map(Bytes::len).sum::<usize>(), range.end - range.start);
    if found as u64 == expected {
        return Ok(segments);
    }
    Err(unreadable(format!("{} gave {found} of {expected} bytes from byte {}", object.uri, range.start)))
}
