//! UPDATE, DELETE and MERGE (`SqlBase.g4`, rules `update`, `delete`, `merge` and `mergeCase`).

use sea_query::{BinOper, Expr};

use super::{
    fragment::{FragmentKind, SqlFragment},
    relation,
};

/// Columns with their new values.
pub(crate) type Assigned = Vec<(&'static str, Expr)>;

/// One WHEN of a MERGE.
#[derive(Debug, Clone)]
pub(crate) struct When {
    pub(crate) condition: Option<Expr>,
    pub(crate) action: Action,
}

/// What a MERGE does with a row of its source.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Update(Assigned),
    Delete,
    Insert(Assigned),
}

/// `DELETE FROM "t" WHERE …`
pub(crate) fn delete<'a>(table: impl Iterator<Item = &'a str>, condition: Option<Expr>) -> Expr {
    filtered(relation::write_name(SqlFragment::new(FragmentKind::Call).put("DELETE FROM "), table), condition)
}

/// `UPDATE "t" SET "a" = … WHERE …`
pub(crate) fn update<'a>(table: impl Iterator<Item = &'a str>, values: Assigned, condition: Option<Expr>) -> Expr {
    let fragment = relation::write_name(SqlFragment::new(FragmentKind::Call).put("UPDATE "), table).put(" SET ");
    filtered(set(fragment, values), condition)
}

/// `MERGE INTO "t" AS "a" USING … ON … WHEN …`
pub(crate) fn merge(target: Expr, source: Expr, on: Expr, whens: Vec<When>) -> Expr {
    let fragment = SqlFragment::new(FragmentKind::Call)
        .put("MERGE INTO ")
        .operand(target)
        .put(" USING ")
        .operand(source)
        .put(" ON ");
    whens.into_iter().fold(fragment.operand(on), when).done()
}

fn filtered(fragment: SqlFragment, condition: Option<Expr>) -> Expr {
    match condition {
        Some(condition) => fragment.put(" WHERE ").condition_of_where(condition).done(),
        None => fragment.done(),
    }
}

/// `"a" = …, "b" = …`
fn set(mut fragment: SqlFragment, values: Assigned) -> SqlFragment {
    for (i, (column, value)) in values.into_iter().enumerate() {
        fragment = if i > 0 { fragment.put(", ") } else { fragment }.name(column).put(" = ").operand(value);
    }
    fragment
}

fn when(fragment: SqlFragment, when: When) -> SqlFragment {
    let fragment = fragment.put(if when.action.is_of_pairs() { " WHEN MATCHED" } else { " WHEN NOT MATCHED" });
    let fragment = match when.condition {
        // Not `AND a OR b`: the grammar means the same, but no reader does.
        Some(or @ Expr::Binary(_, BinOper::Or, _)) => fragment.put(" AND (").operand(or).put(")"),
        Some(condition) => fragment.put(" AND ").operand(condition),
        None => fragment,
    };
    match when.action {
        Action::Update(values) => set(fragment.put(" THEN UPDATE SET "), values),
        Action::Delete => fragment.put(" THEN DELETE"),
        Action::Insert(values) => {
            let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
            fragment.put(" THEN INSERT (").names(columns).put(") VALUES (").list(values).put(")")
        }
    }
}

impl Action {
    /// Whether it applies to matched rows.
    pub(crate) fn is_of_pairs(&self) -> bool {
        !matches!(self, Self::Insert(_))
    }

    /// What it stores.
    pub(crate) fn values(&self) -> &[(&'static str, Expr)] {
        match self {
            Self::Update(values) | Self::Insert(values) => values,
            Self::Delete => &[],
        }
    }
}
