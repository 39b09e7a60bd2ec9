//! Views, their columns and data types, and the names of tables, schemas and buckets.

mod bucket;
mod column;
mod sql_type;
mod table;
mod table_name;
mod view;

pub use bucket::BucketName;
pub use column::{Column, ColumnName};
#[doc(hidden)]
pub use sql_type::column_type;
pub use sql_type::{IsNullable, NotNull, Nullability, SqlBaseType, SqlType, Value};
pub use table::{CatalogColumn, ColumnInfo, Table};
pub(crate) use table_name::view_name;
pub use table_name::{NamePart, TableName};
pub(crate) use view::Relation;
pub use view::{Alias, AthenaView, BaseView, View};
