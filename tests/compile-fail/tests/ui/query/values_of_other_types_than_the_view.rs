// Why: the columns of VALUES are those of the struct: here text stands where it has a number.
use quilt_athena::{prelude::*, query::values};
use quilt_athena_compile_fail::NumberedTag;

fn main() {
    let _: View<NumberedTag> = values([("a", "first"), ("b", "second")]);
}
