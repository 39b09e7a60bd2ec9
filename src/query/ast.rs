//! The tree of an expression, and how it grows without becoming too deep to walk.

use sea_query::{BinOper, ColumnRef, ExprTrait};

pub(crate) type Ast = sea_query::Expr;

/// A column by the names of its view and itself.
pub(super) fn column(view: &'static str, name: &'static str) -> Ast {
    Ast::Column(ColumnRef::from((view, name)))
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
pub(super) fn connect(left: Ast, oper: BinOper, right: Ast) -> Ast {
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
