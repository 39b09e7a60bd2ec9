//! DDL, INSERT and UNLOAD: values that become the statements that create, fill, describe and drop tables and views.
//!
//! CREATE EXTERNAL TABLE, ALTER TABLE, DROP TABLE, CREATE DATABASE, MSCK, SHOW and DESCRIBE are Hive's grammar; CREATE TABLE AS, INSERT,
//! UNLOAD, CREATE VIEW, DROP VIEW, SHOW CREATE VIEW, EXPLAIN, PREPARE, VACUUM and OPTIMIZE are Trino's (user guide, "DDL statements"). Each
//! is written, and its names are quoted, in the grammar that it belongs to.
//!
//! A value gives a [`Statement`](crate::Statement), by `statement()` or `create()`; the short statements are functions.
//! [`Engine::execute`](crate::Engine::execute) runs it.
//!
//! | statement | value |
//! |---|---|
//! | CREATE EXTERNAL TABLE | [`ExternalTable`], with [`RowFormat`] and [`Projection`] |
//! | CREATE TABLE (Iceberg) | [`IcebergTable`], with [`Transform`] and [`IcebergOption`] |
//! | CREATE TABLE AS | [`CreateTableAs`], with [`FileFormat`] and [`Compression`]; more than 100 partitions: [`CreateTableAs::split`] |
//! | INSERT INTO | [`InsertInto`]; more than 100 partitions: [`InsertInto::split`] |
//! | UNLOAD | [`Unload`]; [`unload`](unload()) is the statement that the driver uses |
//! | CREATE VIEW | [`create_view`], [`create_or_replace_view`] |
//! | ALTER TABLE ADD, DROP PARTITION | [`AddPartitions`], [`DropPartitions`]; MSCK REPAIR TABLE: [`repair_table`] |
//! | VACUUM, OPTIMIZE | [`vacuum`], [`optimize`], [`optimize_where`] |
//! | EXPLAIN | [`Explain`] |
//! | PREPARE, EXECUTE, DEALLOCATE | [`prepare`], [`execute`], [`deallocate`] |
//! | CREATE, DROP DATABASE | [`CreateDatabase`], [`drop_database`], [`drop_database_cascade`] |
//! | DROP, SHOW, DESCRIBE | [`drop_table`], [`drop_view`], [`show_tables`], [`show_create_table`], [`show_create_view`], [`describe`] |
//!
//! Athena does not roll back a write: a statement that fails may leave files in S3.

mod cell;
mod create_table_as;
mod database;
mod date_pattern;
mod explain;
mod external_table;
mod format;
mod iceberg_option;
mod iceberg_table;
mod insert_into;
mod invalid;
mod location;
mod maintenance;
mod names;
mod partitions;
mod prepared;
mod projection;
mod projection_unit;
mod properties;
mod row_format;
mod source;
mod split;
mod statements;
mod table_column;
mod template;
mod transform;
mod unload;

pub use cell::Cell;
pub use create_table_as::CreateTableAs;
pub use database::{CreateDatabase, drop_database, drop_database_cascade};
pub use explain::{Explain, ExplainFormat, ExplainType};
pub use external_table::ExternalTable;
pub use format::{Compression, FileFormat};
pub use iceberg_option::IcebergOption;
pub use iceberg_table::IcebergTable;
pub use insert_into::InsertInto;
pub use maintenance::{optimize, optimize_where, vacuum};
pub use partitions::{AddPartitions, DropPartitions, repair_table};
pub use prepared::{deallocate, execute, prepare};
pub use projection::{DateBound, DateRange, IntegerRange, Projection};
pub use projection_unit::ProjectionUnit;
pub use row_format::{Delimited, HiveJson, OpenCsv, OpenXJson, RowFormat};
pub use source::RowSource;
#[doc(hidden)]
pub use source::SourceQuery;
pub use split::MAX_PARTITIONS;
pub use statements::{
    create_or_replace_view, create_view, describe, drop_table, drop_view, show_create_table, show_create_view,
    show_tables,
};
pub use table_column::TableColumn;
pub use transform::Transform;
pub use unload::{Unload, unload};
