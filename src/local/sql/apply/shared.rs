//! A query whose rows several parts of a plan read: it runs once.
//!
//! A correlated subquery is planned as a join of the outer rows with themselves. Both sides have to be the same rows in the same order,
//! whatever the optimizer makes of each, so they are computed once, numbered, and kept.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use datafusion::{
    catalog::{Session, TableProvider},
    common::{DFSchemaRef, DataFusionError, Result, Statistics, tree_node::TreeNodeRecursion},
    execution::{SendableRecordBatchStream, TaskContext},
    logical_expr::{Expr, LogicalPlan, TableType},
    physical_expr::{EquivalenceProperties, PhysicalExpr},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, ReplaceChildrenOptions, collect,
        execution_plan::{Boundedness, EmissionType},
        statistics::StatisticsArgs,
        stream::RecordBatchStreamAdapter,
    },
};
use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, Shared},
    stream,
};

/// The number of a row.
pub(super) const ROW: &str = "row";

type Rows = Shared<BoxFuture<'static, Result<Arc<Vec<RecordBatch>>, Arc<DataFusionError>>>>;

/// The rows of a plan as a table: its columns are `c0`, `c1`, …, and the number of the row.
pub(super) struct SharedTable {
    plan: LogicalPlan,
    schema: SchemaRef,
    physical: OnceLock<Arc<dyn ExecutionPlan>>,
    rows: Arc<OnceLock<Rows>>,
}

impl SharedTable {
    /// Of a plan whose types are final.
    pub(super) fn new(plan: LogicalPlan) -> Self {
        let schema = numbered(plan.schema());
        Self { plan, schema, physical: OnceLock::new(), rows: Arc::default() }
    }
}

fn numbered(schema: &DFSchemaRef) -> SchemaRef {
    let columns = schema.fields().iter().enumerate().map(|(i, field)| {
        let name = column(i);
        Arc::new(field.as_ref().clone().with_name(name).with_nullable(true))
    });
    let row = Arc::new(Field::new(ROW, DataType::Int64, false));
    Arc::new(Schema::new(columns.chain([row]).collect::<Vec<_>>()))
}

/// The name of a column of the plan.
pub(super) fn column(i: usize) -> String {
    format!("c{i}")
}

impl fmt::Debug for SharedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedTable").field("schema", &self.schema).finish_non_exhaustive()
    }
}

#[async_trait::async_trait]
impl TableProvider for SharedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let planned = match self.physical.get() {
            Some(planned) => planned,
            None => {
                let planned = session.create_physical_plan(&self.plan).await?;
                self.physical.get_or_init(|| planned)
            }
        };
        let projection: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&projection)?);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Ok(Arc::new(SharedScan {
            input: Arc::clone(planned),
            all: Arc::clone(&self.schema),
            projection,
            rows: Arc::clone(&self.rows),
            properties: Arc::new(properties),
        }))
    }
}

/// Reads the rows; the first one to do so computes them.
struct SharedScan {
    input: Arc<dyn ExecutionPlan>,
    all: SchemaRef,
    projection: Vec<usize>,
    rows: Arc<OnceLock<Rows>>,
    properties: Arc<PlanProperties>,
}

impl fmt::Debug for SharedScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedScan").field("projection", &self.projection).finish_non_exhaustive()
    }
}

impl DisplayAs for SharedScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedScan")
    }
}

impl ExecutionPlan for SharedScan {
    fn name(&self) -> &'static str {
        "SharedScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    /// None: the input is planned already, and must stay one plan.
    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn statistics_from_inputs(&self, _: &[Arc<Statistics>], _: &StatisticsArgs) -> Result<Arc<Statistics>> {
        Ok(Arc::new(Statistics::new_unknown(&self.schema())))
    }

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let rows = self.rows.get_or_init(|| {
            let (input, schema) = (Arc::clone(&self.input), Arc::clone(&self.all));
            async move { computed(input, context, &schema).await.map(Arc::new).map_err(Arc::new) }.boxed().shared()
        });
        let projection = self.projection.clone();
        let batches = rows.clone().map(move |rows| match rows {
            Ok(rows) => rows.iter().map(|batch| Ok(batch.project(&projection)?)).collect(),
            Err(error) => vec![Err(DataFusionError::Shared(error))],
        });
        let batches = batches.map(stream::iter).flatten_stream();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches.boxed())))
    }
}

async fn computed(
    input: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
    schema: &SchemaRef,
) -> Result<Vec<RecordBatch>> {
    let mut first = 0;
    let batches = collect(input, context).await?;
    let numbered = batches.into_iter().map(|batch| {
        let next = first + batch.num_rows() as i64;
        let row: ArrayRef = Arc::new(Int64Array::from_iter_values(first..next));
        first = next;
        let columns = batch.columns().iter().cloned().chain([row]).collect();
        Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
    });
    numbered.collect()
}
