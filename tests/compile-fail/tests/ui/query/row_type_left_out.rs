// Why: the SELECT list comes from the type of the rows, so something must say it.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

async fn run(engine: &impl Engine) -> quilt_athena::Result<()> {
    let p = NamedPackage::view("my-bucket");
    let _rows = select().from(&p).fetch(engine).await?;
    Ok(())
}

fn main() {}
