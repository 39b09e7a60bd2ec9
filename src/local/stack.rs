//! A larger stack: planning and running a query recurse as deep as its expressions are nested.
//!
//! A thread of an async runtime has 2 MB of stack, which a debug build uses up at a few hundred levels. With a grown stack, the limit that
//! counts is that of [`sql`](super::sql).

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures::{Stream, future::BoxFuture, stream::BoxStream};

/// With fewer bytes left than this, polling continues on a new stack.
const RED_ZONE: usize = 32 << 20;
/// The size of a new stack, in bytes. It is reserved, and committed page by page.
const STACK_SIZE: usize = 64 << 20;

/// A future or stream that is polled with enough stack.
pub(super) struct WithGrownStack<T>(pub(super) T);

impl<T> Future for WithGrownStack<BoxFuture<'_, T>> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        stacker::maybe_grow(RED_ZONE, STACK_SIZE, || self.0.as_mut().poll(cx))
    }
}

impl<T> Stream for WithGrownStack<BoxStream<'_, T>> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        stacker::maybe_grow(RED_ZONE, STACK_SIZE, || self.0.as_mut().poll_next(cx))
    }
}
