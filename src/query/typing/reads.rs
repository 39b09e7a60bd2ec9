//! What an expression reads, as a type, and whether a clause may read that.
//!
//! The leaves are [`Column`], [`Aggregated`], [`GroupingArgs`], [`Windowed`], [`NullSafe`], [`NamedExpr`], [`Views`] and [`OuterRefs`]; `(L, R)` reads both,
//! `()` nothing.

use std::marker::PhantomData;

use super::{InScope, IsGroupKey, NoWindow, ScopeIndex, seal::Seal};
use crate::schema::{AthenaView, Column, IsNullable, NotNull, Nullability};

/// Read inside an aggregate: `max(p.timestamp)`.
#[derive(Debug)]
pub struct Aggregated<R>(PhantomData<R>);

/// The arguments of `grouping`, keys that a row may not be grouped by: `grouping((p.user,))`.
#[derive(Debug)]
pub struct GroupingArgs<R>(PhantomData<R>);

/// Read over a window: `row_number().over(..)`.
#[derive(Debug)]
pub struct Windowed<R>(PhantomData<R>);

/// Read, but the result is not NULL because of it: `IS NULL`, `COALESCE`.
#[derive(Debug)]
pub struct NullSafe<R>(PhantomData<R>);

/// The expression that the query calls `A`: a group key that is not a column. See `Expr::named`.
#[derive(Debug)]
pub struct NamedExpr<R, const A: char>(PhantomData<R>);

/// Any columns of the views `Vs`, a tuple: what a condition reads once its columns are forgotten.
#[derive(Debug)]
pub struct Views<Vs>(PhantomData<Vs>);

/// What a correlated subquery reads of the enclosing query: a tuple of views, `()` in place of its own.
#[derive(Debug)]
pub struct OuterRefs<Vs>(PhantomData<Vs>);

/// All that `Self` reads may be read by a clause that sees single rows of `S`.
pub trait Reads<S, I> {
    /// Whether an outer join can make it NULL.
    type Null: Nullability;
    #[doc(hidden)]
    const SEAL: Seal;
}

/// Implemented by no type: the bound that fails when an aggregate meets a clause that sees rows.
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot be used here",
    label = "this clause sees single rows, not groups",
    note = "use `.group_by(..)` or `.aggregate()` first; `.having(..)` filters groups",
    note = "to aggregate an aggregate, aggregate a subquery (`.into_view()`), or use a window: `sum(count()).over(..)`"
)]
pub trait AllowedOnRows {
    #[doc(hidden)]
    const SEAL: Seal;
}

