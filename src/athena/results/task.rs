//! Work that runs beside its owner, and ends with it.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::task::JoinHandle;

use crate::{athena::failure::unreadable, error::Result};

/// A task that is aborted when its handle is dropped.
pub(super) struct AbortOnDropTask<T>(JoinHandle<Result<T>>);

impl<T: Send + 'static> AbortOnDropTask<T> {
    pub(super) fn spawn(work: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self(tokio::spawn(work))
    }

    /// For blocking or CPU-bound work, on a thread of its own.
    pub(super) fn spawn_blocking(work: impl FnOnce() -> Result<T> + Send + 'static) -> Self {
        Self(tokio::task::spawn_blocking(work))
    }
}

impl<T> Future for AbortOnDropTask<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        let ended = std::task::ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(ended.unwrap_or_else(|cause| Err(unreadable(format!("reading it was interrupted: {cause}")))))
    }
}

impl<T> Drop for AbortOnDropTask<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
