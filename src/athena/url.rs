//! `awsathena+rest://…`: the URL that PyAthena takes.

use std::time::Duration;

use url::Url;

use super::config::{AthenaBuilder, Config, Encryption, ResultMode, Secret};
use crate::error::{Error, Result, nearest};

type Set = fn(&mut Config, &str) -> Result<(), String>;

/// One line per parameter: its name, the setting, and how its text is read.
macro_rules! parameters {
    (|$text:ident| $($name:literal => $($setting:ident).+ = $value:expr;)+) => {
        &[$(($name, |config, $text| {
            config.$($setting).+ = $value;
            Ok(())
        })),+]
    };
}

/// The parameters. The names up to `endpoint_url` are PyAthena's.
const PARAMETERS: &[(&str, Set)] = parameters! { |text|
    "s3_staging_dir" => staging_dir = some(text);
    "work_group" => work_group = some(text);
    "catalog_name" => catalog = some(text);
    "schema_name" => schema = text.to_owned();
    "region_name" => region = some(text);
    "poll_interval" => times.poll_interval = seconds(text)?.max(Duration::from_millis(10));
    "result_reuse_enable" => reuse = boolean(text)?;
    "result_reuse_minutes" => reuse_minutes = number(text)?;
    "encryption_option" => encryption = Some(encryption(text)?);
    "kms_key" => kms_key = some(text);
    "profile_name" => identity.profile_name = some(text);
    "role_arn" => identity.role_arn = some(text);
    "role_session_name" => identity.role_session_name = some(text);
    "external_id" => identity.external_id = some(text).map(Secret);
    "duration_seconds" => identity.duration = Some(Duration::from_secs(number(text)?));
    "aws_access_key_id" => identity.access_key_id = some(text);
    "aws_secret_access_key" => identity.secret_access_key = some(text).map(Secret);
    "aws_session_token" => identity.session_token = some(text).map(Secret);
    "kill_on_interrupt" => stop_on_drop = boolean(text)?;
    "unload" => result_mode = if boolean(text)? { ResultMode::Unload } else { ResultMode::Auto };
    "endpoint_url" => endpoint_url = some(text);
    "s3_endpoint_url" => s3_endpoint_url = some(text);
    "result_mode" => result_mode = result_mode(text)?;
    "deadline" => times.deadline = Some(seconds(text)?);
    "request_timeout" => times.request_timeout = seconds(text)?;
    "max_attempts" => times.max_attempts = at_least_one(text)?;
    "retry_delay" => times.retry_delay = seconds(text)?;
    "read_only" => limits.read_only = boolean(text)?;
    "query_budget" => limits.query_budget = Some(number(text)?);
    "session_budget" => limits.session_budget = Some(number(text)?);
    "price_per_tb" => limits.price_per_tb = price(text)?;
    "ddl_slots" => limits.ddl_slots = at_least_one(text)? as usize;
    "dml_slots" => limits.dml_slots = at_least_one(text)? as usize;
    "expected_bucket_owner" => expected_bucket_owner = some(text);
};

/// Parameters of PyAthena that mean nothing here, and what to use instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cache_size", "this driver keeps no results; `result_reuse_enable=true` lets Athena reuse its own"),
    (
        "cache_expiration_time",
        "this driver keeps no results; `result_reuse_minutes` limits the age of those that Athena reuses",
    ),
    ("cursor_kwargs", "there are no cursors here; `result_mode` says how rows come back"),
    ("duration", "say `duration_seconds` for a role's credentials, `deadline` for a query"),
    ("serial_number", "use a profile with `mfa_serial`, or credentials of a session"),
    ("use_ssl", "say `endpoint_url=http://…` for a server without TLS"),
    ("verify", "certificates are always verified, against the system's"),
];

/// The connection that a URL describes.
///
/// # Errors
/// [`ErrorKind::Url`](crate::ErrorKind::Url), without the credentials that may be in the URL.
pub(super) fn parse(text: &str) -> Result<AthenaBuilder> {
    let mut config = Config::default();
    match read(text, &mut config) {
        Ok(()) => Ok(AthenaBuilder(config)),
        Err(reason) => Err(Error::url(text, reason)),
    }
}

