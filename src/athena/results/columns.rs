//! The columns of a result: from `ColumnInfo` to an Arrow schema.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use aws_sdk_athena::types::{ColumnInfo, Row};

use crate::{
    athena::failure::unreadable,
    error::{ErrorKind, Result},
    statement::TypeHint,
    text::read::{Encoding, Reason, TextColumn},
    types::AthenaType,
};

/// The key of Athena's data type in a field's metadata, where Arrow has only a string for it.
const TYPE_KEY: &str = "athena:type";

/// What is known of the columns before the first row is read.
#[derive(Debug, Clone)]
pub(super) struct ResultColumns {
    schema: SchemaRef,
    types: Arc<[AthenaType]>,
    sizes: Arc<BatchSizes>,
}

/// How large the last batch was: the next one is expected to need about the same capacity.
#[derive(Debug, Default)]
struct BatchSizes {
    rows: AtomicUsize,
    bytes: Vec<AtomicUsize>,
}

impl ResultColumns {
    /// `first` are the first rows: their values show the precision of times and timestamps, which `ColumnInfo` does not have.
    pub(super) fn new(infos: &[ColumnInfo], type_hints: &[TypeHint], first: &[Row]) -> Result<Self> {
        let (mut fields, mut types) = (Vec::with_capacity(infos.len()), Vec::with_capacity(infos.len()));
        for (i, info) in infos.iter().enumerate() {
            let label = info.label().unwrap_or_else(|| info.name());
            // A column with a type hint stays as Athena prints it: the hint is applied above every engine.
            let (data_type, type_name) = match type_hints.iter().any(|hint| hint.applies_to(i, label)) {
                true => (AthenaType::Varchar(None), None),
                false => column_type(info, || first_value(first, i))?,
            };
            fields.push(Self::field(label, data_type.arrow(), type_name.as_deref()));
            types.push(data_type);
        }
        let sizes =
            BatchSizes { rows: AtomicUsize::new(0), bytes: types.iter().map(|_| AtomicUsize::new(0)).collect() };
        Ok(Self { schema: Arc::new(Schema::new(fields)), types: types.into(), sizes: Arc::new(sizes) })
    }

    /// A field, with the name of Athena's data type where Arrow's does not determine it.
    pub(super) fn field(label: &str, data_type: DataType, type_name: Option<&str>) -> Field {
        let field = Field::new(label, data_type, true);
        match type_name {
            Some(type_name) => field.with_metadata(HashMap::from([(TYPE_KEY.to_owned(), type_name.to_owned())])),
            None => field,
        }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn len(&self) -> usize {
        self.types.len()
    }

    fn name(&self, column: usize) -> &str {
        self.schema.field(column).name()
    }

    /// Builders with capacity for this number of rows; for as many as the last batch had, once there was one.
    pub(super) fn builders(&self, rows: usize) -> Vec<TextColumn> {
        let (rows, known) = match self.sizes.rows.load(Ordering::Relaxed) {
            0 => (rows, false),
            last => (last + last / 16, true),
        };
        let columns = self.types.iter().zip(&self.sizes.bytes);
        columns
            .map(|(data_type, bytes)| {
                let bytes = bytes.load(Ordering::Relaxed);
                TextColumn::with_bytes(
                    data_type,
                    rows,
                    if known { bytes + bytes / 16 } else { rows * 16 },
                    Encoding::Plain,
                )
            })
            .collect()
    }

    /// The error of a value that is not of the data type of its column.
    pub(super) fn value_error(&self, column: usize, row: usize, reason: Reason) -> crate::Error {
        ErrorKind::Decode { column: self.name(column).to_owned(), row, reason }.into()
    }

    /// The batch of columns that have been filled.
    pub(super) fn batch(&self, builders: &mut [TextColumn], rows: usize, first_row: usize) -> Result<RecordBatch> {
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(builders.len());
        for (i, builder) in builders.iter_mut().enumerate() {
            self.sizes.bytes[i].store(builder.bytes(), Ordering::Relaxed);
            arrays.push(builder.finish().map_err(|(row, reason)| self.value_error(i, first_row + row, reason))?);
        }
        self.sizes.rows.store(rows, Ordering::Relaxed);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
            .map_err(|cause| unreadable(cause.to_string()))
    }
}

fn first_value(rows: &[Row], column: usize) -> Option<&str> {
    rows.iter().find_map(|row| row.data().get(column)?.var_char_value())
}

/// The data type of a column, and its name where Arrow's data type does not determine it.
fn column_type<'a>(info: &ColumnInfo, first: impl Fn() -> Option<&'a str>) -> Result<(AthenaType, Option<String>)> {
    let name = info.r#type();
    let length = u32::try_from(info.precision()).ok().filter(|length| *length < i32::MAX as u32 && *length > 0);
    let type_name = match (name, length) {
        ("decimal", _) => format!("decimal({},{})", info.precision(), info.scale()),
        ("varchar" | "char", Some(length)) => format!("{name}({length})"),
        _ => name.to_owned(),
    };
    // Without the data types inside it, a nested value stays the string that Athena prints. So does one of an unknown data type.
    let Ok(data_type) = type_name.parse::<AthenaType>() else {
        return match name {
            "decimal" => Err(unreadable(format!("column `{}` has the unknown data type `{type_name}`", info.name()))),
            _ => Ok((AthenaType::Varchar(None), Some(type_name))),
        };
    };
    let precision = || seconds_precision(first());
    Ok(match data_type {
        AthenaType::Time(_) => (AthenaType::Time(precision()), None),
        AthenaType::Timestamp(_) => (AthenaType::Timestamp(precision()), None),
        AthenaType::TimestampTz(_) => (AthenaType::TimestampTz(precision()), None),
        AthenaType::TimeTz(_) | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress => {
            (data_type, Some(type_name))
        }
        data_type => (data_type, None),
    })
}

/// The number of digits in the fraction of a second, which all values of a column share. In steps of three, as Arrow has them.
fn seconds_precision(value: Option<&str>) -> u8 {
    let fraction = value.and_then(|value| value.split_once('.')).map_or("", |(_, fraction)| fraction);
    match fraction.bytes().take_while(u8::is_ascii_digit).count() {
        0..=3 => 3,
        4..=6 => 6,
        _ => 9,
    }
}
