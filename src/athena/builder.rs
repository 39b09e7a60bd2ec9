//! The builder of a connection.

use std::{sync::Arc, time::Duration};

use super::{
    config::{Config, Encryption, Progress, ResultMode, Secret},
    connection::Athena,
    url,
};
use crate::error::Result;

/// Configures a connection to Athena. What is not set here is taken from the environment, and what is not set there either is not sent:
/// so the workgroup's own settings apply.
///
/// ```no_run
/// use std::time::Duration;
///
/// use quilt_athena::athena::{Athena, ResultMode};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// let athena = Athena::builder()
///     .region("us-east-1")
///     .work_group("analysts")
///     .staging_dir("s3://my-bucket/athena/")
///     .deadline(Duration::from_secs(300))
///     .query_budget(10_000_000_000)
///     .result_mode(ResultMode::Api)
///     .connect()
///     .await?;
/// # let _ = athena;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until `connect` is called"]
pub struct AthenaBuilder(Config);

/// The setters, and the list of their names that a test compares with the URL's parameters.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $arg_type:ty),*) => |$config:ident| $set:expr;)+) => {
        impl AthenaBuilder {
            $($(#[$doc])* pub fn $name(mut self, $($arg: $arg_type),*) -> Self {
                let $config = &mut self.0;
                $set;
                self
            })+
        }

        #[cfg(test)]
        pub(super) const SETTERS: &[&str] = &[$(stringify!($name)),+];
    };
}