impl<S, R> Reads<S, ()> for Aggregated<R>
where
    Aggregated<R>: AllowedOnRows,
{
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

macro_rules! without_windows {
    ($([$($generics:tt)*] $of:ty;)+) => {$(
        impl<$($generics)*> NoWindow for $of {
            const SEAL: Seal = Seal;
        }
    )+};
}

without_windows! {
    [] ();
    [V, T, N] Column<V, T, N>;
    [L: NoWindow, R: NoWindow] (L, R);
    [R: NoWindow] NullSafe<R>;
    [R: NoWindow] Aggregated<R>;
    [R: NoWindow] GroupingArgs<R>;
    [R: NoWindow, const A: char] NamedExpr<R, A>;
    [Vs] Views<Vs>;
    [Vs] OuterRefs<Vs>;
}

impl<S, I, R: Reads<S, I> + NoWindow> Reads<S, I> for Windowed<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, K, I, R: ReadsGroup<S, K, I> + NoWindow> ReadsGroup<S, K, I> for Windowed<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, R> Reads<S, ()> for GroupingArgs<R>
where
    GroupingArgs<R>: AllowedOnRows,
{
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, K, I, R: ReadsGroup<S, K, I>> ReadsGroup<S, K, I> for GroupingArgs<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S> Reads<S, ()> for () {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, I, V: InScope<S, I>, T, N> Reads<S, I> for Column<V, T, N> {
    type Null = V::Null;
    const SEAL: Seal = Seal;
}

impl<S, I, R: Reads<S, I>> Reads<S, I> for NullSafe<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, I, J, L: Reads<S, I>, R: Reads<S, J>> Reads<S, (I, J)> for (L, R) {
    type Null = <L::Null as Nullability>::Or<R::Null>;
    const SEAL: Seal = Seal;
}

impl<S, I, R: Reads<S, I>, const A: char> Reads<S, I> for NamedExpr<R, A> {
    type Null = R::Null;
    const SEAL: Seal = Seal;
}

impl<S, I, Vs: OuterRefsIn<S, I>> Reads<S, I> for OuterRefs<Vs> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

/// All that `Self` reads may be read by a clause that sees groups of rows of `S`, keyed by `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither in GROUP BY nor inside an aggregate",
    label = "one group can hold many values of it",
    note = "grouped by: {K}",
    note = "add it to `.group_by(..)` or `.grouping_sets(..)`, or wrap it: `max(..)`, `min(..)`, `any_value(..)`, `count_of(..)`"
)]
pub trait ReadsGroup<S, K, I> {
    /// Whether an outer join can make it NULL.
    type Null: Nullability;
    #[doc(hidden)]
    const SEAL: Seal;
}

impl<S, K> ReadsGroup<S, K, ()> for () {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, K, I, R: Reads<S, I> + NoWindow> ReadsGroup<S, K, I> for Aggregated<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, K, I, J, V: InScope<S, I>, T, N> ReadsGroup<S, K, (I, J)> for Column<V, T, N>
where
    Column<V, T, N>: IsGroupKey<K, J>,
{
    type Null = <V::Null as Nullability>::Or<<Self as IsGroupKey<K, J>>::Null>;
    const SEAL: Seal = Seal;
}

impl<S, K, I, R: ReadsGroup<S, K, I>> ReadsGroup<S, K, I> for NullSafe<R> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

impl<S, K, I, J, L: ReadsGroup<S, K, I>, R: ReadsGroup<S, K, J>> ReadsGroup<S, K, (I, J)> for (L, R) {
    type Null = <L::Null as Nullability>::Or<R::Null>;
    const SEAL: Seal = Seal;
}

impl<S, K, I, J, R: Reads<S, I>, const A: char> ReadsGroup<S, K, (I, J)> for NamedExpr<R, A>
where
    Self: IsGroupKey<K, J>,
{
    type Null = R::Null;
    const SEAL: Seal = Seal;
}

macro_rules! views {
    (@null) => { NotNull };
    (@null $v:ident) => { $v::Null };
    (@null $v:ident $($rest:ident)+) => { <$v::Null as Nullability>::Or<views!(@null $($rest)+)> };
    (@one $($v:ident $i:ident)*) => {
        impl<S, $($v: InScope<S, $i>, $i),*> Reads<S, ($($i,)*)> for Views<($($v,)*)> {
            type Null = views!(@null $($v)*);
            const SEAL: Seal = Seal;
        }
    };
    (@go [$($p:ident $i:ident)*]) => { views!(@one $($p $i)*); };
    (@go [$($p:ident $i:ident)*] $t:ident $j:ident $($rest:tt)*) => {
        views!(@one $($p $i)*);
        views!(@go [$($p $i)* $t $j] $($rest)*);
    };
    ($($all:tt)*) => { views!(@go [] $($all)*); };
}

views!(A IA B IB C IC D ID E IE F IF G IG H IH J IJ L IL M IM P IP Q IQ U IU W IW X IX);

/// A condition whose type names views, not columns: which of its columns are keys is checked when the query is finished.
impl<S, K, I, Vs> ReadsGroup<S, K, I> for Views<Vs>
where
    Self: Reads<S, I>,
{
    // ROLLUP, CUBE and GROUPING SETS make NULL of keys, and which columns it reads is forgotten.
    type Null = IsNullable;
    const SEAL: Seal = Seal;
}

impl<S, K, Vs: Uncorrelated> ReadsGroup<S, K, ()> for OuterRefs<Vs> {
    type Null = NotNull;
    const SEAL: Seal = Seal;
}

/// A query that reads nothing of an enclosing one.
#[diagnostic::on_unimplemented(
    message = "a correlated query cannot be used here",
    label = "it correlates with: {Self}",
    note = "a correlated query goes into the WHERE, the SELECT list or the FROM (`.into_lateral()`) of the query whose views it reads"
)]
pub trait Uncorrelated {
    #[doc(hidden)]
    const SEAL: Seal;
}

impl Uncorrelated for () {
    const SEAL: Seal = Seal;
}

/// All views that a subquery reads of its enclosing query are in that query's scope `S`.
#[diagnostic::on_unimplemented(message = "this subquery reads views that the enclosing query does not have: {Self}")]
pub trait OuterRefsIn<S, I> {
    #[doc(hidden)]
    const SEAL: Seal;
}

/// One view that a subquery reads of its enclosing query is in that query's scope `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not in this query's FROM or JOIN",
    label = "a subquery here correlates with `{Self}`",
    note = "the query reads: {S}"
)]
pub trait OuterRef<S, I> {
    #[doc(hidden)]
    const SEAL: Seal;
}

impl<S> OuterRef<S, ()> for () {
    const SEAL: Seal = Seal;
}

impl<S, const I: usize, V: AthenaView + InScope<S, ScopeIndex<I>>> OuterRef<S, ScopeIndex<I>> for V {
    const SEAL: Seal = Seal;
}

impl<S> OuterRefsIn<S, ()> for () {
    const SEAL: Seal = Seal;
}

macro_rules! outer_refs {
    (@unit $t:ident) => { () };
    (@one $($t:ident $i:ident)+) => {
        impl Uncorrelated for ($(outer_refs!(@unit $t),)+) {
            const SEAL: Seal = Seal;
        }

        impl<S, $($t: OuterRef<S, $i>, $i),+> OuterRefsIn<S, ($($i,)+)> for ($($t,)+) {
            const SEAL: Seal = Seal;
        }
    };
    (@go [$($p:ident $i:ident)*]) => {};
    (@go [$($p:ident $i:ident)*] $t:ident $j:ident $($rest:tt)*) => {
        outer_refs!(@one $($p $i)* $t $j);
        outer_refs!(@go [$($p $i)* $t $j] $($rest)*);
    };
    ($($all:tt)*) => { outer_refs!(@go [] $($all)*); };
}

outer_refs!(A IA B IB C IC D ID E IE F IF G IG H IH J IJ L IL M IM P IP Q IQ U IU W IW X IX);
