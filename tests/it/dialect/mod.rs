//! What the embedded engine runs of Athena's SELECT, construct by construct: rows that were worked out by hand from Trino's documentation,
//! and what is refused by name.

mod aggregates;
mod arrays;
mod binary;
mod chars;
mod clocks;
mod codes;
mod constants;
mod conversions;
mod correlated;
mod decimals;
mod edges;
mod functions;
mod grammar;
mod grouping;
mod joins;
mod json_constructors;
mod lambdas;
mod lateral;
mod names;
mod recursive;
mod rows;
mod scalars;
mod sets;
mod spelling;
mod sqljson;
mod subqueries;
mod times;
mod unsupported;
mod values;
mod windows;
mod zones;

use quilt_athena::Statement;

use crate::{
    golden::{accepted, answer, failure, golden},
    support::{ask, empty},
};

/// Each statement gives these rows, and is SQL to Trino's own grammar.
async fn answers(cases: &[(&str, &str)]) {
    let (_folder, engine) = empty();
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        golden("answered", &Statement::query(*sql));
        answer(sql, expected);
        match ask(&engine, sql).await {
            Ok(found) if found == *expected => {}
            Ok(found) => wrong.push(format!("{sql}\n  gives {found:?}\n  not   {expected:?}")),
            Err(error) => wrong.push(format!("{sql}\n  fails: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each statement fails with such a message, on Athena too.
async fn fails(cases: &[(&str, &str)]) {
    for (sql, error) in cases {
        failure(sql, error);
    }
    fails_here(cases).await;
}

async fn fails_here(cases: &[(&str, &str)]) {
    let (_folder, engine) = empty();
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        match ask(&engine, sql).await {
            Err(error) if error.to_string().contains(expected) && !error.to_string().contains('\n') => {}
            Err(error) => wrong.push(format!("{sql}\n  fails: {error}\n  not:   {expected}")),
            Ok(rows) => wrong.push(format!("{sql}\n  gives {rows:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each statement is refused by this name, because only Athena runs it.
async fn refused(cases: &[(&str, &str)]) {
    for (sql, _) in cases {
        accepted(sql);
    }
    let elsewhere = |what: &str| format!("{what} is not supported by the embedded engine; it runs on Athena");
    let cases: Vec<(&str, String)> = cases.iter().map(|(sql, what)| (*sql, elsewhere(what))).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(sql, what)| (*sql, what.as_str())).collect();
    fails_here(&cases).await;
}
