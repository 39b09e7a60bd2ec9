//! The server: its connections, what it knows, and the check at the end.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

use super::{
    answer::Answer,
    athena,
    execution::Execution,
    http::{Cut, Received, Response, Wire},
    request::{Operation, Request, encode},
    s3::Store,
    script::{Matches, QueryScript, Script},
};

/// All that the server knows.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) scripts: Vec<Script>,
    pub(super) executions: Vec<Execution>,
    /// What was asked with a token, and the id that it got.
    pub(super) tokens: HashMap<String, (Value, String)>,
    pub(super) store: Store,
    pub(super) unexpected: Vec<String>,
    once: BTreeMap<Operation, VecDeque<Answer>>,
    requests: Vec<Request>,
    groups: BTreeMap<String, Value>,
    /// The check was made, or is not wanted.
    done: bool,
}

impl World {
    /// The script for a statement that starts now; the more exact one wins.
    pub(super) fn take_script(&mut self, sql: &str) -> Option<usize> {
        let mut fitting: Vec<usize> =
            (0..self.scripts.len()).filter(|index| self.scripts[*index].is_for(sql)).collect();
        fitting.sort_by_key(|index| match self.scripts[*index].matches {
            Matches::Text(_) => 0,
            Matches::UnloadOf(_) => 1,
            Matches::Any => 2,
        });
        let Some(index) = fitting.iter().copied().find(|index| !self.scripts[*index].is_spent()) else {
            let what = if fitting.is_empty() { "has no script" } else { "was started too often" };
            self.unexpected.push(format!("a query that {what}: {sql}"));
            return None;
        };
        self.scripts[index].started += 1;
        Some(index)
    }

    /// A workgroup as GetWorkGroup shows it; `Null` when there is none of that name.
    pub(super) fn work_group(&self, name: &str) -> Value {
        match self.groups.get(name) {
            Some(group) => group.clone(),
            None if name == "primary" => json!({
                "Name": "primary",
                "State": "ENABLED",
                "Configuration": {
                    "ResultConfiguration": {},
                    "EnforceWorkGroupConfiguration": false,
                    "PublishCloudWatchMetricsEnabled": false,
                    "RequesterPaysEnabled": false,
                    "EngineVersion": {
                        "SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3",
                    },
                },
            }),
            None => Value::Null,
        }
    }

    fn answer(&mut self, request: &Request) -> (Option<Response>, Answer) {
        let operation = request.operation();
        let answer = self.once.get_mut(&operation).and_then(VecDeque::pop_front).unwrap_or_else(Answer::pass);
        self.requests.push(request.clone());
        let response = answer.response(request, || {
            if operation.is_s3() { self.store.answer(request) } else { athena::answer(self, request) }
        });
        (response, answer)
    }

    /// What was scripted and did not happen, and what happened and was not scripted.
    fn complaints(&self) -> Vec<String> {
        let mut list = self.unexpected.clone();
        for script in &self.scripts {
            if let Some(times) = script.times.filter(|times| script.started < *times) {
                list.push(format!("{} was started {} of {times} times", script.title(), script.started));
            }
        }
        for execution in &self.executions {
            let script = &self.scripts[execution.script];
            let unseen: Vec<_> = execution.unseen(script).into_iter().map(|state| state.name()).collect();
            if !unseen.is_empty() {
                list.push(format!("query `{}`: no client has seen {}", execution.sql, unseen.join(", ")));
            }
            if script.strict && !execution.read {
                list.push(format!("query `{}`: its result was not read to the end", execution.sql));
            }
        }
        for (operation, answers) in self.once.iter().filter(|(_, answers)| !answers.is_empty()) {
            list.push(format!("{operation}: {} answers of `once` are left", answers.len()));
        }
        list
    }
}

/// What the connections share with the handles.
#[derive(Debug, Default)]
pub(super) struct Shared(Mutex<World>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        // A panic under the lock is a failed assertion of the server; what it holds is still of use for reports.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the tasks and makes the check when the last handle goes.
#[derive(Debug)]
struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    accept: AbortHandle,
}

impl Running {
    #[track_caller]
    fn check(&self) {
        let mut world = self.shared.lock();
        if std::mem::replace(&mut world.done, true) {
            return;
        }
        let list = world.complaints();
        drop(world);
        assert!(list.is_empty(), "the test server was not used as scripted:\n- {}", list.join("\n- "));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accept.abort();
        // A second panic would end the process and hide the first.
        if !std::thread::panicking() {
            self.check();
        }
    }
}

/// A server on 127.0.0.1 that speaks as much of Athena's and S3's protocols as reading results takes.
///
/// Clones are handles to the same server. It stops when the last one is dropped, and then panics if it was not used as
/// scripted: see [`finish`](Self::finish).
#[derive(Debug, Clone)]
pub struct TestServer {
    running: Arc<Running>,
}

