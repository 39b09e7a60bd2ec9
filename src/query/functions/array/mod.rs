//! Arrays: `Vec<T>`, or `Vec<Option<T>>` if elements can be NULL. Elements are counted from 1.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../../doctest/entry.rs")]
//! ```

mod lambdas;

pub use lambdas::{all_match, any_match, array_sort_by, filter, none_match, reduce, transform, zip_with};

use super::{
    Argument, BaseOf, Condition, Expr, Expression, FragmentKind, ItemBase, ItemOf, NullableLike, NullableLike2,
    NullableLike3, SqlArray, SqlFragment, SqlType, call,
};

/// `cardinality(array)`: the number of elements.
///
#[doc = example!(array::cardinality; cardinality(e.keys) => r#"cardinality("entry"."keys")"#)]
pub fn cardinality<E: Expression>(array: E) -> Expr<E::Reads, NullableLike<E::Type, i64>>
where
    BaseOf<E>: SqlArray,
{
    call("cardinality", [array.ast()])
}

/// `contains(array, element)`: whether the array contains the element. NULL if it does not, but contains NULL.
///
#[doc = example!(
    array::contains;
    contains(e.keys, "README.md") => r#"contains("entry"."keys", 'README.md')"#;
    contains(val(vec!["a", "b"]), e.name) => r#"contains(ARRAY['a', 'b'], "entry"."name")"#
)]
pub fn contains<E, F, Q, U>(array: E, element: F) -> Condition<(E::Reads, Q)>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<ItemBase<E>, Q, U>,
{
    call("contains", [array.ast(), element.argument()])
}

/// `element_at(array, index)`: an element, counted from the end if the index is negative; NULL if there is none. Index 0 fails the query.
///
#[doc = example!(array::element_at; element_at(e.keys, -1) => r#"element_at("entry"."keys", -1)"#)]
pub fn element_at<E, F, Q, U>(array: E, index: F) -> Expr<(E::Reads, Q), Option<ItemBase<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<i64, Q, U>,
{
    call("element_at", [array.ast(), index.argument()])
}

/// `array[index]`: an element. An index out of bounds fails the query; see [`element_at`].
///
#[doc = example!(array::subscript; subscript(e.keys, 1) => r#""entry"."keys"[1]"#)]
pub fn subscript<E, F, Q, U>(
    array: E,
    index: F,
) -> Expr<(E::Reads, Q), NullableLike3<E::Type, ItemOf<E>, U, ItemBase<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    Expr::new(
        SqlFragment::new(FragmentKind::Call).tight(array.ast()).put("[").operand(index.argument()).put("]").done(),
    )
}

/// `array_distinct(array)`: the array without duplicates.
///
#[doc = example!(array::array_distinct; array_distinct(e.keys) => json r#"array_distinct("entry"."keys")"#)]
pub fn array_distinct<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: SqlArray,
{
    call("array_distinct", [array.ast()])
}

/// `array_intersect(a, b)`: the elements of both arrays, without duplicates.
///
#[doc = example!(
    array::array_intersect;
    array_intersect(e.keys, vec!["a", "b"]) => json r#"array_intersect("entry"."keys", ARRAY['a', 'b'])"#
)]
pub fn array_intersect<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_intersect", [a.ast(), b.argument()])
}

/// `array_union(a, b)`: the elements of either array, without duplicates.
///
#[doc = example!(
    array::array_union;
    array_union(e.keys, vec!["a", "b"]) => json r#"array_union("entry"."keys", ARRAY['a', 'b'])"#
)]
pub fn array_union<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_union", [a.ast(), b.argument()])
}

/// `array_except(a, b)`: the elements of `a` that are not in `b`, without duplicates.
///
#[doc = example!(
    array::array_except;
    array_except(e.keys, vec!["a", "b"]) => json r#"array_except("entry"."keys", ARRAY['a', 'b'])"#
)]
pub fn array_except<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_except", [a.ast(), b.argument()])
}

/// `concat(a, b)`: the elements of `a`, followed by those of `b`.
///
#[doc = example!(array::concat; concat(e.keys, vec!["a", "b"]) => json r#"concat("entry"."keys", ARRAY['a', 'b'])"#)]
pub fn concat<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("concat", [a.ast(), b.argument()])
}

/// `contains_sequence(array, sequence)`: whether the array contains the elements of `sequence` one directly after another.
///
#[doc = example!(
    array::contains_sequence;
    contains_sequence(e.keys, vec!["a", "b"]) => r#"contains_sequence("entry"."keys", ARRAY['a', 'b'])"#
)]
pub fn contains_sequence<E, F, Q, U>(array: E, sequence: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, bool>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("contains_sequence", [array.ast(), sequence.argument()])
}

