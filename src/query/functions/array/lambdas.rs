//! Functions of an array and a lambda.

use super::super::{
    Argument, BaseOf, Both, Expr, Expression, ItemBase, ItemOf, NullSafe, NullableLike, NullableLike2, Predicate,
    SqlArray, SqlFragment, SqlType, lambda::lambda,
};
use crate::query::{ast::Ast, typing::NoWindow};

/// `x -> condition`
fn condition<T, P: Predicate>(f: impl FnOnce(Expr<(), T>) -> P) -> Ast {
    lambda(["x"], |[x]| f(Expr::new(x)).into_ast())
}

/// `transform(array, x -> …)`: the results of the lambda for each element.
///
/// The lambda can read the columns of the query, and the variables of the lambdas around it.
///
/// A column of a view on the nullable side of an outer join can make the elements NULL, which their type does not show: call
/// [`.nullable()`](Expr::nullable) on the lambda's result there.
///
#[doc = example!(
    array "query::functions::{array::transform, string::{concat, lower}}";
    transform(e.keys, |key| lower(key)) => json r#"transform("entry"."keys", x -> lower(x))"#;
    transform(e.keys, |key| concat(e.name, key)) => json r#"transform("entry"."keys", x -> concat("entry"."name", x))"#;
    transform(e.keys, |a| transform(e.keys, |b| concat(a, b)))
        => json r#"transform("entry"."keys", x2 -> transform("entry"."keys", x -> concat(x2, x)))"#
)]
///
/// # Errors
/// A variable that leaves its closure other than in its result is an error when the query is printed or sent, and so is an aggregate, a
/// window function or a query in the lambda.
pub fn transform<E, F, B>(array: E, f: F) -> Expr<(E::Reads, B::Reads), NullableLike<E::Type, Vec<B::Type>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let f = lambda(["x"], |[x]| f(Expr::new(x)).ast());
    Expr::new(SqlFragment::call("transform", [array.ast(), f]))
}

/// `filter(array, x -> condition)`: the elements for which the condition is true.
///
#[doc = example!(array::filter; filter(e.sizes, |size| size.gt(1000)) => json r#"filter("entry"."sizes", x -> x > 1000)"#)]
pub fn filter<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, NullSafe<P::Reads>), E::Type>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(SqlFragment::call("filter", [array.ast(), self::condition(condition)]))
}

/// `any_match(array, x -> condition)`: whether the condition is true for at least one element; false for an empty array. NULL if it is true
/// for none and NULL for one.
///
#[doc = example!(
    array::any_match;
    any_match(e.keys, |key| key.ends_with(".csv")) => r#"any_match("entry"."keys", x -> x LIKE '%.csv')"#
)]
pub fn any_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(SqlFragment::call("any_match", [array.ast(), self::condition(condition)]))
}

/// `all_match(array, x -> condition)`: whether the condition is true for all elements; true for an empty array. NULL if it is false for none
/// and NULL for one.
///
#[doc = example!(
    array::all_match;
    all_match(e.keys, |key| key.ends_with(".csv")) => r#"all_match("entry"."keys", x -> x LIKE '%.csv')"#
)]
pub fn all_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(SqlFragment::call("all_match", [array.ast(), self::condition(condition)]))
}

/// `none_match(array, x -> condition)`: whether the condition is true for no element; true for an empty array. NULL if it is true for none and
/// NULL for one.
///
#[doc = example!(
    array::none_match;
    none_match(e.keys, |key| key.eq(e.name)) => r#"none_match("entry"."keys", x -> x = "entry"."name")"#
)]
pub fn none_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(SqlFragment::call("none_match", [array.ast(), self::condition(condition)]))
}

