//! Arrays: `Vec<T>`, and `Vec<Option<T>>` where items can be NULL. Items are counted from 1.

mod lambdas;

pub use lambdas::{all_match, any_match, array_sort_by, filter, none_match, reduce, transform, zip_with};

use super::{
    Argument, Array, BaseOf, Condition, Expr, Expression, FragmentKind, ItemBase, ItemOf, Like, Like2, Like3,
    SqlFragment, SqlType, call,
};

/// `cardinality(array)`: how many items.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::cardinality;
///
/// assert_eq!(sql!(cardinality(e.keys)), r#"cardinality("e"."keys")"#);
/// ```
pub fn cardinality<E: Expression>(array: E) -> Expr<E::Reads, Like<E::Type, i64>>
where
    BaseOf<E>: Array,
{
    call("cardinality", [array.ast()])
}

/// `contains(array, item)`: whether it has the item. Unknown where it has not, but has NULL in it.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::contains;
///
/// assert_eq!(sql!(contains(e.keys, "README.md")), r#"contains("e"."keys", 'README.md')"#);
/// assert_eq!(sql!(contains(val(vec!["a", "b"]), e.name)), r#"contains(ARRAY['a', 'b'], "e"."name")"#);
/// ```
pub fn contains<E, F, Q, U>(array: E, item: F) -> Condition<(E::Reads, Q)>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<ItemBase<E>, Q, U>,
{
    call("contains", [array.ast(), item.argument()])
}

/// `element_at(array, number)`: an item, counted from the end where the number is negative; NULL where there is none. Number 0 fails the
/// query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::element_at;
///
/// assert_eq!(sql!(element_at(e.keys, -1)), r#"element_at("e"."keys", -1)"#);
/// ```
pub fn element_at<E, F, Q, U>(array: E, number: F) -> Expr<(E::Reads, Q), Option<ItemBase<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<i64, Q, U>,
{
    call("element_at", [array.ast(), number.argument()])
}

/// `array[number]`: an item. A number of no item fails the query; see [`element_at`].
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::subscript;
///
/// assert_eq!(sql!(subscript(e.keys, 1)), r#""e"."keys"[1]"#);
/// ```
pub fn subscript<E, F, Q, U>(array: E, number: F) -> Expr<(E::Reads, Q), Like3<E::Type, ItemOf<E>, U, ItemBase<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    Expr::new(
        SqlFragment::new(FragmentKind::Call).tight(array.ast()).put("[").operand(number.argument()).put("]").done(),
    )
}

/// `array_distinct(array)`: without the items that are there already.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_distinct;
///
/// assert_eq!(sql!(array_distinct(e.keys)), r#"array_distinct("e"."keys")"#);
/// ```
pub fn array_distinct<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Array,
{
    call("array_distinct", [array.ast()])
}

/// `array_intersect(a, b)`: the items that are in both, each once.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_intersect;
///
/// assert_eq!(sql!(array_intersect(e.keys, vec!["a", "b"])), r#"array_intersect("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn array_intersect<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_intersect", [a.ast(), b.argument()])
}

/// `array_union(a, b)`: the items that are in either, each once.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_union;
///
/// assert_eq!(sql!(array_union(e.keys, vec!["a", "b"])), r#"array_union("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn array_union<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_union", [a.ast(), b.argument()])
}

/// `array_except(a, b)`: the items of `a` that are not in `b`, each once.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_except;
///
/// assert_eq!(sql!(array_except(e.keys, vec!["a", "b"])), r#"array_except("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn array_except<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("array_except", [a.ast(), b.argument()])
}

/// `concat(a, b)`: the items of one after those of the other.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::concat;
///
/// assert_eq!(sql!(concat(e.keys, vec!["a", "b"])), r#"concat("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn concat<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("concat", [a.ast(), b.argument()])
}

/// `contains_sequence(array, part)`: whether the items of `part` follow one another in the array.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::contains_sequence;
///
/// assert_eq!(sql!(contains_sequence(e.keys, vec!["a", "b"])), r#"contains_sequence("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn contains_sequence<E, F, Q, U>(array: E, part: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, bool>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("contains_sequence", [array.ast(), part.argument()])
}

/// `arrays_overlap(a, b)`: whether they have an item in common. Unknown where they have not, but one has NULL in it.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::arrays_overlap;
///
/// assert_eq!(sql!(arrays_overlap(e.keys, vec!["a", "b"])), r#"arrays_overlap("e"."keys", ARRAY['a', 'b'])"#);
/// ```
pub fn arrays_overlap<E, F, Q, U>(a: E, b: F) -> Condition<(E::Reads, Q)>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<BaseOf<E>, Q, U>,
{
    call("arrays_overlap", [a.ast(), b.argument()])
}

