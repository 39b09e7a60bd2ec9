//! UUIDs.

use super::{Expr, FragmentKind, SqlFragment};

/// `CAST(uuid() AS varchar)`: a random UUID (version 4) as text, another one for each row.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::uuid::uuid;
///
/// assert_eq!(sql!(uuid()), "CAST(uuid() AS varchar)");
/// ```
pub fn uuid() -> Expr<(), String> {
    Expr::new(SqlFragment::new(FragmentKind::Call).put("CAST(uuid() AS varchar)").done())
}
