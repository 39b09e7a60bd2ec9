//! Athena's SQL in front of DataFusion: parse, allow, rewrite, plan, check types.

mod allow;
mod bags;
mod calls;
mod depth;
mod dialect;
mod hidden;
mod labels;
mod lateral;
mod operators;
mod parse;
mod plan;
mod rewrite;
mod subqueries;
mod ties;
pub(in crate::local) mod types;
mod unnest;
mod windows;
mod with;

pub(crate) use dialect::{AthenaDialect, CAST, LITERAL, TRY_CAST};
pub(crate) use hidden::{PATH, TWIN};
pub(crate) use labels::{Labels, unfit_for_a_view};
pub(crate) use parse::{query, syntax, tokens};
pub(crate) use plan::{Relations, plan, tables_of};
pub(crate) use ties::TIES;
