//! The typed query builder: SELECT, UPDATE, DELETE and MERGE, checked by the compiler.
//!
//! A query reads as SQL does: [`select()`], `.from()`, `.join()`, `.filter()`, `.group_by()`, `.order_by()`, `.limit()`. Its type carries
//! the views it reads, as a flat tuple in FROM order; every clause requires that its arguments read only those.
//!
//! In the order in which SQL is written:
//!
//! | SQL | here |
//! |---|---|
//! | `WITH name AS (…)` | [`into_cte`](Select::into_cte) |
//! | `SELECT`, `SELECT DISTINCT` | [`select()`], then [`Select::select`], [`Select::distinct`] or [`Select::rows`]; [`row`] and [`View::all`](crate::schema::View::all) for all columns of a struct, [`alias`](Expr::alias) for AS |
//! | `FROM` | [`SelectStart::from`]; [`values`] for VALUES, [`into_view`](Select::into_view) for a subquery |
//! | `JOIN` | [`Select::join`], [`left_join`](Select::left_join), [`right_join`](Select::right_join), [`full_join`](Select::full_join), [`cross_join`](Select::cross_join) |
//! | `UNNEST`, `LATERAL` | [`unnest`], [`unnest_both`], [`unnest_map`], [`into_lateral`](Select::into_lateral); joined by [`cross_join_lateral`](Select::cross_join_lateral), [`left_join_lateral`](Select::left_join_lateral) |
//! | `WHERE` | [`Select::filter`], [`filter_some`](Select::filter_some), [`filter_if`](Select::filter_if) |
//! | `GROUP BY` | [`Select::group_by`], [`Select::aggregate`] for all rows in one group; [`rollup`], [`cube`], [`grouping_sets`](Select::grouping_sets), [`grouping`] |
//! | aggregates | [`count`], [`count_of`], [`count_distinct`], [`sum`], [`avg`], [`min`], [`max`], [`any_value`], [`array_agg`], and [`functions::aggregate`] |
//! | `HAVING` | [`Grouped::having`] |
//! | `OVER`, `WINDOW` | [`window`], [`FrameBound`]; [`row_number`], [`rank`], [`dense_rank`], [`percent_rank`], [`cume_dist`], [`ntile`], [`lag`], [`lead`], [`first_value`], [`last_value`], [`nth_value`], [`Aggregate::over`] |
//! | `ORDER BY` | [`Select::order_by`], with [`asc`](Expr::asc) and [`desc`](Expr::desc) |
//! | `OFFSET`, `LIMIT`, `WITH TIES` | [`Select::limit`], [`limit_with_ties`](Select::limit_with_ties), [`offset`](Select::offset) |
//!
//! | also | here |
//! |---|---|
//! | operators | methods of columns and of [`Expr`]: `eq`, `lt`, `and`, `plus`, `is_null`, `like`, `cast`, … |
//! | `CASE`, `IF`, `TRY`, literals | [`case`], [`if_`], [`try_`], [`val`], [`null`] |
//! | functions | [`functions`], in Trino's groups; [`func`] for any other |
//! | set operations | [`union`](Select::union), [`intersect`](Select::intersect), [`except`](Select::except) and their `_all`; [`Query::sort_by`] |
//! | subqueries | [`exists`](Select::exists), [`in_query`](Expr::in_query), [`any`](Select::any), [`all`](Select::all), [`scalar`](Select::scalar); [`correlate`](SelectStart::correlate) lets one read the enclosing query |
//! | a finished query | [`Query`]: stored, printed, run on any engine |
//! | running a query | [`fetch`](Query::fetch), [`fetch_one`](Query::fetch_one), [`fetch_optional`](Query::fetch_optional), [`stream`](Query::stream), on an [`Engine`](crate::Engine) |
//! | writing to Iceberg tables | [`delete_from`], [`update`], [`merge_into`], under the same rules |
//! | choices at run time | [`all_of`], [`any_of`], [`Filter`], [`DynamicColumn`], [`Reflected`] |
//! | raw SQL | `sql!` and `sql_query!` (feature `derive`), with typed operands; [`unchecked`] and [`Query::from_sea_query`] for syntax trees of sea-query, on which the builder is built |
//!
//! The bounds of these methods are in [`typing`]; [`compile_errors`] explains the compiler's messages.
//!
//! # What the compiler cannot see
//!
//! - Two handles of one struct (bucket a, bucket b) have the same columns: `from(&a).filter(b.user.eq(..))` reads `a`. Use
//!   [`View::alias`](crate::schema::View::alias) for the second.
//! - Whether the struct matches the view in Athena. The schema of the result is compared with the row type before the first row is read;
//!   [`View::verify`](crate::schema::View::verify) compares the struct with the catalog beforehand.
//! - Whether a list is empty: `is_in` of an empty list is `FALSE`, since Athena has no `IN ()`.
//! - Errors of [`Query::sql`], found before anything is sent: `SELECT DISTINCT` with a sort key that is not selected, a second expression
//!   under the name of a group key, an expression more than 200 deep, and SQL of more than 262,144 bytes.

mod aggregate;
mod aggregates;
pub(crate) mod ast;
mod body;
mod check;
pub mod compile_errors;
mod conditional;
mod conditions;
mod dml;
mod draft;
mod dynamic;
mod expr;
mod filter;
mod finished;
pub mod functions;
mod group_by;
mod grouping_sets;
mod join;
mod lateral;
mod limit;
mod literal;
mod named_windows;
mod operators;
mod order_by;
mod raw;
mod select;
mod select_list;
mod selection;
mod set_operations;
mod subquery;
pub mod typing;
mod values;
mod window;

pub use aggregate::Aggregate;
pub use aggregates::{any_value, array_agg, avg, count, count_distinct, count_of, max, min, sum};
pub use conditional::{Case, case, func, if_, try_};
pub use conditions::{Conditions, all_of, any_of};
pub use dml::{Assignments, Delete, Matched, Merge, MergeInto, NotMatched, Update, delete_from, merge_into, update};
pub use dynamic::{DynamicColumn, Reflected};
pub use expr::{Condition, Expr, Expression, Filter, Predicate, unchecked};
pub use finished::Query;
pub use group_by::Grouped;
pub use grouping_sets::{Cube, GroupingSets, Rollup, cube, grouping, rollup};
pub use lateral::{Lateral, Unnest, unnest, unnest_both, unnest_map};
pub use literal::{Literal, null, val};
pub use operators::Aliased;
pub use order_by::Sort;
#[doc(hidden)]
pub use raw::{RawFragment, RawStatement};
pub use select::{Rows, Select, SelectStart, select};
#[doc(hidden)]
pub use select_list::SelectList;
pub use selection::{RowOf, row};
pub use subquery::Quantified;
pub use typing::{reads::Views, scope::Nullable};
pub use values::values;
pub use window::{
    FrameBound, Window, WindowFunction, cume_dist, dense_rank, first_value, lag, last_value, lead, nth_value, ntile,
    percent_rank, rank, row_number, window,
};
