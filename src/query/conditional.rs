//! CASE, IF and TRY.

use std::marker::PhantomData;

use super::{
    Expr, Expression, Predicate,
    ast::Ast,
    expr::NullIfEither,
    typing::{Argument, NullSafe, seal::Seal},
};
use crate::{
    schema::{SqlBaseType, SqlType},
    sql::fragment::{FragmentKind, SqlFragment},
};

/// `CASE WHEN … THEN …` while its branches are listed.
#[derive(Debug, Clone)]
#[must_use = "end it with `.otherwise(..)` or `.end()`"]
pub struct Case<R, T> {
    branches: Vec<(Ast, Ast)>,
    of: PhantomData<fn() -> (R, T)>,
}

/// `CASE WHEN condition THEN value`: the first branch of a CASE. Add more with [`when`](Case::when), and end it with
/// [`otherwise`](Case::otherwise) or [`end`](Case::end).
///
/// ```
/// use quilt_athena::{prelude::*, query::case, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// let kind = case(p.timestamp.eq("latest"), val("tag")).when(p.timestamp.is_null(), val("none")).otherwise(p.name);
/// assert!(select().from(&p).select(kind).sql()?.starts_with(
///     "SELECT CASE WHEN \"named_package\".\"timestamp\" = 'latest' THEN 'tag' \
///      WHEN \"named_package\".\"timestamp\" IS NULL THEN 'none' ELSE \"named_package\".\"name\" END FROM"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn case<P: Predicate, E: Expression>(condition: P, value: E) -> Case<(NullSafe<P::Reads>, E::Reads), E::Type> {
    Case { branches: vec![(condition.into_ast(), value.ast())], of: PhantomData }
}

impl<R, T: SqlType> Case<R, T> {
    /// `WHEN condition THEN value`: the next branch, of the same type.
    pub fn when<P: Predicate, E: Argument<T::Base, X, Y>, X, Y: SqlType>(
        mut self,
        condition: P,
        value: E,
    ) -> Case<(R, (NullSafe<P::Reads>, X)), NullIfEither<T, Y>> {
        self.branches.push((condition.into_ast(), value.argument()));
        Case { branches: self.branches, of: PhantomData }
    }

    /// `ELSE value END`
    pub fn otherwise<E: Argument<T::Base, X, Y>, X, Y: SqlType>(self, value: E) -> Expr<(R, X), NullIfEither<T, Y>> {
        Expr::new(self.write().put(" ELSE ").operand(value.argument()).put(" END").done())
    }

    /// `END`: NULL where no branch holds.
    pub fn end(self) -> Expr<R, Option<T::Base>> {
        Expr::new(self.write().put(" END").done())
    }

    fn write(self) -> SqlFragment {
        let mut form = SqlFragment::new(FragmentKind::Call).put("CASE");
        for (condition, value) in self.branches {
            form = form.put(" WHEN ").operand(condition).put(" THEN ").operand(value);
        }
        form
    }
}

/// `IF(condition, yes, no)`: `no` also where the condition is unknown.
///
/// ```
/// use quilt_athena::{prelude::*, query::if_, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(if_(p.timestamp.eq("latest"), p.name, "-")).sql()?
///     .starts_with("SELECT IF(\"named_package\".\"timestamp\" = 'latest', \"named_package\".\"name\", '-') FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn if_<P, E, F, X, Y>(
    condition: P,
    yes: E,
    no: F,
) -> Expr<(NullSafe<P::Reads>, (E::Reads, X)), NullIfEither<E::Type, Y>>
where
    P: Predicate,
    E: Expression,
    F: Argument<<E::Type as SqlType>::Base, X, Y>,
    Y: SqlType,
{
    Expr::new(SqlFragment::call("IF", [condition.into_ast(), yes.ast(), no.argument()]))
}

/// `TRY(e)`: NULL where `e` would fail the query: division by zero, a bad cast, a number out of range, a subscript out of bounds.
///
/// ```
/// use quilt_athena::{prelude::*, query::try_, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(try_(p.timestamp.cast::<i64>())).sql()?
///     .starts_with("SELECT TRY(CAST(\"named_package\".\"timestamp\" AS bigint)) FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn try_<E: Expression>(e: E) -> Expr<E::Reads, Option<<E::Type as SqlType>::Base>> {
    Expr::new(SqlFragment::call("TRY", [e.ast()]))
}

/// Any other function by its name, giving a `T` that can be NULL. The arguments are a tuple of columns, expressions and values
/// ([`val`](super::val)); Athena checks their types.
///
/// ```
/// use quilt_athena::{prelude::*, query::func, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(func::<String, _>("soundex", (p.user,))).sql()?
///     .starts_with("SELECT soundex(\"named_package\".\"user\") FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// A name that is not letters, digits and underscores is an error when the query is printed or sent.
pub fn func<T: SqlBaseType, L: ArgumentList>(name: &str, arguments: L) -> Expr<L::Reads, Option<T>> {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    Expr::new(match plain {
        true => SqlFragment::call(name, arguments.into_asts()),
        false => crate::sql::mistake(&crate::Error::invalid_query(format!(
            "`{name}` is not a function name: only letters, digits and underscores are allowed"
        ))),
    })
}

/// A tuple of expressions: the arguments of [`func`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of arguments",
    label = "expected a tuple of up to 8 columns and expressions; values go in by `val(..)`"
)]
pub trait ArgumentList {
    /// What they read.
    type Reads;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn into_asts(self) -> Vec<sea_query::Expr>;
}

impl ArgumentList for () {
    type Reads = ();
    const SEAL: Seal = Seal;

    fn into_asts(self) -> Vec<Ast> {
        Vec::new()
    }
}

macro_rules! arguments {
    (@nest $first:ident) => { $first::Reads };
    (@nest $first:ident $($rest:ident)+) => { ($first::Reads, arguments!(@nest $($rest)+)) };
    (@one $($t:ident)+) => {
        impl<$($t: Expression),+> ArgumentList for ($($t,)+) {
            type Reads = arguments!(@nest $($t)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn into_asts(self) -> Vec<Ast> {
                let ($($t,)+) = self;
                vec![$($t.ast()),+]
            }
        }
    };
    (@go [$($p:ident)*]) => {};
    (@go [$($p:ident)*] $t:ident $($rest:ident)*) => {
        arguments!(@one $($p)* $t);
        arguments!(@go [$($p)* $t] $($rest)*);
    };
    ($($all:ident)*) => { arguments!(@go [] $($all)*); };
}

arguments!(A B C D E F G H);
