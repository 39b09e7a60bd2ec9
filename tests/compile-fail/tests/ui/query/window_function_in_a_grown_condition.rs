// Why: a grown condition goes into WHERE, ON or HAVING, and all are done before windows are made.
use quilt_athena::query::{all_of, row_number, window};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let mut all = all_of::<(NamedPackage,)>();
    all.push(row_number().over(window().order_by(p.timestamp)).eq(1));
}
