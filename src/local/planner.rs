//! A query and the views that it reads, planned.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use datafusion::{
    datasource::{ViewTable, provider_as_source},
    logical_expr::{LogicalPlan, TableSource},
};

use super::{
    Local,
    catalog::{Catalog, DEFAULT_SCHEMA, Key},
    command::Command,
    functions::functions,
    scan::ExternalTable,
    sql::{self, Labels, Relations, TWIN},
};
use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::TableName,
};

/// Views inside views inside views: more than anyone writes.
const MAX_VIEWS: usize = 16;

/// Plans a query and the views that it reads.
pub(super) struct Planner<'a> {
    engine: &'a Local,
    /// The views that are being planned, outermost first.
    inside: Vec<Key>,
    /// The moment of the query, for its views as well.
    now: DateTime<Utc>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(engine: &'a Local) -> Self {
        Self { engine, inside: Vec::new(), now: Utc::now() }
    }

    /// For a view that is about to be defined: it cannot read itself.
    pub(super) fn inside(engine: &'a Local, view: Key) -> Self {
        Self { engine, inside: vec![view], now: Utc::now() }
    }

    /// The logical plan of a query, and what its columns are called.
    ///
    /// # Errors
    /// Everything that is wrong with the query, short of what only its rows show.
    pub(super) fn plan(&mut self, text: &str) -> Result<(LogicalPlan, Labels)> {
        let mut parsed = sql::query(text, &|name| self.is_table(name), self.now)?;
        let mut relations = Relations::default();
        for (name, certain) in sql::tables_of(&parsed.query)? {
            match self.resolve(&name, &mut relations) {
                Err(error) if certain => return Err(error),
                // Then it means the WITH only.
                _ => {}
            }
        }
        let labels = std::mem::take(&mut parsed.labels);
        let context = self.engine.context.0.state();
        let options = context.config_options();
        let plan = sql::plan(parsed, &relations, DEFAULT_SCHEMA, functions(), options)?;
        Ok((plan, labels))
    }

    /// Whether a name means a table, which has hidden columns; views have none. A catalog that cannot be read says so when the
    /// name is resolved.
    fn is_table(&self, name: &str) -> bool {
        let catalog = &self.engine.catalog;
        catalog
            .schemas()
            .unwrap_or_default()
            .into_iter()
            .any(|schema| matches!(catalog.get(&(schema, name.to_owned())), Ok(Some(Command::CreateTable(_)))))
    }

    fn resolve(&mut self, name: &TableName, relations: &mut Relations) -> Result<()> {
        let key = Catalog::key(name)?;
        let (schema, table) = key.clone();
        match self.engine.catalog.get(&key)? {
            Some(Command::CreateTable(definition)) => {
                let provider =
                    ExternalTable::new(&definition, Arc::clone(&self.engine.buckets), self.engine.headers_first);
                relations.insert(&schema, &format!("{table}{TWIN}"), provider_as_source(Arc::new(provider.twin())));
                relations.insert(&schema, &table, provider_as_source(Arc::new(provider)));
                Ok(())
            }
            Some(Command::CreateView { query, .. }) => {
                relations.insert(&schema, &table, self.view(key, &query)?);
                Ok(())
            }
            _ => Err(not_found(self.engine, ObjectKind::Table, &key)),
        }
    }

    fn view(&mut self, key: Key, query: &str) -> Result<Arc<dyn TableSource>> {
        if self.inside.contains(&key) {
            let message = format!("view `{}` reads itself", key.1);
            return Err(Error::refused("INVALID_VIEW", message));
        }
        if self.inside.len() >= MAX_VIEWS {
            return Err(Error::wrong_query(format!("views are nested more than {MAX_VIEWS} deep")));
        }
        self.inside.push(key);
        let planned = self.plan(query);
        let key = self.inside.pop();
        let (plan, _) = planned.map_err(|error| stale(key, &error))?;
        Ok(provider_as_source(Arc::new(ViewTable::new(plan, Some(query.to_owned())))))
    }
}

/// A view whose tables have changed since it was made.
fn stale(view: Option<Key>, error: &Error) -> Error {
    let (_, name) = view.unwrap_or_default();
    ErrorKind::Definition(format!("view `{name}` is stale or in invalid state ({error}); create it again")).into()
}

/// That a table or view is not there, with the nearest name and what to do.
pub(super) fn not_found(engine: &Local, object: ObjectKind, (schema, name): &Key) -> Error {
    let names = engine.catalog.names(schema).unwrap_or_default();
    let advice = match names.is_empty() {
        true => Some(format!(
            "nothing is defined in `{schema}`: `quilt-athena tables create BUCKET` makes Quilt's tables and views"
        )),
        false => None,
    };
    let nearest = crate::error::nearest(name, names);
    ErrorKind::NotFound { object, name: name.clone(), nearest, advice }.into()
}
