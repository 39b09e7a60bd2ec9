//! Views, their columns and data types, and the names of tables, schemas and buckets.
//!
//! A table or view is described by a struct that derives [`AthenaView`]. Its handle is a [`View`], whose fields are typed [`Column`]s;
//! their types are [`SqlType`]s. A table whose columns are known only at run time is a [`Table`].

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
