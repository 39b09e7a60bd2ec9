//! Athena's SQL in front of DataFusion: parse, allow, rewrite, plan, check types.

mod allow;
mod apply;
mod bare_rows;
mod calls;
mod check;
mod coerced;
mod column_aliases;
mod comparisons;
mod depth;
mod dialect;
mod existence;
mod grouping;
mod hidden;
mod hive_dialect;
mod json_calls;
mod lateral;
mod operators;
mod output_names;
mod parse;
mod plan;
mod rewrite;
mod row_fields;
mod same_names;
mod set_operations;
mod stars;
mod unnest;
mod using;
mod windows;
mod with;
mod with_ties;

pub(crate) use column_aliases::{ColumnAliases, invalid_view_columns};
pub(crate) use dialect::AthenaDialect;
pub(crate) use hidden::{PATH, WITH_PATH};
pub(in crate::local) use hive_dialect::{HiveDialect, parse_hive, unescaped};
pub(crate) use parse::{query, syntax, tokens};
pub(crate) use plan::{Relations, plan, tables_of};
