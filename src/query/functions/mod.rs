//! Trino's functions, typed, in the groups of Trino's documentation ("Functions and operators").
//!
//! An argument is a column, an expression or a value of the type that the function takes; the result is NULL when an argument can be, or when
//! the function says so. What is missing here is a call of [`func`](super::func).

pub mod string;

use super::{Argument, Expr, expr::Ast};
use crate::{
    schema::{Nullness, SqlType},
    sql::form::Form,
};

/// `U`, and NULL when `T` can be.
type Like<T, U> = <<T as SqlType>::Null as Nullness>::Of<U>;
/// `U`, and NULL when `T` or `V` can be.
type Like2<T, V, U> = <<<T as SqlType>::Null as Nullness>::Or<<V as SqlType>::Null> as Nullness>::Of<U>;

fn call<R, T>(name: &str, arguments: impl IntoIterator<Item = Ast>) -> Expr<R, T> {
    Expr::new(Form::call(name, arguments))
}
