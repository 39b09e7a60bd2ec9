//! What writes: CREATE TABLE AS, an Iceberg table from a struct, and MERGE. It prints the statements; `engine.execute(&statement)` runs them
//! on Athena.
//!
//! `cargo run --example writing`

use quilt_athena::{
    ddl::{CreateTableAs, FileFormat, IcebergTable},
    prelude::*,
    query::{count, max, merge_into},
    quilt::NamedPackage,
    schema::TableName,
};

#[derive(AthenaView)]
#[athena(view = "package_statistics")]
struct Statistics {
    name: String,
    revisions: i64,
    newest: Option<String>,
    #[athena(partition)]
    user: String,
}

/// The rows of the query that the table is filled from.
#[derive(AthenaView)]
struct Counted {
    name: String,
    revisions: i64,
    newest: Option<String>,
    user: String,
}

fn main() -> quilt_athena::Result<()> {
    let p = NamedPackage::view("my-bucket");
    let counted: View<Counted> = select()
        .from(&p)
        .filter(p.timestamp.ne("latest"))
        .group_by((p.name, p.user))
        .select((p.name, count(), max(p.timestamp), p.user))
        .into_view();

    // A copy of a query's rows, as Parquet files partitioned by the last column.
    let copy = CreateTableAs::new(TableName::new("package_statistics_2024")?, &counted)
        .location("s3://my-bucket/statistics-2024/")
        .format(FileFormat::Parquet)
        .partitioned_by(["user"]);
    println!("{}\n", copy.statement()?);

    // An empty Iceberg table with the columns of the struct …
    let s = Statistics::view();
    println!("{}\n", IcebergTable::of(&s, "s3://my-bucket/statistics/")?.create()?);

    // … that is brought up to date by the query.
    let merge = merge_into(&s)
        .using(&counted, s.user.eq(counted.user).and(s.name.eq(counted.name)))
        .when_matched()
        .update(|row| row.set(s.revisions, counted.revisions).set(s.newest, counted.newest))
        .when_not_matched()
        .insert(|row| {
            row.set(s.name, counted.name)
                .set(s.revisions, counted.revisions)
                .set(s.newest, counted.newest)
                .set(s.user, counted.user)
        });
    println!("{}", merge.statement()?);
    Ok(())
}
