// Why: what stands in for NULL has the type of the column.
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = m.optional.or_else("x");
}
