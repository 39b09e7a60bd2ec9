//! Room for recursion: planning and running a query recurse as deep as its expressions are nested.
//!
//! A thread of an async runtime has 2 MB of stack, which a debug build uses up at a few hundred levels. Polling on a stack of its own
//! makes the limit of [`sql`](super::sql) the one that counts.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures::{Stream, future::BoxFuture, stream::BoxStream};

/// Less than this, and another stack is taken.
const NEEDED: usize = 32 << 20;
/// Reserved, and used page by page.
const STACK: usize = 64 << 20;

/// A future or stream that is polled with room.
pub(super) struct Roomy<T>(pub(super) T);

impl<T> Future for Roomy<BoxFuture<'_, T>> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        stacker::maybe_grow(NEEDED, STACK, || self.0.as_mut().poll(cx))
    }
}

impl<T> Stream for Roomy<BoxStream<'_, T>> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        stacker::maybe_grow(NEEDED, STACK, || self.0.as_mut().poll_next(cx))
    }
}
