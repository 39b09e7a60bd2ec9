//! The commands that the driver's thread takes, and the guard that sends one when it is dropped.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_sdk_athena::operation::start_query_execution::builders::StartQueryExecutionInputBuilder;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use crate::{athena::status::QueryStatus, error::Result};

/// What the last poll of a query returned; `None` before the first one.
pub(in crate::athena) type PollResult = Option<Result<Arc<QueryStatus>>>;

pub(super) enum Command {
    /// Start a query and hand it to its owner. The sender is for the guard: as long as the guard holds it, the thread cannot end.
    Start(Box<StartRequest>, CommandSender, oneshot::Sender<Result<QueryGuard>>),
    /// Poll a query until it has ended.
    Poll(String, watch::Sender<PollResult>, Option<OwnedSemaphorePermit>),
    /// Stop a query, and reply when Athena has answered.
    Stop(String, Option<oneshot::Sender<Result<()>>>),
    /// Remove what a query has unloaded below a prefix, once it has ended.
    RemoveUnloaded { id: String, prefix: String },
    /// Reply when nothing is left to be stopped or removed, with the first error.
    Flush(oneshot::Sender<Result<()>>),
}

/// A query that is to be started.
pub(in crate::athena) struct StartRequest {
    pub(in crate::athena) request: StartQueryExecutionInputBuilder,
    /// Stop the query if its owner has gone: that may happen even before it has been started.
    pub(in crate::athena) stop_on_drop: bool,
    /// The prefix that it unloads to.
    pub(in crate::athena) unload_prefix: Option<String>,
}

/// The tasks that are still under way.
#[derive(Debug, Default)]
pub(super) struct TaskCounts {
    /// The thread may not end before these: starts, stops and removals.
    pending: AtomicUsize,
    /// A flush is not answered before these: stops and removals.
    flush_blocking: AtomicUsize,
}

impl TaskCounts {
    pub(super) fn are_pending(&self) -> bool {
        self.pending.load(Ordering::SeqCst) > 0
    }

    pub(super) fn block_flush(&self) -> bool {
        self.flush_blocking.load(Ordering::SeqCst) > 0
    }
}

/// Takes one task off the counts when it is dropped, however the task ends.
pub(super) struct CountedTask {
    counts: Arc<TaskCounts>,
    flush_blocking: bool,
}

impl CountedTask {
    /// A task that was counted when its command was sent.
    pub(super) fn new(counts: &Arc<TaskCounts>, flush_blocking: bool) -> Self {
        Self { counts: Arc::clone(counts), flush_blocking }
    }

    /// From now on a flush waits for this task as well.
    pub(super) fn start_blocking_flush(&mut self) {
        self.flush_blocking = true;
        self.counts.flush_blocking.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for CountedTask {
    fn drop(&mut self) {
        self.counts.flush_blocking.fetch_sub(usize::from(self.flush_blocking), Ordering::SeqCst);
        self.counts.pending.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Sends commands to the thread, and counts the tasks that they become.
#[derive(Clone)]
pub(super) struct CommandSender {
    sender: mpsc::UnboundedSender<Command>,
    counts: Arc<TaskCounts>,
}

impl CommandSender {
    pub(super) fn new(sender: mpsc::UnboundedSender<Command>, counts: Arc<TaskCounts>) -> Self {
        Self { sender, counts }
    }

    pub(super) fn send(&self, command: Command) {
        let (pending, flush_blocking) = match command {
            Command::Start(..) => (1, 0),
            Command::Stop(..) | Command::RemoveUnloaded { .. } => (1, 1),
            Command::Poll(..) | Command::Flush(_) => (0, 0),
        };
        self.counts.pending.fetch_add(pending, Ordering::SeqCst);
        self.counts.flush_blocking.fetch_add(flush_blocking, Ordering::SeqCst);
        // The thread ends only after the last sender is gone, so it is there to receive.
        let _ = self.sender.send(command);
    }
}

/// A query that has an owner. When the owner drops it before [`release`](Self::release), the query is stopped.
pub(in crate::athena) struct QueryGuard {
    id: String,
    commands: Option<CommandSender>,
    /// The prefix that is emptied as well.
    unload_prefix: Option<String>,
}

impl QueryGuard {
    /// A query that is stopped on drop.
    pub(super) fn armed(id: String, commands: CommandSender, unload_prefix: Option<String>) -> Self {
        Self { id, commands: Some(commands), unload_prefix }
    }

    /// A query that keeps running without its owner.
    pub(in crate::athena) fn detached(id: String) -> Self {
        Self { id, commands: None, unload_prefix: None }
    }

    pub(in crate::athena) fn id(&self) -> &str {
        &self.id
    }

    /// Leaves the removal of what the query unloads to somebody else.
    pub(in crate::athena) fn keep_files(&mut self) {
        self.unload_prefix = None;
    }

    /// The query has ended, or may keep running.
    pub(in crate::athena) fn release(&mut self) {
        self.commands = None;
    }
}

impl Drop for QueryGuard {
    fn drop(&mut self) {
        if let Some(commands) = self.commands.take() {
            let id = std::mem::take(&mut self.id);
            commands.send(Command::Stop(id.clone(), None));
            if let Some(prefix) = self.unload_prefix.take() {
                commands.send(Command::RemoveUnloaded { id, prefix });
            }
        }
    }
}
