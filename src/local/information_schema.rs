//! `information_schema`: the tables, views, columns and schemas of the catalog, as tables ("Information schema").
//!
//! The columns of a view are known when its query is planned. So a scan looks at the names first: with a condition on `table_name`, only
//! these views are planned.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, cast::AsArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use datafusion::{
    catalog::{Session, TableProvider},
    common::{Column, DFSchema, DataFusionError, Result as PlanResult, tree_node::Transformed, tree_node::TreeNode},
    datasource::memory::MemorySourceConfig,
    logical_expr::{Expr, TableProviderFilterPushDown, TableType, utils::split_conjunction},
    physical_plan::ExecutionPlan,
};

use super::{
    catalog::CATALOG, ddl, definition::CatalogDefinition, engine::Local, planner::stale, sql::hidden_information,
};
use crate::{
    error::Result,
    schema::{CatalogColumn, TableName},
};

/// The schema of these tables.
pub(super) const INFORMATION_SCHEMA: &str = "information_schema";

/// A table of the information schema, with its columns; those that have no other type are strings.
const TABLES: [(Kind, &str, &[&str]); 4] = [
    (Kind::Schemata, "schemata", &["catalog_name", "schema_name"]),
    (Kind::Tables, "tables", &["table_catalog", "table_schema", "table_name", "table_type"]),
    (Kind::Views, "views", &["table_catalog", "table_schema", "table_name", "view_definition"]),
    (
        Kind::Columns,
        "columns",
        &[
            "table_catalog",
            "table_schema",
            "table_name",
            "column_name",
            "ordinal_position",
            "column_default",
            "is_nullable",
            "data_type",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Schemata,
    Tables,
    Views,
    Columns,
}

/// The table of that name, with its hidden columns.
pub(super) fn table(engine: &Local, name: &str) -> Option<InformationTable> {
    let (kind, _, columns) = TABLES.into_iter().find(|(_, known, _)| *known == name)?;
    let field = |name: &&str| Field::new(*name, data_type(name), true);
    let all = columns.iter().chain(hidden_information(name)).map(field);
    let schema = Arc::new(Schema::new(all.collect::<Vec<_>>()));
    Some(InformationTable { engine: engine.clone(), kind, schema, visible: columns.len() })
}

fn data_type(column: &str) -> DataType {
    if column == "ordinal_position" { DataType::Int64 } else { DataType::Utf8 }
}

#[derive(Debug, Clone)]
pub(super) struct InformationTable {
    engine: Local,
    kind: Kind,
    schema: SchemaRef,
    /// How many of its columns `*` means.
    visible: usize,
}

/// A table or view: its schema, its name, and its query if it is a view.
struct Named {
    schema: String,
    name: String,
    query: Option<String>,
}

/// Whether a condition is about the names of tables alone.
fn only_names(filter: &Expr) -> bool {
    let columns = filter.column_refs();
    !filter.is_volatile() && columns.iter().all(|column| matches!(column.name.as_str(), "table_schema" | "table_name"))
}

#[async_trait::async_trait]
impl TableProvider for InformationTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// They leave out what need not be looked at; DataFusion evaluates them again.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> PlanResult<Vec<TableProviderFilterPushDown>> {
        let decide = |filter: &&Expr| match only_names(filter) && self.kind != Kind::Schemata {
            true => TableProviderFilterPushDown::Inexact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(decide).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _: Option<usize>,
    ) -> PlanResult<Arc<dyn ExecutionPlan>> {
        let external = |error: crate::Error| DataFusionError::External(Box::new(error));
        let mut columns = match self.kind {
            Kind::Schemata => self.schemata().map_err(external)?,
            _ => {
                let named = filtered(self.named().map_err(external)?, session, filters)?;
                self.rows(&named).map_err(external)?
            }
        };
        columns.truncate(self.schema.fields().len());
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        Ok(MemorySourceConfig::try_new_exec(&[vec![batch]], Arc::clone(&self.schema), projection.cloned())?)
    }
}

fn strings(values: impl IntoIterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

/// Of these tables, the ones whose names meet the conditions.
fn filtered(named: Vec<Named>, session: &dyn Session, filters: &[Expr]) -> PlanResult<Vec<Named>> {
    let fields = ["table_schema", "table_name"].map(|name| Field::new(name, DataType::Utf8, true));
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let arrays = vec![
        strings(named.iter().map(|table| Some(table.schema.clone()))),
        strings(named.iter().map(|table| Some(table.name.clone()))),
    ];
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let schema = DFSchema::try_from(schema)?;
    let mut keep = vec![true; named.len()];
    for filter in filters.iter().flat_map(split_conjunction) {
        let holds = session.create_physical_expr(unqualified(filter)?, &schema)?.evaluate(&batch)?;
        let holds = holds.into_array(named.len())?;
        let holds: &BooleanArray = holds.as_boolean();
        keep.iter_mut().zip(holds).for_each(|(keep, holds)| *keep &= holds == Some(true));
    }
    Ok(named.into_iter().zip(keep).filter_map(|(table, keep)| keep.then_some(table)).collect())
}

fn unqualified(filter: &Expr) -> PlanResult<Expr> {
    let plain = filter.clone().transform_up(|expr| {
        Ok(match expr {
            Expr::Column(column) => Transformed::yes(Expr::Column(Column::from_name(column.name))),
            other => Transformed::no(other),
        })
    })?;
    Ok(plain.data)
}

impl InformationTable {
    /// The same table as `SELECT *` has it.
    pub(super) fn without_hidden(&self) -> Self {
        let fields = self.schema.fields().iter().take(self.visible).cloned().collect::<Vec<_>>();
        Self { schema: Arc::new(Schema::new(fields)), ..self.clone() }
    }

    fn schemata(&self) -> Result<Vec<ArrayRef>> {
        let mut names = self.engine.catalog.schemas()?;
        names.push(INFORMATION_SCHEMA.to_owned());
        let catalog = strings(names.iter().map(|_| Some(CATALOG.to_owned())));
        Ok(vec![catalog, strings(names.into_iter().map(Some))])
    }

    /// The tables and views of the catalog, and these tables themselves.
    fn named(&self) -> Result<Vec<Named>> {
        let catalog = &self.engine.catalog;
        let mut named = Vec::new();
        for schema in catalog.schemas()? {
            for name in catalog.names(&schema)? {
                // What was removed meanwhile is not there.
                let Some(definition) = catalog.get(&(schema.clone(), name.clone()))? else { continue };
                let query = match definition {
                    CatalogDefinition::Table(_) => None,
                    CatalogDefinition::View(view) => Some(view.query),
                };
                named.push(Named { schema: schema.clone(), name, query });
            }
        }
        let own = TABLES.map(|(_, name, _)| Named {
            schema: INFORMATION_SCHEMA.to_owned(),
            name: name.to_owned(),
            query: None,
        });
        named.extend(own);
        Ok(named)
    }

    fn rows(&self, named: &[Named]) -> Result<Vec<ArrayRef>> {
        let shown: Vec<&Named> =
            named.iter().filter(|table| self.kind != Kind::Views || table.query.is_some()).collect();
        if self.kind == Kind::Columns {
            return self.columns(&shown);
        }
        let last = |table: &&Named| match (self.kind, &table.query) {
            (Kind::Views, query) => query.clone(),
            (_, None) => Some("BASE TABLE".to_owned()),
            (_, Some(_)) => Some("VIEW".to_owned()),
        };
        Ok(vec![
            strings(shown.iter().map(|_| Some(CATALOG.to_owned()))),
            strings(shown.iter().map(|table| Some(table.schema.clone()))),
            strings(shown.iter().map(|table| Some(table.name.clone()))),
            strings(shown.iter().map(last)),
            // No comments on tables are kept.
            strings(shown.iter().map(|_| None)),
        ])
    }

    fn columns(&self, named: &[&Named]) -> Result<Vec<ArrayRef>> {
        let mut rows: Vec<(&Named, i64, CatalogColumn)> = Vec::new();
        for table in named {
            let columns: Vec<CatalogColumn> = match TABLES.iter().find(|(_, name, _)| *name == table.name) {
                Some((_, _, columns)) if table.schema == INFORMATION_SCHEMA => columns
                    .iter()
                    .map(|name| CatalogColumn::new(*name, super::types::type_name(&data_type(name))))
                    .collect(),
                _ => {
                    let name = TableName::new(&table.name)?.in_schema(&table.schema)?;
                    ddl::columns(&self.engine, &name).map_err(|error| match table.query {
                        Some(_) => stale(Some((table.schema.clone(), table.name.clone())), &error),
                        None => error,
                    })?
                }
            };
            rows.extend((1..).zip(columns).map(|(position, column)| (*table, position, column)));
        }
        let constant = |value: Option<&str>| strings(rows.iter().map(|_| value.map(str::to_owned)));
        Ok(vec![
            constant(Some(CATALOG)),
            strings(rows.iter().map(|(table, ..)| Some(table.schema.clone()))),
            strings(rows.iter().map(|(table, ..)| Some(table.name.clone()))),
            strings(rows.iter().map(|(.., column)| Some(column.name.clone()))),
            Arc::new(rows.iter().map(|(_, position, _)| Some(*position)).collect::<Int64Array>()),
            constant(None),
            constant(Some("YES")),
            strings(rows.iter().map(|(.., column)| Some(column.type_name.clone()))),
            // `comment`, `extra_info` (there are no partition keys) and `column_comment`.
            strings(rows.iter().map(|(.., column)| column.comment.clone())),
            constant(None),
            strings(rows.iter().map(|(.., column)| column.comment.clone())),
        ])
    }
}