/// `arrays_overlap(a, b)`: whether the arrays have an element in common. NULL if they do not, but one contains NULL.
///
#[doc = example!(
    array::arrays_overlap;
    arrays_overlap(e.keys, vec!["a", "b"]) => r#"arrays_overlap("entry"."keys", ARRAY['a', 'b'])"#
)]
pub fn arrays_overlap<E, F, Q, U>(a: E, b: F) -> Condition<(E::Reads, Q)>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<BaseOf<E>, Q, U>,
{
    call("arrays_overlap", [a.ast(), b.argument()])
}

/// `array_join(array, separator)`: the elements as a string, with the separator between them; NULL elements are left out.
///
#[doc = example!(array::array_join; array_join(e.keys, ", ") => r#"array_join("entry"."keys", ', ')"#)]
pub fn array_join<E, F, Q, U>(array: E, separator: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("array_join", [array.ast(), separator.argument()])
}

/// `array_join(array, separator, null)`: as [`array_join`], with the string `null` in place of each NULL element.
///
#[doc = example!(
    array::array_join_with_null;
    array_join_with_null(e.keys, ", ", "-") => r#"array_join("entry"."keys", ', ', '-')"#
)]
pub fn array_join_with_null<E, F, Q, U>(
    array: E,
    separator: F,
    null: &str,
) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("array_join", [array.ast(), separator.argument(), null.into()])
}

/// `array_max(array)`: the largest element; NULL if there is none, and if one is NULL.
///
#[doc = example!(array::array_max; array_max(e.sizes) => r#"array_max("entry"."sizes")"#)]
pub fn array_max<E: Expression>(array: E) -> Expr<E::Reads, Option<ItemBase<E>>>
where
    BaseOf<E>: SqlArray,
{
    call("array_max", [array.ast()])
}

/// `array_min(array)`: the smallest element; NULL if there is none, and if one is NULL.
///
#[doc = example!(array::array_min; array_min(e.sizes) => r#"array_min("entry"."sizes")"#)]
pub fn array_min<E: Expression>(array: E) -> Expr<E::Reads, Option<ItemBase<E>>>
where
    BaseOf<E>: SqlArray,
{
    call("array_min", [array.ast()])
}

/// `array_position(array, element)`: the position of the first occurrence of the element, 0 if there is none.
///
#[doc = example!(array::array_position; array_position(e.keys, "a") => r#"array_position("entry"."keys", 'a')"#)]
pub fn array_position<E, F, Q, U>(array: E, element: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, i64>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<ItemBase<E>, Q, U>,
    U: SqlType,
{
    call("array_position", [array.ast(), element.argument()])
}

/// `array_remove(array, element)`: the array without the elements that are equal to this one.
///
#[doc = example!(array::array_remove; array_remove(e.keys, "a") => json r#"array_remove("entry"."keys", 'a')"#)]
pub fn array_remove<E, F, Q, U>(array: E, element: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<ItemBase<E>, Q, U>,
    U: SqlType,
{
    call("array_remove", [array.ast(), element.argument()])
}

/// `array_sort(array)`: the elements in ascending order, NULL last. See [`array_sort_by`].
///
#[doc = example!(array::array_sort; array_sort(e.keys) => json r#"array_sort("entry"."keys")"#)]
pub fn array_sort<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: SqlArray,
{
    call("array_sort", [array.ast()])
}

/// `reverse(array)`: the elements in reverse order.
///
#[doc = example!(array::reverse; reverse(e.keys) => json r#"reverse("entry"."keys")"#)]
pub fn reverse<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: SqlArray,
{
    call("reverse", [array.ast()])
}

/// `shuffle(array)`: the elements in random order.
///
#[doc = example!(array::shuffle; shuffle(e.keys) => json r#"shuffle("entry"."keys")"#)]
pub fn shuffle<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: SqlArray,
{
    call("shuffle", [array.ast()])
}

/// `slice(array, start, length)`: `length` elements from `start` on, which counts from the end if it is negative. Start 0 and a negative
/// length fail the query.
///
#[doc = example!(array::slice; slice(e.keys, -1, 1) => json r#"slice("entry"."keys", -1, 1)"#)]
pub fn slice<E, F, G, Q, U, P, W>(
    array: E,
    start: F,
    length: G,
) -> Expr<(E::Reads, (Q, P)), NullableLike3<E::Type, U, W, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<i64, Q, U>,
    G: Argument<i64, P, W>,
    U: SqlType,
    W: SqlType,
{
    call("slice", [array.ast(), start.argument(), length.argument()])
}

/// `trim_array(array, count)`: the array without its last `count` elements. A negative count, and one above the number of elements, fail the
/// query.
///
#[doc = example!(array::trim_array; trim_array(e.keys, 1) => json r#"trim_array("entry"."keys", 1)"#)]
pub fn trim_array<E, F, Q, U>(array: E, count: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    call("trim_array", [array.ast(), count.argument()])
}

/// `flatten(arrays)`: the elements of all arrays in an array, in one. A NULL array adds nothing.
///
#[doc = example!(array::flatten; flatten(e.lists) => json r#"flatten("entry"."lists")"#)]
pub fn flatten<E: Expression>(arrays: E) -> Expr<E::Reads, NullableLike<E::Type, ItemBase<E>>>
where
    BaseOf<E>: SqlArray,
    ItemBase<E>: SqlArray,
{
    call("flatten", [arrays.ast()])
}

/// `repeat(element, count)`: an array of `count` times the same element. A negative count fails the query.
///
#[doc = example!(array::repeat; repeat(e.name, 3) => json r#"repeat("entry"."name", 3)"#)]
pub fn repeat<E, F, Q, U>(element: E, count: F) -> Expr<(E::Reads, Q), NullableLike<U, Vec<E::Type>>>
where
    E: Expression,
    E::Type: Send,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    call("repeat", [element.ast(), count.argument()])
}

/// `sequence(start, stop)`: the integers from `start` to `stop`, both included; descending if `stop` is smaller. More than 10,000 of them fail
/// the query.
///
#[doc = example!(array::sequence; sequence(1, e.size) => json r#"sequence(1, "entry"."size")"#)]
pub fn sequence<E, F, R, T, Q, U>(start: E, stop: F) -> Expr<(R, Q), NullableLike2<T, U, Vec<i64>>>
where
    E: Argument<i64, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("sequence", [start.argument(), stop.argument()])
}

