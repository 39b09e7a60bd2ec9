//! Whole rows: scalars, tuples and derived structs.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};

use super::{ColumnReader, FromColumn};
use crate::{
    error::{Error, ErrorKind, Result},
    types::AthenaType,
};

/// A type that a row can be read as: a column type, an `Option` of one, a tuple, or a struct with `#[derive(AthenaRow)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    label = "expected a column type, an `Option` of one, a tuple of up to 16 of them, or a struct with `#[derive(AthenaRow)]`"
)]
pub trait FromRow: Sized + Send + 'static {
    /// The readers of its columns in one batch.
    type Readers: Send;

    /// Resolves the columns that it needs: by position in a tuple, by name in a struct.
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when one is missing or of another type.
    fn resolve_columns(resolver: &mut ColumnResolver<'_>) -> Result<()>;

    /// The readers of one batch, in the order of [`resolve_columns`](Self::resolve_columns).
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for a NULL in a column that cannot hold it.
    fn readers(columns: &mut BatchColumns<'_>) -> Result<Self::Readers>;

    /// One row.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for a value that the type cannot hold.
    fn read(readers: &Self::Readers, row: usize) -> Result<Self>;
}

/// Compares a row type with the schema of a result, once.
#[derive(Debug)]
pub struct ColumnResolver<'a> {
    schema: &'a Schema,
    row: &'static str,
    found: Vec<usize>,
    /// In a tuple, whose members are read side by side: two structs may then have columns of one name.
    in_tuple: bool,
}

impl ColumnResolver<'_> {
    fn wrong(&self, reason: String) -> Error {
        ErrorKind::Schema { row: self.row, reason }.into()
    }

    /// The next column by position.
    fn next<T: FromColumn>(&mut self) -> Result<()> {
        let index = self.found.len();
        if index >= self.schema.fields().len() {
            let has = self.schema.fields().len();
            return Err(
                self.wrong(format!("it needs more than the {has} columns of the result: {}", self.column_names()))
            );
        }
        self.accept::<T>(index)
    }

    /// A column by its name; names are compared without regard to case, as Athena does.
    #[doc(hidden)]
    pub fn named<T: FieldType>(&mut self, name: &'static str) -> Result<()> {
        let next = self.found.len();
        if self.in_tuple && self.schema.fields().get(next).is_some_and(|field| field.name().eq_ignore_ascii_case(name))
        {
            return self.accept::<T::Column>(next);
        }
        let mut same = self.schema.fields().iter().enumerate().filter(|(_, f)| f.name().eq_ignore_ascii_case(name));
        match (same.next(), same.next()) {
            (Some((index, _)), None) => self.accept::<T::Column>(index),
            (Some(_), Some(_)) => Err(self.wrong(format!("it has more than one column `{name}`: give one an alias"))),
            (None, _) => Err(self.wrong(format!("it has no column `{name}`; there are {}", self.column_names()))),
        }
    }

    /// All columns that are left.
    pub(super) fn rest(&mut self) {
        self.found.extend(self.found.len()..self.schema.fields().len());
    }

    fn accept<T: FromColumn>(&mut self, index: usize) -> Result<()> {
        let field = self.schema.field(index);
        if !T::accepts(field.data_type()) {
            let found = AthenaType::from_arrow(field.data_type())
                .map_or_else(|| field.data_type().to_string(), |of| of.to_string());
            let (name, rust, need) = (field.name(), std::any::type_name::<T>(), T::athena_type());
            return Err(self.wrong(format!("column `{name}` is {found}, and `{rust}` reads {need}")));
        }
        self.found.push(index);
        Ok(())
    }

    fn column_names(&self) -> String {
        let names: Vec<_> = self.schema.fields().iter().map(|f| format!("`{}`", f.name())).collect();
        names.join(", ")
    }
}

/// The columns of one batch, in the order in which the row type resolved them.
#[derive(Debug)]
pub struct BatchColumns<'a> {
    batch: &'a RecordBatch,
    order: std::slice::Iter<'a, usize>,
}

impl BatchColumns<'_> {
    /// All columns that are left, as they came.
    pub(super) fn rest(&mut self) -> RecordBatch {
        let indices: Vec<usize> = self.order.by_ref().copied().collect();
        // The indices are those of the schema: they are in range.
        self.batch.project(&indices).unwrap_or_else(|_| self.batch.clone())
    }

    fn next<T: FromColumn>(&mut self) -> Result<ColumnReader> {
        let index =
            *self.order.next().ok_or_else(|| Error::invalid_query("a row type reads more columns than it resolved"))?;
        let name = self.batch.schema_ref().field(index).name().clone();
        let column = self.batch.column(index);
        let wanted = T::reads(column.data_type());
        if *column.data_type() == wanted {
            return Ok(ColumnReader { array: Arc::clone(column), name });
        }
        match arrow_cast::cast(column, &wanted) {
            Ok(array) => Ok(ColumnReader { array, name }),
            Err(cause) => Err(ErrorKind::Decode { column: name, row: 0, reason: cause.to_string() }.into()),
        }
    }
}

