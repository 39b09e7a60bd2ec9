//! From the configuration to the AWS clients.

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
    config::{Config, CredentialConfig},
    s3::S3,
};
use crate::error::{Error, Result};

/// The longest pause between two attempts.
const MAX_BACKOFF: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The clients of a session.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) athena: Client,
    /// The same, with its own pool of connections: a connection belongs to the runtime that made it, and the driver's thread has its own.
    pub(super) background: Client,
    pub(super) s3: S3,
    pub(super) region: String,
}

impl Clients {
    /// Resolves the region and the credentials, and sends requests only to the sources of these. The second S3 is for the driver's thread.
    pub(super) async fn new(config: &Config) -> Result<(Self, S3)> {
        let sdk = sdk_config(config).await?;
        let region = sdk.region().map(ToString::to_string).ok_or_else(|| {
            Error::configuration(
                "the region is not known: name it in the host, `athena.REGION.amazonaws.com`, or set AWS_REGION",
            )
        })?;
        let athena = aws_sdk_athena::config::Builder::from(&sdk)
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(config.retries.max_attempts)
                    .with_initial_backoff(config.retries.delay)
                    .with_max_backoff(MAX_BACKOFF),
            )
            // Each request has its own number of attempts: with the token bucket that all clients of a process share, polls and stops of
            // one connection would fail at once because another is throttled.
            .retry_partition(RetryPartition::custom("quilt-athena").token_bucket(TokenBucket::unlimited()).build())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_attempt_timeout(config.timeouts.request)
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
        let background_s3 = S3::new(&region, s3_endpoint.clone(), sdk.credentials_provider(), config);
        let clients = Self {
            athena: Client::from_conf(athena.clone().http_client(https()).build()),
            background: Client::from_conf(athena.http_client(https()).build()),
            s3: S3::new(&region, s3_endpoint, sdk.credentials_provider(), config),
            region,
        };
        Ok((clients, background_s3))
    }
}

/// As the SDK's own client, with the proxies of the environment, over ring.
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
    if let Some(profile) = &config.credentials.profile_name {
        // A profile that was named explicitly wins over keys in the environment.
        let source = ProviderConfig::default().with_http_client(https());
        let credentials = ProfileFileCredentialsProvider::builder().configure(&source).profile_name(profile).build();
        loader = loader.profile_name(profile).credentials_provider(credentials);
    }
    if let Some(credentials) = static_credentials(&config.credentials)? {
        loader = loader.credentials_provider(credentials);
    }
    let base = loader.load().await;
    let Some(role) = &config.credentials.role_arn else { return Ok(base) };
    let mut provider = AssumeRoleProvider::builder(role).configure(&base);
    if let Some(name) = &config.credentials.role_session_name {
        provider = provider.session_name(name);
    }
    if let Some(id) = &config.credentials.external_id {
        provider = provider.external_id(&id.0);
    }
    if let Some(duration) = config.credentials.role_duration {
        provider = provider.session_length(duration);
    }
    let provider = SharedCredentialsProvider::new(provider.build().await);
    Ok(base.into_builder().credentials_provider(provider).build())
}

fn static_credentials(config: &CredentialConfig) -> Result<Option<Credentials>> {
    match (&config.access_key_id, &config.secret_access_key) {
        (None, None) => Ok(None),
        (Some(key), Some(secret)) => {
            let token = config.session_token.as_ref().map(|token| token.0.clone());
            Ok(Some(Credentials::new(key, &secret.0, token, None, "quilt-athena connection")))
        }
        (Some(_), None) => Err(Error::configuration("there is an access key but no secret key: give both, or neither")),
        (None, Some(_)) => Err(Error::configuration("there is a secret key but no access key: give both, or neither")),
    }
}