/// `array_sort(array, (a, b) -> …)`: the elements in the order of a lambda, which returns -1 if `a` comes before `b`, 0 if they are equal and
/// 1 if it comes after `b`. If it returns NULL, the query fails.
///
/// With the view [`Entry`](crate::query::functions::array#the-view-of-the-examples):
///
/// ```
#[doc = include_str!("../../../doctest/opening.txt")]
/// use quilt_athena::query::{case, functions::array::array_sort_by};
///
/// let e = Entry::view();
/// let largest_first = array_sort_by(e.sizes, |a, b| case(a.clone().gt(b.clone()), val(-1)).when(a.eq(b), 0).otherwise(1));
/// let query = select().from(&e).select(largest_first);
/// assert_eq!(
///     query.sql()?,
///     "SELECT json_format(CAST(array_sort(\"entry\".\"sizes\", \
///      (a, b) -> CASE WHEN a > b THEN -1 WHEN a = b THEN 0 ELSE 1 END) AS JSON)) FROM \"entries\" AS \"entry\""
/// );
/// # recorded(query.rows())?;
/// # Ok(())
/// # }
/// ```
pub fn array_sort_by<E, F, B, X, Y>(array: E, order: F) -> Expr<(E::Reads, X), E::Type>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: FnOnce(Expr<(), ItemOf<E>>, Expr<(), ItemOf<E>>) -> B,
    B: Argument<i32, X, Y>,
    X: NoWindow,
{
    let order = lambda(["a", "b"], |[a, b]| order(Expr::new(a), Expr::new(b)).argument());
    Expr::new(SqlFragment::call("array_sort", [array.ast(), order]))
}

/// `zip_with(a, b, (x, y) -> …)`: the results of the lambda for the pairs of elements at the same position. The shorter array is
/// extended with NULL.
///
#[doc = example!(
    array::zip_with;
    zip_with(e.sizes, e.sizes, |x, y| x.plus(y)) => json r#"zip_with("entry"."sizes", "entry"."sizes", (x, y) -> x + y)"#
)]
pub fn zip_with<E, F, G, B>(
    a: E,
    b: F,
    f: G,
) -> Expr<(Both<E, F>, B::Reads), NullableLike2<E::Type, F::Type, Vec<B::Type>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Expression,
    BaseOf<F>: SqlArray,
    G: FnOnce(Expr<(), Option<ItemBase<E>>>, Expr<(), Option<ItemBase<F>>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let f = lambda(["x", "y"], |[x, y]| f(Expr::new(x), Expr::new(y)).ast());
    Expr::new(SqlFragment::call("zip_with", [a.ast(), b.ast(), f]))
}

/// `reduce(array, start, (s, x) -> …, s -> …)`: one value for the whole array. The state is `start` at first, the first lambda gives the next
/// state for the state and an element, and the second gives the result for the last state. The state can be NULL, and keeps the type of
/// `start`: for integers, use `val(0i64)`.
///
#[doc = example!(
    array::reduce;
    reduce(e.sizes, val(0i64), |sum, size| sum.plus(size), |sum| sum) => r#"reduce("entry"."sizes", CAST(0 AS bigint), (s, x) -> s + x, s -> s)"#
)]
pub fn reduce<E, I, F, B, X, Y, G, O>(
    array: E,
    start: I,
    step: F,
    result: G,
) -> Expr<(Both<E, I>, (X, O::Reads)), NullableLike<E::Type, O::Type>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    I: Expression,
    F: FnOnce(Expr<(), Option<BaseOf<I>>>, Expr<(), ItemOf<E>>) -> B,
    B: Argument<BaseOf<I>, X, Y>,
    X: NoWindow,
    G: FnOnce(Expr<(), Option<BaseOf<I>>>) -> O,
    O: Expression,
    O::Type: SqlType,
    O::Reads: NoWindow,
{
    let step = lambda(["s", "x"], |[s, x]| step(Expr::new(s), Expr::new(x)).argument());
    let result = lambda(["s"], |[s]| result(Expr::new(s)).ast());
    Expr::new(SqlFragment::call("reduce", [array.ast(), start.ast(), step, result]))
}
