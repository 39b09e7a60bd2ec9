//! Integration tests, one binary. Everything here goes through the public API; the engine is the embedded one.
//!
//! The SQL that our writers produce is recorded by [`golden`]: with `QUILT_ATHENA_GOLDENS=FILE` in the environment it is written to a file,
//! which `tests/interop/grammar` gives to parsers that we did not write.
#![cfg(all(feature = "athena", feature = "local"))]

mod athena;
mod bad_input;
mod builder;
mod catalog;
mod clauses;
mod databases;
mod dialect;
mod examples;
mod generated;
mod golden;
mod line_readers;
mod literals;
mod metadata;
mod odd_registry;
mod pruning;
mod random_sql;
mod reflect;
mod registry;
mod semantics;
mod suites;
mod support;
mod tables;
mod type_hints;
mod writing;
