//! A CTE and a window function: the newest revision of each package.
//!
//! `cargo run --features local --example cte_and_window`

use quilt_athena::{
    prelude::*,
    query::{row_number, window},
    quilt::NamedPackage,
};

/// The columns of the CTE.
#[derive(AthenaView)]
struct Numbered {
    user: String,
    name: String,
    timestamp: String,
    position: i64,
}

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let engine = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;
    let p = NamedPackage::view("example-packages");

    let newest_first = window().partition_by(p.user).partition_by(p.name).order_by(p.timestamp.desc());
    let numbered: View<Numbered> = select()
        .from(&p)
        .filter(p.timestamp.ne("latest"))
        .select((p.user, p.name, p.timestamp, row_number().over(newest_first)))
        .into_cte();

    let newest = select()
        .from(&numbered)
        .filter(numbered.position.eq(1))
        .order_by(numbered.timestamp.desc())
        .limit(3)
        .select((numbered.user, numbered.name, numbered.timestamp));
    println!("{}", newest.sql()?);

    let rows: Vec<(String, String, String)> = newest.fetch(&engine).await?;
    for (user, name, timestamp) in rows {
        println!("{user}/{name} at {timestamp}");
    }
    Ok(())
}
