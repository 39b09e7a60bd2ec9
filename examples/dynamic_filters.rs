//! Filters, columns and sort keys that are chosen at run time, as behind a search form or an HTTP API.
//!
//! `cargo run --features local --example dynamic_filters`

use quilt_athena::{prelude::*, quilt::NamedPackage, row::Record};

/// What a user may ask for.
#[derive(Default)]
struct Search<'a> {
    user: Option<&'a str>,
    only_latest: bool,
    columns: &'a [&'a str],
    sort: Option<&'a str>,
}

/// Names of columns are checked against the struct, and values become literals: nothing of the input reaches the SQL as it is.
fn query(search: &Search<'_>) -> quilt_athena::Result<Query<Record>> {
    let p = NamedPackage::view("example-packages");
    let columns = search.columns.iter().map(|name| p.column(name)).collect::<quilt_athena::Result<Vec<_>>>()?;
    let mut query = select()
        .from(&p)
        .filter_some(search.user.map(|user| p.user.eq(user)))
        .filter_if(search.only_latest, p.timestamp.eq("latest"));
    if let Some(key) = search.sort {
        query = query.order_by(p.sort_key(key)?);
    }
    Ok(query.limit(2).select(columns).rows())
}

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let engine = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;

    let search = Search { user: Some("alice"), only_latest: true, columns: &["name", "hash"], sort: Some("-name") };
    for row in query(&search)?.fetch(&engine).await? {
        println!("{row:?}");
    }

    let wrong = Search { columns: &["nmae"], ..Search::default() };
    match query(&wrong) {
        Ok(_) => println!("there is such a column"),
        Err(error) => println!("{error}"),
    }
    Ok(())
}
