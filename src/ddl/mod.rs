//! Typed DDL: values that become statements.
//!
//! CREATE EXTERNAL TABLE, DROP TABLE, SHOW and DESCRIBE are Hive's grammar, CREATE VIEW, DROP VIEW and SHOW CREATE VIEW are Trino's (user
//! guide, "DDL statements"); each value knows which, and the writers of [`sql`](crate) quote accordingly.

mod external_table;
mod statements;
mod unload;

pub use external_table::{ExternalTable, RowFormat};
pub use statements::{
    create_or_replace_view, describe, drop_table, drop_view, show_create_table, show_create_view, show_tables,
};
pub use unload::unload;