fn read(text: &str, config: &mut Config) -> Result<(), String> {
    let url = Url::parse(text).map_err(|cause| cause.to_string())?;
    if let Some(host) = url.host_str().filter(|host| !host.is_empty()) {
        config.region = Some(region(host)?);
    }
    if !url.username().is_empty() {
        config.identity.access_key_id = Some(decoded(url.username(), "the access key")?);
    }
    if let Some(password) = url.password() {
        config.identity.secret_access_key = Some(Secret(decoded(password, "the secret key")?));
    }
    let schema = decoded(url.path().trim_matches('/'), "the schema")?;
    if !schema.is_empty() {
        config.schema = schema;
    }
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in url.query_pairs() {
        let Some((_, set)) = PARAMETERS.iter().find(|(known, _)| *known == name) else {
            return Err(unknown(&name));
        };
        if seen.iter().any(|other| *other == name) {
            return Err(format!("`{name}` is in it twice"));
        }
        // As PyAthena: a name without a value is a name that is not there.
        if !value.is_empty() {
            set(config, &value).map_err(|reason| format!("`{name}`: {reason}"))?;
        }
        seen.push(name.into_owned());
    }
    Ok(())
}

fn unknown(name: &str) -> String {
    if let Some((_, advice)) = ELSEWHERE.iter().find(|(known, _)| *known == name) {
        return format!("`{name}` is no parameter here: {advice}");
    }
    match nearest(name, PARAMETERS.iter().map(|(known, _)| (*known).to_owned())) {
        Some(nearest) => format!("there is no parameter `{name}`; did you mean `{nearest}`?"),
        None => {
            let names: Vec<_> = PARAMETERS.iter().map(|(known, _)| *known).collect();
            format!("there is no parameter `{name}`; there are {}", names.join(", "))
        }
    }
}

/// `athena.REGION.amazonaws.com`, or a region by itself.
fn region(host: &str) -> Result<String, String> {
    let host = host.to_ascii_lowercase();
    let named = host
        .strip_prefix("athena.")
        .and_then(|rest| rest.strip_suffix(".amazonaws.com").or_else(|| rest.strip_suffix(".amazonaws.com.cn")));
    let region = named.unwrap_or(&host);
    // `us-east-1`, `us-gov-west-1`
    let parts: Vec<&str> = region.split('-').collect();
    let plain = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !plain || parts.len() < 3 {
        return Err(format!(
            "the host `{host}` is not `athena.REGION.amazonaws.com`; for another address keep such a host and add `endpoint_url=…`"
        ));
    }
    Ok(region.to_owned())
}

