//! Engines by URL.

#[cfg(feature = "athena")]
use crate::athena::Athena;
#[cfg(feature = "local")]
use crate::local::Local;
use crate::{
    engine::{Engine, Execution},
    error::{Error, Result},
    schema::{CatalogColumn, TableName},
    statement::Statement,
};

/// An engine chosen at run time, by its URL.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Connection {
    /// `awsathena+rest://…`
    #[cfg(feature = "athena")]
    Athena(Athena),
    /// `local:ROOT`
    #[cfg(feature = "local")]
    Local(Local),
}

#[async_trait::async_trait]
impl Engine for Connection {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        match self {
            #[cfg(feature = "athena")]
            Self::Athena(engine) => engine.run(statement).await,
            #[cfg(feature = "local")]
            Self::Local(engine) => engine.run(statement).await,
        }
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        match self {
            #[cfg(feature = "athena")]
            Self::Athena(engine) => engine.table_columns(name).await,
            #[cfg(feature = "local")]
            Self::Local(engine) => engine.table_columns(name).await,
        }
    }
}

/// Connects to the engine that a URL names.
///
/// | URL | engine |
/// |---|---|
/// | `awsathena+rest://[KEY:SECRET]@athena.REGION.amazonaws.com:443/SCHEMA?s3_staging_dir=…&work_group=…` | Athena, by the URL that PyAthena takes (feature `athena`); the README lists its parameters |
/// | `local:ROOT` | the embedded engine over the directory ROOT, where `ROOT/BUCKET/KEY` is `s3://BUCKET/KEY` (feature `local`) |
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> quilt_athena::Result<()> {
/// let engine = quilt_athena::connect("awsathena+rest://@athena.us-east-1.amazonaws.com:443/default?work_group=analysts").await?;
/// # let _ = engine;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::Url`](crate::ErrorKind::Url) for a URL that names no engine of this build; the engine's own errors when it cannot be opened.
pub async fn connect(url: &str) -> Result<Connection> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(invalid(url, "it has no scheme"));
    };
    match scheme {
        #[cfg(feature = "local")]
        "local" if rest.is_empty() => Err(invalid(url, "the directory is missing")),
        #[cfg(feature = "local")]
        "local" => Local::open(rest).map(Connection::Local),
        #[cfg(feature = "athena")]
        "awsathena" | "awsathena+rest" => Athena::from_url(url)?.connect().await.map(Connection::Athena),
        other => {
            let _ = rest;
            Err(invalid(url, &format!("`{other}` is not the scheme of an engine in this build")))
        }
    }
}

fn invalid(url: &str, reason: &str) -> Error {
    let forms = "use `awsathena+rest://@athena.REGION.amazonaws.com:443/SCHEMA?s3_staging_dir=…`, or `local:ROOT`, where ROOT/BUCKET/KEY is s3://BUCKET/KEY";
    Error::url(url, format!("{reason}; {forms}"))
}
