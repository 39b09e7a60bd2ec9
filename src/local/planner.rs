//! A query and the views that it reads, planned.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use datafusion::{
    datasource::{ViewTable, provider_as_source},
    logical_expr::{LogicalPlan, TableSource},
};

use super::{
    catalog::{Catalog, DEFAULT_SCHEMA, TableKey},
    databases,
    definition::CatalogDefinition,
    engine::Local,
    functions::functions,
    information_schema::{self, INFORMATION_SCHEMA},
    scan::FileTable,
    sql::{self, ColumnAliases, Relations, WITH_HIDDEN},
};
use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::TableName,
};

/// How deep views may be nested: more than anyone writes.
const MAX_VIEW_DEPTH: usize = 16;

/// Plans a query and the views that it reads.
pub(super) struct Planner<'a> {
    engine: &'a Local,
    /// The views that are being planned, outermost first.
    inside: Vec<TableKey>,
    /// The moment of the query, for its views as well.
    now: DateTime<Utc>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(engine: &'a Local) -> Self {
        Self { engine, inside: Vec::new(), now: Utc::now() }
    }

    /// For a view that is about to be defined: it cannot read itself.
    pub(super) fn inside(engine: &'a Local, view: TableKey) -> Self {
        Self { engine, inside: vec![view], now: Utc::now() }
    }

    /// The logical plan of a query, and the names of its columns.
    ///
    /// # Errors
    /// Everything that is wrong with the query, except what only its rows show.
    pub(super) fn plan(&mut self, query: &str) -> Result<(LogicalPlan, ColumnAliases)> {
        let mut parsed = sql::query(query, &|name| self.is_table(name), self.now)?;
        let mut relations = Relations::default();
        for (name, certain) in sql::tables_of(&parsed.query)? {
            match self.resolve(&name, &mut relations) {
                Err(error) if certain => return Err(error),
                // Then it only ever means the CTE.
                _ => {}
            }
        }
        let aliases = std::mem::take(&mut parsed.aliases);
        let context = self.engine.context.0.state();
        let options = context.config_options();
        let plan = sql::plan(parsed, &relations, DEFAULT_SCHEMA, functions(), options)?;
        Ok((plan, aliases))
    }

    /// Whether a name is that of a table, which has hidden columns; views have none. A catalog that cannot be read is an error when
    /// the name is resolved.
    fn is_table(&self, name: &str) -> bool {
        let catalog = &self.engine.catalog;
        catalog
            .schemas()
            .unwrap_or_default()
            .into_iter()
            .any(|schema| matches!(catalog.get(&(schema, name.to_owned())), Ok(Some(CatalogDefinition::Table(_)))))
    }

    fn resolve(&mut self, name: &TableName, relations: &mut Relations) -> Result<()> {
        let key = Catalog::key(name)?;
        let (schema, table) = key.clone();
        if schema == INFORMATION_SCHEMA
            && let Some(provider) = information_schema::table(self.engine, &table)
        {
            relations.insert(&schema, &table, provider_as_source(Arc::new(provider.without_hidden())));
            relations.insert(&schema, &format!("{table}{WITH_HIDDEN}"), provider_as_source(Arc::new(provider)));
            return Ok(());
        }
        match self.engine.catalog.get(&key)? {
            Some(CatalogDefinition::Table(definition)) => {
                let provider = FileTable::new(&definition, Arc::clone(&self.engine.buckets), self.engine.headers_first);
                let with_hidden = provider_as_source(Arc::new(provider.with_hidden()));
                relations.insert(&schema, &format!("{table}{WITH_HIDDEN}"), with_hidden);
                relations.insert(&schema, &table, provider_as_source(Arc::new(provider)));
                Ok(())
            }
            Some(CatalogDefinition::View(view)) => {
                relations.insert(&schema, &table, self.view(key, &view.query)?);
                Ok(())
            }
            None => Err(not_found(self.engine, &key)),
        }
    }

    fn view(&mut self, key: TableKey, query: &str) -> Result<Arc<dyn TableSource>> {
        if self.inside.contains(&key) {
            let message = format!("view `{}` reads itself", key.1);
            return Err(Error::refused("INVALID_VIEW", message));
        }
        if self.inside.len() >= MAX_VIEW_DEPTH {
            return Err(Error::invalid_query(format!("views are nested more than {MAX_VIEW_DEPTH} deep")));
        }
        self.inside.push(key);
        let planned = self.plan(query);
        let key = self.inside.pop();
        let (plan, _) = planned.map_err(|error| stale(key, &error))?;
        Ok(provider_as_source(Arc::new(ViewTable::new(plan, Some(query.to_owned())))))
    }
}

/// A view whose tables have changed since it was made.
pub(super) fn stale(view: Option<TableKey>, error: &Error) -> Error {
    let (_, name) = view.unwrap_or_default();
    ErrorKind::Definition(format!("view `{name}` is stale or in invalid state ({error}); create it again")).into()
}

/// The error for a table or view that does not exist, with the nearest name and advice.
pub(super) fn not_found(engine: &Local, (schema, name): &TableKey) -> Error {
    if schema != INFORMATION_SCHEMA && matches!(databases::exists(&engine.catalog, schema), Ok(false)) {
        return databases::not_found(engine, schema);
    }
    let names = engine.catalog.names(schema).unwrap_or_default();
    let advice = match names.is_empty() {
        true => Some(format!(
            "nothing is defined in `{schema}`: `quilt-athena tables create BUCKET` makes Quilt's tables and views"
        )),
        false => None,
    };
    let nearest = crate::error::nearest(name, names);
    ErrorKind::NotFound { object: ObjectKind::Table, name: name.clone(), nearest, position: None, advice }.into()
}
