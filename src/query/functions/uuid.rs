//! UUIDs.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{Expr, Form, Kind};

/// `CAST(uuid() AS varchar)`: a random UUID (version 4) as a string, another for each row.
///
#[doc = example!(uuid::uuid; uuid() => "CAST(uuid() AS varchar)")]
pub fn uuid() -> Expr<(), String> {
    Expr::new(Form::new(Kind::Call).put("CAST(uuid() AS varchar)").done())
}
