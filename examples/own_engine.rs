//! An engine of your own: one that answers from a cache, and asks another engine for what it has not seen yet.
//!
//! `cargo run --features local --example own_engine`

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use futures::{StreamExt, stream};
use quilt_athena::{
    Result, Statement,
    engine::Execution,
    prelude::*,
    quilt::{PackageRow, packages},
};

type Answer = (SchemaRef, Vec<RecordBatch>);

#[derive(Debug)]
struct Cached<E> {
    engine: E,
    answers: Mutex<HashMap<String, Answer>>,
    misses: AtomicUsize,
}

impl<E: Engine> Cached<E> {
    fn new(engine: E) -> Self {
        Self { engine, answers: Mutex::default(), misses: AtomicUsize::new(0) }
    }

    async fn ask(&self, statement: &Statement) -> Result<Answer> {
        self.misses.fetch_add(1, Ordering::Relaxed);
        let execution = self.engine.run(statement).await?;
        let schema = execution.schema().clone();
        Ok((schema, execution.collect().await?))
    }
}

/// `run` is all that an engine has to have; `execute`, `fetch` and `stream` are built on it.
#[async_trait::async_trait]
impl<E: Engine> Engine for Cached<E> {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(statement.sql()).cloned();
        let (schema, batches) = match known {
            Some(answer) => answer,
            None => {
                let answer = self.ask(statement).await?;
                let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
                answers.insert(statement.sql().to_owned(), answer.clone());
                answer
            }
        };
        Ok(Execution::new(schema, stream::iter(batches.into_iter().map(Ok)).boxed()))
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let local = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;
    let engine = Cached::new(local);
    for _ in 0..3 {
        let rows: Vec<PackageRow> = packages("example-packages").fetch(&engine).await?;
        println!("{} rows", rows.len());
    }
    println!("asked {} time", engine.misses.load(Ordering::Relaxed));
    Ok(())
}
