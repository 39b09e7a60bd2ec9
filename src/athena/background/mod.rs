//! The driver's own thread: it starts queries, polls running ones and stops abandoned ones.
//!
//! None of this may depend on the program's runtime. A query is stopped when its future is dropped, and that may happen while a runtime
//! shuts down, when nothing can be spawned any more. Polling from one place also lets queries share requests.

mod cleanup;
mod command;
mod poll;
mod tasks;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, mpsc as std_mpsc},
    thread,
    time::Duration,
};

use aws_sdk_athena::Client;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use self::{
    command::{Command, CommandSender, TaskCounts},
    poll::Poller,
    tasks::QueryTasks,
};
pub(super) use self::{
    command::{PollResult, QueryGuard, StartRequest},
    poll::query_status,
};
use super::s3::S3;
use crate::error::{ErrorKind, Result};

/// How long dropping the last handle waits for stops that are under way.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// The handle to the thread. Dropping the last one waits until stops have reached Athena.
pub(super) struct Background {
    commands: Option<CommandSender>,
    counts: Arc<TaskCounts>,
    ended: Mutex<std_mpsc::Receiver<()>>,
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Background {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`ErrorKind::Service`] when the operating system cannot start a thread.
    pub(super) fn start(client: Client, s3: S3, poll_interval: Duration) -> Result<Self> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let (alive, ended) = std_mpsc::channel();
        let counts: Arc<TaskCounts> = Arc::default();
        let commands = CommandSender::new(sender, Arc::clone(&counts));
        let tasks = QueryTasks::new(client.clone(), s3, Arc::clone(&counts));
        let event_loop = EventLoop { poller: Poller::new(client, poll_interval), tasks };
        let failed =
            |cause: std::io::Error| ErrorKind::Service { operation: "starting a thread", message: cause.to_string() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let run = move || {
            runtime.block_on(event_loop.run(receiver));
            drop(alive);
        };
        thread::Builder::new().name("quilt-athena".to_owned()).spawn(run).map_err(failed)?;
        Ok(Self { commands: Some(commands), counts, ended: Mutex::new(ended) })
    }

    fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            commands.send(command);
        }
    }

    /// Starts a query.
    pub(super) async fn start_query(&self, start: StartRequest) -> Result<QueryGuard> {
        let (reply, answer) = oneshot::channel();
        if let Some(commands) = &self.commands {
            commands.send(Command::Start(Box::new(start), commands.clone(), reply));
        }
        answer.await.unwrap_or_else(|_| Err(thread_ended("StartQueryExecution").into()))
    }

    /// Polls a query until it has ended; only then is its permit released.
    pub(super) fn poll(&self, id: &str, permit: Option<OwnedSemaphorePermit>) -> watch::Receiver<PollResult> {
        let (sender, receiver) = watch::channel(None);
        self.send(Command::Poll(id.to_owned(), sender, permit));
        receiver
    }

    /// Stops a query, without waiting for it.
    pub(super) fn stop(&self, id: &str) {
        self.send(Command::Stop(id.to_owned(), None));
    }

    /// Stops a query and waits until Athena has answered.
    pub(super) async fn stop_and_wait(&self, id: &str) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Stop(id.to_owned(), Some(reply)));
        answer.await.unwrap_or_else(|_| Err(thread_ended("StopQueryExecution").into()))
    }

    /// Removes what a query has unloaded below a prefix, without waiting for it.
    pub(super) fn remove_unloaded(&self, id: String, prefix: String) {
        self.send(Command::RemoveUnloaded { id, prefix });
    }

    /// Waits until nothing is left to be stopped or removed. The error is that of the first stop that failed since the last flush.
    pub(super) async fn flush(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Flush(reply));
        answer.await.unwrap_or_else(|_| Err(thread_ended("StopQueryExecution").into()))
    }
}

fn thread_ended(operation: &'static str) -> ErrorKind {
    ErrorKind::Service { operation, message: "the driver's thread has ended".to_owned() }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.commands.take());
        if self.counts.are_pending() {
            let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = ended.recv_timeout(SHUTDOWN_TIMEOUT);
        }
    }
}

/// What the thread runs.
struct EventLoop {
    poller: Poller,
    tasks: QueryTasks,
}

impl EventLoop {
    async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Start(start, commands, reply)) => self.tasks.start(*start, commands, reply),
                    Some(Command::Poll(id, sender, permit)) => self.poller.add(id, sender, permit),
                    Some(Command::Stop(id, reply)) => self.tasks.stop(id, reply),
                    Some(Command::RemoveUnloaded { id, prefix }) => self.tasks.remove_unloaded(id, prefix),
                    Some(Command::Flush(reply)) => self.tasks.flush(reply),
                    None => break,
                },
                () = self.poller.advance() => {}
                () = self.tasks.advance() => {}
            }
        }
        self.tasks.finish().await;
    }
}
