//! Joins: an outer join whose columns are `Option`s, UNNEST of an array, and a subquery in WHERE.
//!
//! `cargo run --features local --example joins`

use quilt_athena::{
    prelude::*,
    query::{count, functions::string::split, unnest},
    quilt::{Manifest, NamedPackage},
};

/// The rows of `UNNEST(…)`: a struct without a view names its columns.
#[derive(AthenaView)]
struct Word {
    word: String,
}

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let engine = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;
    let p = NamedPackage::view("example-packages");
    let m = Manifest::view("example-packages");

    // `m.tophash` is a `String` in the struct; after LEFT JOIN it can be NULL, and only an `Option<String>` can hold it.
    let without_manifest: Vec<(String, Option<String>)> = select()
        .from(&p)
        .left_join(&m, p.hash.eq(m.tophash))
        .filter(m.tophash.is_null())
        .select((p.name, m.message))
        .fetch(&engine)
        .await?;
    println!("{} revisions have no manifest", without_manifest.len());

    // One row per word of each message.
    let word = unnest(split(m.message, " ")).into_view::<Word>();
    let words: Vec<(String, i64)> = select()
        .from(&m)
        .cross_join_lateral(&word)
        .filter(word.word.ne(""))
        .group_by(word.word)
        .order_by(count().desc())
        .order_by(word.word)
        .limit(3)
        .select((word.word, count()))
        .fetch(&engine)
        .await?;
    println!("{words:?}");

    // IN (SELECT …): the hashes of manifests with a message.
    let with_message = select().from(&m).filter(m.message.is_not_null()).select(m.tophash);
    let named: i64 =
        select().from(&p).filter(p.hash.in_query(with_message)).aggregate().select(count()).fetch_one(&engine).await?;
    println!("{named} revisions have a message");
    Ok(())
}