/// A column type, or an `Option` of one: what a field of a row struct can be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a field of a row can have",
    label = "expected a column type, or an `Option` of one"
)]
pub trait FieldType: FromRow {
    /// Without the `Option`.
    type Column: FromColumn;

    /// The first value of a column.
    #[doc(hidden)]
    fn of(reader: &ColumnReader) -> Result<Self>;
}

impl<T: FromColumn> FieldType for T {
    type Column = T;

    fn of(reader: &ColumnReader) -> Result<Self> {
        not_null::<T>(reader)?;
        value(reader, 0)
    }
}

impl<T: FromColumn> FieldType for Option<T> {
    type Column = T;

    fn of(reader: &ColumnReader) -> Result<Self> {
        Self::read(reader, 0)
    }
}

/// Refuses a column with a NULL in it.
fn not_null<T>(reader: &ColumnReader) -> Result<()> {
    if !reader.has_nulls() {
        return Ok(());
    }
    let row = (0..reader.array.len()).find(|row| reader.is_null(*row)).unwrap_or_default();
    let rust = std::any::type_name::<T>();
    let reason = format!("NULL, which `{rust}` cannot hold: make it `Option<{rust}>`");
    Err(ErrorKind::Decode { column: reader.name.clone(), row, reason }.into())
}

fn value<T: FromColumn>(reader: &ColumnReader, row: usize) -> Result<T> {
    T::read(&reader.array, row)
        .map_err(|reason| ErrorKind::Decode { column: reader.name.clone(), row, reason: reason.to_owned() }.into())
}

impl<T: FromColumn> FromRow for T {
    type Readers = ColumnReader;

    fn resolve_columns(resolver: &mut ColumnResolver<'_>) -> Result<()> {
        resolver.next::<T>()
    }

    fn readers(columns: &mut BatchColumns<'_>) -> Result<ColumnReader> {
        let reader = columns.next::<T>()?;
        not_null::<T>(&reader)?;
        Ok(reader)
    }

    fn read(reader: &ColumnReader, row: usize) -> Result<Self> {
        value(reader, row)
    }
}

impl<T: FromColumn> FromRow for Option<T> {
    type Readers = ColumnReader;

    fn resolve_columns(resolver: &mut ColumnResolver<'_>) -> Result<()> {
        resolver.next::<T>()
    }

    fn readers(columns: &mut BatchColumns<'_>) -> Result<ColumnReader> {
        columns.next::<T>()
    }

    fn read(reader: &ColumnReader, row: usize) -> Result<Self> {
        if reader.is_null(row) { Ok(None) } else { value(reader, row).map(Some) }
    }
}

macro_rules! tuples {
    (@one $($t:ident)+) => {
        impl<$($t: FromRow),+> FromRow for ($($t,)+) {
            type Readers = ($($t::Readers,)+);

            fn resolve_columns(resolver: &mut ColumnResolver<'_>) -> Result<()> {
                resolver.in_tuple = true;
                $($t::resolve_columns(resolver)?;)+
                Ok(())
            }

            fn readers(columns: &mut BatchColumns<'_>) -> Result<Self::Readers> {
                Ok(($($t::readers(columns)?,)+))
            }

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn read(readers: &Self::Readers, row: usize) -> Result<Self> {
                let ($($t,)+) = readers;
                Ok(($($t::read($t, row)?,)+))
            }
        }
    };
    (@go [$($p:ident)*]) => {};
    (@go [$($p:ident)*] $t:ident $($rest:ident)*) => {
        tuples!(@one $($p)* $t);
        tuples!(@go [$($p)* $t] $($rest)*);
    };
    ($($all:ident)*) => { tuples!(@go [] $($all)*); };
}

tuples!(A B C D E F G H J L M P Q U W X);

/// Reads the batches of one result as rows of type `R`.
#[derive(Debug)]
pub(crate) struct Decoder {
    order: Vec<usize>,
}

impl Decoder {
    /// Compares the result's schema with the row type.
    ///
    /// # Errors
    /// [`ErrorKind::Schema`] when a column is missing or of another type.
    pub(crate) fn new<R: FromRow>(schema: &SchemaRef) -> Result<Self> {
        let mut resolver =
            ColumnResolver { schema, row: std::any::type_name::<R>(), found: Vec::new(), in_tuple: false };
        R::resolve_columns(&mut resolver)?;
        Ok(Self { order: resolver.found })
    }

    /// The rows of one batch, into `out`.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for NULL where the type has no `Option`, and for dates beyond chrono's range.
    pub(crate) fn decode<R: FromRow>(&self, batch: &RecordBatch, out: &mut Vec<R>) -> Result<()> {
        let readers = R::readers(&mut BatchColumns { batch, order: self.order.iter() })?;
        out.reserve(batch.num_rows());
        for row in 0..batch.num_rows() {
            out.push(R::read(&readers, row)?);
        }
        Ok(())
    }
}
