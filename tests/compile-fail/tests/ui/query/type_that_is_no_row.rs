// Why: nothing says which columns such a struct would select.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

struct NotARow;

async fn run(engine: &impl Engine) -> quilt_athena::Result<()> {
    let p = NamedPackage::view("my-bucket");
    let _rows: Vec<NotARow> = select().from(&p).fetch(engine).await?;
    Ok(())
}

fn main() {}
