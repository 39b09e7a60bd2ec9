// Why: an interval is added to a date or a time.
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = select().from(&m).select((m.size.minus_interval(chrono::TimeDelta::days(1)),));
}
