// Why: a row struct selects columns of all its views, so all of them must be in FROM or JOIN.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, PackageRow};

async fn run(engine: &impl Engine) -> quilt_athena::Result<()> {
    let p = NamedPackage::view("my-bucket");
    let _rows: Vec<PackageRow> = select().from(&p).fetch(engine).await?;
    Ok(())
}

fn main() {}
