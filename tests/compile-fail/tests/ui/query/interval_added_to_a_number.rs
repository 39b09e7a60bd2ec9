// Why: an interval is added to a date or a time.
use quilt_athena_compile_fail::Manifest;

fn main() {
    let m = Manifest::view("my-bucket");
    let _ = m.size.minus_interval(chrono::TimeDelta::days(1));
}
