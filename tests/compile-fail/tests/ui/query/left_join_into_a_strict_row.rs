// Why: after LEFT JOIN the columns of the joined view can be NULL, and a `String` in the row cannot.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{Manifest, NamedPackage, StrictRow};

async fn run(engine: &impl Engine) -> quilt_athena::Result<()> {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let _rows: Vec<StrictRow> = select().from(&p).left_join(&m, p.hash.eq(m.tophash)).fetch(engine).await?;
    Ok(())
}

fn main() {}
