// Why: NULLIF compares.
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = m.tophash.null_if(0);
}
