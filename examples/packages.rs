//! The program of the README: typed rows from a registry on disk, with no AWS account.
//!
//! `cargo run --features local --example packages`; with `QUILT_ATHENA_URL=awsathena+rest://…` it asks Athena.

use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "quilt_named_packages_{bucket}_view")]
struct NamedPackage {
    user: String,
    name: String,
    timestamp: String,
    hash: String,
}

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}_view")]
struct Manifest {
    tophash: String,
    message: Option<String>,
}

#[derive(AthenaRow, Debug)]
#[athena(from = NamedPackage)]
struct PackageRow {
    user: String,
    name: String,
    timestamp: String,
    #[athena(from = Manifest)]
    message: Option<String>,
}

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let bundled = concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets");
    let url = std::env::var("QUILT_ATHENA_URL").unwrap_or_else(|_| bundled.to_owned());
    let engine = quilt_athena::connect(&url).await?;

    let p = NamedPackage::view("example-packages");
    let m = Manifest::view("example-packages");

    let rows: Vec<PackageRow> = select()
        .from(&p)
        .join(&m, p.hash.eq(m.tophash))
        .filter(p.user.eq("alice").and(p.timestamp.ne("latest")))
        .order_by(p.timestamp.desc())
        .limit(3)
        .fetch(&engine)
        .await?;

    for row in rows {
        println!("{}/{} at {}: {:?}", row.user, row.name, row.timestamp, row.message);
    }
    Ok(())
}
