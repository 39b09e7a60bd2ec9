//! What takes an array and a lambda.

use super::super::{
    Argument, Array, BaseOf, Both, Expr, Expression, Form, ItemBase, ItemOf, Like, Like2, NullSafe, Predicate, SqlType,
    lambda::lambda,
};
use crate::query::{ast::Ast, typing::NoWindow};

/// `x -> condition`
fn condition<T, P: Predicate>(of: impl FnOnce(Expr<(), T>) -> P) -> Ast {
    lambda(["x"], |[x]| of(Expr::new(x)).into_ast())
}

/// `transform(array, x -> …)`: what the lambda makes of each item.
///
/// A column of a view on the nullable side of an outer join makes the items NULL, which the type does not know: say
/// [`.nullable()`](Expr::nullable) of the lambda's result there.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::{array::transform, string::{concat, lower}};
///
/// assert_eq!(sql!(transform(e.keys, |key| lower(key))), r#"transform("e"."keys", x -> lower(x))"#);
/// // The query's columns are there too, and so are the variables of the lambdas around.
/// assert_eq!(sql!(transform(e.keys, |key| concat(e.name, key))), r#"transform("e"."keys", x -> concat("e"."name", x))"#);
/// assert_eq!(
///     sql!(transform(e.keys, |a| transform(e.keys, |b| concat(a, b)))),
///     r#"transform("e"."keys", x2 -> transform("e"."keys", x -> concat(x2, x)))"#
/// );
/// ```
///
/// # Errors
/// A variable that leaves its closure by another way than its result is an error when the query is printed or sent, and so is an aggregate
/// or a query in the lambda.
pub fn transform<E, F, B>(array: E, of: F) -> Expr<(E::Reads, B::Reads), Like<E::Type, Vec<B::Type>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let of = lambda(["x"], |[x]| of(Expr::new(x)).ast());
    Expr::new(Form::call("transform", [array.ast(), of]))
}

/// `filter(array, x -> condition)`: the items for which it holds.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::filter;
///
/// assert_eq!(sql!(filter(e.sizes, |size| size.gt(1000))), r#"filter("e"."sizes", x -> x > 1000)"#);
/// ```
pub fn filter<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, NullSafe<P::Reads>), E::Type>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(Form::call("filter", [array.ast(), self::condition(condition)]))
}

/// `any_match(array, x -> condition)`: whether it holds for an item; not for those of an empty array. Unknown where it holds for none and is
/// unknown for one.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::any_match;
///
/// assert_eq!(sql!(any_match(e.keys, |key| key.ends_with(".csv"))), r#"any_match("e"."keys", x -> x LIKE '%.csv')"#);
/// ```
pub fn any_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(Form::call("any_match", [array.ast(), self::condition(condition)]))
}

/// `all_match(array, x -> condition)`: whether it holds for all items, as it does for those of an empty array. Unknown where it fails for
/// none and is unknown for one.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::all_match;
///
/// assert_eq!(sql!(all_match(e.keys, |key| key.ends_with(".csv"))), r#"all_match("e"."keys", x -> x LIKE '%.csv')"#);
/// ```
pub fn all_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(Form::call("all_match", [array.ast(), self::condition(condition)]))
}

/// `none_match(array, x -> condition)`: whether it holds for no item, as it does for none of an empty array. Unknown where it holds for none
/// and is unknown for one.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::none_match;
///
/// assert_eq!(sql!(none_match(e.keys, |key| key.eq(e.name))), r#"none_match("e"."keys", x -> x = "e"."name")"#);
/// ```
pub fn none_match<E, F, P>(array: E, condition: F) -> Expr<(E::Reads, P::Reads), Option<bool>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    Expr::new(Form::call("none_match", [array.ast(), self::condition(condition)]))
}

/// `array_sort(array, (a, b) -> …)`: sorted by a lambda, which gives -1, 0 or 1 where `a` comes before, beside or after `b`. NULL from it
/// fails the query.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::{case, functions::array::array_sort_by};
///
/// let largest_first = array_sort_by(e.sizes, |a, b| case(a.clone().gt(b.clone()), val(-1)).when(a.eq(b), 0).otherwise(1));
/// assert_eq!(
///     sql!(largest_first),
///     r#"array_sort("e"."sizes", (a, b) -> CASE WHEN a > b THEN -1 WHEN a = b THEN 0 ELSE 1 END)"#
/// );
/// ```
pub fn array_sort_by<E, F, B, X, Y>(array: E, order: F) -> Expr<(E::Reads, X), E::Type>
where
    E: Expression,
    BaseOf<E>: Array,
    F: FnOnce(Expr<(), ItemOf<E>>, Expr<(), ItemOf<E>>) -> B,
    B: Argument<i32, X, Y>,
    X: NoWindow,
{
    let order = lambda(["a", "b"], |[a, b]| order(Expr::new(a), Expr::new(b)).argument());
    Expr::new(Form::call("array_sort", [array.ast(), order]))
}

/// `zip_with(a, b, (x, y) -> …)`: what the lambda makes of the items at each place. The shorter array is filled up with NULL.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::zip_with;
///
/// assert_eq!(sql!(zip_with(e.sizes, e.sizes, |x, y| x.plus(y))), r#"zip_with("e"."sizes", "e"."sizes", (x, y) -> x + y)"#);
/// ```
pub fn zip_with<E, F, G, B>(a: E, b: F, of: G) -> Expr<(Both<E, F>, B::Reads), Like2<E::Type, F::Type, Vec<B::Type>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Expression,
    BaseOf<F>: Array,
    G: FnOnce(Expr<(), Option<ItemBase<E>>>, Expr<(), Option<ItemBase<F>>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let of = lambda(["x", "y"], |[x, y]| of(Expr::new(x), Expr::new(y)).ast());
    Expr::new(Form::call("zip_with", [a.ast(), b.ast(), of]))
}

/// `reduce(array, start, (s, x) -> …, s -> …)`: one value of all items. A state begins as `start`, the first lambda makes a new one of it and
/// of each item, and the second makes the result of the last. The state can be NULL, and keeps the type of `start`: for whole numbers say
/// `val(0i64)`.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::array::reduce;
///
/// assert_eq!(
///     sql!(reduce(e.sizes, val(0i64), |sum, size| sum.plus(size), |sum| sum)),
///     r#"reduce("e"."sizes", CAST(0 AS bigint), (s, x) -> s + x, s -> s)"#
/// );
/// ```
pub fn reduce<E, I, F, B, X, Y, G, O>(
    array: E,
    start: I,
    step: F,
    result: G,
) -> Expr<(Both<E, I>, (X, O::Reads)), Like<E::Type, O::Type>>
where
    E: Expression,
    BaseOf<E>: Array,
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
    Expr::new(Form::call("reduce", [array.ast(), start.ast(), step, result]))
}
