//! A Parquet file in S3.

use std::{ops::Range, sync::Arc};

use arrow_schema::{DataType, FieldRef, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use object_store::{ObjectStoreExt, aws::AmazonS3, path::Path};
use parquet::{
    arrow::{
        ParquetRecordBatchStreamBuilder,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
        async_reader::{AsyncFileReader, ParquetRecordBatchStream},
    },
    basic::Type,
    errors::{ParquetError, Result as ParquetResult},
    file::metadata::{ParquetMetaData, ParquetMetaDataReader},
};

use crate::{
    athena::{
        failure::unreadable,
        s3::{S3Object, storage_error},
    },
    error::{Error, Result},
};

/// The batches of a file.
pub(super) type ParquetBatches = ParquetRecordBatchStream<ParquetFile>;

/// A file in S3, for the Parquet reader.
#[derive(Debug)]
pub(super) struct ParquetFile {
    store: Arc<AmazonS3>,
    path: Path,
    size: u64,
}

/// Opens a file far enough to know its columns: those that its batches have.
pub(super) async fn open(object: &S3Object) -> Result<(SchemaRef, ParquetBatches)> {
    let uri = object.path.as_ref();
    let head = object.store.head(&object.path).await.map_err(|cause| storage_error("read", uri, cause))?;
    let mut file = ParquetFile { store: Arc::clone(&object.store), path: object.path.clone(), size: head.size };
    let wrong = |cause| file_error(uri, cause);
    let known = ArrowReaderMetadata::load_async(&mut file, ArrowReaderOptions::new()).await.map_err(wrong)?;
    let leaves = known.metadata().file_metadata().schema_descr().columns();
    let mut leaves = leaves.iter().map(|leaf| leaf.physical_type());
    let fields: Vec<FieldRef> = known.schema().fields().iter().map(|field| in_micros(field, &mut leaves)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let known = if schema.fields() == known.schema().fields() {
        known
    } else {
        let options = ArrowReaderOptions::new().with_schema(Arc::clone(&schema));
        ArrowReaderMetadata::try_new(Arc::clone(known.metadata()), options).map_err(wrong)?
    };
    let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(file, known).build().map_err(wrong)?;
    Ok((schema, rows))
}

/// Hive's encoding of timestamps, INT96, becomes nanoseconds, which overflow in 2262: microseconds hold every date that Athena has. The leaves
/// are those of the file, from this field on.
fn in_micros(field: &FieldRef, leaves: &mut impl Iterator<Item = Type>) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::List(item) => DataType::List(in_micros(item, leaves)),
        DataType::LargeList(item) => DataType::LargeList(in_micros(item, leaves)),
        DataType::Map(entries, sorted) => DataType::Map(in_micros(entries, leaves), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(|field| in_micros(field, leaves)).collect()),
        leaf => match (leaves.next(), leaf) {
            (Some(Type::INT96), DataType::Timestamp(_, zone)) => {
                DataType::Timestamp(TimeUnit::Microsecond, zone.clone())
            }
            _ => leaf.clone(),
        },
    };
    if data_type == *field.data_type() {
        return Arc::clone(field);
    }
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}

/// The error of a file, or of reading it.
pub(super) fn file_error(path: &str, cause: ParquetError) -> Error {
    match cause {
        ParquetError::External(cause) => match cause.downcast::<object_store::Error>() {
            Ok(cause) => storage_error("read", path, *cause),
            Err(cause) => unreadable(format!("{path}: {cause}")),
        },
        cause => unreadable(format!("{path}: {cause}")),
    }
}

impl AsyncFileReader for ParquetFile {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.store.get_range(&self.path, range).map_err(|cause| ParquetError::External(cause.into())).boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move {
            let ranges = object_store::ObjectStore::get_ranges(&*self.store, &self.path, &ranges).await;
            ranges.map_err(|cause| ParquetError::External(cause.into()))
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let size = self.size;
            let options = options.map(|options| options.metadata_options().clone());
            let metadata =
                ParquetMetaDataReader::new().with_metadata_options(options).load_and_finish(self, size).await?;
            Ok(Arc::new(metadata))
        }
        .boxed()
    }
}
