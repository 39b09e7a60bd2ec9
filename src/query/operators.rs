//! The operators, as methods of columns and of expressions.
//!
//! They are inherent, not a trait's: there is nothing to import, and without an import `p.user.eq(..)` would be told that
//! "`Column` is not an iterator".

use sea_query::{BinOper, ExprTrait, Func, LikeExpr};

use super::{
    Absorbed, Condition, Expr, Expression, Is, Named, Number, Operand, Outside, Rows, Scope, Select, Text,
    expr::{Ast, BaseOf},
    order_by::Sort,
};
use crate::schema::{AthenaView, Column, ColumnName, MayBeNull, Nullness, SqlType};

fn compare<L: Expression, E: Operand<BaseOf<L>, X, Y>, X, Y>(
    left: L,
    oper: BinOper,
    right: E,
) -> Condition<(L::Reads, X)> {
    Expr::new(left.ast().binary(oper, right.into_ast()))
}

/// The type of an arithmetic result: NULL when either side can be.
type Either<L, R> =
    <<<L as SqlType>::Null as Nullness>::Or<<R as SqlType>::Null> as Nullness>::Of<<L as SqlType>::Base>;

fn compute<L: Expression, E: Operand<BaseOf<L>, X, Y>, X, Y: SqlType>(
    left: L,
    oper: BinOper,
    right: E,
) -> Expr<(L::Reads, X), Either<L::Type, Y>> {
    Expr::new(left.ast().binary(oper, right.into_ast()))
}

/// LIKE with the special characters of `text` taken literally.
fn like_text(text: &str, before: &str, after: &str) -> LikeExpr {
    let mut pattern = String::from(before);
    let mut escaped = false;
    for c in text.chars() {
        if matches!(c, '%' | '_' | '#') {
            pattern.push('#');
            escaped = true;
        }
        pattern.push(c);
    }
    pattern.push_str(after);
    let pattern = LikeExpr::new(pattern);
    if escaped { pattern.escape('#') } else { pattern }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])+ $name:ident $oper:ident;)+) => {$(
        $(#[$doc])+
        pub fn $name<E: Operand<T::Base, X, Y>, X, Y>(self, rhs: E) -> Condition<(<Self as Expression>::Reads, X)> {
            compare(self, BinOper::$oper, rhs)
        }
    )+};
}

