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

use super::precision::Precision;
use crate::{
    athena::failure::unreadable,
    error::{ErrorKind, Result},
    statement::TypeHint,
    text::read::{Encoding, Reason, TextColumn},
    types::{AthenaType, TYPE_KEY},
};

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
    /// `rows` are the first rows: what is known of the digits of times, which `ColumnInfo` does not have, comes from them.
    pub(super) fn new<'a>(
        infos: &[ColumnInfo],
        type_hints: &[TypeHint],
        rows: impl Iterator<Item = &'a Row> + Clone,
    ) -> Result<Self> {
        let (mut fields, mut types) = (Vec::with_capacity(infos.len()), Vec::with_capacity(infos.len()));
        for (i, info) in infos.iter().enumerate() {
            let label = label(info);
            // A column with a type hint stays as Athena prints it: the hint is applied above every engine.
            let (data_type, type_name) = match is_hinted(i, info, type_hints) {
                true => (AthenaType::Varchar(None), None),
                false => column_type(info, || Precision::of(rows.clone(), i))?,
            };
            fields.push(Self::field(label, data_type.arrow(), type_name.as_deref()));
            types.push(data_type);
        }
        Ok(Self::of(fields, types))
    }

    /// For rows that Athena describes by no column: one column, which has its name for a column without one.
    pub(super) fn undescribed() -> Self {
        Self::of(vec![Self::field("_col0", DataType::Utf8, None)], vec![AthenaType::Varchar(None)])
    }

    fn of(fields: Vec<Field>, types: Vec<AthenaType>) -> Self {
        let sizes =
            BatchSizes { rows: AtomicUsize::new(0), bytes: types.iter().map(|_| AtomicUsize::new(0)).collect() };
        Self { schema: Arc::new(Schema::new(fields)), types: types.into(), sizes: Arc::new(sizes) }
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

fn label(info: &ColumnInfo) -> &str {
    info.label().unwrap_or_else(|| info.name())
}

fn is_hinted(column: usize, info: &ColumnInfo, type_hints: &[TypeHint]) -> bool {
    type_hints.iter().any(|hint| hint.applies_to(column, label(info)))
}

/// Whether more rows can show more of the types of these columns than the first rows do.
pub(super) fn can_show_more<'a>(
    infos: &[ColumnInfo],
    type_hints: &[TypeHint],
    rows: impl Iterator<Item = &'a Row> + Clone,
) -> bool {
    infos.iter().enumerate().any(|(i, info)| {
        matches!(info.r#type(), "time" | "timestamp" | "timestamp with time zone")
            && !is_hinted(i, info, type_hints)
            && Precision::can_be_shown_after(rows.clone(), i)
    })
}

/// The data type of a column, and its name where Arrow's data type does not determine it.
fn column_type(info: &ColumnInfo, precision: impl Fn() -> Precision) -> Result<(AthenaType, Option<String>)> {
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
    Ok(match data_type {
        AthenaType::Time(_) => precision().of_time(AthenaType::Time),
        AthenaType::Timestamp(_) => precision().of_timestamp(AthenaType::Timestamp),
        AthenaType::TimestampTz(_) => precision().of_timestamp(AthenaType::TimestampTz),
        AthenaType::TimeTz(_) | AthenaType::Json | AthenaType::Uuid | AthenaType::IpAddress => {
            (data_type, Some(type_name))
        }
        data_type => (data_type, None),
    })
}
