//! Engines by address.

use crate::{
    engine::{Engine, Execution},
    error::{ErrorKind, Result},
    local::Local,
    statement::Statement,
};

/// An engine that was chosen at run time.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Connection {
    /// `local:ROOT`
    Local(Local),
}

#[async_trait::async_trait]
impl Engine for Connection {
    async fn execute(&self, statement: &Statement) -> Result<Execution> {
        match self {
            Self::Local(engine) => engine.execute(statement).await,
        }
    }
}

/// The engine at an address.
///
/// | address | engine |
/// |---|---|
/// | `local:ROOT` | the embedded engine over the folder ROOT, where `ROOT/BUCKET/KEY` stands for `s3://BUCKET/KEY` |
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let engine = quilt_athena::connect("local:tests/buckets").await?;
/// # let _ = engine;
/// # Ok::<(), quilt_athena::Error>(())
/// # }).unwrap();
/// ```
///
/// # Errors
/// [`ErrorKind::Url`] for an address of no engine; what the engine says when it cannot be opened.
// Asynchronous, as every engine but the embedded one needs it.
pub async fn connect(url: &str) -> Result<Connection> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(unknown(url, "it has no scheme"));
    };
    match scheme {
        "local" if rest.is_empty() => Err(unknown(url, "the folder is missing")),
        "local" => Local::open(rest).map(Connection::Local),
        "awsathena" | "awsathena+rest" => Err(unknown(url, "this version has no Athena driver yet")),
        other => Err(unknown(url, &format!("`{other}` is no scheme of an engine"))),
    }
}

fn unknown(url: &str, reason: &str) -> crate::Error {
    let reason = format!("{reason}; use `local:ROOT`, where ROOT/BUCKET/KEY stands for s3://BUCKET/KEY");
    ErrorKind::Url { url: without_credentials(url), reason }.into()
}

/// `scheme://user:secret@host` without what stands before the `@`.
fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((_, host)) => format!("{scheme}://…@{}", host.split('?').next().unwrap_or_default()),
            None => format!("{scheme}://{}", rest.split('?').next().unwrap_or_default()),
        },
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_about_an_address_holds_no_secret() {
        let shown =
            super::without_credentials("awsathena+rest://KEY:SECRET@athena.us-east-1.amazonaws.com/db?token=SECRET");
        assert_eq!(shown, "awsathena+rest://…@athena.us-east-1.amazonaws.com/db");
    }
}
