// Why: a row of VALUES has a value for each column, in a tuple, even when there is only one.
use quilt_athena::{prelude::*, query::values};
use quilt_athena_compile_fail::OneTag;

fn main() {
    let _: View<OneTag> = values(["a", "b"]);
}
