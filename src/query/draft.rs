//! A query while it is being built: what [`Select`](super::Select) and [`Grouped`](super::Grouped) both hold.

use std::borrow::Cow;

use sea_query::BinOper;

use super::{
    ast::{Ast, chain},
    check,
    named_windows::named_windows,
    select_list::SelectItem,
};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Relation, View},
    sql::{
        ctes::{CteScope, QueryWithCtes},
        fragment::SqlFragment,
        relation,
        select::{FromItem, JoinKind, Limit, SelectClauses, SortItem, Tail},
    },
    statement::{ResultColumn, TypeHint},
};

/// Everything is kept apart until the end: a subquery gives its items names, which are known only then.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    from: Vec<FromItem>,
    names: CteScope,
    pub(super) items: Vec<SelectItem>,
    pub(super) filters: Vec<Ast>,
    pub(super) keys: Option<Vec<Ast>>,
    /// `ROLLUP (…)` and the like, in place of the plain keys.
    pub(super) grouping: Option<Ast>,
    pub(super) having: Vec<Ast>,
    pub(super) orders: Vec<SortItem>,
    pub(super) distinct: bool,
    pub(super) limit: Option<Limit>,
    pub(super) offset: Option<u64>,
    failed: Option<Error>,
}

impl Draft {
    /// The first error is kept, and returned when the query is printed or sent.
    pub(super) fn fail(&mut self, error: Error) {
        self.failed.get_or_insert(error);
    }

    pub(super) fn from<V: AthenaView>(&mut self, view: &View<V>) {
        self.add::<V>(None, &view.source, None);
    }

    pub(super) fn join<V: AthenaView>(&mut self, kind: JoinKind, view: &View<V>, on: Option<Ast>) {
        self.add::<V>(Some(kind), &view.source, on);
    }

    fn add<V: AthenaView>(&mut self, join: Option<JoinKind>, source: &Relation, on: Option<Ast>) {
        match relation(source, V::NAME, &mut self.names) {
            Ok(relation) => self.from.push(FromItem { join, relation, on }),
            Err(error) => self.fail(error),
        }
    }

    /// Casts nested columns to JSON for the result; returns the type hints that decode them.
    pub(super) fn as_output(&mut self) -> Result<Vec<TypeHint>> {
        let mut type_hints = Vec::new();
        for (i, item) in self.items.iter_mut().enumerate() {
            let Some(of) = item.nested.take() else { continue };
            if !of.casts_to_json() {
                return Err(Error::invalid_query(format!(
                    "Athena cannot return `{of}` as JSON: select its elements, or CAST them to varchar"
                )));
            }
            let json = SqlFragment::call("json_format", [SqlFragment::call("CAST", [cast_to_json(item.ast.clone())])]);
            if self.distinct && self.orders.iter().any(|order| order.key == item.ast) {
                return Err(Error::invalid_query(format!(
                    "`{of}` leaves the query as JSON, and after SELECT DISTINCT it could only be sorted as that string: \
                     make the query a view (`.into_view()`) and sort that"
                )));
            }
            item.ast = json;
            type_hints.push(TypeHint::json(ResultColumn::Index(i), of.at_any_precision()));
        }
        Ok(type_hints)
    }

