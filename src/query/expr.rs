//! Expressions: sea-query's tree inside, what it reads and what it gives in the type.

use std::{fmt, marker::PhantomData};

use sea_query::{BinOper, ExprTrait};

use super::{Views, seal::Seal};
use crate::{
    schema::{AthenaView, Base, Column, ColumnName, SqlType, Value},
    types::AthenaType,
};

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
#[diagnostic::on_unimplemented(message = "`{Self}` is not a column or an expression")]
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
        Ast::col((V::NAME, N::NAME))
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

/// The right-hand side of an operator over `B`: a value, a column, an expression. `R` is what it reads, `T` its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with `{B}`",
    label = "expected `{B}`, or a column or expression of that type",
    note = "Athena does not convert between types by itself: convert the value in Rust",
    note = "an `Option` is not a value: use `.is_null()`, or add the filter only when it is `Some`"
)]
pub trait Operand<B, R, T> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn into_ast(self) -> sea_query::Expr;
}

impl<B, V: AthenaView, T: Is<B> + SqlType, N: ColumnName> Operand<B, Self, T> for Column<V, T, N> {
    const SEAL: Seal = Seal;

    fn into_ast(self) -> Ast {
        Expression::ast(self)
    }
}

impl<B, R, T: Is<B>> Operand<B, R, T> for Expr<R, T> {
    const SEAL: Seal = Seal;

    fn into_ast(self) -> Ast {
        self.ast
    }
}

/// `Self` is `B` or `Option<B>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with `{B}`",
    label = "expected a column or expression of type `{B}`",
    note = "Athena does not convert between types by itself: convert the value in Rust"
)]
pub trait Is<B> {}

impl<B: Base> Is<B> for B {}

impl<B: Base> Is<B> for Option<B> {}

macro_rules! operands {
    ($($base:ty: $($value:ty)+;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl Operand<$base, (), $base> for $value {
            const SEAL: Seal = Seal;

            fn into_ast(self) -> Ast {
                Ast::val(Value::from(self).0)
            }
        }
    )+)+};
}

macro_rules! literals {
    ($($value:ty => $base:ty),+ $(,)?) => {$(
        impl Literal for $value {
            type Base = $base;
        }
    )+};
}

literals! {
    bool => bool, i8 => i8, i16 => i16, i32 => i32, i64 => i64, f32 => f32, f64 => f64,
    &str => String, String => String, &String => String, Vec<u8> => Vec<u8>, &[u8] => Vec<u8>,
    chrono::NaiveDate => chrono::NaiveDate,
    chrono::NaiveDateTime => chrono::NaiveDateTime,
    chrono::NaiveTime => chrono::NaiveTime,
    chrono::DateTime<chrono::Utc> => chrono::DateTime<chrono::Utc>,
}

operands! {
    bool: bool;
    i8: i8 i32;
    i16: i16 i32;
    i32: i32;
    i64: i32 i64;
    f32: f32;
    f64: f64;
    String: &str String &String;
    Vec<u8>: Vec<u8> &[u8];
    chrono::NaiveDate: chrono::NaiveDate;
    chrono::NaiveDateTime: chrono::NaiveDateTime;
    chrono::NaiveTime: chrono::NaiveTime;
    chrono::DateTime<chrono::Utc>: chrono::DateTime<chrono::Utc>;
}

/// Operators on text need text.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "this operator needs a `String` column")]
pub trait Text {}

impl Text for String {}

/// Arithmetic needs numbers: `i32`, `i64`, `f32`, `f64`. (A literal beside an `i8` or `i16` would make it an `integer` in Athena.)
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "this operator needs a numeric column")]
pub trait Number {}

impl Number for i32 {}
impl Number for i64 {}
impl Number for f32 {}
impl Number for f64 {}

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

impl<R, T: Truth> Expr<R, T> {
    /// Both hold: `a AND b`.
    pub fn and<P: Predicate>(self, other: P) -> Condition<(R, P::Reads)> {
        Expr::new(self.ast.binary(BinOper::And, other.into_ast()))
    }

    /// At least one holds: `a OR b`.
    pub fn or<P: Predicate>(self, other: P) -> Condition<(R, P::Reads)> {
        Expr::new(self.ast.binary(BinOper::Or, other.into_ast()))
    }

    /// It does not hold: `NOT a`. What is unknown stays unknown.
    #[expect(clippy::should_implement_trait, reason = "reads as SQL beside `and` and `or`")]
    pub fn not(self) -> Condition<R> {
        Expr::new(ExprTrait::not(self.ast))
    }

    /// Forgets which columns it reads and keeps which views: a type that can be written down, [`Filter`].
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::Filter, quilt::NamedPackage};
    ///
    /// fn by(p: &View<NamedPackage>, who: &str) -> Filter<(NamedPackage,)> {
    ///     p.user.eq(who).or(p.name.eq(who)).over()
    /// }
    /// ```
    pub fn over<Vs, I>(self) -> Filter<Vs>
    where
        R: super::Reads<Vs, I>,
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

/// A value as an expression, typed in SQL as it is in Rust.
///
/// ```
/// # use quilt_athena::{prelude::*, quilt::NamedPackage};
/// let p = NamedPackage::view("my-bucket");
/// let query = select().from(&p).select((p.name, val("it's")));
/// assert_eq!(
///     query.sql()?,
///     "SELECT \"named_package\".\"name\", 'it''s' FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn val<L: Literal>(value: L) -> Expr<(), L::Base> {
    let value = Ast::val(value.into().0);
    // A bare whole number is an `integer` where it fits.
    Expr::new(match L::Base::athena_type() {
        of @ (AthenaType::Tinyint | AthenaType::Smallint | AthenaType::Bigint) => value.cast_as(of.to_string()),
        _ => value,
    })
}

/// A Rust value with a form in SQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form in SQL",
    label = "expected text, a number, a date or a time"
)]
pub trait Literal: Into<Value> {
    /// The type it has in SQL.
    type Base: Base;
}

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
