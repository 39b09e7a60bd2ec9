//! S3, with the credentials of the connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_sdk_athena::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use object_store::{
    BackoffConfig, ClientOptions, CredentialProvider, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, AwsCredential},
    path::Path,
};

use super::config::Times;
use crate::error::{Error, ErrorKind, Result};

/// One store per bucket, made when it is first asked for.
#[derive(Debug)]
pub(super) struct S3 {
    region: String,
    endpoint: Option<String>,
    credentials: Option<Arc<Bridge>>,
    times: Times,
    stores: Mutex<HashMap<String, Arc<AmazonS3>>>,
}

/// The place of an object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) store: Arc<AmazonS3>,
    pub(super) path: Path,
    pub(super) uri: String,
}

/// `s3://bucket/key` in two.
pub(super) fn bucket_and_key(uri: &str) -> Option<(&str, &str)> {
    let (bucket, key) = uri.strip_prefix("s3://")?.split_once('/')?;
    (!bucket.is_empty()).then_some((bucket, key))
}

impl S3 {
    pub(super) fn new(
        region: &str,
        endpoint: Option<String>,
        credentials: Option<SharedCredentialsProvider>,
        times: &Times,
    ) -> Self {
        Self {
            region: region.to_owned(),
            endpoint,
            credentials: credentials
                .map(|provider| Arc::new(Bridge { provider, known: tokio::sync::Mutex::default() })),
            times: times.clone(),
            stores: Mutex::default(),
        }
    }

    /// The object of a URI.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] for what is no `s3://` URI.
    pub(super) fn object(&self, uri: &str) -> Result<Object> {
        let unreadable = || Error::from(ErrorKind::Unreadable { reason: format!("`{uri}` is no s3:// address") });
        let (bucket, key) = bucket_and_key(uri).ok_or_else(unreadable)?;
        let path = Path::parse(key).map_err(|_| unreadable())?;
        Ok(Object { store: self.store(bucket)?, path, uri: uri.to_owned() })
    }

    /// The lines of an object: how Athena lists the files that it wrote.
    ///
    /// # Errors
    /// What S3 says; [`ErrorKind::Unreadable`] for what is no text.
    pub(super) async fn lines(&self, uri: &str) -> Result<Vec<String>> {
        let object = self.object(uri)?;
        let answer = object.store.get(&object.path).await.map_err(|cause| storage("read", uri, cause))?;
        let bytes = answer.bytes().await.map_err(|cause| storage("read", uri, cause))?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Error::from(ErrorKind::Unreadable { reason: format!("{uri} is no UTF-8") }))?;
        Ok(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    fn store(&self, bucket: &str) -> Result<Arc<AmazonS3>> {
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let store = Arc::new(self.build(bucket)?);
        stores.insert(bucket.to_owned(), Arc::clone(&store));
        Ok(store)
    }

    fn build(&self, bucket: &str) -> Result<AmazonS3> {
        let options =
            ClientOptions::new().with_timeout(self.times.request_timeout).with_allow_http(self.endpoint.is_some());
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: self.times.retry_delay,
                max_backoff: Duration::from_secs(20),
                base: 2.0,
            },
            max_retries: self.times.max_attempts.saturating_sub(1) as usize,
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&self.region)
            .with_client_options(options)
            .with_retry(retry);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        } else if self.region.starts_with("cn-") {
            builder = builder.with_endpoint(format!("https://s3.{}.amazonaws.com.cn", self.region));
        } else if !bucket.contains('.') {
            // A certificate of S3 covers one label before its host.
            builder = builder.with_virtual_hosted_style_request(true);
        }
        if let Some(credentials) = &self.credentials {
            builder = builder.with_credentials(Arc::clone(credentials) as _);
        }
        builder.build().map_err(|cause| storage("open", &format!("s3://{bucket}"), cause))
    }
}

/// What S3 said, as an error of ours.
pub(super) fn storage(action: &'static str, uri: &str, cause: object_store::Error) -> Error {
    match cause {
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            let wanted = match action {
                "remove" => "s3:DeleteObject",
                "list" => "s3:ListBucket",
                _ => "s3:GetObject",
            };
            let message = format!("S3 does not let these credentials {action} {uri}");
            ErrorKind::AccessDenied { action: Some(wanted.to_owned()), message }.into()
        }
        cause if cause.to_string().contains("<Code>ExpiredToken</Code>") => {
            ErrorKind::Credentials { message: format!("the credentials have expired (S3, {uri})") }.into()
        }
        cause => ErrorKind::Storage { action, path: uri.to_owned(), source: cause.into() }.into(),
    }
}

/// True when the object is what is missing, and not the way to it.
pub(super) fn is_missing(error: &Error) -> bool {
    let ErrorKind::Storage { source, .. } = error.kind() else { return false };
    matches!(source.downcast_ref::<object_store::Error>(), Some(object_store::Error::NotFound { .. }))
}

/// The connection's credentials, in object_store's form. Asking for them may be a request of its own: they are kept until they end.
struct Bridge {
    provider: SharedCredentialsProvider,
    known: tokio::sync::Mutex<Option<Credentials>>,
}

impl std::fmt::Debug for Bridge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bridge")
    }
}

/// Credentials are renewed so long before they end.
const RENEWED_BEFORE: Duration = Duration::from_secs(300);

#[async_trait::async_trait]
impl CredentialProvider for Bridge {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut known = self.known.lock().await;
        let fresh = |known: &Credentials| known.expiry().is_none_or(|end| end > SystemTime::now() + RENEWED_BEFORE);
        let credentials = match known.take().filter(fresh) {
            Some(credentials) => credentials,
            None => {
                let asked = self.provider.provide_credentials().await;
                asked.map_err(|cause| object_store::Error::Generic { store: "S3", source: cause.into() })?
            }
        };
        let credential = AwsCredential {
            key_id: credentials.access_key_id().to_owned(),
            secret_key: credentials.secret_access_key().to_owned(),
            token: credentials.session_token().map(str::to_owned),
        };
        *known = Some(credentials);
        Ok(Arc::new(credential))
    }
}
