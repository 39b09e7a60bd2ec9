//! A service over Athena: many requests at once, one connection, and an orderly end.
//!
//! All tasks share clones of one connection, and with it its concurrency limit, its budget and its polls of running queries. When the service
//! is told to end, it drops the requests that are still running, which stops their queries in Athena before the process ends.
//!
//! `cargo run --features test-util --example service` runs it against a scripted server; with `QUILT_ATHENA_URL=awsathena+rest://…` it
//! asks Athena itself.

use std::{env, pin::pin, time::Duration};

use quilt_athena::{
    Engine, Statement,
    athena::Athena,
    testing::{State, TestServer},
};
use tokio::{sync::watch, task::JoinSet};

/// What one request asks for.
async fn answer(athena: Athena, number: i32) -> quilt_athena::Result<String> {
    let execution = athena.execute(&Statement::query(format!("SELECT {number} AS n"))).await?;
    let scanned = execution.statistics().map_or(0, |statistics| statistics.bytes_scanned);
    let n: i32 = execution.fetch_one().await?;
    Ok(format!("request {n}: {scanned} bytes scanned"))
}

/// Serves requests until all are answered or it is told to end; then what still runs is abandoned.
async fn serve(
    athena: &Athena,
    requests: impl Iterator<Item = i32>,
    answered: watch::Sender<usize>,
    ending: impl Future<Output = ()>,
) -> Vec<String> {
    let mut ending = pin!(ending);
    let mut running = JoinSet::new();
    for number in requests {
        running.spawn(answer(athena.clone(), number));
    }
    let mut answers = Vec::new();
    loop {
        tokio::select! {
            Some(done) = running.join_next() => match done {
                Ok(Ok(text)) => answers.push(text),
                Ok(Err(error)) => answers.push(format!("failed: {error}")),
                Err(panicked) => answers.push(format!("failed: {panicked}")),
            },
            () = &mut ending => {
                println!("ending: {} query is abandoned", running.len());
                // Aborting a task drops its future, and dropping the future stops the query.
                running.shutdown().await;
                return answers;
            }
            else => return answers,
        }
        answered.send_replace(answers.len());
    }
}

/// Twenty requests that are answered, and one that would take for ever.
async fn scripted() -> std::io::Result<TestServer> {
    let server = TestServer::start().await?;
    for n in 0..20 {
        let sql = format!("SELECT {n} AS n");
        server
            .query(&sql)
            .states([State::Queued, State::Succeeded])
            .column("n", "integer")
            .row([Some(n.to_string())])
            .bytes_scanned(1_000);
    }
    server.query("SELECT 20 AS n").states([State::Running]);
    Ok(server)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = scripted().await?;
    let url = env::var("QUILT_ATHENA_URL").unwrap_or_else(|_| server.connection_url());
    let athena = Athena::from_url(&url)?
        .max_concurrent_ddl(2)
        .max_concurrent_dml(8)
        .session_budget(1_000_000_000)
        .deadline(Duration::from_secs(60))
        .connect()
        .await?;

    // A real service waits for `tokio::signal::ctrl_c()` here; this one ends after twenty answers.
    let (answered, mut answers_so_far) = watch::channel(0);
    let ending = async move {
        let _ = answers_so_far.wait_for(|answers| *answers == 20).await;
    };
    let mut answers = serve(&athena, 0..21, answered, ending).await;
    answers.sort();
    println!(
        "{} answers, the first is `{}`; {} bytes scanned in all",
        answers.len(),
        answers[0],
        athena.bytes_scanned()
    );

    // Waits until the abandoned query has been stopped.
    athena.flush().await?;
    println!("queries still running: {}", server.running_ids().len());
    server.skip_verification();
    Ok(())
}
