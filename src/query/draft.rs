//! A query while it is being built: what [`Select`](super::Select) and [`Grouped`](super::Grouped) both hold.

use sea_query::{BinOper, ExprTrait, Func, JoinType, Order, SelectStatement, TableRef};

use super::{check, conditions::chain, expr::Ast};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Source, TableName, View},
    statement::{Declared, Place},
    types::AthenaType,
};

/// One element of the SELECT list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) ast: Ast,
    pub(super) label: Option<&'static str>,
    /// The type of a nested value: Athena is asked for it as JSON, once it leaves the query.
    pub(super) nested: Option<AthenaType>,
}

/// The SELECT list of a row struct, as its derive fills it.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct Items(pub(super) Vec<Item>);

/// Everything is kept apart until the end: a subquery gives its items names, which sea-query cannot do later.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) from: SelectStatement,
    pub(super) items: Vec<Item>,
    pub(super) filters: Vec<Ast>,
    pub(super) keys: Option<Vec<Ast>>,
    pub(super) having: Vec<Ast>,
    pub(super) orders: Vec<(Ast, Order)>,
    pub(super) distinct: bool,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    failed: Option<Error>,
}

impl Draft {
    /// The first mistake is kept, and said when the query is printed or sent.
    fn fail(&mut self, error: Error) {
        self.failed.get_or_insert(error);
    }

    pub(super) fn from<V: AthenaView>(&mut self, view: &View<V>) {
        match &view.source {
            Source::Table(name) => {
                self.from.from(table_ref::<V>(name));
            }
            Source::Query(query) => {
                self.from.from_subquery((**query).clone(), V::NAME);
            }
            Source::Wrong(error) => self.fail(error.clone()),
        }
    }

    pub(super) fn join<V: AthenaView>(&mut self, kind: JoinType, view: &View<V>, on: Ast) {
        match &view.source {
            Source::Table(name) => {
                self.from.join(kind, table_ref::<V>(name), on);
            }
            Source::Query(query) => {
                self.from.join_subquery(kind, (**query).clone(), V::NAME, on);
            }
            Source::Wrong(error) => self.fail(error.clone()),
        }
    }

    /// The statement whose rows leave the query, and what is known of its columns.
    pub(super) fn output(mut self) -> Result<(SelectStatement, Vec<Declared>)> {
        let mut declared = Vec::new();
        for (i, item) in self.items.iter_mut().enumerate() {
            if let Some(of) = item.nested.take() {
                if !of.casts_to_json() {
                    return Err(Error::wrong_query(format!(
                        "Athena cannot hand out `{of}` as JSON: select its items, or CAST them to varchar"
                    )));
                }
                let json: Ast = Func::cust("json_format").arg(item.ast.clone().cast_as("JSON")).into();
                if self.distinct {
                    // What is sorted by has to be what was selected.
                    self.orders.iter_mut().filter(|(key, _)| *key == item.ast).for_each(|(key, _)| *key = json.clone());
                }
                item.ast = json;
                declared.push(Declared { column: Place::Index(i), of, json: true });
            }
        }
        Ok((self.finish(None)?, declared))
    }

    /// The statement, its items labelled with `labels` when there are any.
    ///
    /// # Errors
    /// The first mistake made on the way, or a rule that only the whole query can break.
    pub(super) fn finish(self, labels: Option<&'static [&'static str]>) -> Result<SelectStatement> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let asts = || self.items.iter().map(|item| &item.ast);
        if let Some(keys) = &self.keys {
            if keys.iter().any(|key| matches!(key, Ast::Value(_) | Ast::Constant(_))) {
                return Err(Error::wrong_query("a constant is no group key: leave it out of `.group_by(..)`"));
            }
            check::grouped(asts().chain(&self.having).chain(self.orders.iter().map(|(ast, _)| ast)), keys)?;
        }
        if self.distinct {
            check::distinct(asts(), self.orders.iter().map(|(ast, _)| ast))?;
        }
        check::depth(asts().chain(&self.filters).chain(&self.having))?;
        let mut select = self.from;
        if self.distinct {
            select.distinct();
        }
        for (i, item) in self.items.into_iter().enumerate() {
            match labels.map_or(item.label, |labels| labels.get(i).copied()) {
                Some(label) => select.expr_as(item.ast, label),
                None => select.expr(item.ast),
            };
        }
        if let Some(condition) = chain(BinOper::And, self.filters) {
            select.and_where(condition);
        }
        select.add_group_by(self.keys.unwrap_or_default());
        if let Some(condition) = chain(BinOper::And, self.having) {
            select.and_having(condition);
        }
        // A bare number would be the position of a column; a constant sorts nothing.
        for (key, order) in self.orders.into_iter().filter(|(key, _)| !matches!(key, Ast::Value(_) | Ast::Constant(_)))
        {
            select.order_by_expr(key, order);
        }
        if let Some(rows) = self.limit {
            select.limit(rows);
        }
        if let Some(rows) = self.offset {
            select.offset(rows);
        }
        Ok(select)
    }
}

fn table_ref<V: AthenaView>(name: &TableName) -> TableRef {
    let table: TableRef = match (name.catalog.clone(), name.schema.clone(), name.name.clone()) {
        (Some(catalog), Some(schema), name) => (catalog, schema, name).into(),
        (_, Some(schema), name) => (schema, name).into(),
        (_, None, name) => name.into(),
    };
    table.alias(V::NAME)
}
