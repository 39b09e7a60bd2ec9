//! The server: its handle, its connections, and the verification at the end.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, MutexGuard},
};

use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

use super::{
    answer::Answer,
    http::{Delivery, HttpConnection, RawRequest, Response},
    request::{Operation, Request, encode},
    script::{QueryScript, StatementPattern},
    sql::normalized,
    state::{ServerState, SharedState},
};

/// What all handles share. Dropping it ends the tasks and verifies the scripts.
#[derive(Debug)]
struct ServerHandle {
    state: Arc<SharedState>,
    address: SocketAddr,
    accept: AbortHandle,
}

impl ServerHandle {
    #[track_caller]
    fn verify(&self) {
        let mut state = self.state.lock();
        if std::mem::replace(&mut state.verified, true) {
            return;
        }
        let deviations = state.deviations();
        drop(state);
        assert!(deviations.is_empty(), "the test server was not used as scripted:\n- {}", deviations.join("\n- "));
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.accept.abort();
        // A second panic would end the process and hide the first.
        if !std::thread::panicking() {
            self.verify();
        }
    }
}

/// A server on 127.0.0.1 that speaks as much of Athena's and S3's protocols as a client needs to run queries and read
/// results. How to test a program with it: [the module's documentation](super).
///
/// Clones are handles to the same server. It stops when the last one is dropped, and then panics if it was not used as
/// scripted: see [`verify`](Self::verify).
#[derive(Debug, Clone)]
pub struct TestServer {
    handle: Arc<ServerHandle>,
}

