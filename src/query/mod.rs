//! The typed query builder: one file per clause.
//!
//! A query reads as SQL does: [`select()`], `.from()`, `.join()`, `.filter()`, `.group_by()`, `.order_by()`, `.limit()`. Its type carries
//! the views it reads, as a flat tuple in FROM order; every clause asks that what it is given reads only those.
//! sea-query's tree is underneath; [`unchecked`] takes one in.
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

mod aggregates;
mod check;
mod conditions;
mod draft;
mod expr;
mod filter;
mod finished;
mod group_by;
mod join;
mod limit;
mod operators;
mod order_by;
mod reads;
mod scope;
mod seal;
mod select;
mod selection;
mod subquery;

pub use aggregates::{Summed, any_value, count, count_distinct, count_of, max, min, sum};
pub use conditions::{Conditions, all_of, any_of};
#[doc(hidden)]
pub use draft::Items;
pub use expr::{
    Condition, Expr, Expression, Filter, Is, Literal, Number, Operand, Predicate, Text, Truth, unchecked, val,
};
pub use finished::Query;
pub use group_by::{FiltersBeforeGrouping, Grouped, Keys};
pub use order_by::{Sort, SortKey};
pub use reads::{Absorbed, Aggregated, AllowedOnRows, Named, OneOutside, Outside, OutsideIn, Reads, ReadsGroup, Views};
pub use scope::{At, InScope, IsKey, Nullable, Outer, Push, Scope, Slot};
pub use select::{Open, Rows, Select, Start, select};
pub use selection::{GroupSelection, Selection};
pub use subquery::FromTuple;
