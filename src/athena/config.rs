//! The configuration of a connection.

use std::{fmt, sync::Arc, time::Duration};

use super::status::QueryState;

/// The data catalog of names without one, unless the connection has another: Athena's own.
pub(super) const DEFAULT_CATALOG: &str = "AwsDataCatalog";

/// A string that never appears in Debug output.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How results are encrypted in S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encryption {
    /// Server-side, with a key that S3 manages.
    SseS3,
    /// Server-side, with a KMS key.
    SseKms,
    /// Client-side, by Athena, with a KMS key. This driver can read such a result only through `GetQueryResults`.
    CseKms,
}

/// How rows are read.
///
/// | mode | reads from | good for |
/// |---|---|---|
/// | `Auto` | the first page from `GetQueryResults`; if there are more, the CSV object in S3 where that is allowed, else the remaining pages | everything |
/// | `Api` | `GetQueryResults`, 1,000 rows a page, the next page requested while one is decoded | roles that may not read S3, managed results |
/// | `Csv` | the CSV object, in ranges, several at once | large results |
/// | `Unload` | Parquet: the query runs as UNLOAD to a prefix below the staging directory; the files are removed afterwards | very large results |
///
/// In `Auto`, an object that is missing or that the role may not read is not an error: the rows come through `GetQueryResults`. The same
/// holds, in every mode but `Unload`, for results that Athena manages itself or that only Athena can decrypt. `Unload` is never chosen
/// automatically: it writes to S3, does not keep the order of rows, and refuses columns without a name, columns of the same name, and
/// types that Parquet does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ResultMode {
    /// The fastest way that this role is allowed.
    #[default]
    Auto,
    /// `GetQueryResults` only.
    Api,
    /// The CSV object.
    Csv,
    /// UNLOAD to Parquet.
    Unload,
}

/// How far a query is: the argument of a progress callback.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Progress {
    /// The query execution ID.
    pub id: String,
    /// The state of the query.
    pub state: QueryState,
    /// Bytes scanned so far, as reported by Athena.
    pub bytes_scanned: u64,
    /// Time since the query was started.
    pub elapsed: Duration,
}

pub(super) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Where the credentials come from; all `None` for the AWS SDK's own chain.
#[derive(Debug, Clone, Default)]
pub(super) struct CredentialConfig {
    pub(super) access_key_id: Option<String>,
    pub(super) secret_access_key: Option<Secret>,
    pub(super) session_token: Option<Secret>,
    pub(super) profile_name: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) role_session_name: Option<String>,
    pub(super) external_id: Option<Secret>,
    pub(super) role_duration: Option<Duration>,
}

/// What a connection may do, and cost.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) price_per_tb: f64,
    pub(super) query_budget: Option<u64>,
    pub(super) session_budget: Option<u64>,
    pub(super) read_only: bool,
    pub(super) max_concurrent_ddl: usize,
    pub(super) max_concurrent_dml: usize,
}

/// How long queries and requests may take, and how often a query is polled.
#[derive(Debug, Clone)]
pub(super) struct Timeouts {
    pub(super) poll_interval: Duration,
    pub(super) deadline: Option<Duration>,
    pub(super) request: Duration,
}

/// How often, and after which pause, a request is sent again.
#[derive(Debug, Clone)]
pub(super) struct Retries {
    pub(super) delay: Duration,
    pub(super) max_attempts: u32,
}

#[derive(Clone)]
pub(super) struct Config {
    pub(super) credentials: CredentialConfig,
    pub(super) region: Option<String>,
    pub(super) schema: String,
    pub(super) catalog: Option<String>,
    pub(super) work_group: Option<String>,
    pub(super) staging_dir: Option<String>,
    pub(super) encryption: Option<Encryption>,
    pub(super) kms_key: Option<String>,
    pub(super) expected_bucket_owner: Option<String>,
    pub(super) bucket_owner_full_control: bool,
    pub(super) endpoint_url: Option<String>,
    pub(super) s3_endpoint_url: Option<String>,
    pub(super) result_mode: ResultMode,
    pub(super) reuse: bool,
    pub(super) reuse_minutes: u32,
    pub(super) stop_on_drop: bool,
    pub(super) limits: Limits,
    pub(super) timeouts: Timeouts,
    pub(super) retries: Retries,
    pub(super) on_progress: Option<OnProgress>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            credentials: CredentialConfig::default(),
            region: None,
            schema: "default".to_owned(),
            catalog: None,
            work_group: None,
            staging_dir: None,
            encryption: None,
            kms_key: None,
            expected_bucket_owner: None,
            bucket_owner_full_control: false,
            endpoint_url: None,
            s3_endpoint_url: None,
            result_mode: ResultMode::Auto,
            reuse: false,
            reuse_minutes: 60,
            stop_on_drop: true,
            limits: Limits {
                price_per_tb: 5.0,
                query_budget: None,
                session_budget: None,
                read_only: false,
                max_concurrent_ddl: 20,
                max_concurrent_dml: 200,
            },
            timeouts: Timeouts {
                poll_interval: Duration::from_secs(1),
                deadline: None,
                request: Duration::from_secs(60),
            },
            retries: Retries { delay: Duration::from_millis(200), max_attempts: 5 },
            on_progress: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("credentials", &self.credentials)
            .field("region", &self.region)
            .field("schema", &self.schema)
            .field("catalog", &self.catalog)
            .field("work_group", &self.work_group)
            .field("staging_dir", &self.staging_dir)
            .field("result_mode", &self.result_mode)
            .field("limits", &self.limits)
            .field("timeouts", &self.timeouts)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
