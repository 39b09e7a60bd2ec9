// Why: whether a column is a group key is for the builder to say: a program that could claim it would read one of many
// values.
use quilt_athena::query::typing::{IsGroupKey, ScopeIndex};

struct Mine;

impl IsGroupKey<(Mine,), ScopeIndex<0>> for Mine {
    type Null = quilt_athena::schema::NotNull;
}

fn main() {
    let _ = Mine;
}
