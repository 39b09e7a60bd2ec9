// Why: WHERE chooses the rows that windows are made of. A subquery selects the number, and the query around it filters.
use quilt_athena::{
    prelude::*,
    query::{row_number, window},
};
use quilt_athena_compile_fail::NamedPackage;

fn main() {
    let p = NamedPackage::view("my-bucket");
    let number = row_number().over(window().order_by(p.timestamp.desc()));
    let _ = select().from(&p).filter(number.eq(1));
}
