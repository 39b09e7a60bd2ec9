//! Every clause of the builder: the SQL it writes, which the independent grammars see too, and what the embedded engine answers. What that
//! engine does not do is pinned as its refusal.

mod expressions;
mod joins;
mod random;
mod raw;
mod refused;
mod selecting;
mod subqueries;
mod users;
mod windows;
mod writing;

use expect_test::Expect;
use quilt_athena::{prelude::*, query::Query, row::FromRow};

use crate::{
    golden::{answer_of_registry, golden},
    support::bundled,
};

/// The entries of packages, as the bundled registry's own table has them.
#[derive(Debug, AthenaView, AthenaRow)]
#[athena(view = "quilt_manifests_{bucket}", from = Entry)]
pub(crate) struct Entry {
    pub(crate) logical_key: Option<String>,
    pub(crate) physical_keys: Option<Vec<String>>,
    pub(crate) size: Option<String>,
    pub(crate) meta: Option<String>,
    pub(crate) user_meta: Option<String>,
    #[athena(column = "$path")]
    pub(crate) path: String,
}

pub(crate) const BUCKET: &str = "example-packages";

/// Checks the text, hands it to the grammars, and runs it.
pub(crate) async fn check<O: FromRow + std::fmt::Debug>(name: &str, query: Query<O>, sql: Expect, rows: Expect) {
    let text = query.sql().unwrap_or_else(|error| panic!("{name}: {error}"));
    golden(name, &query.statement().expect("it was rendered"));
    // Without the names that all of them share.
    sql.assert_eq(
        &text
            .replace("quilt_named_packages_example-packages_view", "P")
            .replace("quilt_manifests_example-packages_view", "M"),
    );
    let engine = bundled().await;
    answer_of_registry(&engine, &text).await;
    let answer = match query.fetch(&engine).await {
        Ok(rows) => rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>().join("\n"),
        Err(error) => format!("refused: {error}"),
    };
    rows.assert_eq(&answer);
}

/// A query that is wrong before it is sent.
pub(crate) fn wrong<O>(query: Query<O>, message: Expect) {
    message.assert_eq(&query.sql().expect_err("it is wrong").to_string());
}