impl TestServer {
    /// Starts a server on a free port. Its tasks run on the current Tokio runtime, which needs its I/O and time
    /// drivers.
    ///
    /// # Errors
    /// The error of the operating system when it gives no port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(SharedState::default());
        let accept = tokio::spawn(accept(listener, Arc::clone(&state))).abort_handle();
        Ok(Self { handle: Arc::new(ServerHandle { state, address, accept }) })
    }

    fn lock(&self) -> MutexGuard<'_, ServerState> {
        self.handle.state.lock()
    }

    /// The URL of both services, such as `http://127.0.0.1:40001`.
    pub fn url(&self) -> String {
        format!("http://{}", self.handle.address)
    }

    /// [`url`](Self::url) percent-encoded, for the value of a parameter in a connection URL.
    pub fn url_encoded(&self) -> String {
        encode(&self.url())
    }

    /// A URL for [`connect`](crate::connect()): made-up credentials, region us-east-1, schema `default`, output location
    /// `s3://res/out/`, and this server as the endpoint of both Athena and S3.
    pub fn connection_url(&self) -> String {
        let (staging, url) = (encode("s3://res/out/"), self.url_encoded());
        format!(
            "awsathena+rest://x:y@athena.us-east-1.amazonaws.com:443/default\
             ?s3_staging_dir={staging}&endpoint_url={url}&s3_endpoint_url={url}"
        )
    }

    /// Scripts a statement by its SQL. Outer white space and one `;` at its end do not count. Several scripts of the same
    /// SQL serve one start after the other.
    ///
    /// The SQL has to be what the program sends. For a built query that is `query.sql()?`.
    pub fn query(&self, sql: &str) -> QueryScript {
        QueryScript::register(&self.handle.state, StatementPattern::Sql(normalized(sql).to_owned()))
    }

    /// Scripts an UNLOAD by the query inside its parentheses, since the driver chooses the S3 prefix that it writes to.
    pub fn unload_of(&self, sql: &str) -> QueryScript {
        QueryScript::register(&self.handle.state, StatementPattern::UnloadOf(normalized(sql).to_owned()))
    }

    /// Scripts all statements that no other script matches.
    pub fn any_query(&self) -> QueryScript {
        QueryScript::register(&self.handle.state, StatementPattern::Any)
    }

    /// Answers the next request for an operation with this, instead of by the scripts. Several answers for one
    /// operation are given in the order of the calls.
    pub fn once(&self, operation: Operation, answer: Answer) {
        self.lock().once.entry(operation).or_default().push_back(answer);
    }

    /// Defines a workgroup as GetWorkGroup describes it: a JSON object with a `Name`, and usually a `Configuration`. An
    /// enforced output location and managed results apply to the queries that are started in it.
    ///
    /// # Panics
    /// When there is no `Name`.
    #[track_caller]
    pub fn work_group(&self, group: Value) {
        let Some(name) = group["Name"].as_str() else { panic!("a workgroup needs a `Name`: {group}") };
        self.lock().work_groups.insert(name.to_owned(), group);
    }

    /// Puts an object into S3. Buckets need not be created.
    pub fn put_object(&self, bucket: &str, key: &str, bytes: impl Into<Vec<u8>>) {
        self.lock().store.put(bucket, key, bytes.into());
    }

    /// The keys of the objects that a bucket has now, in order.
    pub fn object_keys(&self, bucket: &str) -> Vec<String> {
        self.lock().store.keys(bucket)
    }

    /// The content of an object; `None` when there is no such object.
    pub fn object_bytes(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.lock().store.get(bucket, key).map(|bytes| bytes.to_vec())
    }

    /// All requests so far, in the order in which they arrived.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// The number of requests so far for an operation, whatever they were answered.
    pub fn count(&self, operation: Operation) -> usize {
        self.lock().requests.iter().filter(|request| request.operation() == operation).count()
    }

    /// The IDs of all queries that were started, in order.
    pub fn started_ids(&self) -> Vec<String> {
        self.lock().executions.iter().map(|execution| execution.id.clone()).collect()
    }

    /// The IDs of the queries that a client has started and then neither stopped nor polled to a final state.
    pub fn running_ids(&self) -> Vec<String> {
        let state = self.lock();
        let running = state.executions.iter().filter(|execution| execution.is_running());
        running.map(|execution| execution.id.clone()).collect()
    }

    /// Verifies that the server was used as scripted. Call it at the end of a test: what comes later is not verified.
    /// Without the call, dropping the last handle verifies.
    ///
    /// # Panics
    /// With a list of the deviations: queries that were not started the scripted number of times, states that no client
    /// has polled, answers of [`once`](Self::once) that were not used, results that were not read although
    /// [`require_full_read`](QueryScript::require_full_read) requires it, and requests without a script.
    #[track_caller]
    pub fn verify(&self) {
        self.handle.verify();
    }

    /// Turns the verification off, for tests in which it does not matter how far a client gets.
    pub fn skip_verification(&self) {
        self.lock().verified = true;
    }
}

async fn accept(listener: TcpListener, state: Arc<SharedState>) {
    // Dropped with this task, it ends the connections.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(serve(stream, Arc::clone(&state)))),
            // Too many open files, mostly; it may get better.
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, state: Arc<SharedState>) {
    let mut connection = HttpConnection::new(stream);
    loop {
        match connection.request().await {
            Ok(Some(received)) => {
                let keep_alive = received.keep_alive;
                if !matches!(respond(&mut connection, &state, received).await, Ok(true)) || !keep_alive {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                state.lock().unexpected.push(format!("a request that is not HTTP/1.1: {error}"));
                // The client may be gone; there is nothing else to send.
                let _ = connection
                    .respond(&Response::new(400, "text/plain", error.to_string()), false, Delivery::Whole)
                    .await;
                return;
            }
            // The client closed the connection, in order or not.
            Ok(None) | Err(_) => return,
        }
    }
}

/// Answers one request. False when the connection ends after it.
async fn respond(connection: &mut HttpConnection, state: &SharedState, received: RawRequest) -> io::Result<bool> {
    let head_only = received.method == "HEAD";
    let request = Request::new(received);
    let (response, answer) = state.lock().answer(&request);
    if let Some(delay) = answer.delay() {
        tokio::time::sleep(delay).await;
    }
    match &response {
        Some(response) => connection.respond(response, head_only, answer.delivery()).await?,
        None => connection.reset().await?,
    }
    Ok(response.is_some() && answer.delivery() == Delivery::Whole)
}