/// `array_join(array, separator)`: its items as text with a separator between them; items that are NULL are left out.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_join;
///
/// assert_eq!(sql!(array_join(e.keys, ", ")), r#"array_join("e"."keys", ', ')"#);
/// ```
pub fn array_join<E, F, Q, U>(array: E, separator: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("array_join", [array.ast(), separator.argument()])
}

/// `array_join(array, separator, null)`: as [`array_join`], with a text in place of each item that is NULL.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_join_with_null;
///
/// assert_eq!(sql!(array_join_with_null(e.keys, ", ", "-")), r#"array_join("e"."keys", ', ', '-')"#);
/// ```
pub fn array_join_with_null<E, F, Q, U>(
    array: E,
    separator: F,
    null: &str,
) -> Expr<(E::Reads, Q), Like2<E::Type, U, String>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<String, Q, U>,
    U: SqlType,
{
    call("array_join", [array.ast(), separator.argument(), null.into()])
}

/// `array_max(array)`: the largest item; NULL where there is none, and where one is NULL.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_max;
///
/// assert_eq!(sql!(array_max(e.sizes)), r#"array_max("e"."sizes")"#);
/// ```
pub fn array_max<E: Expression>(array: E) -> Expr<E::Reads, Option<ItemBase<E>>>
where
    BaseOf<E>: Array,
{
    call("array_max", [array.ast()])
}

/// `array_min(array)`: the smallest item; NULL where there is none, and where one is NULL.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_min;
///
/// assert_eq!(sql!(array_min(e.sizes)), r#"array_min("e"."sizes")"#);
/// ```
pub fn array_min<E: Expression>(array: E) -> Expr<E::Reads, Option<ItemBase<E>>>
where
    BaseOf<E>: Array,
{
    call("array_min", [array.ast()])
}

