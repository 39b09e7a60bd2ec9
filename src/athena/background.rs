//! The driver's own thread: it starts queries, looks at those that run and stops abandoned ones.
//!
//! None of it may depend on the program's runtime. A query is stopped when its future is dropped, and that happens as well while a runtime
//! shuts down, when nothing can be spawned any more. Looking from one place also lets queries share requests.

mod chores;
mod watch;

pub(super) use watch::status;

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
use object_store::{ObjectStore, path::Path};
use tokio::sync::{mpsc, oneshot, watch as updates};

use super::{QueryStatus, config::Times};
use crate::error::{ErrorKind, Result};

/// How long the end of the last handle waits for stops that are on their way.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// What a look gave.
pub(super) type Look = Option<Result<Arc<QueryStatus>>>;

enum Order {
    /// Start a query, and give it to its owner; when that one has gone meanwhile, stop it.
    Start(Box<StartQueryExecutionInputBuilder>, oneshot::Sender<Result<Guard>>),
    /// Look at a query until it has ended.
    Watch(String, updates::Sender<Look>),
    /// Stop a query, and say so.
    Stop(String, Option<oneshot::Sender<Result<()>>>),
    /// Remove all objects below a prefix, and these.
    Remove(Arc<dyn ObjectStore>, Path, Vec<Path>),
    /// Answer when all that was to be done is done, with what could not be stopped.
    Flush(oneshot::Sender<Result<()>>),
}

/// Where orders go. What has to be done before the driver may end is counted.
#[derive(Clone)]
struct Orders {
    sender: mpsc::UnboundedSender<Order>,
    pending: Arc<AtomicUsize>,
}

impl Orders {
    fn send(&self, order: Order) {
        // The thread ends only after its last order, so somebody listens.
        let _ = self.sender.send(order);
    }

    fn send_counted(&self, order: Order) {
        self.pending.fetch_add(1, Ordering::SeqCst);
        self.send(order);
    }
}

/// A query that has an owner. When the owner drops it before [`release`](Self::release), the query is stopped.
pub(super) struct Guard {
    id: String,
    orders: Option<Orders>,
}

impl Guard {
    /// A query that goes on without its owner.
    pub(super) fn unarmed(id: String) -> Self {
        Self { id, orders: None }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// It has ended, or shall go on.
    pub(super) fn release(&mut self) {
        self.orders = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(orders) = self.orders.take() {
            orders.send_counted(Order::Stop(std::mem::take(&mut self.id), None));
        }
    }
}

/// The way to the thread. The last one to be dropped waits until stops have reached Athena.
pub(super) struct Background {
    orders: Option<Orders>,
    pending: Arc<AtomicUsize>,
    ended: Mutex<std_mpsc::Receiver<()>>,
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("pending", &self.pending).finish_non_exhaustive()
    }
}

impl Background {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`ErrorKind::Service`] when the system gives no thread.
    pub(super) fn start(client: Client, times: Times) -> Result<Self> {
        let (orders, receiver) = mpsc::unbounded_channel();
        let (alive, ended) = std_mpsc::channel();
        let pending = Arc::new(AtomicUsize::new(0));
        let orders = Orders { sender: orders, pending: Arc::clone(&pending) };
        // The thread must not keep its own channel open.
        let (weak, still) = (orders.sender.downgrade(), Arc::clone(&pending));
        let failed = |cause: std::io::Error| ErrorKind::Service { operation: "starting a thread", message: cause.to_string() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let work = move || {
            runtime.block_on(Work::new(client, times, weak, still).run(receiver));
            drop(alive);
        };
        thread::Builder::new().name("quilt-athena".to_owned()).spawn(work).map_err(failed)?;
        Ok(Self { orders: Some(orders), pending, ended: Mutex::new(ended) })
    }

    fn order(&self, send: impl FnOnce(&Orders)) {
        if let Some(orders) = &self.orders {
            send(orders);
        }
    }

    /// Starts a query.
    pub(super) async fn start_query(&self, request: StartQueryExecutionInputBuilder) -> Result<Guard> {
        let (done, answer) = oneshot::channel();
        self.order(|orders| orders.send_counted(Order::Start(Box::new(request), done)));
        answer.await.unwrap_or_else(|_| Err(gone("StartQueryExecution").into()))
    }

    /// Looks at a query until it has ended.
    pub(super) fn watch(&self, id: &str) -> updates::Receiver<Look> {
        let (sender, receiver) = updates::channel(None);
        self.order(|orders| orders.send(Order::Watch(id.to_owned(), sender)));
        receiver
    }

    /// Stops a query and waits until Athena has answered.
    pub(super) async fn stop_and_wait(&self, id: &str) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(|orders| orders.send_counted(Order::Stop(id.to_owned(), Some(done))));
        answer.await.unwrap_or_else(|_| Err(gone("StopQueryExecution").into()))
    }

    /// Removes all objects below a prefix, and these; nobody waits for it.
    pub(super) fn remove(&self, store: Arc<dyn ObjectStore>, below: Path, known: Vec<Path>) {
        self.order(|orders| orders.send_counted(Order::Remove(store, below, known)));
    }

    /// Waits until nothing is left to be stopped or removed. The first error of a stop since the last time.
    pub(super) async fn flush(&self) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(|orders| orders.send(Order::Flush(done)));
        answer.await.unwrap_or_else(|_| Err(gone("StopQueryExecution").into()))
    }
}

fn gone(operation: &'static str) -> ErrorKind {
    ErrorKind::Service { operation, message: "the driver's thread has ended".to_owned() }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.orders.take());
        if self.pending.load(Ordering::SeqCst) > 0 {
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
    fn new(
        client: Client,
        times: Times,
        orders: mpsc::WeakUnboundedSender<Order>,
        pending: Arc<AtomicUsize>,
    ) -> Self {
        let chores = chores::Chores::new(client.clone(), orders, pending);
        Self { watched: watch::Watched::new(client, times), chores }
    }

    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Start(request, done)) => self.chores.start(*request, done),
                    Some(Order::Watch(id, sender)) => self.watched.add(id, sender),
                    Some(Order::Stop(id, done)) => {
                        self.watched.forget(&id);
                        self.chores.stop(id, done);
                    }
                    Some(Order::Remove(store, below, known)) => self.chores.remove(store, below, known),
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
