//! What a connection is told.

use std::{fmt, sync::Arc, time::Duration};

use super::{QueryState, session::Athena};
use crate::error::Result;

/// A text that never appears in Debug.
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
    /// By S3, with its own keys.
    SseS3,
    /// By S3, with a key of KMS.
    SseKms,
    /// By Athena, with a key of KMS. Only `GetQueryResults` can read such a result here.
    CseKms,
}

/// How rows come back.
///
/// | mode | where from | good for |
/// |---|---|---|
/// | `Auto` | the first page from `GetQueryResults`; when there are more, the CSV object from S3 if that is allowed, else the other pages | everything |
/// | `Api` | `GetQueryResults`, 1,000 rows a page, the next page requested while one is decoded | roles that may not read S3, managed results |
/// | `Csv` | the CSV object, in ranges, several at once | large results |
/// | `Unload` | the query runs as UNLOAD to Parquet below the staging directory; the files are removed again | very large results |
///
/// In `Auto`, a way that is closed (no permission, no object) is no error: the rows come through `GetQueryResults`. So do, in every mode
/// but `Unload`, results that Athena manages itself or that only Athena can decrypt. `Unload` is never chosen by itself: it writes to S3, keeps no order, and refuses
/// columns without a name, columns of the same name, and types that Parquet does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ResultMode {
    /// The quickest way that is open.
    #[default]
    Auto,
    /// `GetQueryResults` only.
    Api,
    /// The CSV object.
    Csv,
    /// UNLOAD to Parquet.
    Unload,
}

/// How far a query is: what a progress callback gets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Progress {
    /// Athena's id of the query.
    pub id: String,
    /// Its state.
    pub state: QueryState,
    /// Bytes scanned so far, as far as Athena tells.
    pub bytes_scanned: u64,
    /// Since it was started.
    pub elapsed: Duration,
}

pub(super) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Who asks.
#[derive(Debug, Clone, Default)]
pub(super) struct Identity {
    pub(super) access_key_id: Option<String>,
    pub(super) secret_access_key: Option<Secret>,
    pub(super) session_token: Option<Secret>,
    pub(super) profile_name: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) role_session_name: Option<String>,
    pub(super) external_id: Option<Secret>,
    pub(super) duration: Option<Duration>,
}

/// What a connection may cost.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) price_per_tb: f64,
    pub(super) query_budget: Option<u64>,
    pub(super) session_budget: Option<u64>,
    pub(super) read_only: bool,
    pub(super) ddl_slots: usize,
    pub(super) dml_slots: usize,
}

/// How long things may take.
#[derive(Debug, Clone)]
pub(super) struct Times {
    pub(super) poll_interval: Duration,
    pub(super) deadline: Option<Duration>,
    pub(super) request_timeout: Duration,
    pub(super) retry_delay: Duration,
    pub(super) max_attempts: u32,
}

#[derive(Clone)]
pub(super) struct Config {
    pub(super) identity: Identity,
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
    pub(super) times: Times,
    pub(super) on_progress: Option<OnProgress>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
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
                ddl_slots: 20,
                dml_slots: 200,
            },
            times: Times {
                poll_interval: Duration::from_secs(1),
                deadline: None,
                request_timeout: Duration::from_secs(60),
                retry_delay: Duration::from_millis(200),
                max_attempts: 5,
            },
            on_progress: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("identity", &self.identity)
            .field("region", &self.region)
            .field("schema", &self.schema)
            .field("catalog", &self.catalog)
            .field("work_group", &self.work_group)
            .field("staging_dir", &self.staging_dir)
            .field("result_mode", &self.result_mode)
            .field("limits", &self.limits)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// A connection to Athena, step by step. What is not set here is taken from the environment, and what is not set there is not sent:
/// so the settings of the workgroup hold.
///
/// ```no_run
/// use std::time::Duration;
///
/// use quilt_athena::athena::{Athena, ResultMode};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
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
/// # Ok::<(), quilt_athena::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a connection is made by `connect`"]
pub struct AthenaBuilder(pub(super) Config);

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $of:ty),*) => |$config:ident| $set:expr;)+) => {
        impl AthenaBuilder {
            $($(#[$doc])* pub fn $name(mut self, $($arg: $of),*) -> Self {
                let $config = &mut self.0;
                $set;
                self
            })+
        }
    };
}

