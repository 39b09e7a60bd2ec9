//! Random SQL, for what no list of cases finds: outer joins on conditions, constants, grouping sets, windows, IN lists with NULL, DISTINCT and
//! set operations inside each other, over small tables with NULLs and duplicates, always in a total order.
//!
//! Every query has to give the same rows with the optional optimizer rules and without them. With `QUILT_ATHENA_ANSWERS` they also go to a
//! real Trino (`tests/interop/trino`). The seeds are new in every run; a failure prints its own. `QUILT_ATHENA_RANDOM_QUERIES=2000` makes more of
//! them, `QUILT_ATHENA_SEED=N` begins with that one.

mod expressions;
mod relations;

use std::collections::BTreeMap;

use quilt_athena::ErrorKind;

use crate::{
    golden::random_answer,
    support::{ask, bundled},
};

/// In a plain `cargo test`.
const QUERIES: u64 = 200;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number: {value}")))
}

#[tokio::test]
async fn random_queries_give_the_same_rows_without_the_optional_rules() {
    let engine = bundled().await;
    let plain = engine.with_required_rules_only();
    let first = from_environment("QUILT_ATHENA_SEED").unwrap_or_else(|| fastrand::u64(..u64::from(u32::MAX)));
    let count = from_environment("QUILT_ATHENA_RANDOM_QUERIES").unwrap_or(QUERIES);
    println!("seeds from {first}, {count} queries");
    let mut answered = 0;
    let mut refused = BTreeMap::<String, u64>::new();
    let mut wrong = Vec::new();
    for seed in first..first + count {
        let sql = relations::query(seed);
        let (listed, required) = (ask(&engine, &sql).await, ask(&plain, &sql).await);
        match (listed, required) {
            (Ok(rows), Ok(same)) if rows == same => {
                random_answer(seed, &sql, &rows);
                answered += 1;
            }
            (Ok(rows), Ok(others)) => wrong.push(format!("seed {seed}: {sql}\n{rows}\nwithout the rules:\n{others}")),
            (Err(error), _) | (_, Err(error)) => {
                if matches!(error.kind(), ErrorKind::Unsupported { .. }) {
                    *refused.entry(error.to_string()).or_default() += 1;
                } else {
                    wrong.push(format!("seed {seed}: {sql}\n{error}"));
                }
            }
        }
    }
    println!("{answered} answered; refused: {refused:#?}");
    assert!(wrong.is_empty(), "{} of {count}, seeds from {first}:\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(answered * 10 > count * 8, "only {answered} of {count} ran, seeds from {first}");
}
