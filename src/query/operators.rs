//! The operators, as methods of columns and of expressions.
//!
//! They are inherent, not a trait's: there is nothing to import, and without an import the message for `p.user.eq(..)` would be
//! "`Column` is not an iterator".

use sea_query::{BinOper, ExprTrait, LikeExpr};

use super::{
    Aggregate, Condition, Expr, Expression, Literal,
    ast::{Ast, MAX_SPINE, spine},
    expr::{BaseOf, NullIfEither},
    literal::{cast, cast_by},
    order_by::Sort,
    subquery::parenthesized,
    typing::{
        Argument, ComparableWith, IntervalFor, NamedExpr, NotQuantified, NullSafe, Number, Operand, OuterRefs,
        SqlVarchar, Subquery,
    },
};
use crate::{
    error::Error,
    schema::{AthenaView, Column, ColumnName, IsNullable, Nullability, SqlBaseType, SqlType},
    sql::{
        self,
        fragment::{FragmentKind, SqlFragment},
        relation,
    },
};

fn compare<L: Expression, E: Operand<BaseOf<L>, X, Y>, X, Y>(
    left: L,
    oper: BinOper,
    right: E,
) -> Condition<(L::Reads, X)> {
    Expr::new(left.ast().binary(oper, right.into_ast()))
}

fn compute<L: Expression, E: Argument<BaseOf<L>, X, Y>, X, Y: SqlType>(
    left: L,
    oper: BinOper,
    right: E,
) -> Expr<(L::Reads, X), NullIfEither<L::Type, Y>> {
    let left = left.ast();
    if spine(&left, None) >= MAX_SPINE {
        return Expr::new(sql::mistake(&Error::invalid_query(
            "an expression is nested more than 150 deep: compute it in Rust, or in a subquery",
        )));
    }
    Expr::new(left.binary(oper, right.argument()))
}

fn has_variable(item: &Ast) -> bool {
    let mut open = vec![item];
    while let Some(ast) = open.pop() {
        if matches!(ast, Ast::Custom(_)) {
            return true;
        }
        open.extend(super::check::children(ast));
    }
    false
}

/// The longest list of values that is written as a list; a longer one becomes a relation, which Athena plans as a join.
const MAX_LIST: usize = 500;

/// `a IN (…)`
fn is_in(item: Ast, negated: bool, values: Vec<Ast>) -> Ast {
    // A lambda has no subqueries; its variable is not known yet, and is custom SQL until then.
    if values.len() <= MAX_LIST || has_variable(&item) {
        return if negated { item.is_not_in(values) } else { item.is_in(values) };
    }
    let verb = if negated { " NOT IN " } else { " IN " };
    SqlFragment::new(FragmentKind::Operator).tight(item).put(verb).operand(parenthesized(relation::list(values))).done()
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
        pub fn $name<E: Argument<T::Base, X, Y>, X, Y: SqlType>(
            self,
            rhs: E,
        ) -> Expr<(<Self as Expression>::Reads, X), NullIfEither<T, Y>>
        where
            T::Base: Number,
        {
            compute(self, BinOper::$oper, rhs)
        }
    )+};
}

