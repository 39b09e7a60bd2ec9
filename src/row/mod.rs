//! Rows: from Arrow batches to Rust values.
//!
//! The schema of a result is compared with the row type once; each batch then gives one reader per column, and rows are read by
//! index. No name is looked up, no type tested and nothing cloned per row but the values themselves.

mod column;
mod decode;
#[cfg(any(feature = "rust_decimal", feature = "uuid"))]
mod external;
#[cfg(feature = "serde_json")]
mod json;
mod nested;
mod record;
mod selected;
mod temporal;

pub use column::{ColumnReader, FromColumn};
pub(crate) use decode::Decoder;
pub use decode::{BatchColumns, ColumnResolver, FieldType, FromRow};
#[cfg(feature = "serde_json")]
pub use json::Json;
pub use record::Record;
pub use selected::{AthenaRow, Field, HoldsNull, JsonField};
