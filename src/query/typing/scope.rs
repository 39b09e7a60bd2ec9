//! Which views a query reads: a flat tuple of them, in FROM order.

use std::marker::PhantomData;

use super::{NoWindow, seal::Seal};
use crate::schema::{AthenaView, IsNullable, NotNull, Nullability};

/// The position of a view in a scope. Always inferred.
#[derive(Debug)]
pub struct ScopeIndex<const I: usize>;

/// The view `Self` is in FROM or JOIN of a query that reads `S`.
///
/// `S` is a tuple of views, such as `(NamedPackage, Nullable<Manifest>)`; `I` is inferred. A generic helper names it as a bound:
///
/// ```
/// use quilt_athena::{prelude::*, query::{Select, typing::InScope}, quilt::NamedPackage};
///
/// fn only<S, I>(query: Select<S>, p: &View<NamedPackage>, user: &str) -> Select<S>
/// where
///     NamedPackage: InScope<S, I>,
/// {
///     query.filter(p.user.eq(user))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not in this query's FROM or JOIN",
    label = "this reads a column of `{Self}`",
    note = "the query reads: {S}",
    note = "add `.from(..)` or `.join(..)` for `{Self}` before the clause that reads it; in a subquery, `.correlate(..)`"
)]
pub trait InScope<S, I> {
    /// Whether its columns can be NULL for being on the nullable side of an outer join.
    type Null: Nullability;
    #[doc(hidden)]
    const SEAL: Seal;
}

/// A view on the nullable side of an outer join.
#[derive(Debug)]
pub struct Nullable<V>(PhantomData<V>);

/// A view of the enclosing query, which a correlated subquery may read.
#[derive(Debug)]
pub struct OuterView<V>(PhantomData<V>);

/// The scope `Self` with `E` at its end.
#[diagnostic::on_unimplemented(
    message = "a query can join at most 16 views",
    note = "join some of them in a subquery first: `.into_view(..)`"
)]
pub trait AppendView<E> {
    /// The longer scope.
    type Out;
    #[doc(hidden)]
    const SEAL: Seal;
}

/// One entry of a scope: a view, [`Nullable`] or [`OuterView`].
pub trait ScopeEntry {
    /// The same on the nullable side of an outer join.
    type AsNullable;
    /// The view when it belongs to the enclosing query, else `()`.
    type OuterRef;
    /// What the view is called in the query.
    const NAME: &'static str;
}

impl<V: AthenaView> ScopeEntry for V {
    type AsNullable = Nullable<V>;
    type OuterRef = ();
    const NAME: &'static str = V::NAME;
}

impl<V: AthenaView> ScopeEntry for Nullable<V> {
    type AsNullable = Self;
    type OuterRef = ();
    const NAME: &'static str = V::NAME;
}

impl<V: AthenaView> ScopeEntry for OuterView<V> {
    type AsNullable = Self;
    type OuterRef = V;
    const NAME: &'static str = V::NAME;
}

/// A scope: the views that a query reads, as a flat tuple in FROM order.
pub trait Scope {
    /// The scope after RIGHT JOIN: everything before it can be NULL.
    type AllNullable;
    /// The views of the enclosing query that it reads, as a tuple.
    type OuterRefs;
    /// What its views are called.
    const NAMES: &'static [&'static str];
}

/// Stops the build when two views of one query have one name. (`cargo check` does not evaluate it.)
pub(in crate::query) const fn assert_new_name(names: &[&str], name: &str) {
    let mut i = 0;
    while i < names.len() {
        assert!(
            !same(names[i].as_bytes(), name.as_bytes()),
            "this query already has a view of that name: join it under an alias, `let q = p.alias::<'q'>()`"
        );
        i += 1;
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A group key that ROLLUP, CUBE or GROUPING SETS leaves out of some rows.
#[derive(Debug)]
pub struct NullableGroupKey<Leaf>(PhantomData<Leaf>);

/// The column or expression `Self` is one of the group keys `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither in GROUP BY nor inside an aggregate",
    label = "one group can hold many values of it",
    note = "grouped by: {K}",
    note = "add it to `.group_by(..)` or `.grouping_sets(..)`, or wrap it: `max(..)`, `min(..)`, `any_value(..)`, `count_of(..)`"
)]
pub trait IsGroupKey<K, I> {
    /// Whether it is NULL in the rows of a set of ROLLUP, CUBE or GROUPING SETS that leaves it out.
    type Null: Nullability;
    #[doc(hidden)]
    const SEAL: Seal;
}

macro_rules! scopes {
    ([$($t:ident)*]) => {
        impl<$($t: ScopeEntry),*> Scope for ($($t,)*) {
            type AllNullable = ($($t::AsNullable,)*);
            type OuterRefs = ($($t::OuterRef,)*);
            const NAMES: &'static [&'static str] = &[$($t::NAME),*];
        }
        scopes!(@at [] [$($t)*] 0);
    };
    (@at [$($before:ident)*] [] $i:expr) => {};
    (@at [$($before:ident)*] [$here:ident $($after:ident)*] $i:expr) => {
        #[diagnostic::do_not_recommend]
        impl<V: AthenaView, $($before,)* $($after,)*> InScope<($($before,)* V, $($after,)*), ScopeIndex<{ $i }>> for V {
            type Null = NotNull;
            const SEAL: Seal = Seal;
        }
        #[diagnostic::do_not_recommend]
        impl<V: AthenaView, $($before,)* $($after,)*> InScope<($($before,)* Nullable<V>, $($after,)*), ScopeIndex<{ $i }>> for V {
            type Null = IsNullable;
            const SEAL: Seal = Seal;
        }
        #[diagnostic::do_not_recommend]
        impl<V: AthenaView, $($before,)* $($after,)*> InScope<($($before,)* OuterView<V>, $($after,)*), ScopeIndex<{ $i }>> for V {
            // What it is in the enclosing query is not known here.
            type Null = IsNullable;
            const SEAL: Seal = Seal;
        }
        // Only what can be a key: for any `Leaf`, the documentation would list these on the page of every type.
        #[diagnostic::do_not_recommend]
        impl<Leaf: NoWindow, $($before,)* $($after,)*> IsGroupKey<($($before,)* Leaf, $($after,)*), ScopeIndex<{ $i }>> for Leaf {
            type Null = NotNull;
            const SEAL: Seal = Seal;
        }
        #[diagnostic::do_not_recommend]
        impl<Leaf: NoWindow, $($before,)* $($after,)*> IsGroupKey<($($before,)* NullableGroupKey<Leaf>, $($after,)*), ScopeIndex<{ $i }>> for Leaf {
            type Null = IsNullable;
            const SEAL: Seal = Seal;
        }
        scopes!(@at [$($before)* $here] [$($after)*] $i + 1);
    };
}

macro_rules! arities {
    (@go [$($t:ident)*] []) => { scopes!([$($t)*]); };
    (@go [$($t:ident)*] [$next:ident $($rest:ident)*]) => {
        impl<$($t,)* Last> AppendView<Last> for ($($t,)*) {
            type Out = ($($t,)* Last,);
            const SEAL: Seal = Seal;
        }
        scopes!([$($t)*]);
        arities!(@go [$($t)* $next] [$($rest)*]);
    };
    ($($t:ident)*) => { arities!(@go [] [$($t)*]); };
}

arities!(A B C D E F G H J L M P Q U W X);