macro_rules! operators {
    ([$($generics:tt)*] $of:ty) => {
        /// Operators. Each gives an [`Expr`], and NULL (unknown) when an operand is NULL, unless stated otherwise.
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
                /// `a / b`; integer division truncates, and division by zero fails the query.
                divided_by Div;
                /// `a % b`; division by zero fails the query.
                modulo Mod;
            }

            /// `a BETWEEN low AND high`, both included.
            pub fn between<E, X, Y, F, Z, W>(self, low: E, high: F) -> Condition<(<Self as Expression>::Reads, (X, Z))>
            where
                E: Operand<T::Base, X, Y, Form: NotQuantified>,
                F: Operand<T::Base, Z, W, Form: NotQuantified>,
            {
                Expr::new(Expression::ast(self).between(low.into_ast(), high.into_ast()))
            }

            /// `a IS NOT DISTINCT FROM b`: equal, or both NULL. True or false, never unknown.
            pub fn is_not_distinct_from<E: Operand<T::Base, X, Y, Form: NotQuantified>, X, Y>(
                self,
                rhs: E,
            ) -> Expr<NullSafe<(<Self as Expression>::Reads, X)>, bool> {
                let form = SqlFragment::new(FragmentKind::Operator).tight(Expression::ast(self)).put(" IS NOT DISTINCT FROM ");
                Expr::new(form.tight(rhs.into_ast()).done())
            }

            /// `a IS DISTINCT FROM b`: different, or only one of them NULL. True or false, never unknown.
            pub fn is_distinct_from<E: Operand<T::Base, X, Y, Form: NotQuantified>, X, Y>(
                self,
                rhs: E,
            ) -> Expr<NullSafe<(<Self as Expression>::Reads, X)>, bool> {
                let form = SqlFragment::new(FragmentKind::Operator).tight(Expression::ast(self)).put(" IS DISTINCT FROM ");
                Expr::new(form.tight(rhs.into_ast()).done())
            }

            /// `a IN (…)`. Nothing is in an empty list: that is `FALSE`, since Athena has no `IN ()`. A list of more than 500 values becomes
            /// a relation: `a IN (SELECT … FROM (VALUES …))`.
            pub fn is_in<E: Operand<T::Base, (), T::Base>>(
                self,
                values: impl IntoIterator<Item = E>,
            ) -> Condition<<Self as Expression>::Reads> {
                Expr::new(is_in(Expression::ast(self), false, values.into_iter().map(E::into_ast).collect()))
            }

            /// `a NOT IN (…)`. With an empty list, `TRUE`. See [`is_in`](Self::is_in).
            pub fn is_not_in<E: Operand<T::Base, (), T::Base>>(
                self,
                values: impl IntoIterator<Item = E>,
            ) -> Condition<<Self as Expression>::Reads> {
                Expr::new(is_in(Expression::ast(self), true, values.into_iter().map(E::into_ast).collect()))
            }

            /// `a IN (SELECT …)`, for a query of one column.
            pub fn in_query<Q: Subquery<O>, O: ComparableWith<T::Base>>(
                self,
                query: Q,
            ) -> Condition<(<Self as Expression>::Reads, OuterRefs<Q::OuterRefs>)> {
                let form = SqlFragment::new(FragmentKind::Operator).tight(Expression::ast(self)).put(" IN ");
                Expr::new(form.operand(parenthesized(query.into_expr())).done())
            }

            /// `a NOT IN (SELECT …)`, for a query of one column. Unknown where that column has a NULL in it.
            pub fn not_in_query<Q: Subquery<O>, O: ComparableWith<T::Base>>(
                self,
                query: Q,
            ) -> Condition<(<Self as Expression>::Reads, OuterRefs<Q::OuterRefs>)> {
                let form = SqlFragment::new(FragmentKind::Operator).tight(Expression::ast(self)).put(" NOT IN ");
                Expr::new(form.operand(parenthesized(query.into_expr())).done())
            }

            /// `a LIKE pattern`, where `%` is any string and `_` any character. Athena's LIKE has no escape character by default:
            /// for strings from users use [`starts_with`](Self::starts_with), [`ends_with`](Self::ends_with) or [`contains`](Self::contains).
            pub fn like(self, pattern: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(Expression::ast(self).like(pattern))
            }

            /// `a NOT LIKE pattern`; see [`like`](Self::like).
            pub fn not_like(self, pattern: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(Expression::ast(self).not_like(pattern))
            }

            /// The string begins with `text`, which is taken literally.
            pub fn starts_with(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(Expression::ast(self).like(like_text(text, "", "%")))
            }

            /// The string ends with `text`, which is taken literally.
            pub fn ends_with(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(Expression::ast(self).like(like_text(text, "%", "")))
            }

            /// The string contains `text`, which is taken literally.
            pub fn contains(self, text: &str) -> Condition<<Self as Expression>::Reads>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(Expression::ast(self).like(like_text(text, "%", "%")))
            }

            /// `a IS NULL`: true or false, never unknown.
            pub fn is_null(self) -> Expr<NullSafe<<Self as Expression>::Reads>, bool> {
                Expr::new(Expression::ast(self).is_null())
            }

            /// `a IS NOT NULL`: true or false, never unknown.
            pub fn is_not_null(self) -> Expr<NullSafe<<Self as Expression>::Reads>, bool> {
                Expr::new(Expression::ast(self).is_not_null())
            }

            /// `COALESCE(a, other)`: `other` where this is NULL.
            pub fn or_else<E: Argument<T::Base, X, Y>, X, Y: SqlType>(
                self,
                other: E,
            ) -> Expr<(NullSafe<<Self as Expression>::Reads>, X), <Y::Null as Nullability>::Of<T::Base>>
            where
                T::Base: SqlType,
            {
                Expr::new(SqlFragment::call("COALESCE", [Expression::ast(self), other.argument()]))
            }

            /// `NULLIF(a, value)`: NULL where this is `value`.
            pub fn null_if<E: Operand<T::Base, X, Y, Form: NotQuantified>, X, Y>(
                self,
                value: E,
            ) -> Expr<(<Self as Expression>::Reads, NullSafe<X>), Option<T::Base>> {
                Expr::new(SqlFragment::call("NULLIF", [Expression::ast(self), value.into_ast()]))
            }

            /// `CAST(a AS type)`, the type being that of a Rust type: `.cast::<i64>()` is `CAST(a AS bigint)`. A value that cannot be converted
            /// fails the query; see [`try_cast`](Self::try_cast).
            pub fn cast<To: SqlBaseType>(self) -> Expr<<Self as Expression>::Reads, <T::Null as Nullability>::Of<To>> {
                Expr::new(cast(Expression::ast(self), &To::athena_type()))
            }

            /// `TRY_CAST(a AS type)`: as [`cast`](Self::cast), and NULL where the value cannot be converted.
            pub fn try_cast<To: SqlBaseType>(self) -> Expr<<Self as Expression>::Reads, Option<To>> {
                Expr::new(cast_by("TRY_CAST(", Expression::ast(self), &To::athena_type()))
            }

            /// The same as a nullable expression: for the sides of a set operation, whose types must be equal.
            pub fn nullable(self) -> Expr<<Self as Expression>::Reads, Option<T::Base>> {
                Expr::new(Expression::ast(self))
            }

            /// `a + interval`, of a date or a time.
            pub fn plus_interval<L: Literal>(self, interval: L) -> Expr<<Self as Expression>::Reads, T>
            where
                L::Base: IntervalFor<T::Base>,
            {
                Expr::new(Expression::ast(self).binary(BinOper::Add, interval.literal()))
            }

            /// `a - interval`, of a date or a time.
            pub fn minus_interval<L: Literal>(self, interval: L) -> Expr<<Self as Expression>::Reads, T>
            where
                L::Base: IntervalFor<T::Base>,
            {
                Expr::new(Expression::ast(self).binary(BinOper::Sub, interval.literal()))
            }

            /// `a AS "alias"`: the name of the column in the result, and of nothing else. Control characters are dropped from it.
            pub fn alias(self, alias: impl Into<String>) -> Aliased<Self> {
                Aliased { expression: self, alias: alias.into() }
            }

            /// `substr(a, start, length)`: characters are counted from 1, from the end when `start` is negative.
            pub fn substr(self, start: i64, length: i64) -> Expr<<Self as Expression>::Reads, T>
            where
                T::Base: SqlVarchar,
            {
                Expr::new(SqlFragment::call("substr", [Expression::ast(self), Ast::val(start), Ast::val(length)]))
            }

            /// `regexp_extract(a, pattern, group)`, in Trino's (Java's) syntax; group 0 is the whole match. NULL where nothing matches.
            pub fn regexp_extract(
                self,
                pattern: &str,
                group: u32,
            ) -> Expr<<Self as Expression>::Reads, <IsNullable as Nullability>::Of<T>>
            where
                T::Base: SqlVarchar,
            {
                let mut arguments = vec![Expression::ast(self), Ast::val(pattern)];
                // Two arguments mean the whole match.
                if group > 0 {
                    arguments.push(Ast::val(i64::from(group)));
                }
                Expr::new(SqlFragment::call("regexp_extract", arguments))
            }

            /// Gives the expression a name of one letter, which makes it a group key: `.group_by(day.clone())`.
            pub fn named<const A: char>(self) -> Expr<NamedExpr<<Self as Expression>::Reads, A>, T> {
                Expr::new(Expression::ast(self))
            }

            /// Smallest first. NULL comes last, as always in Athena.
            pub fn asc(self) -> Sort<<Self as Expression>::Reads> {
                Sort::new(Expression::ast(self), false)
            }

            /// Largest first. NULL comes last, as always in Athena.
            pub fn desc(self) -> Sort<<Self as Expression>::Reads> {
                Sort::new(Expression::ast(self), true)
            }
        }
    };
}

operators!([V: AthenaView, T: SqlType, N: ColumnName] Column<V, T, N>);
operators!([R, T: SqlType] Expr<R, T>);
operators!([R, T: SqlType] Aggregate<R, T>);

/// An expression with a column alias: see [`Expr::alias`].
#[derive(Debug, Clone)]
pub struct Aliased<E> {
    pub(super) expression: E,
    pub(super) alias: String,
}
