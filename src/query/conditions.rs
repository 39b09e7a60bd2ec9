//! Conditions that grow at run time.

use std::{fmt, marker::PhantomData};

use sea_query::BinOper;

use super::{
    Predicate, Views,
    ast::{Ast, chain},
    typing::{NoWindow, Reads, seal::Seal},
};

/// A condition grown at run time over the views `Vs`, a tuple. See [`all_of`] and [`any_of`].
pub struct Conditions<Vs> {
    oper: BinOper,
    terms: Vec<Ast>,
    of: PhantomData<fn() -> Vs>,
}

/// True when all of what is pushed is true; with nothing pushed, `TRUE`.
///
/// ```
/// use quilt_athena::{prelude::*, query::all_of, quilt::NamedPackage};
///
/// let (user, name) = (Some("alice"), None::<&str>);
/// let p = NamedPackage::view("my-bucket");
/// let mut wanted = all_of::<(NamedPackage,)>();
/// if let Some(user) = user {
///     wanted.push(p.user.eq(user));
/// }
/// if let Some(name) = name {
///     wanted.push(p.name.eq(name));
/// }
/// assert_eq!(
///     select().from(&p).filter(wanted).select((p.hash,)).sql()?,
///     "SELECT \"named_package\".\"hash\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
///      WHERE \"named_package\".\"user\" = 'alice'"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn all_of<Vs>() -> Conditions<Vs> {
    Conditions { oper: BinOper::And, terms: Vec::new(), of: PhantomData }
}

/// True when any of what is pushed is true; with nothing pushed, `FALSE`.
pub fn any_of<Vs>() -> Conditions<Vs> {
    Conditions { oper: BinOper::Or, terms: Vec::new(), of: PhantomData }
}

impl<Vs> Conditions<Vs> {
    /// Adds a condition.
    pub fn push<P: Predicate, I>(&mut self, condition: P)
    where
        P::Reads: Reads<Vs, I> + NoWindow,
    {
        self.terms.push(condition.into_ast());
    }
}

impl<Vs> Predicate for Conditions<Vs> {
    const SEAL: Seal = Seal;

    type Reads = Views<Vs>;

    fn into_ast(self) -> Ast {
        chain(self.oper, self.terms).unwrap_or_else(|| Ast::val(self.oper == BinOper::And))
    }
}

impl<Vs> fmt::Debug for Conditions<Vs> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conditions").field("oper", &self.oper).field("terms", &self.terms).finish()
    }
}
