//! Rows whose columns are only known at run time.

use std::{fmt, sync::Arc};

use arrow_array::{Array, RecordBatch};

use super::{BatchColumns, ColumnReader, ColumnResolver, FieldType, FromColumn, FromRow};
use crate::error::{ErrorKind, Result};

/// A row of any columns, read by name: for column lists that are chosen at run time, and for raw statements.
///
/// ```
/// use quilt_athena::{prelude::*, quilt::NamedPackage, row::Record};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// # let engine = quilt_athena::local::Local::open("tests/buckets")?;
/// let p = NamedPackage::view("example-packages");
/// let wanted = ["user", "name"].map(|name| p.column(name)).into_iter().collect::<quilt_athena::Result<Vec<_>>>()?;
/// let rows: Vec<Record> = select().from(&p).select(wanted).order_by(p.user).limit(1).fetch(&engine).await?;
/// assert_eq!(rows[0].column_names().collect::<Vec<_>>(), ["user", "name"]);
/// assert_eq!(rows[0].get::<String>("user")?, "alice");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Record {
    batch: Arc<RecordBatch>,
    row: usize,
}

impl Record {
    /// The names of its columns, in order.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.batch.schema_ref().fields().iter().map(|field| field.name().as_str())
    }

    /// The value of a column as `T`; `Option` of it where it can be NULL. Names are compared without regard to case, as Athena does.
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when there is no such column or it is of another type; [`ErrorKind::Decode`] for a NULL that `T` cannot hold.
    pub fn get<T: FieldType>(&self, name: &str) -> Result<T> {
        let wrong = |reason| ErrorKind::Schema { row: std::any::type_name::<Self>(), reason };
        let found = self.column_names().position(|other| other.eq_ignore_ascii_case(name));
        let Some(index) = found else {
            let names: Vec<_> = self.column_names().map(|name| format!("`{name}`")).collect();
            return Err(wrong(format!("it has no column `{name}`; there are {}", names.join(", "))).into());
        };
        let column = self.batch.column(index).slice(self.row, 1);
        if !T::Column::accepts(column.data_type()) {
            let (of, rust) = (column.data_type(), std::any::type_name::<T>());
            return Err(wrong(format!("column `{name}` is {of}, which `{rust}` does not read")).into());
        }
        let wanted = T::Column::reads(column.data_type());
        let array = arrow_cast::cast(&column, &wanted).map_err(|cause| ErrorKind::Decode {
            column: name.to_owned(),
            row: self.row,
            reason: cause.to_string(),
        })?;
        T::of(&ColumnReader { array, name: name.to_owned() })
    }
}

impl FromRow for Record {
    type Readers = Arc<RecordBatch>;

    fn resolve_columns(resolver: &mut ColumnResolver<'_>) -> Result<()> {
        resolver.rest();
        Ok(())
    }

    fn readers(columns: &mut BatchColumns<'_>) -> Result<Self::Readers> {
        Ok(Arc::new(columns.rest()))
    }

    fn read(readers: &Self::Readers, row: usize) -> Result<Self> {
        Ok(Self { batch: Arc::clone(readers), row })
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, column) in self.column_names().zip(self.batch.columns()) {
            let value = arrow_cast::display::array_value_to_string(column, self.row).unwrap_or_default();
            map.entry(&name, &value);
        }
        map.finish()
    }
}
