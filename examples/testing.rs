//! Testing a program of your own, in two ways that need no AWS account: over files (`local:`), and against a server that plays Athena.
//!
//! `cargo run --features local,test-util --example testing`

use std::fs;

use quilt_athena::{
    ErrorKind, Statement, connect,
    prelude::*,
    testing::{Answer, Operation, State, TestServer},
};

#[derive(AthenaView)]
#[athena(view = "events")]
struct Event {
    id: i64,
    level: String,
}

/// The program under test: it takes any engine.
async fn errors(engine: &impl Engine) -> quilt_athena::Result<Vec<i64>> {
    let e = Event::view();
    select().from(&e).filter(e.level.eq("error")).order_by(e.id).select(e.id).fetch(engine).await
}

/// The embedded engine runs the SQL over fixtures: the answer is tested.
async fn over_files() -> Result<(), Box<dyn std::error::Error>> {
    let root = tempfile::tempdir()?;
    fs::create_dir_all(root.path().join("my-bucket/events"))?;
    let lines = "{\"id\": 1, \"level\": \"info\"}\n{\"id\": 2, \"level\": \"error\"}\n";
    fs::write(root.path().join("my-bucket/events/1.json"), lines)?;

    let engine = connect(&format!("local:{}", root.path().display())).await?;
    let create = "CREATE EXTERNAL TABLE events (id bigint, level string) \
                  ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://my-bucket/events/'";
    engine.execute(&Statement::query(create)).await?;

    println!("over files: {:?}", errors(&engine).await?);
    Ok(())
}

/// The server answers as scripted: what the program does about throttles, failures and slow queries is tested.
async fn against_a_server() -> Result<(), Box<dyn std::error::Error>> {
    let server = TestServer::start().await?;
    let e = Event::view();
    let sql = select().from(&e).filter(e.level.eq("error")).order_by(e.id).select(e.id).sql()?;
    server
        .query(&sql)
        .states([State::Queued, State::Running, State::Succeeded])
        .column("id", "bigint")
        .row([Some("7")]);
    server.once(Operation::StartQueryExecution, Answer::throttled());

    let engine = connect(&server.connection_url()).await?;
    println!("against a server: {:?}", errors(&engine).await?);
    println!("requests to start it: {}", server.count(Operation::StartQueryExecution));

    // A failed query comes back as an error whose kind can be matched.
    let wrong = "SELECT 1 + 'a'";
    server.query(wrong).failed(2, 1006, false, "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer + varchar(1)");
    let error = engine.execute(&Statement::query(wrong)).await.expect_err("a failed query");
    println!("refused: {}", matches!(error.kind(), ErrorKind::Refused { code, .. } if code == "TYPE_MISMATCH"));
    server.verify();
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    over_files().await?;
    against_a_server().await
}
