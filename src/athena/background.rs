//! The driver's own thread: it starts queries, looks at those that run and stops abandoned ones.
//!
//! None of it may depend on the program's runtime. A query is stopped when its future is dropped, and that happens as well while a runtime
//! shuts down, when nothing can be spawned any more. Looking from one place also lets queries share requests.

mod chores;
mod watch;

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc as std_mpsc,
    },
    thread,
    time::Duration,
};

use aws_sdk_athena::{Client, operation::start_query_execution::builders::StartQueryExecutionInputBuilder};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch as updates};

pub(super) use self::watch::status;
use super::{QueryStatus, config::Times, s3::S3};
use crate::error::{ErrorKind, Result};

/// How long the end of the last handle waits for stops that are on their way.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// What a look gave.
pub(super) type Look = Option<Result<Arc<QueryStatus>>>;

enum Order {
    /// Start a query, and give it to its owner. The orders are for the guard: with them, the thread cannot end before that is dropped.
    Start(Box<Start>, Orders, oneshot::Sender<Result<Guard>>),
    /// Look at a query until it has ended.
    Watch(String, updates::Sender<Look>, Option<OwnedSemaphorePermit>),
    /// Stop a query, and say so.
    Stop(String, Option<oneshot::Sender<Result<()>>>),
    /// Remove what a query has unloaded below a prefix, once it has ended.
    Remove { id: String, below: String },
    /// Answer when all that was to be done is done, with what could not be stopped.
    Flush(oneshot::Sender<Result<()>>),
}

/// A query that is to be started.
pub(super) struct Start {
    pub(super) request: StartQueryExecutionInputBuilder,
    /// Without an owner it is stopped: the one who asked may have gone before it was started.
    pub(super) stop_on_drop: bool,
    /// Where it unloads to.
    pub(super) unloads: Option<String>,
}

/// What is still to be done.
#[derive(Debug, Default)]
struct Counts {
    /// Before the driver may end: starts, stops and removals.
    pending: AtomicUsize,
    /// Before a flush is answered: stops and removals.
    owed: AtomicUsize,
}

/// Where orders go.
#[derive(Clone)]
struct Orders {
    sender: mpsc::UnboundedSender<Order>,
    counts: Arc<Counts>,
}

impl Orders {
    fn send(&self, order: Order) {
        let (pending, owed) = match order {
            Order::Start(..) => (1, 0),
            Order::Stop(..) | Order::Remove { .. } => (1, 1),
            Order::Watch(..) | Order::Flush(_) => (0, 0),
        };
        self.counts.pending.fetch_add(pending, Ordering::SeqCst);
        self.counts.owed.fetch_add(owed, Ordering::SeqCst);
        // The thread ends only after its last order, so somebody listens.
        let _ = self.sender.send(order);
    }
}

/// A query that has an owner. When the owner drops it before [`release`](Self::release), the query is stopped.
pub(super) struct Guard {
    id: String,
    orders: Option<Orders>,
    /// What it has unloaded is removed as well.
    unloads: Option<String>,
}

impl Guard {
    /// A query that goes on without its owner.
    pub(super) fn unarmed(id: String) -> Self {
        Self { id, orders: None, unloads: None }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Somebody else removes what it unloads.
    pub(super) fn keep_files(&mut self) {
        self.unloads = None;
    }

    /// It has ended, or shall go on.
    pub(super) fn release(&mut self) {
        self.orders = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(orders) = self.orders.take() {
            let id = std::mem::take(&mut self.id);
            orders.send(Order::Stop(id.clone(), None));
            if let Some(below) = self.unloads.take() {
                orders.send(Order::Remove { id, below });
            }
        }
    }
}

/// The way to the thread. The last one to be dropped waits until stops have reached Athena.
pub(super) struct Background {
    orders: Option<Orders>,
    counts: Arc<Counts>,
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
    /// [`ErrorKind::Service`] when the system gives no thread.
    pub(super) fn start(client: Client, s3: S3, times: Times) -> Result<Self> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let (alive, ended) = std_mpsc::channel();
        let orders = Orders { sender, counts: Arc::default() };
        let counts = Arc::clone(&orders.counts);
        let chores = chores::Chores::new(client.clone(), s3, Arc::clone(&counts));
        let work = Work { watched: watch::Watched::new(client, times), chores };
        let failed =
            |cause: std::io::Error| ErrorKind::Service { operation: "starting a thread", message: cause.to_string() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let run = move || {
            runtime.block_on(work.run(receiver));
            drop(alive);
        };
        thread::Builder::new().name("quilt-athena".to_owned()).spawn(run).map_err(failed)?;
        Ok(Self { orders: Some(orders), counts, ended: Mutex::new(ended) })
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            orders.send(order);
        }
    }

    /// Starts a query.
    pub(super) async fn start_query(&self, start: Start) -> Result<Guard> {
        let (done, answer) = oneshot::channel();
        if let Some(orders) = &self.orders {
            orders.send(Order::Start(Box::new(start), orders.clone(), done));
        }
        answer.await.unwrap_or_else(|_| Err(gone("StartQueryExecution").into()))
    }

    /// Looks at a query until it has ended; the slot is given back then.
    pub(super) fn watch(&self, id: &str, slot: Option<OwnedSemaphorePermit>) -> updates::Receiver<Look> {
        let (sender, receiver) = updates::channel(None);
        self.order(Order::Watch(id.to_owned(), sender, slot));
        receiver
    }

    /// Stops a query; nobody waits for it.
    pub(super) fn stop(&self, id: &str) {
        self.order(Order::Stop(id.to_owned(), None));
    }

    /// Stops a query and waits until Athena has answered.
    pub(super) async fn stop_and_wait(&self, id: &str) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(Order::Stop(id.to_owned(), Some(done)));
        answer.await.unwrap_or_else(|_| Err(gone("StopQueryExecution").into()))
    }

    /// Removes what a query has unloaded; nobody waits for it.
    pub(super) fn remove(&self, id: String, below: String) {
        self.order(Order::Remove { id, below });
    }

    /// Waits until nothing is left to be stopped or removed. The first error of a stop since the last time.
    pub(super) async fn flush(&self) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(Order::Flush(done));
        answer.await.unwrap_or_else(|_| Err(gone("StopQueryExecution").into()))
    }
}

fn gone(operation: &'static str) -> ErrorKind {
    ErrorKind::Service { operation, message: "the driver's thread has ended".to_owned() }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.orders.take());
        if self.counts.pending.load(Ordering::SeqCst) > 0 {
            let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = ended.recv_timeout(LAST_WAIT);
        }
    }
}

/// What the thread does.
struct Work {
    watched: watch::Watched,
    chores: chores::Chores,
}

impl Work {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Start(start, orders, done)) => self.chores.start(*start, orders, done),
                    Some(Order::Watch(id, sender, slot)) => self.watched.add(id, sender, slot),
                    Some(Order::Stop(id, done)) => self.chores.stop(id, done),
                    Some(Order::Remove { id, below }) => self.chores.remove(id, below),
                    Some(Order::Flush(done)) => self.chores.flush(done),
                    None => break,
                },
                () = self.watched.work() => {}
                () = self.chores.work() => {}
            }
        }
        self.chores.finish().await;
    }
}
