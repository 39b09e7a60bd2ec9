// Why: SQL stands in the program, and nothing in it reaches over its end.
use quilt_athena::prelude::*;

fn main() {
    let text = format!("1 = {}", 1);
    let _ = sql!(text);
    let _ = sql!("{text:?} = 1");
    let _ = sql!("lower({text} = 'a'");
    let _ = sql!("a = "b"");
    let _: Query<(String,)> = sql_query!("SELECT 1; DROP TABLE t");
    let _: Query<(String,)> = sql_query!("SELECT {f(]}");
}
