//! Tables that only the running program knows: their columns, queries over them, and a struct compared with the view it describes.
//!
//! `cargo run --features local --example reflection`

use quilt_athena::{
    prelude::*,
    row::Record,
    schema::{Table, TableName},
};

/// Written for another version of the view: one column is misspelled, one has another type.
#[derive(AthenaView)]
#[athena(view = "quilt_named_packages_{bucket}_view")]
struct Package {
    usr: String,
    name: i64,
}

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let engine = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;

    let table = Table::reflect(&engine, &TableName::new("quilt_manifests_example-packages_view")?).await?;
    for column in table.columns() {
        println!("{} {}", column.name, column.data_type);
    }

    let query: Query<Record> = select()
        .from(&table.view())
        .filter(table.typed::<String>("message")?.eq("Release 1.0"))
        .select(table.select_list(["tophash"])?)
        .rows();
    println!("{} manifests", query.fetch(&engine).await?.len());

    match Package::view("example-packages").verify(&engine).await {
        Ok(_) => println!("the struct fits"),
        Err(error) => println!("{error}"),
    }
    Ok(())
}
