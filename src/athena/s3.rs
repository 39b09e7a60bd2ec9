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

use super::{
    config::{Config, Retries},
    failure::unreadable,
};
use crate::error::{Error, ErrorKind, Result};

/// One store per bucket, made when it is first used.
#[derive(Debug)]
pub(super) struct S3 {
    region: String,
    endpoint: Option<String>,
    credentials: Option<Arc<CredentialBridge>>,
    request_timeout: Duration,
    retries: Retries,
    stores: Mutex<HashMap<String, Arc<AmazonS3>>>,
}

/// An object, or a prefix of objects, and the store to read it from.
#[derive(Debug, Clone)]
pub(super) struct S3Object {
    pub(super) store: Arc<AmazonS3>,
    pub(super) path: Path,
    pub(super) uri: String,
}

/// The bucket and the key of `s3://bucket/key`.
pub(super) fn bucket_and_key(uri: &str) -> Option<(&str, &str)> {
    let (bucket, key) = uri.strip_prefix("s3://")?.split_once('/')?;
    (!bucket.is_empty()).then_some((bucket, key))
}

impl S3 {
    pub(super) fn new(
        region: &str,
        endpoint: Option<String>,
        credentials: Option<SharedCredentialsProvider>,
        config: &Config,
    ) -> Self {
        Self {
            region: region.to_owned(),
            endpoint,
            credentials: credentials
                .map(|provider| Arc::new(CredentialBridge { provider, cached: tokio::sync::Mutex::default() })),
            request_timeout: config.timeouts.request,
            retries: config.retries.clone(),
            stores: Mutex::default(),
        }
    }

    /// The object of a URI.
    ///
    /// # Errors
    /// [`ErrorKind::MalformedResult`] for what is not an `s3://` URI.
    pub(super) fn object(&self, uri: &str) -> Result<S3Object> {
        let not_s3 = || unreadable(format!("`{uri}` is not an s3:// URI"));
        let (bucket, key) = bucket_and_key(uri).ok_or_else(not_s3)?;
        let path = Path::parse(key).map_err(|_| not_s3())?;
        Ok(S3Object { store: self.store(bucket)?, path, uri: uri.to_owned() })
    }

    /// The lines of an object: how Athena lists the files that it wrote.
    ///
    /// # Errors
    /// S3's errors; [`ErrorKind::MalformedResult`] for what is not UTF-8.
    pub(super) async fn lines(&self, uri: &str) -> Result<Vec<String>> {
        let object = self.object(uri)?;
        let answer = object.store.get(&object.path).await.map_err(|cause| storage_error("read", uri, cause))?;
        let bytes = answer.bytes().await.map_err(|cause| storage_error("read", uri, cause))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable(format!("{uri} is not UTF-8")))?;
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
        let options = ClientOptions::new().with_timeout(self.request_timeout).with_allow_http(self.endpoint.is_some());
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: self.retries.delay,
                max_backoff: Duration::from_secs(20),
                base: 2.0,
            },
            max_retries: self.retries.max_attempts.saturating_sub(1) as usize,
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
            // S3's wildcard certificate covers one label before its host.
            builder = builder.with_virtual_hosted_style_request(true);
        }
        if let Some(credentials) = &self.credentials {
            builder = builder.with_credentials(Arc::clone(credentials) as _);
        }
        builder.build().map_err(|cause| storage_error("open", &format!("s3://{bucket}"), cause))
    }
}

/// The error of a request to S3.
pub(super) fn storage_error(action: &'static str, uri: &str, cause: object_store::Error) -> Error {
    match cause {
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            let missing = match action {
                "remove" => "s3:DeleteObject",
                "list" => "s3:ListBucket",
                _ => "s3:GetObject",
            };
            let message = format!("S3 does not let these credentials {action} {uri}");
            ErrorKind::AccessDenied { action: Some(missing.to_owned()), message }.into()
        }
        cause if cause.to_string().contains("<Code>ExpiredToken</Code>") => {
            ErrorKind::Credentials { message: format!("the credentials have expired (S3, {uri})") }.into()
        }
        cause => ErrorKind::Storage { action, path: uri.to_owned(), source: cause.into() }.into(),
    }
}

/// True when the object itself is missing.
pub(super) fn is_missing(error: &Error) -> bool {
    let ErrorKind::Storage { source, .. } = error.kind() else { return false };
    matches!(source.downcast_ref::<object_store::Error>(), Some(object_store::Error::NotFound { .. }))
}

/// The connection's credentials for object_store. Fetching them may take a request of its own: they are cached until they expire.
struct CredentialBridge {
    provider: SharedCredentialsProvider,
    cached: tokio::sync::Mutex<Option<Credentials>>,
}

impl std::fmt::Debug for CredentialBridge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialBridge")
    }
}

/// How long before they expire credentials are renewed.
const RENEW_BEFORE_EXPIRY: Duration = Duration::from_secs(300);

#[async_trait::async_trait]
impl CredentialProvider for CredentialBridge {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut cached = self.cached.lock().await;
        let is_fresh =
            |cached: &Credentials| cached.expiry().is_none_or(|end| end > SystemTime::now() + RENEW_BEFORE_EXPIRY);
        let credentials = match cached.take().filter(is_fresh) {
            Some(credentials) => credentials,
            None => {
                let provided = self.provider.provide_credentials().await;
                provided.map_err(|cause| object_store::Error::Generic { store: "S3", source: cause.into() })?
            }
        };
        let credential = AwsCredential {
            key_id: credentials.access_key_id().to_owned(),
            secret_key: credentials.secret_access_key().to_owned(),
            token: credentials.session_token().map(str::to_owned),
        };
        *cached = Some(credentials);
        Ok(Arc::new(credential))
    }
}