impl TestServer {
    /// Starts a server on a free port. Its tasks run on the current Tokio runtime, which needs its I/O and time
    /// drivers.
    ///
    /// # Errors
    /// What the operating system says when there is no port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let accept = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        Ok(Self { running: Arc::new(Running { shared, address, accept }) })
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.running.shared.lock()
    }

    /// The address of both services, such as `http://127.0.0.1:40001`.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    /// [`url`](Self::url) percent-encoded, for a parameter of another URL.
    pub fn url_encoded(&self) -> String {
        encode(&self.url())
    }

    /// An address for [`connect`](crate::connect): made-up keys, region us-east-1, schema `default`, results below
    /// `s3://res/out/`, and this server for both Athena and S3.
    pub fn connection_url(&self) -> String {
        let (staging, url) = (encode("s3://res/out/"), self.url_encoded());
        format!(
            "awsathena+rest://x:y@athena.us-east-1.amazonaws.com:443/default\
             ?s3_staging_dir={staging}&endpoint_url={url}&s3_endpoint_url={url}"
        )
    }

    /// Scripts a query by its text, without outer white space and one `;` at its end. Scripts of the same text serve
    /// one start after the other.
    pub fn query(&self, sql: &str) -> QueryScript {
        QueryScript::register(&self.running.shared, Matches::Text(super::sql::normal(sql).to_owned()))
    }

    /// Scripts an UNLOAD by the query inside its parentheses.
    pub fn unload_of(&self, sql: &str) -> QueryScript {
        QueryScript::register(&self.running.shared, Matches::UnloadOf(super::sql::normal(sql).to_owned()))
    }

    /// Scripts whatever no other script is for.
    pub fn any_query(&self) -> QueryScript {
        QueryScript::register(&self.running.shared, Matches::Any)
    }

    /// An answer that comes before the script. Several for one operation are given in their order.
    pub fn once(&self, operation: Operation, answer: Answer) {
        self.lock().once.entry(operation).or_default().push_back(answer);
    }

    /// Sets a workgroup as GetWorkGroup shows it: an object with a `Name`, and mostly a `Configuration`. Its enforced
    /// or managed results count for the queries that are started in it.
    ///
    /// # Panics
    /// When there is no `Name`.
    #[track_caller]
    pub fn work_group(&self, group: Value) {
        let Some(name) = group["Name"].as_str() else { panic!("a workgroup needs a `Name`: {group}") };
        self.lock().groups.insert(name.to_owned(), group);
    }

    /// Puts an object into S3.
    pub fn object(&self, bucket: &str, key: &str, bytes: impl Into<Vec<u8>>) {
        self.lock().store.put(bucket, key, bytes.into());
    }

    /// The keys that a bucket has now, in order.
    pub fn objects(&self, bucket: &str) -> Vec<String> {
        self.lock().store.keys(bucket)
    }

    /// The bytes of an object; `None` when it is not there.
    pub fn read_object(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.lock().store.get(bucket, key).map(|bytes| bytes.to_vec())
    }

    /// All requests until now, in the order of their arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// How often an operation was asked for, whatever the answer.
    pub fn count(&self, operation: Operation) -> usize {
        self.lock().requests.iter().filter(|request| request.operation() == operation).count()
    }

    /// The ids of all queries that were started, in order.
    pub fn started(&self) -> Vec<String> {
        self.lock().executions.iter().map(|execution| execution.id.clone()).collect()
    }

    /// The ids of queries that were not stopped and whose final state no client has seen.
    pub fn running(&self) -> Vec<String> {
        let world = self.lock();
        let running = world.executions.iter().filter(|execution| execution.is_running());
        running.map(|execution| execution.id.clone()).collect()
    }

    /// Checks now that the server was used as scripted; the drop of the last handle does so otherwise.
    ///
    /// # Panics
    /// With a list of what went wrong: queries that were not started as often as scripted, states that nobody saw,
    /// answers of [`once`](Self::once) that are left, results that a [`strict`](QueryScript::strict) script wants
    /// read, and requests that nothing was scripted for.
    #[track_caller]
    pub fn finish(&self) {
        self.running.check();
    }

    /// Turns the check off.
    pub fn forgive(&self) {
        self.lock().done = true;
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Ends with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(serve(stream, Arc::clone(&shared)))),
            // Too many open files, mostly; it may get better.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut wire = Wire::new(stream);
    loop {
        match wire.request().await {
            Ok(Some(received)) => {
                let keep_alive = received.keep_alive;
                if !matches!(reply(&mut wire, &shared, received).await, Ok(true)) || !keep_alive {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                shared.lock().unexpected.push(format!("a request that is no HTTP: {error}"));
                // The client may be gone; there is nothing else to tell it.
                let _ = wire.respond(&Response::new(400, "text/plain", error.to_string()), false, Cut::Whole).await;
                return;
            }
            // The client closed the connection, in order or not.
            Ok(None) | Err(_) => return,
        }
    }
}

/// Answers one request. False when the connection is to end.
async fn reply(wire: &mut Wire, shared: &Shared, received: Received) -> io::Result<bool> {
    let head_only = received.method == "HEAD";
    let request = Request::new(received);
    let (response, answer) = shared.lock().answer(&request);
    if let Some(delay) = answer.delay() {
        tokio::time::sleep(delay).await;
    }
    match &response {
        Some(response) => wire.respond(response, head_only, answer.cut()).await?,
        None => wire.reset().await?,
    }
    Ok(response.is_some() && answer.cut() == Cut::Whole)
}