settings! {
    /// The AWS region; else that of the environment or the profile.
    region(region: impl Into<String>) => |config| config.region = Some(region.into());
    /// The schema (Athena also says database) of names without one; else `default`.
    schema(schema: impl Into<String>) => |config| config.schema = schema.into();
    /// The data catalog of names without one; else Athena's own, `AwsDataCatalog`.
    catalog(catalog: impl Into<String>) => |config| config.catalog = Some(catalog.into());
    /// The workgroup; else `AWS_ATHENA_WORK_GROUP`, else Athena's `primary`.
    work_group(name: impl Into<String>) => |config| config.work_group = Some(name.into());
    /// Where results go: `s3://bucket/prefix/`. Else `AWS_ATHENA_S3_STAGING_DIR`, else what the workgroup says.
    staging_dir(uri: impl Into<String>) => |config| config.staging_dir = Some(uri.into());
    /// How results are encrypted, and with which key of KMS.
    encryption(option: Encryption, kms_key: Option<String>) => |config| {
        config.encryption = Some(option);
        config.kms_key = kms_key;
    };
    /// The account (12 digits) that has to own the bucket of results.
    expected_bucket_owner(account: impl Into<String>) => |config| config.expected_bucket_owner = Some(account.into());
    /// Gives the bucket's owner full control of result objects.
    bucket_owner_full_control() => |config| config.bucket_owner_full_control = true;
    /// Fixed credentials; else the chain of the AWS SDK: environment, profile, SSO, container, instance.
    credentials(access_key_id: impl Into<String>, secret_access_key: impl Into<String>, session_token: Option<String>) => |config| {
        config.identity.access_key_id = Some(access_key_id.into());
        config.identity.secret_access_key = Some(Secret(secret_access_key.into()));
        config.identity.session_token = session_token.map(Secret);
    };
    /// The profile of AWS's shared configuration.
    profile_name(name: impl Into<String>) => |config| config.identity.profile_name = Some(name.into());
    /// A role to take on first; it is taken on again before its credentials end.
    role_arn(arn: impl Into<String>) => |config| config.identity.role_arn = Some(arn.into());
    /// What that role's session is called in logs.
    role_session_name(name: impl Into<String>) => |config| config.identity.role_session_name = Some(name.into());
    /// The external id that the role's owner asks for.
    external_id(id: impl Into<String>) => |config| config.identity.external_id = Some(Secret(id.into()));
    /// How long the role's credentials hold before they are renewed: 15 minutes to 12 hours; else one hour.
    role_duration(duration: Duration) => |config| config.identity.duration = Some(duration);
    /// Another address of Athena: a VPC endpoint, a test server. Else `AWS_ENDPOINT_URL_ATHENA`, `AWS_ENDPOINT_URL` or the profile's.
    endpoint_url(url: impl Into<String>) => |config| config.endpoint_url = Some(url.into());
    /// Another address of S3, asked path-style. Else `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
    s3_endpoint_url(url: impl Into<String>) => |config| config.s3_endpoint_url = Some(url.into());
    /// How rows come back.
    result_mode(mode: ResultMode) => |config| config.result_mode = mode;
    /// Lets Athena answer with the result of the same query, if it is at most so old (up to 7 days, whole minutes).
    result_reuse(max_age: Duration) => |config| {
        config.reuse = true;
        config.reuse_minutes = u32::try_from(max_age.as_secs() / 60).unwrap_or(u32::MAX);
    };
    /// Whether a query is stopped when nobody waits for it any more; it is, unless this says `false`.
    stop_on_drop(stop: bool) => |config| config.stop_on_drop = stop;
    /// Dollars per terabyte scanned, for estimates; else 5, [Athena's price](https://aws.amazon.com/athena/pricing/) in most regions.
    price_per_tb(dollars: f64) => |config| config.limits.price_per_tb = dollars;
    /// Bytes that one query may scan: one that scans more is stopped. What it has scanned is seen when it is looked at, by whoever waits for
    /// it: a query that nobody waits for is not watched over.
    query_budget(bytes: u64) => |config| config.limits.query_budget = Some(bytes);
    /// Bytes that all queries of this connection and its clones may scan: then nothing is started any more, and what runs is stopped. What a
    /// query scans after the last look of whoever waited for it is not counted.
    session_budget(bytes: u64) => |config| config.limits.session_budget = Some(bytes);
    /// Refuses every statement that is not known to change nothing.
    read_only() => |config| config.limits.read_only = true;
    /// How many DDL statements and how many queries of this connection are in Athena at once; else 20 and 200, its usual quotas.
    slots(ddl: usize, dml: usize) => |config| {
        config.limits.ddl_slots = ddl.max(1);
        config.limits.dml_slots = dml.max(1);
    };
    /// The longest time between two looks at a query; else one second. The first look is after at most 100 ms all the same.
    poll_interval(longest: Duration) => |config| config.times.poll_interval = longest.max(Duration::from_millis(10));
    /// How long a query may take from start to end: then it is stopped, if somebody waits for it.
    deadline(after: Duration) => |config| config.times.deadline = Some(after);
    /// How long one request may take; else a minute. A request that takes longer is tried again.
    request_timeout(timeout: Duration) => |config| config.times.request_timeout = timeout;
    /// How often a request is sent before a throttle or fault is an error, 1 for once; else 5.
    max_attempts(attempts: u32) => |config| config.times.max_attempts = attempts.max(1);
    /// The pause before a second attempt; it doubles with each further one, and has jitter. Else 200 ms.
    retry_delay(delay: Duration) => |config| config.times.retry_delay = delay;
    /// Called with what looks at a query have shown, the last one included. It should be quick: the query waits for it.
    on_progress(call: impl Fn(&Progress) + Send + Sync + 'static) => |config| config.on_progress = Some(Arc::new(call));
}

impl AthenaBuilder {
    /// Settles region and credentials. Nothing is sent to Athena yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`](crate::ErrorKind::Settings) for settings that contradict each other or that Athena does not take, and where no region is known.
    pub async fn connect(self) -> Result<Athena> {
        Athena::open(self.0).await
    }
}
