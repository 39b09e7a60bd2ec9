// Why: an interval is added to a date or a time.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let _ = select().from(&p).select((p.timestamp.plus_interval(chrono::TimeDelta::days(1)),));
}