/// `array_position(array, item)`: where the item first is, 0 where it is not.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_position;
///
/// assert_eq!(sql!(array_position(e.keys, "a")), r#"array_position("e"."keys", 'a')"#);
/// ```
pub fn array_position<E, F, Q, U>(array: E, item: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, i64>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<ItemBase<E>, Q, U>,
    U: SqlType,
{
    call("array_position", [array.ast(), item.argument()])
}

/// `array_remove(array, item)`: without the items that are equal to one.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_remove;
///
/// assert_eq!(sql!(array_remove(e.keys, "a")), r#"array_remove("e"."keys", 'a')"#);
/// ```
pub fn array_remove<E, F, Q, U>(array: E, item: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<ItemBase<E>, Q, U>,
    U: SqlType,
{
    call("array_remove", [array.ast(), item.argument()])
}

/// `array_sort(array)`: its items from the smallest to the largest, NULL at the end. See [`array_sort_by`].
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::array_sort;
///
/// assert_eq!(sql!(array_sort(e.keys)), r#"array_sort("e"."keys")"#);
/// ```
pub fn array_sort<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Array,
{
    call("array_sort", [array.ast()])
}

/// `reverse(array)`: its items from the last to the first.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::reverse;
///
/// assert_eq!(sql!(reverse(e.keys)), r#"reverse("e"."keys")"#);
/// ```
pub fn reverse<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Array,
{
    call("reverse", [array.ast()])
}

/// `shuffle(array)`: its items in an order of chance.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::shuffle;
///
/// assert_eq!(sql!(shuffle(e.keys)), r#"shuffle("e"."keys")"#);
/// ```
pub fn shuffle<E: Expression>(array: E) -> Expr<E::Reads, E::Type>
where
    BaseOf<E>: Array,
{
    call("shuffle", [array.ast()])
}

/// `slice(array, start, length)`: some of its items, `start` being counted from the end where it is negative. A `start` of 0 and a negative
/// length fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::slice;
///
/// assert_eq!(sql!(slice(e.keys, -1, 1)), r#"slice("e"."keys", -1, 1)"#);
/// ```
pub fn slice<E, F, G, Q, U, P, W>(
    array: E,
    start: F,
    length: G,
) -> Expr<(E::Reads, (Q, P)), Like3<E::Type, U, W, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<i64, Q, U>,
    G: Argument<i64, P, W>,
    U: SqlType,
    W: SqlType,
{
    call("slice", [array.ast(), start.argument(), length.argument()])
}

/// `trim_array(array, count)`: without its last items. A negative count, and one of more items than there are, fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::trim_array;
///
/// assert_eq!(sql!(trim_array(e.keys, 1)), r#"trim_array("e"."keys", 1)"#);
/// ```
pub fn trim_array<E, F, Q, U>(array: E, count: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Array,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    call("trim_array", [array.ast(), count.argument()])
}

/// `flatten(arrays)`: the items of an array's arrays, one array after the other. An array that is NULL adds nothing.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::flatten;
///
/// assert_eq!(sql!(flatten(e.lists)), r#"flatten("e"."lists")"#);
/// ```
pub fn flatten<E: Expression>(arrays: E) -> Expr<E::Reads, Like<E::Type, ItemBase<E>>>
where
    BaseOf<E>: Array,
    ItemBase<E>: Array,
{
    call("flatten", [arrays.ast()])
}

/// `repeat(item, count)`: an array of one value, so many times. A negative count fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::repeat;
///
/// assert_eq!(sql!(repeat(e.name, 3)), r#"repeat("e"."name", 3)"#);
/// ```
pub fn repeat<E, F, Q, U>(item: E, count: F) -> Expr<(E::Reads, Q), Like<U, Vec<E::Type>>>
where
    E: Expression,
    E::Type: Send,
    F: Argument<i64, Q, U>,
    U: SqlType,
{
    call("repeat", [item.ast(), count.argument()])
}

/// `sequence(start, stop)`: the whole numbers from one to the other, both included; downwards where `stop` is smaller. More than 10,000 of
/// them fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::sequence;
///
/// assert_eq!(sql!(sequence(1, e.size)), r#"sequence(1, "e"."size")"#);
/// ```
pub fn sequence<E, F, R, T, Q, U>(start: E, stop: F) -> Expr<(R, Q), Like2<T, U, Vec<i64>>>
where
    E: Argument<i64, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("sequence", [start.argument(), stop.argument()])
}

/// `sequence(start, stop, step)`: numbers a step apart, or dates or timestamps an interval apart, from one to the other, both included. A step
/// of 0, one that leads away from `stop`, and more than 10,000 items fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::sequence_by;
///
/// assert_eq!(sql!(sequence_by(val(0i64), e.size, val(10i64))), r#"sequence(CAST(0 AS bigint), "e"."size", CAST(10 AS bigint))"#);
/// ```
pub fn sequence_by<E, F, G, Q, U>(
    start: E,
    stop: F,
    step: G,
) -> Expr<(E::Reads, (Q, G::Reads)), Like2<E::Type, U, Vec<BaseOf<E>>>>
where
    E: Expression,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
    G: Expression,
    G::Type: StepOf<BaseOf<E>>,
{
    call("sequence", [start.ast(), stop.argument(), step.ast()])
}

/// What lies between two items of a sequence of `T`s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no step between values of type `{T}`",
    label = "expected an `i64` between numbers, a `TimeDelta` or `Months` between dates and timestamps"
)]
pub trait StepOf<T> {}

impl StepOf<i64> for i64 {}
impl StepOf<chrono::NaiveDate> for chrono::TimeDelta {}
impl StepOf<chrono::NaiveDate> for crate::types::Months {}
impl StepOf<chrono::NaiveDateTime> for chrono::TimeDelta {}
impl StepOf<chrono::NaiveDateTime> for crate::types::Months {}

/// `ngrams(array, n)`: each `n` items that follow one another, in arrays of their own; the whole array where it is shorter. An `n` below 1
/// fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::ngrams;
///
/// assert_eq!(sql!(ngrams(e.keys, 2)), r#"ngrams("e"."keys", 2)"#);
/// ```
pub fn ngrams<E: Expression>(array: E, n: i32) -> Expr<E::Reads, Like<E::Type, Vec<BaseOf<E>>>>
where
    BaseOf<E>: Array,
{
    call("ngrams", [array.ast(), n.into()])
}

/// `combinations(array, n)`: each choice of `n` items, in arrays of their own; at most 5 items, and at most 100,000 choices, or the query
/// fails.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::array::combinations;
///
/// assert_eq!(sql!(combinations(e.keys, 2)), r#"combinations("e"."keys", 2)"#);
/// ```
pub fn combinations<E: Expression>(array: E, n: i32) -> Expr<E::Reads, Like<E::Type, Vec<BaseOf<E>>>>
where
    BaseOf<E>: Array,
{
    call("combinations", [array.ast(), n.into()])
}
