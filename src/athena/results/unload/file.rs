//! A Parquet file in S3.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use object_store::{ObjectStoreExt, aws::AmazonS3, path::Path};
use parquet::{
    arrow::{
        ParquetRecordBatchStreamBuilder,
        arrow_reader::ArrowReaderOptions,
        async_reader::{AsyncFileReader, ParquetRecordBatchStream},
    },
    errors::{ParquetError, Result as ParquetResult},
    file::metadata::{ParquetMetaData, ParquetMetaDataReader},
};

use crate::{athena::{results::unreadable, s3::storage}, error::Result};

/// Its rows.
pub(super) type Rows = ParquetRecordBatchStream<File>;

/// Reads a file as parquet asks for it.
#[derive(Debug)]
pub(super) struct File {
    store: Arc<AmazonS3>,
    path: Path,
    size: u64,
}

/// Opens a file, far enough to know its columns.
pub(super) async fn open(store: &Arc<AmazonS3>, path: &Path) -> Result<Rows> {
    let head = store.head(path).await.map_err(|cause| storage("read", path.as_ref(), cause))?;
    let file = File { store: Arc::clone(store), path: path.clone(), size: head.size };
    let wrong = |cause: ParquetError| unreadable(format!("the file {path}: {cause}"));
    ParquetRecordBatchStreamBuilder::new(file).await.map_err(wrong)?.build().map_err(wrong)
}

impl AsyncFileReader for File {
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
            let metadata = ParquetMetaDataReader::new().with_metadata_options(options).load_and_finish(self, size).await?;
            Ok(Arc::new(metadata))
        }
        .boxed()
    }
}