settings! {
    /// The AWS region. Default: that of the environment or the profile.
    region(region: impl Into<String>) => |config| config.region = Some(region.into());
    /// The schema (Athena also calls it a database) of names without one. Default: `default`.
    schema(schema: impl Into<String>) => |config| config.schema = schema.into();
    /// The data catalog of names without one. Default: Athena's own, `AwsDataCatalog`.
    catalog(catalog: impl Into<String>) => |config| config.catalog = Some(catalog.into());
    /// The workgroup. Default: `AWS_ATHENA_WORK_GROUP`, else Athena's `primary`.
    work_group(name: impl Into<String>) => |config| config.work_group = Some(name.into());
    /// The output location of results, `s3://bucket/prefix/`. Default: `AWS_ATHENA_S3_STAGING_DIR`, else that of the workgroup.
    staging_dir(uri: impl Into<String>) => |config| config.staging_dir = Some(uri.into());
    /// How results are encrypted, and with which KMS key.
    encryption(option: Encryption, kms_key: Option<String>) => |config| {
        config.encryption = Some(option);
        config.kms_key = kms_key;
    };
    /// The AWS account ID (12 digits) that has to own the bucket of the output location.
    expected_bucket_owner(account: impl Into<String>) => |config| config.expected_bucket_owner = Some(account.into());
    /// Gives the bucket's owner full control of result objects.
    bucket_owner_full_control() => |config| config.bucket_owner_full_control = true;
    /// Static credentials. Default: the AWS SDK's chain: environment, profile, SSO, container, instance.
    credentials(access_key_id: impl Into<String>, secret_access_key: impl Into<String>, session_token: Option<String>) => |config| {
        config.credentials.access_key_id = Some(access_key_id.into());
        config.credentials.secret_access_key = Some(Secret(secret_access_key.into()));
        config.credentials.session_token = session_token.map(Secret);
    };
    /// The profile of AWS's shared configuration.
    profile_name(name: impl Into<String>) => |config| config.credentials.profile_name = Some(name.into());
    /// The ARN of a role to assume; it is assumed again before its credentials expire.
    role_arn(arn: impl Into<String>) => |config| config.credentials.role_arn = Some(arn.into());
    /// The name of the assumed role's session, as it appears in logs.
    role_session_name(name: impl Into<String>) => |config| config.credentials.role_session_name = Some(name.into());
    /// The external ID that the role's trust policy requires.
    external_id(id: impl Into<String>) => |config| config.credentials.external_id = Some(Secret(id.into()));
    /// How long the assumed role's credentials are valid before they are renewed: 15 minutes to 12 hours. Default: one hour.
    role_duration(duration: Duration) => |config| config.credentials.role_duration = Some(duration);
    /// Another endpoint for Athena: a VPC endpoint, a test server. Default: `AWS_ENDPOINT_URL_ATHENA`, `AWS_ENDPOINT_URL` or the profile's.
    endpoint_url(url: impl Into<String>) => |config| config.endpoint_url = Some(url.into());
    /// Another endpoint for S3, with path-style requests. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
    s3_endpoint_url(url: impl Into<String>) => |config| config.s3_endpoint_url = Some(url.into());
    /// How rows are read. Default: [`ResultMode::Auto`].
    result_mode(mode: ResultMode) => |config| config.result_mode = mode;
    /// Lets Athena answer with an earlier result of the same query that is at most this old (up to 7 days, in whole minutes).
    result_reuse(max_age: Duration) => |config| {
        config.reuse = true;
        config.reuse_minutes = u32::try_from(max_age.as_secs() / 60).unwrap_or(u32::MAX);
    };
    /// Whether dropping the last handle to a query stops it. Default: `true`.
    stop_on_drop(stop: bool) => |config| config.stop_on_drop = stop;
    /// US dollars per terabyte scanned, for estimates. Default: 5, [Athena's price](https://aws.amazon.com/athena/pricing/) in most regions.
    price_per_tb(dollars: f64) => |config| config.limits.price_per_tb = dollars;
    /// The number of bytes that one query may scan: a query that scans more is stopped. The bytes are checked at each poll, by the future
    /// that awaits the query: one that is not awaited is not checked.
    query_budget(bytes: u64) => |config| config.limits.query_budget = Some(bytes);
    /// The number of bytes that all queries of this connection and its clones may scan: beyond it nothing more is started, and running
    /// queries are stopped. Bytes that a query scans after its last awaited poll are not counted.
    session_budget(bytes: u64) => |config| config.limits.session_budget = Some(bytes);
    /// Refuses every statement that is not known to be read-only.
    read_only() => |config| config.limits.read_only = true;
    /// The number of DDL statements that this connection runs in Athena at once; further ones wait. At least 1. Default: 20, Athena's
    /// [usual quota](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html).
    max_concurrent_ddl(statements: usize) => |config| config.limits.max_concurrent_ddl = statements.max(1);
    /// The number of queries and other statements that are not DDL which this connection runs in Athena at once; further ones wait. At
    /// least 1. Default: 200, Athena's [usual quota](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html).
    max_concurrent_dml(statements: usize) => |config| config.limits.max_concurrent_dml = statements.max(1);
    /// The longest pause between two polls of a query, at least 10 ms. Default: one second. The first poll is after at most 100 ms all the same.
    poll_interval(longest: Duration) => |config| config.timeouts.poll_interval = longest.max(Duration::from_millis(10));
    /// How long a query may take from start to end: after that it is stopped, if it is being awaited. Default: no deadline.
    deadline(after: Duration) => |config| config.timeouts.deadline = Some(after);
    /// The timeout of one request, after which it is retried. Default: one minute.
    request_timeout(timeout: Duration) => |config| config.timeouts.request = timeout;
    /// The number of times that a request is sent before a throttle or a fault becomes an error; 1 for no retries. Default: 5.
    max_attempts(attempts: u32) => |config| config.retries.max_attempts = attempts.max(1);
    /// The pause before the first retry; it doubles with each further one, and has jitter. Default: 200 ms.
    retry_delay(delay: Duration) => |config| config.retries.delay = delay;
    /// Called with the result of each poll, the last one included. It should return quickly: the query waits for it.
    on_progress(callback: impl Fn(&Progress) + Send + Sync + 'static) => |config| config.on_progress = Some(Arc::new(callback));
}

impl AthenaBuilder {
    /// Resolves the region and the credentials. Nothing is sent to Athena yet.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for settings that contradict each other or that Athena does not accept, and when
    /// the region is not known.
    pub async fn connect(self) -> Result<Athena> {
        Athena::open(self.0).await
    }
}

/// Here, so that the connection does not depend on its builder.
impl Athena {
    /// Configures a connection.
    pub fn builder() -> AthenaBuilder {
        AthenaBuilder::default()
    }

    /// The builder of the connection that a URL describes.
    ///
    /// # Errors
    /// [`ErrorKind::Url`](crate::ErrorKind::Url) for what is wrong with the URL.
    pub fn from_url(url: &str) -> Result<AthenaBuilder> {
        url::parse(url).map(AthenaBuilder)
    }
}
