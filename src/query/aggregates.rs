//! Aggregates: one value for a group of rows.

use sea_query::{Asterisk, Func};

use super::{
    Aggregated, Expr, Expression,
    expr::{Ast, BaseOf},
};

/// `COUNT(*)`: how many rows.
pub fn count() -> Expr<Aggregated<()>, i64> {
    Expr::new(Func::count(Ast::col(Asterisk)).into())
}

/// `COUNT(e)`: in how many rows it is not NULL.
pub fn count_of<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, i64> {
    Expr::new(Func::count(e.ast()).into())
}

/// `COUNT(DISTINCT e)`: how many different values, NULL not counted.
pub fn count_distinct<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, i64> {
    Expr::new(Func::count_distinct(e.ast()).into())
}

/// `MAX(e)`: the largest value, NULL when there is none.
pub fn max<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, Option<BaseOf<E>>> {
    Expr::new(Func::max(e.ast()).into())
}

/// `MIN(e)`: the smallest value, NULL when there is none.
pub fn min<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, Option<BaseOf<E>>> {
    Expr::new(Func::min(e.ast()).into())
}

/// `SUM(e)`: Athena sums whole numbers as `bigint`, and fails the query on overflow. NULL when there is none.
pub fn sum<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, Option<<BaseOf<E> as Summed>::Sum>>
where
    BaseOf<E>: Summed,
{
    Expr::new(Func::sum(e.ast()).into())
}

/// `any_value(e)`: one of the values that are not NULL, whichever; NULL when there is none.
pub fn any_value<E: Expression>(e: E) -> Expr<Aggregated<E::Reads>, Option<BaseOf<E>>> {
    Expr::new(Func::cust("any_value").arg(e.ast()).into())
}

/// The type of a sum.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "`sum` needs a numeric column")]
pub trait Summed {
    /// What it sums up to.
    type Sum: crate::schema::Base;
}

macro_rules! sums {
    ($($of:ty => $sum:ty),+ $(,)?) => {$(
        impl Summed for $of {
            type Sum = $sum;
        }
    )+};
}

sums!(i8 => i64, i16 => i64, i32 => i64, i64 => i64, f32 => f32, f64 => f64);
