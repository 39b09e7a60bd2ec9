//! Expressions: sea-query's tree inside, what it reads and what it gives in the type.

use std::{fmt, marker::PhantomData};

use sea_query::{BinOper, ExprTrait};

use super::{
    Aggregate, Views,
    ast::{self, Ast, connect},
    typing::{Aggregated, SqlBoolean, seal::Seal},
};
use crate::schema::{AthenaView, Column, ColumnName, Nullability, SqlBaseType, SqlType};

/// An expression of type `T` (`String`, `Option<i64>`, …) that reads `R`.
pub struct Expr<R, T> {
    pub(super) ast: Ast,
    of: PhantomData<fn() -> (R, T)>,
}

impl<R, T> Expr<R, T> {
    pub(super) fn new(ast: Ast) -> Self {
        Expr { ast, of: PhantomData }
    }

    pub(crate) fn of_ast(ast: Ast) -> Self {
        Self::new(ast)
    }
}

impl<R, T> Clone for Expr<R, T> {
    fn clone(&self) -> Self {
        Self::new(self.ast.clone())
    }
}

impl<R, T> fmt::Debug for Expr<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expr").field(&self.ast).finish()
    }
}

/// An expression that is true, false or unknown.
pub type Condition<R> = Expr<R, Option<bool>>;

/// A column or an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or an expression",
    label = "expected a column or an expression",
    note = "a value becomes an expression by `val(..)`"
)]
pub trait Expression: Sized {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    /// Its type.
    type Type: SqlType;
    #[doc(hidden)]
    fn ast(self) -> sea_query::Expr;
}

impl<V: AthenaView, T: SqlType, N: ColumnName> Expression for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;
    type Type = T;

    fn ast(self) -> Ast {
        ast::column(V::NAME, N::NAME)
    }
}

impl<R, T: SqlType> Expression for Expr<R, T> {
    const SEAL: Seal = Seal;

    type Reads = R;
    type Type = T;

    fn ast(self) -> Ast {
        self.ast
    }
}

/// The type of an expression, without its `Option`.
pub(super) type BaseOf<E> = <<E as Expression>::Type as SqlType>::Base;

/// The base type of `L`, NULL when either of two operands can be.
pub(super) type NullIfEither<L, R> =
    <<<L as SqlType>::Null as Nullability>::Or<<R as SqlType>::Null> as Nullability>::Of<<L as SqlType>::Base>;

/// What `filter`, `having`, `and`, `or` and a join's ON accept.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "expected a condition, such as `p.user.eq(\"alice\")`"
)]
pub trait Predicate {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    #[doc(hidden)]
    fn into_ast(self) -> sea_query::Expr;
}

impl<R, T: SqlBoolean> Predicate for Expr<R, T> {
    const SEAL: Seal = Seal;

    type Reads = R;

    fn into_ast(self) -> Ast {
        self.ast
    }
}

impl<V: AthenaView, T: SqlBoolean, N: ColumnName> Predicate for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;

    fn into_ast(self) -> Ast {
        Expression::ast(self)
    }
}

impl<R, T: SqlBoolean> Predicate for Aggregate<R, T> {
    const SEAL: Seal = Seal;

    type Reads = Aggregated<R>;

    fn into_ast(self) -> Ast {
        Expression::ast(self)
    }
}

macro_rules! connectives {
    ([$($generics:tt)*] $of:ty, $reads:ty) => {
        /// Connectives of conditions.
        impl<$($generics)*> $of {
            /// Both hold: `a AND b`.
            pub fn and<P: Predicate>(self, other: P) -> Condition<($reads, P::Reads)> {
                Expr::new(connect(Expression::ast(self), BinOper::And, other.into_ast()))
            }

            /// At least one holds: `a OR b`.
            pub fn or<P: Predicate>(self, other: P) -> Condition<($reads, P::Reads)> {
                Expr::new(connect(Expression::ast(self), BinOper::Or, other.into_ast()))
            }

            /// It does not hold: `NOT a`. What is unknown stays unknown.
            #[expect(clippy::should_implement_trait, reason = "reads as SQL beside `and` and `or`")]
            pub fn not(self) -> Condition<$reads> {
                Expr::new(ExprTrait::not(Expression::ast(self)))
            }
        }
    };
}

connectives!([R, T: SqlBoolean] Expr<R, T>, R);
connectives!([R, T: SqlBoolean] Aggregate<R, T>, Aggregated<R>);
connectives!([V: AthenaView, T: SqlBoolean, N: ColumnName] Column<V, T, N>, Self);

impl<R, T: SqlBoolean> Expr<R, T> {
    /// A condition with a type that can be written down, [`Filter`]: see [`over_views`](Self::over_views).
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::Filter, quilt::NamedPackage};
    ///
    /// fn by(p: &View<NamedPackage>, who: &str) -> Filter<(NamedPackage,)> {
    ///     p.user.eq(who).or(p.name.eq(who)).into_filter()
    /// }
    /// ```
    pub fn into_filter<Vs, I>(self) -> Filter<Vs>
    where
        R: super::typing::Reads<Vs, I> + super::typing::NoWindow,
    {
        Expr::new(self.ast)
    }
}

impl<R, T: SqlType> Expr<R, T> {
    /// The same expression with a type that can be written down: it names the views that are read, not the columns. For struct fields,
    /// results of functions, and branches that read different columns.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{Expr, Views}, quilt::NamedPackage};
    ///
    /// fn short_name(p: &View<NamedPackage>, short: bool) -> Expr<Views<(NamedPackage,)>, String> {
    ///     if short { p.name.substr(1, 8).over_views() } else { p.user.substr(1, 64).over_views() }
    /// }
    /// ```
    pub fn over_views<Vs, I>(self) -> Expr<Views<Vs>, T>
    where
        R: super::typing::Reads<Vs, I> + super::typing::NoWindow,
    {
        Expr::new(self.ast)
    }
}

impl<R, B: SqlBaseType> Expr<R, Option<B>> {
    /// States that it is never NULL. Nothing checks that in SQL; a NULL that comes all the same is an error when the row is read.
    pub fn assume_not_null(self) -> Expr<R, B> {
        Expr::new(self.ast)
    }
}

/// A condition over the views `Vs`, a tuple: for struct fields and results of functions.
pub type Filter<Vs> = Condition<Views<Vs>>;

/// The escape hatch: any sea-query expression, with the type and the views that you state.
///
/// Nothing about `ast` is checked but those; its values still go through the literal writer.
///
/// ```
/// use quilt_athena::{prelude::*, query::unchecked, quilt::NamedPackage, sea_query::{Expr, ExprTrait, Func}};
///
/// let p = NamedPackage::view("my-bucket");
/// let reversed = unchecked::<String, (NamedPackage,)>(Func::cust("reverse").arg(Expr::col(("named_package", "name"))).into());
/// assert_eq!(
///     select().from(&p).select((reversed,)).sql()?,
///     "SELECT reverse(\"named_package\".\"name\") FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn unchecked<T: SqlType, Vs>(ast: sea_query::Expr) -> Expr<Views<Vs>, T> {
    Expr::new(ast)
}
