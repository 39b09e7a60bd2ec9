//! A Parquet file in S3.

use std::{ops::Range, sync::Arc};

use arrow_schema::{DataType, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use object_store::{ObjectStoreExt, aws::AmazonS3, path::Path};
use parquet::{
    arrow::{
        ParquetRecordBatchStreamBuilder,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
        async_reader::{AsyncFileReader, ParquetRecordBatchStream},
    },
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

/// Opens a file far enough to know its columns: those of the file, and its batches, which may have other data types.
pub(super) async fn open(object: &S3Object) -> Result<(SchemaRef, ParquetBatches)> {
    let uri = object.path.as_ref();
    let head = object.store.head(&object.path).await.map_err(|cause| storage_error("read", uri, cause))?;
    let mut file = ParquetFile { store: Arc::clone(&object.store), path: object.path.clone(), size: head.size };
    let wrong = |cause| file_error(uri, cause);
    let known = ArrowReaderMetadata::load_async(&mut file, ArrowReaderOptions::new()).await.map_err(wrong)?;
    // Hive's old encoding of timestamps becomes nanoseconds, which overflow in 2262: microseconds hold every date that Athena has.
    let fields = known.schema().fields().iter().map(|field| match field.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Timestamp(TimeUnit::Microsecond, zone.clone())))
        }
        _ => Arc::clone(field),
    });
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let in_file = Arc::clone(known.schema());
    let known = if schema.fields() == in_file.fields() {
        known
    } else {
        let options = ArrowReaderOptions::new().with_schema(schema);
        ArrowReaderMetadata::try_new(Arc::clone(known.metadata()), options).map_err(wrong)?
    };
    let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(file, known).build().map_err(wrong)?;
    Ok((in_file, rows))
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
