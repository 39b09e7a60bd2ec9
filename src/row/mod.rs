//! Rows: from Arrow batches to Rust values.
//!
//! The schema of a result is compared with the row type once; each batch then gives one reader per column, and rows are read by
//! index. No name is looked up, no type tested and nothing cloned per row but the values themselves.

mod column;
mod decode;
mod more;
mod record;
mod selected;

pub use column::{ColumnReader, FromColumn};
pub(crate) use decode::Decoder;
pub use decode::{Columns, FieldType, FromRow, Layout};
#[cfg(feature = "serde_json")]
pub use more::Json;
pub use record::Record;
pub use selected::{AthenaRow, Field, Holds, JsonField};
