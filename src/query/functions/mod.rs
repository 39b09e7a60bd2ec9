//! Trino's functions, typed, in the groups of Trino's documentation ("Functions and operators").
//!
//! An argument is a column, an expression or a value of the type that the function takes; the result is NULL when an argument can be, or when
//! the function says so. Where one name of Trino's takes other arguments too, the longer forms have longer names: `round` and `round_to` are
//! both `round(..)`. What is missing here is a call of [`func`](super::func).
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
//! The examples of the single functions are of a view `e`, and show the SQL of the expression alone.
//!
//! # Lambdas
//!
//! A Rust closure stands for a lambda: [`transform`](array::transform)`(e.keys, |key| lower(key))` is `transform("e"."keys", x -> lower(x))`.
//! The closure gets its variable as an expression (`.clone()` it to use it twice), and what it returns may read the query's columns and the
//! variables of the lambdas around it. Three things are errors of [`Query::sql`](super::Query::sql), before anything is sent: a variable
//! outside of its lambda, an aggregate in a lambda and a query in a lambda.

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

pub use number::{Float, Numeric};

use super::{
    Condition, Expr, Expression, Predicate,
    ast::Ast,
    expr::BaseOf,
    typing::{Argument, Array, Map, NullSafe, UsableAs},
};
use crate::{
    schema::{Nullability, SqlBaseType, SqlType},
    sql::form::{Form, Kind},
};

/// `U`, and NULL when `T` can be.
type Like<T, U> = <<T as SqlType>::Null as Nullability>::Of<U>;
/// `U`, and NULL when `T` or `V` can be.
type Like2<T, V, U> = <<<T as SqlType>::Null as Nullability>::Or<<V as SqlType>::Null> as Nullability>::Of<U>;
/// `U`, and NULL when `T`, `V` or `W` can be.
type Like3<T, V, W, U> = <<<<T as SqlType>::Null as Nullability>::Or<<V as SqlType>::Null> as Nullability>::Or<
    <W as SqlType>::Null,
> as Nullability>::Of<U>;

/// What two expressions read.
type Both<E, F> = (<E as Expression>::Reads, <F as Expression>::Reads);

/// What the items of an array are.
type ItemOf<E> = <BaseOf<E> as Array>::Item;
/// The same without their `Option`.
type ItemBase<E> = <ItemOf<E> as SqlType>::Base;
/// What the keys of a map are.
type KeyOf<E> = <BaseOf<E> as Map>::Key;
/// What the values of a map are.
type ValueOf<E> = <BaseOf<E> as Map>::Value;
/// The same without their `Option`.
type ValueBase<E> = <ValueOf<E> as SqlType>::Base;

fn call<R, T>(name: &str, arguments: impl IntoIterator<Item = Ast>) -> Expr<R, T> {
    Expr::new(Form::call(name, arguments))
}

/// A word of SQL that is a value by itself: `current_date`.
fn word<R, T>(word: &str) -> Expr<R, T> {
    Expr::new(Form::new(Kind::Call).put(word).done())
}
