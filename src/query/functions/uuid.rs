//! UUIDs.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{Expr, FragmentKind, SqlFragment};

/// `CAST(uuid() AS varchar)`: a random UUID (version 4) as a string, another for each row.
///
#[doc = example!(uuid::uuid; uuid() => "CAST(uuid() AS varchar)")]
pub fn uuid() -> Expr<(), String> {
    Expr::new(SqlFragment::new(FragmentKind::Call).put("CAST(uuid() AS varchar)").done())
}
