// Why: the rows of a window are made once; Athena has no window function inside another.
use quilt_athena::{
    prelude::*,
    query::{lag, row_number, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = row_number().over(window().order_by(p.timestamp));
    let _ = select().from(&p).select(lag(number, 1).over(window().order_by(p.name)));
}
