// Why: it reads a package of an enclosing query, and nothing encloses what is sent to Athena.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{NamedPackage, Tag};

async fn tags(engine: &impl Engine, p: &View<NamedPackage>, t: &View<Tag>) -> quilt_athena::Result<Vec<(String,)>> {
    select().correlate(p).from(t).filter(t.hash.eq(p.hash)).select((t.tag,)).fetch(engine).await
}

fn main() {}
