//! The typed query builder: one file per clause.
//!
//! A query reads as SQL does: [`select()`], `.from()`, `.join()`, `.filter()`, `.group_by()`, `.order_by()`, `.limit()`. Its type carries
//! the views it reads, as a flat tuple in FROM order; every clause asks that what it is given reads only those.
//! sea-query's tree is underneath; [`unchecked`] takes one in. SQL with typed operands is written by `sql!` (feature `derive`).
//!
//! Rows of Iceberg tables are changed with [`delete_from`], [`update`] and [`merge_into`], under the same rules.
//!
//! The letters: `S` is the scope (the tuple of views), `V` a view, `T` a type, `N` a column's name, `R` what an expression reads,
//! `K` group keys, `O` the type of the rows, `I` a proof that is always inferred.
//!
//! # What the compiler cannot see
//!
//! - Two handles of one struct (bucket a, bucket b) have the same columns: `from(&a).filter(b.user.eq(..))` reads `a`. Use
//!   [`View::alias`](crate::schema::View::alias) for the second.
//! - Whether the struct is what the view really has: the first batch of the result is compared with the row type, and
//!   `DESCRIBE` tells it beforehand.
//! - An empty `is_in` list is `FALSE`; `SELECT DISTINCT` with a foreign sort key, a second expression under the name of a group key,
//!   an expression more than 200 deep and a text over 262,144 bytes are errors of [`Query::sql`], before anything is sent.

mod aggregate;
mod aggregates;
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
mod misuse;
mod operand;
mod operators;
mod order_by;
mod raw;
mod reads;
mod scope;
mod seal;
mod select;
mod selection;
mod set_operations;
mod subquery;
mod values;
mod window;

pub use aggregate::Aggregate;
pub use aggregates::{Summed, any_value, array_agg, avg, count, count_distinct, count_of, max, min, sum};
pub use conditional::{Arguments, Case, case, func, if_, try_};
pub use conditions::{Conditions, all_of, any_of};
pub use dml::{
    Assignments, Delete, Matched, Merge, MergeInto, NotMatched, RowsSaid, Said, Stored, Unsaid, Update, delete_from,
    merge_into, update,
};
#[doc(hidden)]
pub use draft::Items;
pub use dynamic::{DynamicColumn, Reflected};
pub use expr::{Condition, Expr, Expression, Filter, Number, Predicate, Text, Truth, unchecked};
pub use finished::Query;
pub use group_by::{FiltersBeforeGrouping, Grouped, Keys};
pub use grouping_sets::{Columns, Cube, GroupingSets, OneSet, Rollup, SetKeys, cube, grouping, rollup};
pub use lateral::{Array, Lateral, Map, Unnest, WithOrdinality, unnest, unnest_both, unnest_map};
pub use literal::{Literal, null, val};
pub use misuse::{HasWindow, Rowwise, StandsAlone, WithoutOver};
pub use operand::{Argument, Fits, Is, Operand};
pub use operators::{IntervalFor, Labelled};
pub use order_by::{Sort, SortKey};
pub use raw::{Bind, BindInStatement};
#[doc(hidden)]
pub use raw::{Fragment, RawStatement};
pub use reads::{
    Absorbed, Aggregated, AllowedOnRows, Keyed, Named, NoWindow, NothingOutside, OneOutside, Outside, OutsideIn, Reads,
    ReadsGroup, Views, Windowed,
};
pub use scope::{At, InScope, IsKey, Nullable, Outer, Push, Scope, Slot, Sometimes};
pub use select::{Open, Rows, Select, Start, select};
pub use selection::{GroupSelection, RowOf, Selection, row};
pub use subquery::{FromTuple, OneColumn, Quantified, Subquery};
pub use values::{LiteralRow, values};
pub use window::{
    FrameBound, Window, WindowFunction, cume_dist, dense_rank, first_value, lag, last_value, lead, nth_value, ntile,
    percent_rank, rank, row_number, window,
};
