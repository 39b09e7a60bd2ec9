// Why: CAST goes to a type of Athena's.
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = p.timestamp.cast::<u64>();
}
