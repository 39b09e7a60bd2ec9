//! FROM: the relations of a query, and the conditions of its joins.

use datafusion::sql::sqlparser::ast::{
    Expr, Ident, Join, JoinConstraint, JoinOperator, ObjectName, TableAlias, TableFactor, TableWithJoins,
};

use super::{
    Analyzer, Ctes,
    expressions::Place,
    query::{alias_names, number_of_columns},
    refused, reserved,
    scope::{Columns, Found, Readable, Relation, Scope},
    syntax,
};
use crate::{
    error::Result,
    local::catalog::{CATALOG, DEFAULT_SCHEMA},
};

impl Analyzer<'_> {
    /// The relations of FROM. UNNEST and LATERAL read those before them.
    pub(super) fn from(
        &self,
        from: &[TableWithJoins],
        outer: Option<&Scope<'_>>,
        ctes: &Ctes,
    ) -> Result<Vec<Relation>> {
        let mut scope = Scope::new(Vec::new(), outer);
        for table in from {
            let relations = match table.joins.as_slice() {
                [] => self.factor(&table.relation, &scope, ctes)?,
                _ => self.joined(table, outer, ctes)?,
            };
            scope.relations.extend(relations);
        }
        Ok(scope.relations)
    }

    /// The relations of joins, which read nothing of the items of FROM before them.
    fn joined(&self, table: &TableWithJoins, outer: Option<&Scope<'_>>, ctes: &Ctes) -> Result<Vec<Relation>> {
        let mut scope = Scope::new(Vec::new(), outer);
        scope.relations = self.factor(&table.relation, &scope, ctes)?;
        for join in &table.joins {
            scope.readable = lateral(&join.join_operator);
            let right = self.factor(&join.relation, &scope, ctes)?;
            let left = std::mem::take(&mut scope.relations);
            scope.relations = self.join(join, left, right, outer, ctes)?;
        }
        Ok(scope.relations)
    }

    fn join(
        &self,
        join: &Join,
        mut left: Vec<Relation>,
        right: Vec<Relation>,
        outer: Option<&Scope<'_>>,
        ctes: &Ctes,
    ) -> Result<Vec<Relation>> {
        match constraint(&join.join_operator) {
            Some(JoinConstraint::On(condition)) => {
                left.extend(right);
                let scope = Scope::new(left, outer);
                self.expression(condition, Place::Scalar("JOIN clause"), &scope, ctes)?;
                Ok(scope.relations)
            }
            Some(JoinConstraint::Using(columns)) => using(columns, left, right),
            _ => {
                left.extend(right);
                Ok(left)
            }
        }
    }

    /// The relations of one table, subquery or join in parentheses.
    fn factor(&self, factor: &TableFactor, scope: &Scope<'_>, ctes: &Ctes) -> Result<Vec<Relation>> {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                Ok(vec![self.aliased(self.table(name, ctes)?, alias.as_ref())?])
            }
            TableFactor::Table { name, alias, args: Some(args), with_ordinality, .. }
                if name.to_string() == "unnest" =>
            {
                let arrays = super::super::calls::plain(&args.args).unwrap_or_default();
                for array in &arrays {
                    self.expression(array, Place::Scalar("UNNEST"), scope, ctes)?;
                }
                let columns = unnested(&arrays, *with_ordinality);
                Ok(vec![self.aliased(Relation { name: Vec::new(), columns }, alias.as_ref())?])
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let outer = if *lateral { Some(scope) } else { scope.outer };
                let columns = self.query(subquery, outer, ctes)?;
                Ok(vec![self.aliased(Relation { name: Vec::new(), columns }, alias.as_ref())?])
            }
            TableFactor::NestedJoin { table_with_joins, alias } => {
                let inner = match table_with_joins.joins.as_slice() {
                    [] => self.factor(&table_with_joins.relation, scope, ctes)?,
                    _ => self.joined(table_with_joins, scope.outer, ctes)?,
                };
                match alias {
                    None => Ok(inner),
                    Some(_) => {
                        let columns: Option<Vec<_>> = inner.into_iter().map(|one| one.columns).collect();
                        let columns = columns.map(|columns| columns.concat());
                        Ok(vec![self.aliased(Relation { name: Vec::new(), columns }, alias.as_ref())?])
                    }
                }
            }
            _ => Ok(vec![Relation::unknown()]),
        }
    }

    fn table(&self, name: &ObjectName, ctes: &Ctes) -> Result<Relation> {
        let parts: Option<Vec<Ident>> = name.0.iter().map(|part| part.as_ident().cloned()).collect();
        let Some(parts) = parts else { return Ok(Relation::unknown()) };
        parts.iter().try_for_each(reserved::check)?;
        let values: Vec<String> = parts.iter().map(|part| part.value.clone()).collect();
        Ok(match values.as_slice() {
            [name] if ctes.contains_key(name) => {
                Relation { name: vec![name.clone()], columns: ctes.get(name).cloned().flatten() }
            }
            [name] => Relation {
                name: vec![CATALOG.to_owned(), DEFAULT_SCHEMA.to_owned(), name.clone()],
                columns: self.columns(None, name),
            },
            [schema, name] => Relation {
                name: vec![CATALOG.to_owned(), schema.clone(), name.clone()],
                columns: self.columns(Some(schema), name),
            },
            [_, schema, name] => Relation { columns: self.columns(Some(schema), name), name: values },
            _ => Relation::unknown(),
        })
    }

    /// A relation under its alias, with the names of columns that follow it.
    fn aliased(&self, relation: Relation, alias: Option<&TableAlias>) -> Result<Relation> {
        let Some(alias) = alias else { return Ok(relation) };
        reserved::check(&alias.name)?;
        let name = vec![alias.name.value.clone()];
        let names = alias_names(&alias.columns)?;
        if names.is_empty() {
            return Ok(Relation { name, columns: relation.columns });
        }
        match relation.columns {
            Some(own) if own.len() != names.len() => {
                let message = format!(
                    "Column alias list has {} entries but '{}' has {} available: name each column, or none",
                    names.len(),
                    alias.name.value,
                    number_of_columns(own.len())
                );
                return refused("MISMATCHED_COLUMN_ALIASES", &alias.name, message);
            }
            Some(_) => {}
            None => self.widths.set(false),
        }
        Ok(Relation { name, columns: Some(names) })
    }

    fn columns(&self, schema: Option<&str>, name: &str) -> Columns {
        // Some of its columns are hidden: names are left to the planner.
        if schema == Some("information_schema") {
            return None;
        }
        self.tables.and_then(|tables| tables(schema, name))
    }
}

fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    use JoinOperator::{CrossJoin, FullOuter, Inner, Left, LeftOuter, Right, RightOuter};
    match operator {
        JoinOperator::Join(c)
        | Inner(c)
        | Left(c)
        | LeftOuter(c)
        | Right(c)
        | RightOuter(c)
        | FullOuter(c)
        | CrossJoin(c) => Some(c),
        _ => None,
    }
}

/// What UNNEST and LATERAL may read of the left side of a join.
fn lateral(operator: &JoinOperator) -> Readable {
    use JoinOperator::{FullOuter, Right, RightOuter};
    match operator {
        Right(_) | RightOuter(_) => Readable::None("RIGHT"),
        FullOuter(_) => Readable::None("FULL"),
        _ => Readable::All,
    }
}

/// How many columns UNNEST has depends on the types of its arrays, which those of scalar literals show.
fn unnested(arrays: &[Expr], with_ordinality: bool) -> Columns {
    let literal = |item: &Expr| matches!(item, Expr::Value(_) | Expr::TypedString(_));
    let scalars = |array: &Expr| matches!(array, Expr::Array(array) if array.elem.iter().all(literal));
    arrays.iter().all(scalars).then(|| vec![None; arrays.len() + usize::from(with_ordinality)])
}

/// `USING (a)`: the column is one of neither side, and first.
fn using(columns: &[ObjectName], left: Vec<Relation>, right: Vec<Relation>) -> Result<Vec<Relation>> {
    let mut names: Vec<Option<String>> = Vec::new();
    let (left, right) = (Scope::new(left, None), Scope::new(right, None));
    for column in columns {
        let Some(column) = column.0.last().and_then(|part| part.as_ident()).filter(|_| column.0.len() == 1) else {
            return syntax(column, format!("mismatched input '.': USING takes names of columns alone, not `{column}`"));
        };
        if names.contains(&Some(column.value.clone())) {
            let message = format!("Column '{}' appears multiple times in USING clause", column.value);
            return refused("DUPLICATE_COLUMN_NAME", column, message);
        }
        for (side, scope) in [("left", &left), ("right", &right)] {
            match scope.find(std::slice::from_ref(column)) {
                Found::Missing => {
                    let message = format!("Column '{}' is missing from {side} side of join", column.value);
                    return refused("COLUMN_NOT_FOUND", column, message);
                }
                Found::Ambiguous => {
                    let message = format!("Column '{}' is ambiguous", column.value);
                    return refused("AMBIGUOUS_NAME", column, message);
                }
                Found::Column(..) | Found::Unknown => {}
            }
        }
        names.push(Some(column.value.clone()));
    }
    let without = |relation: Relation| Relation {
        columns: relation.columns.map(|own| own.into_iter().filter(|name| !names.contains(name)).collect()),
        name: relation.name,
    };
    let sides: Vec<Relation> = left.relations.into_iter().chain(right.relations).map(without).collect();
    Ok(std::iter::once(Relation { name: Vec::new(), columns: Some(names.clone()) }).chain(sides).collect())
}
