"""Tries the check on each spelling that it has to see, and on what looks like one and is not."""

import sys

import check

TABLE = {"error": "", "schema": "error", "query": "error schema row", "row": "query", "athena": "error schema", "connect": "error athena"}
CIRCLES = [{"row", "query"}]
CRATES = {"tokio": "athena", "datafusion": "", "aws": "athena"}

LIB = """
extern crate self as quilt_athena;
pub mod athena; mod connect; mod error; pub mod query; pub mod row; pub mod schema;
pub use connect::{Connection, connect};
pub use error::{Error, Result};
pub use query::select as choose;
pub use sea_query;
pub mod prelude { pub use crate::{query::{Query, select}, schema::View}; }
pub mod shown { pub use crate::query::*; }
"""
FILES = {
    "src/lib.rs": LIB,
    "src/error.rs": "pub struct Error; pub type Result<T> = std::result::Result<T, Error>;",
    "src/schema/mod.rs": "mod column; pub use column::Column; pub struct View;",
    "src/schema/column.rs": "use crate::Error; pub struct Column;",
    "src/query/mod.rs": "mod build; pub use build::{Query, select}; pub struct Fragment; use crate::row::Row;",
    "src/query/build.rs": "pub struct Query; pub fn select() {}",
    "src/row/mod.rs": "use crate::query::Query; pub struct Row; pub(crate) use crate::query::Fragment as Piece;",
    "src/connect.rs": "pub struct Connection; pub fn connect() { crate::athena::open() }",
    "src/athena/mod.rs": "mod results; pub fn open() {} pub(crate) struct Athena;",
    "src/athena/results/mod.rs": "mod csv;",
}
# In src/athena/results/csv.rs, on its third line: the room athena may name error and schema, tokio and aws alone.
SEEN = [
    "use crate::query::Query;",
    "use crate::query;",
    "use crate::query as q;",
    "use crate::{error::Error, query};",
    "use crate::{query::Query};",
    "use crate::{error::Error, query::{self, Query as Q}};",
    "use crate::{\nerror::Error,\n    query::Query,\n};",
    "use super::super::super::query::Query;",
    "use super::super::{super::query::Query};",
    "use super::super::super::{error::Error, query::{Fragment}};",
    "use self::super::super::super::query::Query;",
    "use quilt_athena::query::Query;",
    "use ::quilt_athena::{query::Query};",
    "pub use crate::query::Query;",
    "pub(crate) use crate::{query::Query};",
    "pub(in crate::athena) use crate::query::Query;",
    "use crate::query::*;",
    "use crate::{error::Error, query::*};",
    "use crate::*;",
    "use crate::{error::Error, *};",
    "use super::super::super::*;",
    "use quilt_athena::*;",
    "use r#crate::query::Query;",
    "use/**/crate::/* here */query::Query;",
    "mod inner { use super::super::super::super::query::Query; }",
    "mod inner { mod more { use super::super::super::super::super::{query::Query}; } }",
    "fn f() { use crate::query::Query; }",
    "fn f() { crate::query::select() }",
    "fn f() -> super::super::super::query::Query { todo() }",
    "fn f() -> quilt_athena::query::Query { todo() }",
    "fn f() -> Vec<crate::query::Query> { todo() }",
    "fn f(x: &'static crate::query::Query) {}",
    "impl<'a> From<&'a crate::query::Query> for X {}",
    "const C: char = '\"'; fn f() { crate::query::select() }",
    "const C: char = '\\''; fn f() { crate::query::select() }",
    'const S: &str = "\\\\"; fn f() { crate::query::select() }',
    'const S: &str = r#""" /* "#; fn f() { crate::query::select() }',
    "fn f() { <crate::query::Query as Tr>::g() }",
    "macro_rules! m { () => { $crate::query::select() } }",
    "fn f() { m!(crate::query::select()) }",
    "#[derive(crate::query::Made)] struct S;",
    "use crate as all; fn f() { all::query::select() }",
    "use crate::{self as all}; use all::query::Query;",
    "use super::super::super as all; type Q = all::query::Query;",
    "extern crate self as me; use me::query::Query;",
    "use crate::choose;",
    "fn f() { crate::choose() }",
    "use crate::connect;",
    "use crate::{connect, Error};",
    "use crate::Connection;",
    "use crate::prelude::Query;",
    "use crate::prelude::*;",
    "use crate::shown::select;",
    "use crate::shown::*;",
    "fn f() -> quilt_athena::prelude::Query { todo() }",
    "use crate::row::Piece;",
    "use crate::made_by_a_macro;",
    "#[cfg(feature = \"local\")] use crate::query::Query;",
    "#[cfg(not(test))] use crate::query::Query;",
    "#[cfg(any(test, feature = \"local\"))] use crate::query::Query;",
    "#[cfg(test)] fn a<A, B>() {} use crate::query::Query;",
    "#[cfg(test)] mod tests { use x::{a, b}; } use crate::query::Query;",
    "struct S { #[cfg(test)] a: u8, b: crate::query::Query }",
    "use datafusion::prelude;",
    "use datafusion_common as common;",
    "use ::datafusion;",
    "use {datafusion::x, std::io};",
    "fn f() { datafusion::x::y() }",
    "fn f() { ::datafusion_expr::y() }",
    "extern crate datafusion as d;",
]
LET_THROUGH = [
    "use crate::{Error, Result, schema::{Column, View}};",
    "use crate::error::Error;",
    "use super::super::Athena;",
    "use super::super::super::schema::Column;",
    "use quilt_athena::schema::*;",
    "use crate::prelude::View;",
    "use crate::sea_query::Expr;",
    "// use crate::query::Query;",
    "/// [`crate::query::Query`]\nstruct S;",
    "//! crate::query::Query",
    "/* crate::query /* nested */ crate::query */",
    'const S: &str = "use crate::query::Query;";',
    'const S: &str = "\\" crate::query::Query";',
    'const S: &[u8] = br##"crate::query::Query "# "##;',
    "#[doc = \"crate::query\"] struct S;",
    "#[cfg(test)] use crate::query::Query;",
    "#[cfg(test)] mod tests { use crate::query::Query; }",
    "#[cfg(test)] #[expect(dead_code, reason = \"x\")] pub(crate) mod tests { fn f() { crate::query::select() } }",
    "#[cfg(all(test, feature = \"derive\"))] mod tests { use crate::query::Query; }",
    "#[cfg(test)] fn f<A, B>() -> crate::query::Query { todo() }",
    "#![cfg(test)] use crate::query::Query;",
    "mod query { pub struct Query; } use self::query::Query;",
    "mod query { pub struct Query; } use query::Query; fn f() { query::g() }",
    "use other::query::Query;",
    "use other::crate_query::Query;",
    "fn f() { query::g(); let query = 1; x.query; x.query() }",
    "fn f() { crate::schema::query::select() }",
    "struct Crate { query: u8 } fn f(x: impl Sized + use<'_>) {}",
    "use tokio::sync::mpsc; use aws_types::region;",
    "use data_fusion::x; use my_datafusion::x;",
    "mod datafusion { pub fn x() {} } fn f() { datafusion::x() }",
    "fn f<'a>(x: &'a str) -> char { 'q' }",
]


