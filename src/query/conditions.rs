//! Conditions that grow at run time.

use std::{fmt, marker::PhantomData};

use sea_query::{BinOper, ExprTrait};

use super::{NoWindow, Predicate, Reads, Views, expr::Ast, seal::Seal};

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

/// The terms under one operator, as a balanced tree: a list of any length stays shallow.
pub(super) fn chain(oper: BinOper, mut terms: Vec<Ast>) -> Option<Ast> {
    while terms.len() > 1 {
        let mut pairs = Vec::with_capacity(terms.len().div_ceil(2));
        let mut left = terms.into_iter();
        while let Some(first) = left.next() {
            pairs.push(match left.next() {
                Some(second) => first.binary(oper, second),
                None => first,
            });
        }
        terms = pairs;
    }
    terms.pop()
}

/// `left AND right`. A chain that a program grows in a loop becomes a tree before it is so deep that walking it could end the process.
pub(super) fn join(left: Ast, oper: BinOper, right: Ast) -> Ast {
    if spine(&left, Some(oper)) < MAX_SPINE {
        return left.binary(oper, right);
    }
    let mut terms = vec![right];
    let mut rest = left;
    while let Ast::Binary(left, inner, right) = rest {
        if inner != oper {
            rest = Ast::Binary(left, inner, right);
            break;
        }
        terms.push(*right);
        rest = *left;
    }
    terms.push(rest);
    terms.reverse();
    // There is at least one term.
    chain(oper, terms).unwrap_or_else(|| Ast::val(oper == BinOper::And))
}

/// How deep a chain of operators may lean to the left.
pub(super) const MAX_SPINE: usize = 150;

/// How many operators lean to the left, of one kind or of any.
pub(super) fn spine(ast: &Ast, oper: Option<BinOper>) -> usize {
    let mut depth = 0;
    let mut rest = ast;
    while let Ast::Binary(left, inner, _) = rest
        && oper.is_none_or(|oper| *inner == oper)
        && depth < MAX_SPINE
    {
        depth += 1;
        rest = left;
    }
    depth
}