    /// The query, its columns named by `column_names` when there are any.
    ///
    /// # Errors
    /// The first mistake made on the way, or a rule that only the whole query can break.
    pub(super) fn finish(mut self, column_names: Option<&'static [&'static str]>) -> Result<QueryWithCtes> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.check()?;
        let windows = named_windows(self.items.iter().map(|item| &item.ast).chain(self.orders.iter().map(|o| &o.key)))?;
        let items = self.items.into_iter().enumerate().map(|(i, item)| {
            let name =
                column_names.map_or(item.alias, |column_names| column_names.get(i).map(|name| Cow::Borrowed(*name)));
            (item.ast, name)
        });
        let select = SelectClauses {
            distinct: self.distinct,
            items: items.collect(),
            from: self.from,
            filter: chain(BinOper::And, self.filters),
            keys: self.grouping.map_or_else(|| self.keys.unwrap_or_default(), |grouping| vec![grouping]),
            having: chain(BinOper::And, self.having),
            windows,
        };
        // A bare number would be the position of a column; a constant sorts nothing.
        self.orders.retain(|order| !is_constant(&order.key));
        let tail = Tail { orders: self.orders, offset: self.offset, limit: self.limit };
        Ok(QueryWithCtes { names: self.names, query: select.query(tail) })
    }

    fn check(&self) -> Result<()> {
        let asts = || self.items.iter().map(|item| &item.ast);
        let orders = || self.orders.iter().map(|order| &order.key);
        if let Some(keys) = &self.keys {
            if keys.iter().any(is_constant) {
                return Err(Error::invalid_query("a constant is not a group key: leave it out of `.group_by(..)`"));
            }
            check::grouped(asts().chain(&self.having).chain(orders()), keys, &self.from)?;
            if keys.is_empty()
                && self.grouping.is_none()
                && !check::has_aggregate(asts().chain(&self.having).chain(orders()))
            {
                return Err(Error::invalid_query(
                    "`.aggregate()` needs an aggregate, such as `count()`: select one, or leave `.aggregate()` out",
                ));
            }
        }
        if self.distinct {
            check::distinct(asts(), orders().filter(|key| !is_constant(key)))?;
        }
        if matches!(self.limit, Some(Limit::WithTies(_))) && self.orders.iter().all(|order| is_constant(&order.key)) {
            return Err(Error::invalid_query("`.limit_with_ties(..)` needs `.order_by(..)`"));
        }
        if self.items.iter().any(|item| item.alias.as_deref() == Some("")) {
            return Err(Error::invalid_query("a column alias must not be empty: Athena has no column without a name"));
        }
        for from in &self.from {
            if let (Some(JoinKind::Left | JoinKind::Right | JoinKind::Full), Some(on)) = (from.join, &from.on) {
                check::no_correlated_subquery(on, &self.from)?;
            }
        }
        if self.limit == Some(Limit::WithTies(0)) {
            return Err(Error::invalid_query("`.limit_with_ties(..)` takes at least one row"));
        }
        let on = self.from.iter().filter_map(|from| from.on.as_ref());
        let keys = self.keys.iter().flatten();
        check::depth(asts().chain(&self.filters).chain(&self.having).chain(orders()).chain(on).chain(keys))
    }
}

fn is_constant(ast: &Ast) -> bool {
    matches!(ast, Ast::Value(_) | Ast::Constant(_))
}

fn cast_to_json(ast: Ast) -> Ast {
    SqlFragment::new(crate::sql::fragment::FragmentKind::Call).operand(ast).put(" AS JSON").done()
}

/// A relation as FROM has it; the CTEs and tables that it names are added to `names`.
pub(super) fn relation(source: &Relation, alias: &'static str, names: &mut CteScope) -> Result<Ast> {
    Ok(match source {
        Relation::Table(table) => {
            if table.name.schema.is_none() {
                names.table(&table.name.name)?;
            }
            relation::table(table.name.parts(), table.version.clone(), alias, table.sample.clone(), true)
        }
        Relation::Query(tree) | Relation::Lateral(tree) => {
            names.add(&tree.names)?;
            relation::subquery(tree.query.clone(), matches!(source, Relation::Lateral(_)), alias)
        }
        Relation::Cte(name, tree) => {
            names.cte(name, tree)?;
            relation::table(std::iter::once(*name), None, alias, None, false)
        }
        Relation::Unnest { arrays, ordinality, columns } => {
            relation::unnest(arrays.clone(), *ordinality, alias, columns)
        }
        Relation::Values { rows, columns } => relation::values(rows.to_vec(), alias, columns),
        Relation::Wrong(error) => return Err(error.clone()),
    })
}
