//! What only the whole query can get wrong: checked before anything is sent.

use sea_query::{ColumnName, ColumnRef, Expr, Func};

use crate::{
    error::{Error, Result},
    sql::{
        fragment::{self, FragmentKind},
        relation,
        select::FromItem,
    },
};

/// What the embedded engine takes too; no query written by hand comes near it.
const MAX_DEPTH: usize = 200;

/// What SELECT, ORDER BY and HAVING read of groups is a group key or inside an aggregate.
///
/// Columns are checked by the compiler already. Here is what types cannot express: that two expressions `named::<'d'>()` are the same one.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery)
pub(super) fn grouped<'a>(asts: impl Iterator<Item = &'a Expr>, keys: &[Expr], from: &[FromItem]) -> Result<()> {
    let mut open: Vec<&Expr> = asts.collect();
    while let Some(ast) = open.pop() {
        if keys.contains(ast) || is_aggregate(ast) {
            continue;
        }
        if fragment::kind(ast) == Some(FragmentKind::Query) {
            correlated(ast, keys, from)?;
            continue;
        }
        if matches!(ast, Expr::Column(_)) {
            return Err(Error::invalid_query(
                "an expression is neither in GROUP BY nor inside an aggregate; when it has the name of a group key \
                 (`named::<'d'>()`), it must be the very same expression: bind it to a variable once and use that",
            ));
        }
        open.extend(children(ast));
    }
    Ok(())
}

/// A subquery of a grouped query reads, of that query, nothing but keys.
fn correlated(query: &Expr, keys: &[Expr], from: &[FromItem]) -> Result<()> {
    match outer_columns(query, from).find(|column| !keys.contains(column)) {
        None => Ok(()),
        Some(column) => Err(Error::invalid_query(format!(
            "a subquery reads `{}`, which is neither in GROUP BY nor inside an aggregate of the enclosing query",
            name_of(column)
        ))),
    }
}

/// In the ON of an outer join, Athena accepts no subquery that reads the views being joined.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery)
pub(super) fn no_correlated_subquery(on: &Expr, from: &[FromItem]) -> Result<()> {
    let mut open = vec![on];
    while let Some(ast) = open.pop() {
        if fragment::kind(ast) != Some(FragmentKind::Query) {
            open.extend(children(ast));
        } else if let Some(column) = outer_columns(ast, from).next() {
            return Err(Error::invalid_query(format!(
                "a subquery in the ON of an outer join reads `{}` of the enclosing query, which Athena does not accept there: \
                 filter a subquery (`.into_view()`) and join that",
                name_of(column)
            )));
        }
    }
    Ok(())
}

fn name_of(column: &Expr) -> String {
    match column {
        Expr::Column(ColumnRef::Column(ColumnName(_, name))) => name.inner().into_owned(),
        _ => String::new(),
    }
}

/// The columns that a subquery reads of relations in `from`: of those that it has no relation of the same name itself.
fn outer_columns<'a>(query: &'a Expr, from: &[FromItem]) -> impl Iterator<Item = &'a Expr> {
    let mut inside = Vec::new();
    let mut open = vec![query];
    while let Some(ast) = open.pop() {
        inside.push(ast);
        open.extend(fragment::operands(ast));
    }
    let outside = |table: &str| {
        from.iter().any(|from| relation::is_called(&from.relation, table))
            && !inside.iter().any(|ast| relation::is_called(ast, table))
    };
    let columns = inside.iter().copied().filter(|ast| match ast {
        Expr::Column(ColumnRef::Column(ColumnName(Some(table), _))) => outside(&table.1.inner()),
        _ => false,
    });
    columns.collect::<Vec<_>>().into_iter()
}

/// Whether any of them is an aggregate, or is SQL written by hand, which may be one.
pub(super) fn has_aggregate<'a>(asts: impl Iterator<Item = &'a Expr>) -> bool {
    let mut open: Vec<&Expr> = asts.collect();
    while let Some(ast) = open.pop() {
        let own =
            matches!(ast, Expr::Custom(_) | Expr::FunctionCall(_)) || fragment::kind(ast) == Some(FragmentKind::Raw);
        if own || is_aggregate(ast) {
            return true;
        }
        open.extend(children(ast));
    }
    false
}

/// After SELECT DISTINCT, only what was selected can be sorted by.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery)
pub(super) fn distinct<'a>(
    items: impl Iterator<Item = &'a Expr>,
    orders: impl Iterator<Item = &'a Expr>,
) -> Result<()> {
    let items: Vec<&Expr> = items.collect();
    for key in orders {
        if !items.contains(&key) {
            return Err(Error::invalid_query(
                "after SELECT DISTINCT, ORDER BY takes only what was selected: add the sort key to `.select(..)`",
            ));
        }
    }
    Ok(())
}

/// Refuses a tree so deep that walking it could end the process.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery)
pub(super) fn depth<'a>(asts: impl Iterator<Item = &'a Expr>) -> Result<()> {
    let mut open: Vec<(&Expr, usize)> = asts.map(|ast| (ast, 0)).collect();
    while let Some((ast, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return Err(Error::invalid_query(
                "an expression is nested more than 200 deep: grow conditions with `all_of` or `any_of`",
            ));
        }
        for child in fragment::operands(ast) {
            open.push((child, if same_chain(ast, child) { depth } else { depth + 1 }));
        }
    }
    Ok(())
}

/// `a AND b AND c` is one level, however it is grouped on its left.
fn same_chain(parent: &Expr, child: &Expr) -> bool {
    match (parent, child) {
        (Expr::Binary(left, outer, _), Expr::Binary(_, inner, _)) => outer == inner && std::ptr::eq(&**left, child),
        _ => false,
    }
}

/// The operands of an expression. sea-query's own subqueries, CASE and raw SQL only come from the escape hatch.
pub(super) fn children(ast: &Expr) -> impl Iterator<Item = &Expr> {
    // A query is checked on its own.
    let own = fragment::kind(ast) != Some(FragmentKind::Query);
    own.then(|| fragment::operands(ast)).into_iter().flatten()
}

fn is_aggregate(ast: &Expr) -> bool {
    if fragment::kind(ast) == Some(FragmentKind::Aggregate) {
        return true;
    }
    let Expr::FunctionCall(call) = ast else { return false };
    matches!(call.get_func(), Func::Max | Func::Min | Func::Sum | Func::Avg | Func::Count)
}
