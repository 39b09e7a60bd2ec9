// Why: CAST goes to a type of Athena's.
use quilt_athena::schema::View;
use quilt_athena_compile_fail::NamedPackage;

fn seconds(p: &View<NamedPackage>) {
    let _ = p.timestamp.cast::<u64>();
}

fn main() {
    seconds(&NamedPackage::view("my-bucket"));
}