/// `sequence(start, stop, step)`: integers, dates or timestamps from `start` to `stop`, both included, that are a step apart. A step of 0, a
/// step away from `stop` and more than 10,000 elements fail the query.
///
#[doc = example!(
    array::sequence_by;
    sequence_by(val(0i64), e.size, val(10i64)) => json r#"sequence(CAST(0 AS bigint), "entry"."size", CAST(10 AS bigint))"#
)]
pub fn sequence_by<E, F, G, Q, U>(
    start: E,
    stop: F,
    step: G,
) -> Expr<(E::Reads, (Q, G::Reads)), NullableLike2<E::Type, U, Vec<BaseOf<E>>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
    G: Expression,
    G::Type: SequenceStep<BaseOf<E>>,
{
    call("sequence", [start.ast(), stop.argument(), step.ast()])
}

/// A type of steps between the elements of a sequence of `T`s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a step between values of type `{T}`",
    label = "expected an `i64` between integers, a `TimeDelta` or `Months` between dates or timestamps"
)]
pub trait SequenceStep<T> {}

impl SequenceStep<i64> for i64 {}
impl SequenceStep<chrono::NaiveDate> for chrono::TimeDelta {}
impl SequenceStep<chrono::NaiveDate> for crate::types::Months {}
impl SequenceStep<chrono::NaiveDateTime> for chrono::TimeDelta {}
impl SequenceStep<chrono::NaiveDateTime> for crate::types::Months {}

/// `ngrams(array, n)`: the `n`-grams of the array: an array for each `n` consecutive elements, or the whole array if it is shorter. An `n`
/// below 1 fails the query.
///
#[doc = example!(array::ngrams; ngrams(e.keys, 2) => json r#"ngrams("entry"."keys", 2)"#)]
pub fn ngrams<E: Expression>(array: E, n: i32) -> Expr<E::Reads, NullableLike<E::Type, Vec<BaseOf<E>>>>
where
    BaseOf<E>: SqlArray,
{
    call("ngrams", [array.ast(), n.into()])
}

/// `combinations(array, n)`: the combinations of `n` elements, each as an array. An `n` above 5, and more than 100,000 combinations, fail the
/// query.
///
#[doc = example!(array::combinations; combinations(e.keys, 2) => json r#"combinations("entry"."keys", 2)"#)]
pub fn combinations<E: Expression>(array: E, n: i32) -> Expr<E::Reads, NullableLike<E::Type, Vec<BaseOf<E>>>>
where
    BaseOf<E>: SqlArray,
{
    call("combinations", [array.ast(), n.into()])
}
