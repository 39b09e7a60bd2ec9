//! Proofs about queries inside queries.

use super::{Scope, seal::Seal};
use crate::{
    query::{Grouped, Query, Rows, Select, body::Body, subquery::expr},
    schema::BaseView,
};

/// A struct whose fields are, in order, `O`: what [`Select::into_view`] turns a query into. Made by `#[derive(AthenaView)]`.
#[diagnostic::on_unimplemented(message = "the columns selected do not match `{Self}`", label = "selected: {O}")]
pub trait FromTuple<O>: BaseView {}

/// A query with rows `O` that can be part of another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query that selects `{O}`",
    label = "expected a query with `.select(..)`",
    note = "both sides of UNION, INTERSECT and EXCEPT select the same types: `.nullable()` makes a column an `Option`, `.cast::<..>()` changes its type"
)]
pub trait Subquery<O> {
    /// What it reads of the enclosing query.
    type OuterRefs;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn into_body(self) -> Body;

    /// The query as an expression.
    #[doc(hidden)]
    fn into_expr(self) -> sea_query::Expr
    where
        Self: Sized,
    {
        expr(self.into_body().finish(None))
    }
}

impl<S: Scope, O> Subquery<O> for Select<S, Rows<O>> {
    type OuterRefs = S::OuterRefs;
    const SEAL: Seal = Seal;

    fn into_body(self) -> Body {
        Body::select(self.draft)
    }
}

impl<S: Scope, K, O> Subquery<O> for Grouped<S, K, Rows<O>> {
    type OuterRefs = S::OuterRefs;
    const SEAL: Seal = Seal;

    fn into_body(self) -> Body {
        Body::select(self.into_draft())
    }
}

impl<O> Subquery<O> for Query<O> {
    type OuterRefs = ();
    const SEAL: Seal = Seal;

    fn into_body(self) -> Body {
        self.body
    }
}
