//! `coalesce(a, b)` as `CASE WHEN a IS NOT NULL THEN a ELSE b END`, which evaluates `b` only where it is needed.

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{Case, Expr, LogicalPlan},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

use crate::local::{errors::unsupported, expressions::rewrite_expressions};

/// DataFusion's `coalesce` cannot be evaluated itself.
#[derive(Debug)]
pub(super) struct CoalesceAsCase;

impl OptimizerRule for CoalesceAsCase {
    fn name(&self) -> &'static str {
        "coalesce_as_case"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        rewrite_expressions(plan, as_case)
    }
}

/// How deep one may stand in the others' arguments, the last ones apart: planning takes about five times as long for each.
const MAX_NESTING: usize = 6;

/// Each argument but the last stands twice in the CASE.
fn as_case(expression: Expr) -> Result<Transformed<Expr>> {
    match expression {
        Expr::ScalarFunction(call) if call.name() == "coalesce" => {
            let mut args: Vec<Expr> = call.args.into_iter().flat_map(arguments).collect();
            let last = args.pop().map(Box::new);
            if args.iter().any(Expr::is_volatile) {
                return Err(unsupported("random() in an argument of coalesce"));
            }
            if args.iter().any(|arg| nesting(arg) >= MAX_NESTING) {
                let what = "coalesce nested more than 6 deep (compute the inner ones in a subquery)";
                return Err(unsupported(what));
            }
            let branches = args.into_iter().map(|arg| (Box::new(arg.clone().is_not_null()), Box::new(arg)));
            Ok(Transformed::yes(Expr::Case(Case::new(None, branches.collect(), last))))
        }
        other => Ok(Transformed::no(other)),
    }
}

/// `coalesce(coalesce(a, b), c)` is `coalesce(a, b, c)`.
fn arguments(arg: Expr) -> Vec<Expr> {
    match arg {
        Expr::Case(case) if is_coalesce(&case) => {
            let values = case.when_then_expr.into_iter().map(|(_, value)| *value);
            values.chain(case.else_expr.map(|last| *last)).collect()
        }
        other => vec![other],
    }
}

fn is_coalesce(case: &Case) -> bool {
    let is_value = |(when, then): &(Box<Expr>, Box<Expr>)| matches!(&**when, Expr::IsNotNull(value) if value == then);
    case.expr.is_none() && case.else_expr.is_some() && case.when_then_expr.iter().all(is_value)
}

/// How many stand inside each other.
fn nesting(expression: &Expr) -> usize {
    let mut deepest = 0;
    let _ = expression.apply_children(|child| {
        deepest = deepest.max(nesting(child));
        Ok(TreeNodeRecursion::Continue)
    });
    deepest + usize::from(matches!(expression, Expr::Case(case) if is_coalesce(case)))
}
