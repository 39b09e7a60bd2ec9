// Why: whether a view is in FROM is for the builder to say. A program that could claim it would send SQL that reads a
// table which is not there. The proof holds a constant whose type has no name outside the library.
use quilt_athena::{
    prelude::*,
    query::typing::{InScope, ScopeIndex},
    schema::NotNull,
};
use quilt_athena_compile_fail::NamedPackage;

#[derive(AthenaView)]
#[athena(view = "mine")]
struct Mine {
    id: String,
}

impl InScope<(NamedPackage,), ScopeIndex<0>> for Mine {
    type Null = NotNull;
    const SEAL: _ = <NamedPackage as InScope<(NamedPackage,), ScopeIndex<0>>>::SEAL;
}

fn main() {
    let (p, mine) = (NamedPackage::view("my-bucket"), Mine::view());
    let _ = select().from(&p).filter(mine.id.eq("x"));
}
