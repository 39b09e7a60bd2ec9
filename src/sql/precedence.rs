//! How tightly Trino's operators bind, so that parentheses appear where they are needed and almost nowhere else.
//!
//! The order is that of Trino's grammar (`SqlBase.g4`, rules `booleanExpression`, `predicate` and `valueExpression`).

use sea_query::{BinOper, Expr, Oper, UnOper};

use super::fragment::{self, FragmentKind};

/// Larger binds tighter. `None`: never drop parentheses around or inside.
fn strength(oper: &Oper) -> Option<u8> {
    Some(match oper {
        Oper::BinOper(BinOper::Or) => 1,
        Oper::BinOper(BinOper::And) => 2,
        Oper::UnOper(UnOper::Not) => 3,
        Oper::BinOper(oper) => match oper {
            BinOper::Equal
            | BinOper::NotEqual
            | BinOper::SmallerThan
            | BinOper::SmallerThanOrEqual
            | BinOper::GreaterThan
            | BinOper::GreaterThanOrEqual
            | BinOper::Like
            | BinOper::NotLike
            | BinOper::Is
            | BinOper::IsNot
            | BinOper::In
            | BinOper::NotIn => 4,
            BinOper::Add | BinOper::Sub => 6,
            BinOper::Mul | BinOper::Div | BinOper::Mod => 7,
            _ => return None,
        },
        Oper::UnOper(_) => return None,
    })
}

/// Whether it needs no parentheses anywhere.
pub(super) fn is_atom(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_)
        | Expr::Tuple(_)
        | Expr::Values(_)
        | Expr::Value(_)
        | Expr::Constant(_)
        | Expr::FunctionCall(_)
        | Expr::Keyword(_)
        | Expr::Case(_)
        | Expr::SubQuery(..)
        | Expr::TypeName(_) => true,
        Expr::CustomWithExpr(..) => {
            fragment::kind(expr).is_some_and(|kind| !matches!(kind, FragmentKind::Operator | FragmentKind::Raw))
        }
        _ => false,
    }
}

/// Whether `inner` needs no parentheses as an operand of `outer`.
pub(super) fn binds_tighter(inner: &Expr, outer: &Oper) -> bool {
    if is_atom(inner) {
        return true;
    }
    let inner = match inner {
        Expr::CustomWithExpr(..) if fragment::kind(inner) == Some(FragmentKind::Operator) => {
            Oper::BinOper(BinOper::Equal)
        }
        Expr::Binary(_, oper, _) => Oper::BinOper(*oper),
        Expr::Unary(oper, _) => Oper::UnOper(*oper),
        _ => return false,
    };
    matches!((strength(&inner), strength(outer)), (Some(inner), Some(outer)) if inner > outer)
}

/// AND and OR mean the same however a chain of them is grouped, unknown included.
pub(super) fn is_chain(oper: &BinOper) -> bool {
    matches!(oper, BinOper::And | BinOper::Or)
}

/// Whether `a op b op c` means `(a op b) op c`.
pub(super) fn groups_from_the_left(oper: &BinOper) -> bool {
    is_chain(oper) || matches!(oper, BinOper::Add | BinOper::Sub | BinOper::Mul | BinOper::Div | BinOper::Mod)
}