fn decoded(text: &str, what: &str) -> Result<String, String> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| format!("{what} is no UTF-8 once decoded"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The words that PyAthena takes.
fn boolean(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Ok(true),
        "n" | "no" | "f" | "false" | "off" | "0" => Ok(false),
        _ => Err(format!("`{text}` is neither `true` nor `false`")),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is not a whole number"))
}

fn at_least_one(text: &str) -> Result<u32, String> {
    match number(text)? {
        0 => Err("it is at least 1".to_owned()),
        number => Ok(number),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| format!("`{text}` is not a number of seconds above 0"))
}

fn price(text: &str) -> Result<f64, String> {
    let price = text.parse::<f64>().ok().filter(|price| price.is_finite() && *price >= 0.0);
    price.ok_or_else(|| format!("`{text}` is not a price in dollars"))
}

fn encryption(text: &str) -> Result<Encryption, String> {
    match text {
        "SSE_S3" => Ok(Encryption::SseS3),
        "SSE_KMS" => Ok(Encryption::SseKms),
        "CSE_KMS" => Ok(Encryption::CseKms),
        _ => Err(format!("`{text}` is none of SSE_S3, SSE_KMS, CSE_KMS")),
    }
}

fn result_mode(text: &str) -> Result<ResultMode, String> {
    match text.to_ascii_lowercase().as_str() {
        "auto" => Ok(ResultMode::Auto),
        "api" => Ok(ResultMode::Api),
        "csv" => Ok(ResultMode::Csv),
        "unload" => Ok(ResultMode::Unload),
        _ => Err(format!("`{text}` is none of auto, api, csv, unload")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config(url: &str) -> Config {
        parse(url).expect("a URL").0
    }

    fn refused(url: &str) -> String {
        parse(url).expect_err("no connection").to_string()
    }

    #[test]
    fn a_url_of_pyathena_is_read_as_pyathena_reads_it() {
        let config = config(
            "awsathena+rest://AKID:s%2Fcret@athena.eu-west-1.amazonaws.com:443/my_db?s3_staging_dir=s3%3A%2F%2Fb%2Fp%20q%2F\
             &work_group=wg&catalog_name=c&poll_interval=0.5&result_reuse_enable=True&result_reuse_minutes=5&kms_key=k\
             &encryption_option=SSE_KMS&profile_name=p&role_arn=r&external_id=e&duration_seconds=900",
        );
        assert_eq!(config.region.as_deref(), Some("eu-west-1"));
        assert_eq!(config.schema, "my_db");
        assert_eq!(config.identity.access_key_id.as_deref(), Some("AKID"));
        assert_eq!(config.identity.secret_access_key, Some(Secret("s/cret".to_owned())));
        assert_eq!(config.staging_dir.as_deref(), Some("s3://b/p q/"));
        assert_eq!((config.reuse, config.reuse_minutes), (true, 5));
        assert_eq!(config.times.poll_interval, Duration::from_millis(500));
        assert_eq!(config.identity.duration, Some(Duration::from_secs(900)));
        assert_eq!(config.encryption, Some(Encryption::SseKms));
    }

    #[test]
    fn what_is_left_out_or_blank_is_not_set() {
        let config = config("awsathena+rest://@athena.us-east-1.amazonaws.com:443/?work_group=");
        assert_eq!(config.schema, "default");
        assert!(config.work_group.is_none() && config.staging_dir.is_none() && config.identity.access_key_id.is_none());
    }

    #[test]
    fn a_parameter_beats_the_part_of_the_url_that_says_the_same() {
        let config = config("awsathena://@athena.us-east-1.amazonaws.com/a?schema_name=b&region_name=us-west-2");
        assert_eq!((config.schema.as_str(), config.region.as_deref()), ("b", Some("us-west-2")));
    }

    #[test]
    fn mistakes_are_named_and_secrets_are_not() {
        let url = "awsathena+rest://AKID:TOPSECRET@athena.us-east-1.amazonaws.com/default?aws_session_token=TOPSECRET&";
        let cases = [
            ("work_grup=x", "there is no parameter `work_grup`; did you mean `work_group`?"),
            ("cache_size=5", "`cache_size` is no parameter here: this driver keeps no results"),
            ("poll_interval=never", "`poll_interval`: `never` is not a number of seconds above 0"),
            ("read_only=maybe", "`read_only`: `maybe` is neither `true` nor `false`"),
            ("work_group=a&work_group=b", "`work_group` is in it twice"),
        ];
        for (parameters, expected) in cases {
            let error = refused(&format!("{url}{parameters}"));
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("TOPSECRET"), "{error}");
        }
    }

    #[test]
    fn another_host_is_an_error_and_not_a_region() {
        for host in ["vpce-1.athena.us-east-1.vpce.amazonaws.com", "localhost:8080", "127.0.0.1:8080"] {
            let error = refused(&format!("awsathena+rest://@{host}/default"));
            assert!(error.contains("add `endpoint_url=…`"), "{error}");
        }
    }

    #[test]
    fn no_secret_is_in_debug() {
        let builder = parse(
            "awsathena://AKID:TOPSECRET@athena.us-east-1.amazonaws.com/?aws_session_token=TOPSECRET&external_id=TOPSECRET",
        );
        assert!(!format!("{builder:?}").contains("TOPSECRET"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_connection_or_an_error(text in "\\PC{0,60}") {
            let _ = parse(&text);
            let _ = parse(&format!("awsathena+rest://{text}"));
            let _ = parse(&format!("awsathena+rest://@athena.us-east-1.amazonaws.com/default?{text}"));
        }
    }
}