def wrong(code: str, file: str = "src/athena/results/csv.rs", more=None) -> list[str]:
    files = FILES | {file: f"\n\n{code}\n"} | (more or {})
    return check.check(files, TABLE, CIRCLES, CRATES)[0]


def main() -> int:
    failed = [f"clean files: {w}" for w in wrong("")]
    for code in SEEN:
        found = wrong(code)
        # A circle is another finding of the same name.
        places = [w for w in found if w.startswith("src/athena/results/csv.rs:")]
        line = 3 + (2 if code.startswith("use crate::{\n") else 0)
        if not any(w.startswith(f"src/athena/results/csv.rs:{line}: ") for w in places):
            failed.append(f"not seen: {code!r}: {found}")
    failed += [f"refused: {code!r}: {w}" for code in LET_THROUGH for w in wrong(code)]
    # Modules that are there in tests alone, in files of their own.
    tests = {"src/athena/results/tests.rs": "use crate::query::Query;", "src/athena/results/tests/more.rs": "use crate::query::Query;"}
    failed += [f"a test's file: {w}" for w in wrong("", "src/athena/results/mod.rs", tests | {"src/athena/results/mod.rs": "#[cfg(test)] mod tests;"})]
    if not wrong("", "src/athena/results/mod.rs", tests | {"src/athena/results/mod.rs": "mod tests;"}):
        failed.append("not seen: the same files, which are no tests")
    # Circles and the list of rooms.
    if not any("name each other" in w for w in wrong("use crate::schema::View; pub struct Error;", "src/error.rs")):
        failed.append("not seen: a circle of rooms")
    if not any("circle is open" in w for w in wrong("", "src/row/mod.rs")):
        failed.append("not seen: a stated circle that is open")
    if check.listed({"lib.rs", "error.rs", "schema"}, {"error": "", "schema": "error"}):
        failed.append("refused: all rooms listed")
    for entries, table in [({"error.rs", "new"}, {"error": ""}), ({"error.rs"}, {"error": "", "gone": ""}), ({"error.rs"}, {"error": "none"})]:
        if not check.listed(entries, table):
            failed.append(f"not seen: {entries} beside {table}")
    for line in failed:
        print(f"layering, self-test: {line}")
    print(f"layering, self-test: {len(SEEN)} spellings seen, {len(LET_THROUGH)} look-alikes let through" if not failed else "layering, self-test: failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
