//! Trino's functions, typed, in the groups of Trino's documentation ("Functions and operators").
//!
//! An argument is a column, an expression or a value of the type that the function takes. The result is nullable if an argument is, or if
//! its documentation states so. Where Trino overloads a name, each overload has a name of its own here: `round` and `round_to` are both
//! `round(..)`. A function that is missing here can be called by [`func`](super::func).
//!
//! ```
//! use quilt_athena::{prelude::*, quilt::NamedPackage};
//! use quilt_athena::query::functions::{datetime::from_unixtime, string::{concat, upper}};
//!
//! let p = NamedPackage::view("my-bucket");
//! let pushed = from_unixtime(p.timestamp.try_cast::<i64>());
//! assert!(select().from(&p).select((concat(upper(p.user), p.name), pushed)).sql()?.starts_with(
//!     "SELECT concat(upper(\"named_package\".\"user\"), \"named_package\".\"name\"), \
//!      from_unixtime(TRY_CAST(\"named_package\".\"timestamp\" AS bigint)) FROM"
//! ));
//! # Ok::<(), quilt_athena::Error>(())
//! ```
//!
//! The examples of the functions read the view `Entry`, which the page of each group declares: paste both to try one.
//!
//! # Lambdas
//!
//! A lambda is written as a closure: [`transform`](array::transform)`(e.keys, |key| lower(key))` is `transform("entry"."keys", x -> lower(x))`.
//! The closure gets its variable as an expression (`.clone()` it to use it twice), and what it returns can read the query's columns and the
//! variables of the lambdas around it. [`Query::sql`](super::Query::sql) refuses a variable outside of its lambda, and an aggregate, a window
//! function or a query in a lambda.

#[macro_use]
mod define;
mod lambda;
mod number;

pub mod aggregate;
pub mod approx;
pub mod array;
pub mod datetime;
pub mod hash_binary;
pub mod json;
pub mod map;
pub mod math;
pub mod regexp;
pub mod row;
pub mod string;
pub mod url;
pub mod uuid;

pub use number::{NumericArgument, NumericType};

use super::{
    Condition, Expr, Expression, Predicate,
    ast::Ast,
    expr::BaseOf,
    typing::{Argument, NullSafe, SqlArray, SqlMap, UsableAs},
};
use crate::{
    schema::{Nullability, SqlBaseType, SqlType},
    sql::fragment::{FragmentKind, SqlFragment},
};

/// `U`, nullable if `T` is.
type NullableLike<T, U> = <<T as SqlType>::Null as Nullability>::Of<U>;
/// `U`, nullable if `T` or `V` is.
type NullableLike2<T, V, U> = <<<T as SqlType>::Null as Nullability>::Or<<V as SqlType>::Null> as Nullability>::Of<U>;
/// `U`, nullable if `T`, `V` or `W` is.
type NullableLike3<T, V, W, U> = <<<<T as SqlType>::Null as Nullability>::Or<<V as SqlType>::Null> as Nullability>::Or<
    <W as SqlType>::Null,
> as Nullability>::Of<U>;

/// What two expressions read.
type Both<E, F> = (<E as Expression>::Reads, <F as Expression>::Reads);

/// The type of an array's elements.
type ItemOf<E> = <BaseOf<E> as SqlArray>::Item;
/// The same without its `Option`.
type ItemBase<E> = <ItemOf<E> as SqlType>::Base;
/// The type of a map's keys.
type KeyOf<E> = <BaseOf<E> as SqlMap>::Key;
/// The type of a map's values.
type ValueOf<E> = <BaseOf<E> as SqlMap>::Value;
/// The same without its `Option`.
type ValueBase<E> = <ValueOf<E> as SqlType>::Base;

fn call<R, T>(name: &str, arguments: impl IntoIterator<Item = Ast>) -> Expr<R, T> {
    Expr::new(SqlFragment::call(name, arguments))
}

/// A function that is called without parentheses: `current_date`.
fn keyword<R, T>(keyword: &str) -> Expr<R, T> {
    Expr::new(SqlFragment::new(FragmentKind::Call).put(keyword).done())
}
