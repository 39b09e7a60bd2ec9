//! The traits and types by which the compiler checks a query. Few programs need to name them.
//!
//! A clause of [`query`](super) is generic, and its bounds are the traits below: that a view is in FROM, that an expression reads only such
//! views, that two types can be compared. They are implemented here for every valid query and for no other, as proofs that the compiler
//! infers; where it finds none, it names the trait. [`compile_errors`](super::compile_errors) explains each message.
//!
//! The letters: `S` is the scope (the tuple of views), `V` a view, `T` a type, `N` a column's name, `R` what an expression reads,
//! `K` group keys, `O` the type of the rows, `I` a proof that is always inferred.
//!
//! | about | traits and types |
//! |---|---|
//! | the views of a query | [`Scope`], [`ScopeEntry`], [`OuterView`], [`InScope`], [`ScopeIndex`], [`AppendView`] |
//! | what an expression reads | [`Reads`], [`Aggregated`], [`Windowed`], [`NullSafe`], [`NamedExpr`], [`NoWindow`], [`AllowedOnRows`] |
//! | operands and arguments | [`Operand`], [`ComparableWith`], [`Argument`], [`UsableAs`], [`ArgumentList`], [`IntervalFor`] |
//! | classes of types | [`SqlVarchar`], [`SqlBoolean`], [`Number`], [`Summable`], [`SqlArray`], [`SqlMap`], [`WithOrdinality`] |
//! | SELECT | [`Selection`], [`NoProjection`] |
//! | GROUP BY | [`GroupKeys`], [`IsGroupKey`], [`NullableGroupKey`], [`ReadsGroup`], [`GroupSelection`], [`FiltersBeforeGrouping`], [`GroupingColumns`], [`GroupingSet`], [`ColumnList`], [`GroupingArgs`] |
//! | windows | [`HasWindow`], [`WithoutOver`] |
//! | ORDER BY | [`SortKey`] |
//! | subqueries | [`Subquery`], [`FromTuple`], [`OneColumn`], [`OuterRefs`], [`OuterRefsIn`], [`OuterRef`], [`Uncorrelated`], [`NotQuantified`], [`QuantifiedAsValue`] |
//! | VALUES | [`LiteralRow`] |
//! | UPDATE, DELETE, MERGE | [`AssignableTo`], [`HasRowFilter`], [`Filtered`], [`Unfiltered`] |
//! | raw SQL: `sql!`, `sql_query!` | [`Bind`], [`BindInStatement`] |

mod grouping;
mod misuse;
mod no_window;
mod operand;
pub(super) mod reads;
pub(super) mod scope;
pub(super) mod seal;
mod selection;
mod sql_types;
mod subquery;
mod writing;

pub use super::{
    conditional::ArgumentList,
    order_by::SortKey,
    raw::{Bind, BindInStatement},
    values::LiteralRow,
};
pub use grouping::{ColumnList, FiltersBeforeGrouping, GroupKeys, GroupingColumns, GroupingSet};
pub use misuse::{HasWindow, NotQuantified, QuantifiedAsValue, WithoutOver};
pub use no_window::NoWindow;
pub use operand::{Argument, ComparableWith, Operand, UsableAs};
pub use reads::{
    Aggregated, AllowedOnRows, GroupingArgs, NamedExpr, NullSafe, OuterRef, OuterRefs, OuterRefsIn, Reads, ReadsGroup,
    Uncorrelated, Windowed,
};
pub use scope::{AppendView, InScope, IsGroupKey, NullableGroupKey, OuterView, Scope, ScopeEntry, ScopeIndex};
pub use selection::{GroupSelection, NoProjection, Selection};
pub use sql_types::{
    IntervalFor, Number, OneColumn, SqlArray, SqlBoolean, SqlMap, SqlVarchar, Summable, WithOrdinality,
};
pub use subquery::{FromTuple, Subquery};
pub use writing::{AssignableTo, Filtered, HasRowFilter, Unfiltered};
