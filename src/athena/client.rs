//! From settings to clients.

use std::{env, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider, provider_config::ProviderConfig,
    retry::RetryConfig, sts::AssumeRoleProvider, timeout::TimeoutConfig,
};
use aws_sdk_athena::{
    Client,
    config::{
        Credentials, SharedCredentialsProvider, SharedHttpClient,
        retry::{RetryPartition, TokenBucket},
    },
};
use aws_smithy_http_client::{Connector, proxy::ProxyConfig, tls};

use super::{
    config::{Config, Identity},
    s3::S3,
};
use crate::error::{Error, Result};

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// All that a session sends requests with.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) athena: Client,
    /// The same, with connections of its own: connections belong to the runtime that made them, and the driver's thread has one of its own.
    pub(super) background: Client,
    pub(super) s3: S3,
    pub(super) region: String,
}

impl Clients {
    /// Settles region and credentials; asks nobody but the sources of these. The second S3 is for the driver's thread.
    pub(super) async fn new(config: &Config) -> Result<(Self, S3)> {
        let sdk = sdk_config(config).await?;
        let region = sdk.region().map(ToString::to_string).ok_or_else(|| {
            Error::settings("no region is known: name it in the host, `athena.REGION.amazonaws.com`, or set AWS_REGION")
        })?;
        let athena = aws_sdk_athena::config::Builder::from(&sdk)
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(config.times.max_attempts)
                    .with_initial_backoff(config.times.retry_delay)
                    .with_max_backoff(LONGEST_PAUSE),
            )
            // Attempts are limited one by one: a bucket that all connections of a process share would let looks and stops of one
            // fail at once because another is throttled.
            .retry_partition(RetryPartition::custom("quilt-athena").token_bucket(TokenBucket::unlimited()).build())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_attempt_timeout(config.times.request_timeout)
                    .build(),
            );
        let athena = match &config.endpoint_url {
            Some(url) => athena.endpoint_url(url),
            None => athena,
        };
        let s3_endpoint = config
            .s3_endpoint_url
            .clone()
            .or_else(|| env::var("AWS_ENDPOINT_URL_S3").ok().filter(|url| !url.is_empty()))
            .or_else(|| sdk.endpoint_url().map(str::to_owned));
        let background_s3 = S3::new(&region, s3_endpoint.clone(), sdk.credentials_provider(), &config.times);
        let clients = Self {
            athena: Client::from_conf(athena.clone().http_client(https()).build()),
            background: Client::from_conf(athena.http_client(https()).build()),
            s3: S3::new(&region, s3_endpoint, sdk.credentials_provider(), &config.times),
            region,
        };
        Ok((clients, background_s3))
    }
}

/// As the SDK's own client, proxies of the environment included, over another cryptographic library.
fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .proxy_config(ProxyConfig::from_env())
            .enable_tcp_nodelay(true);
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.build()
    })
}

async fn sdk_config(config: &Config) -> Result<SdkConfig> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(https());
    if let Some(region) = &config.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &config.identity.profile_name {
        // A profile that was named counts for more than keys that the environment happens to have.
        let source = ProviderConfig::default().with_http_client(https());
        let credentials = ProfileFileCredentialsProvider::builder().configure(&source).profile_name(profile).build();
        loader = loader.profile_name(profile).credentials_provider(credentials);
    }
    if let Some(fixed) = fixed(&config.identity)? {
        loader = loader.credentials_provider(fixed);
    }
    let base = loader.load().await;
    let Some(role) = &config.identity.role_arn else { return Ok(base) };
    let mut provider = AssumeRoleProvider::builder(role).configure(&base);
    if let Some(name) = &config.identity.role_session_name {
        provider = provider.session_name(name);
    }
    if let Some(id) = &config.identity.external_id {
        provider = provider.external_id(&id.0);
    }
    if let Some(duration) = config.identity.duration {
        provider = provider.session_length(duration);
    }
    let provider = SharedCredentialsProvider::new(provider.build().await);
    Ok(base.into_builder().credentials_provider(provider).build())
}

fn fixed(identity: &Identity) -> Result<Option<Credentials>> {
    match (&identity.access_key_id, &identity.secret_access_key) {
        (None, None) => Ok(None),
        (Some(key), Some(secret)) => {
            let token = identity.session_token.as_ref().map(|token| token.0.clone());
            Ok(Some(Credentials::new(key, &secret.0, token, None, "quilt-athena connection")))
        }
        (Some(_), None) => Err(Error::settings("there is an access key and no secret key: give both, or neither")),
        (None, Some(_)) => Err(Error::settings("there is a secret key and no access key: give both, or neither")),
    }
}
