//! Expressions: sea-query's tree inside, what it reads and what it gives in the type.

use std::{fmt, marker::PhantomData};

use sea_query::{BinOper, ExprTrait};

use super::{Aggregate, Aggregated, Views, conditions::join, draft, seal::Seal};
use crate::schema::{AthenaView, Base, Column, ColumnName, SqlType};

pub(crate) type Ast = sea_query::Expr;

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
    /// What it gives.
    type Type: SqlType;
    #[doc(hidden)]
    fn ast(self) -> sea_query::Expr;
}

impl<V: AthenaView, T: SqlType, N: ColumnName> Expression for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;
    type Type = T;

    fn ast(self) -> Ast {
        draft::column(V::NAME, N::NAME)
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

/// What an expression gives, without its `Option`.
pub(super) type BaseOf<E> = <<E as Expression>::Type as SqlType>::Base;

/// Operators on text need text.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "expected a `String` column or expression")]
pub trait Text {}

impl Text for String {}

/// Arithmetic needs numbers: `i32`, `i64`, `f32`, `f64`. (A literal beside an `i8` or `i16` would make it an `integer` in Athena.)
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "expected a numeric column or expression")]
pub trait Number {}

impl Number for i32 {}
impl Number for i64 {}
impl Number for f32 {}
impl Number for f64 {}
#[cfg(feature = "rust_decimal")]
impl Number for rust_decimal::Decimal {}

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

/// `bool`, nullable or not.
#[diagnostic::on_unimplemented(message = "a `{Self}` is not true or false", label = "expected a condition")]
pub trait Truth: SqlType {}

impl Truth for bool {}

impl Truth for Option<bool> {}

impl<R, T: Truth> Predicate for Expr<R, T> {
    const SEAL: Seal = Seal;

    type Reads = R;

    fn into_ast(self) -> Ast {
        self.ast
    }
}

impl<V: AthenaView, T: Truth, N: ColumnName> Predicate for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;

    fn into_ast(self) -> Ast {
        Expression::ast(self)
    }
}

impl<R, T: Truth> Predicate for Aggregate<R, T> {
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
                Expr::new(join(Expression::ast(self), BinOper::And, other.into_ast()))
            }

            /// At least one holds: `a OR b`.
            pub fn or<P: Predicate>(self, other: P) -> Condition<($reads, P::Reads)> {
                Expr::new(join(Expression::ast(self), BinOper::Or, other.into_ast()))
            }

            /// It does not hold: `NOT a`. What is unknown stays unknown.
            #[expect(clippy::should_implement_trait, reason = "reads as SQL beside `and` and `or`")]
            pub fn not(self) -> Condition<$reads> {
                Expr::new(ExprTrait::not(Expression::ast(self)))
            }
        }
    };
}

connectives!([R, T: Truth] Expr<R, T>, R);
connectives!([R, T: Truth] Aggregate<R, T>, Aggregated<R>);
connectives!([V: AthenaView, T: Truth, N: ColumnName] Column<V, T, N>, Self);

impl<R, T: Truth> Expr<R, T> {
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
        R: super::Reads<Vs, I> + super::NoWindow,
    {
        Expr::new(self.ast)
    }
}

impl<R, T: SqlType> Expr<R, T> {
    /// The same expression with a type that can be written down: it forgets which columns it reads and keeps which views. For struct fields,
    /// results of functions, and branches that read different columns.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{Expr, Views}, quilt::NamedPackage};
    ///
    /// fn label(p: &View<NamedPackage>, short: bool) -> Expr<Views<(NamedPackage,)>, String> {
    ///     if short { p.name.substr(1, 8).over_views() } else { p.user.substr(1, 64).over_views() }
    /// }
    /// ```
    pub fn over_views<Vs, I>(self) -> Expr<Views<Vs>, T>
    where
        R: super::Reads<Vs, I> + super::NoWindow,
    {
        Expr::new(self.ast)
    }
}

impl<R, B: Base> Expr<R, Option<B>> {
    /// States that it is never NULL. Nothing checks that in SQL; a NULL that comes all the same is an error when the row is read.
    pub fn assume_not_null(self) -> Expr<R, B> {
        Expr::new(self.ast)
    }
}

/// A condition over the views `Vs`, a tuple: for struct fields and results of functions.
pub type Filter<Vs> = Condition<Views<Vs>>;

/// The escape hatch: any sea-query expression, with the type and the views that its author states.
///
/// Nothing about `ast` is checked beyond what its columns are said to be; its values still go through the literal writer.
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