macro_rules! arithmetic {
    ($($(#[$doc:meta])+ $name:ident $oper:ident;)+) => {$(
        $(#[$doc])+
        pub fn $name<E: Operand<T::Base, X, Y>, X, Y: SqlType>(self, rhs: E) -> Expr<(<Self as Expression>::Reads, X), Either<T, Y>>
        where
            T::Base: Number,
        {
            compute(self, BinOper::$oper, rhs)
        }
    )+};
}

macro_rules! operators {
    ([$($generics:tt)*] $of:ty) => {
        /// Operators. Each gives an [`Expr`], and NULL (unknown) when an operand is NULL, unless it says otherwise.
        impl<$($generics)*> $of {
            comparisons! {
                /// `a = b`
                eq Equal;
                /// `a <> b`
                ne NotEqual;
                /// `a < b`
                lt SmallerThan;
                /// `a <= b`
                le SmallerThanOrEqual;
                /// `a > b`
                gt GreaterThan;
                /// `a >= b`
                ge GreaterThanOrEqual;
            }

            arithmetic! {
                /// `a + b`; Athena fails the query on overflow.
                plus Add;
                /// `a - b`; Athena fails the query on overflow.
                minus Sub;
                /// `a * b`; Athena fails the query on overflow.
                times Mul;
                /// `a / b`; whole numbers truncate, and division by zero fails the query.
                divided_by Div;
                /// `a % b`; division by zero fails the query.
                modulo Mod;
            }

            /// `a BETWEEN low AND high`, both included.
            pub fn between<E, X, Y, F, Z, W>(self, low: E, high: F) -> Condition<(<Self as Expression>::Reads, (X, Z))>
            where
                E: Operand<T::Base, X, Y>,
                F: Operand<T::Base, Z, W>,
            {
                Expr::new(self.ast().between(low.into_ast(), high.into_ast()))
            }

            /// `a IN (…)`. Nothing is in an empty list: that is `FALSE`, since Athena has no `IN ()`.
            pub fn is_in<E: Operand<T::Base, (), T::Base>>(
                self,
                values: impl IntoIterator<Item = E>,
            ) -> Condition<<Self as Expression>::Reads> {
                Expr::new(self.ast().is_in(values.into_iter().map(E::into_ast)))
            }

            /// `a NOT IN (…)`. With an empty list, `TRUE`.
            pub fn is_not_in<E: Operand<T::Base, (), T::Base>>(
                self,
                values: impl IntoIterator<Item = E>,
            ) -> Condition<<Self as Expression>::Reads> {
                Expr::new(self.ast().is_not_in(values.into_iter().map(E::into_ast)))
            }

            /// `a IN (SELECT …)`, for a query of one column.
            pub fn in_query<S: Scope, O: Is<T::Base>>(
                self,
                query: Select<S, Rows<O>>,
            ) -> Condition<(<Self as Expression>::Reads, Outside<S::Outside>)> {
                Expr::new(self.ast().in_subquery(query.into_subquery()))
            }

            /// `a LIKE pattern`, where `%` is any text and `_` any character. Athena's LIKE has no escape character by default:
            /// for text from users take [`starts_with`](Self::starts_with), [`ends_with`](Self::ends_with) or [`contains`](Self::contains).
            pub fn like(self, pattern: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: Text,
            {
                Expr::new(self.ast().like(pattern))
            }

            /// `a NOT LIKE pattern`; see [`like`](Self::like).
            pub fn not_like(self, pattern: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: Text,
            {
                Expr::new(self.ast().not_like(pattern))
            }

            /// The text begins with `text`, taken literally.
            pub fn starts_with(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: Text,
            {
                Expr::new(self.ast().like(like_text(text, "", "%")))
            }

            /// The text ends with `text`, taken literally.
            pub fn ends_with(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: Text,
            {
                Expr::new(self.ast().like(like_text(text, "%", "")))
            }

            /// The text has `text` in it, taken literally.
            pub fn contains(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: Text,
            {
                Expr::new(self.ast().like(like_text(text, "%", "%")))
            }

            /// `a IS NULL`: true or false, never unknown.
            pub fn is_null(self) -> Expr<Absorbed<<Self as Expression>::Reads>, bool> {
                Expr::new(self.ast().is_null())
            }

            /// `a IS NOT NULL`: true or false, never unknown.
            pub fn is_not_null(self) -> Expr<Absorbed<<Self as Expression>::Reads>, bool> {
                Expr::new(self.ast().is_not_null())
            }

            /// `COALESCE(a, value)`: `value` where this is NULL.
            pub fn or_else<E: Operand<T::Base, (), T::Base>>(
                self,
                value: E,
            ) -> Expr<Absorbed<<Self as Expression>::Reads>, T::Base>
            where
                T::Base: SqlType,
            {
                Expr::new(Func::coalesce([self.ast(), value.into_ast()]).into())
            }

            /// `substr(a, start, length)`: characters are counted from 1, from the end when `start` is negative.
            pub fn substr(self, start: i64, length: i64) -> Expr<<Self as Expression>::Reads, T>
            where
                T::Base: Text,
            {
                Expr::new(Func::cust("substr").args([self.ast(), Ast::val(start), Ast::val(length)]).into())
            }

            /// `regexp_extract(a, pattern, group)`, in Trino's (Java's) syntax; group 0 is the whole match. NULL where nothing matches.
            pub fn regexp_extract(
                self,
                pattern: &str,
                group: u32,
            ) -> Expr<<Self as Expression>::Reads, <MayBeNull as Nullness>::Of<T>>
            where
                T::Base: Text,
            {
                let call = Func::cust("regexp_extract").arg(self.ast()).arg(pattern);
                // Two arguments mean the whole match.
                let call = if group == 0 { call } else { call.arg(i64::from(group)) };
                Expr::new(call.into())
            }

            /// Gives the expression a name of one letter, which makes it a group key: `.group_by(day.clone())`.
            pub fn named<const A: char>(self) -> Expr<Named<<Self as Expression>::Reads, A>, T> {
                Expr::new(self.ast())
            }

            /// Smallest first. NULL comes last, as always in Athena.
            pub fn asc(self) -> Sort<<Self as Expression>::Reads> {
                Sort::asc(self.ast())
            }

            /// Largest first. NULL comes last, as always in Athena.
            pub fn desc(self) -> Sort<<Self as Expression>::Reads> {
                Sort::desc(self.ast())
            }
        }
    };
}

operators!([V: AthenaView, T: SqlType, N: ColumnName] Column<V, T, N>);
operators!([R, T: SqlType] Expr<R, T>);
