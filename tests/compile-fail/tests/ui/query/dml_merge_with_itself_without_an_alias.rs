// Why: the two would have one name, and nobody could tell whose column is meant. The source takes an alias.
use quilt_athena::query::merge_into;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = merge_into(&m).using(&m, m.tophash.eq("x")).when_matched().delete();
}
