//! Strings.

use super::{Argument, Expr, Like, Like2, call};
use crate::schema::SqlType;

/// `lower(text)`: in lower case.
///
/// ```
/// use quilt_athena::{prelude::*, query::functions::string::lower, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(lower(p.user)).sql()?.starts_with("SELECT lower(\"named_package\".\"user\") FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn lower<E: Argument<String, R, T>, R, T: SqlType>(text: E) -> Expr<R, Like<T, String>> {
    call("lower", [text.argument()])
}

/// `length(text)`: how many characters.
pub fn length<E: Argument<String, R, T>, R, T: SqlType>(text: E) -> Expr<R, Like<T, i64>> {
    call("length", [text.argument()])
}

/// `concat(a, b)`: one after the other.
pub fn concat<E, F, R, T, Q, U>(a: E, b: F) -> Expr<(R, Q), Like2<T, U, String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("concat", [a.argument(), b.argument()])
}
