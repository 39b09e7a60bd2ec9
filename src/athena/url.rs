//! `awsathena+rest://…`: the URL that PyAthena takes.

use std::time::Duration;

use url::Url;

use super::config::{Config, Encryption, ResultMode, Secret};
use crate::error::{Error, Result, nearest};

type SetParameter = fn(&mut Config, &str) -> Result<(), String>;

/// One line per parameter: its name, the setting, and how its value is read.
macro_rules! parameters {
    (|$input:ident| $($name:literal => $($setting:ident).+ = $value:expr;)+) => {
        &[$(($name, |config, $input| {
            config.$($setting).+ = $value;
            Ok(())
        })),+]
    };
}

/// The parameters. The names up to `endpoint_url` are PyAthena's.
pub(super) const PARAMETERS: &[(&str, SetParameter)] = parameters! { |value|
    "s3_staging_dir" => staging_dir = some(value);
    "work_group" => work_group = some(value);
    "catalog_name" => catalog = some(value);
    "schema_name" => schema = value.to_owned();
    "region_name" => region = some(value);
    "poll_interval" => timeouts.poll_interval = seconds(value)?.max(Duration::from_millis(10));
    "result_reuse_enable" => reuse = boolean(value)?;
    "result_reuse_minutes" => reuse_minutes = number(value)?;
    "encryption_option" => encryption = Some(encryption(value)?);
    "kms_key" => kms_key = some(value);
    "profile_name" => credentials.profile_name = some(value);
    "role_arn" => credentials.role_arn = some(value);
    "role_session_name" => credentials.role_session_name = some(value);
    "external_id" => credentials.external_id = some(value).map(Secret);
    "duration_seconds" => credentials.role_duration = Some(Duration::from_secs(number(value)?));
    "aws_access_key_id" => credentials.access_key_id = some(value);
    "aws_secret_access_key" => credentials.secret_access_key = some(value).map(Secret);
    "aws_session_token" => credentials.session_token = some(value).map(Secret);
    "kill_on_interrupt" => stop_on_drop = boolean(value)?;
    "unload" => result_mode = if boolean(value)? { ResultMode::Unload } else { ResultMode::Auto };
    "endpoint_url" => endpoint_url = some(value);
    "s3_endpoint_url" => s3_endpoint_url = some(value);
    "result_mode" => result_mode = result_mode(value)?;
    "deadline" => timeouts.deadline = Some(seconds(value)?);
    "request_timeout" => timeouts.request = seconds(value)?;
    "max_attempts" => retries.max_attempts = at_least_one(value)?;
    "retry_delay" => retries.delay = seconds(value)?;
    "read_only" => limits.read_only = boolean(value)?;
    "query_budget" => limits.query_budget = Some(number(value)?);
    "session_budget" => limits.session_budget = Some(number(value)?);
    "price_per_tb" => limits.price_per_tb = price(value)?;
    "max_concurrent_ddl" => limits.max_concurrent_ddl = at_least_one(value)? as usize;
    "max_concurrent_dml" => limits.max_concurrent_dml = at_least_one(value)? as usize;
    "expected_bucket_owner" => expected_bucket_owner = some(value);
    "bucket_owner_full_control" => bucket_owner_full_control = boolean(value)?;
};

/// Parameters whose values have no spaces in AWS: one that does was a `+`.
const WITHOUT_SPACES: [&str; 7] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "external_id",
    "kms_key",
    "role_arn",
    "role_session_name",
];

/// Parameters of PyAthena that this driver does not have, and what to use instead.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("cache_size", "results are not cached here; `result_reuse_enable=true` lets Athena reuse its own"),
    (
        "cache_expiration_time",
        "results are not cached here; `result_reuse_minutes` limits the age of those that Athena reuses",
    ),
    ("cursor_kwargs", "there are no cursors here; `result_mode` chooses how rows are read"),
    ("duration", "use `duration_seconds` for a role's credentials, `deadline` for a query"),
    ("serial_number", "use a profile with `mfa_serial`, or the credentials of a session"),
    ("use_ssl", "use `endpoint_url=http://…` for a server without TLS"),
    ("verify", "certificates are always verified, against those of the system"),
];

/// The configuration that a URL describes.
///
/// # Errors
/// [`ErrorKind::Url`](crate::ErrorKind::Url), without the credentials that may be in the URL.
pub(super) fn parse(url: &str) -> Result<Config> {
    let mut config = Config::default();
    match read(url, &mut config) {
        Ok(()) => Ok(config),
        Err(reason) => Err(Error::url(url, reason)),
    }
}

fn read(url: &str, config: &mut Config) -> Result<(), String> {
    raw_credentials(url)?;
    let url = Url::parse(url).map_err(|cause| cause.to_string())?;
    if url.fragment().is_some() {
        return Err("a `#` in it has to be written as `%23`".to_owned());
    }
    if let Some(host) = url.host_str().filter(|host| !host.is_empty()) {
        config.region = Some(region(host)?);
    }
    if !url.username().is_empty() {
        config.credentials.access_key_id = Some(decoded(url.username(), "the access key")?);
    }
    if let Some(password) = url.password() {
        config.credentials.secret_access_key = Some(Secret(decoded(password, "the secret key")?));
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
            return Err(format!("the parameter `{name}` appears twice"));
        }
        // As in PyAthena, a parameter without a value counts as absent.
        if !value.is_empty() {
            if WITHOUT_SPACES.contains(&&*name) && value.contains(' ') {
                return Err(format!("`{name}`: a `+` in it has to be written as `%2B`, since `+` alone is a space"));
            }
            set(config, &value).map_err(|reason| format!("`{name}`: {reason}"))?;
        }
        seen.push(name.into_owned());
    }
    Ok(())
}

/// Refuses a key or secret with a character that ends the part of the URL before it: what follows would be taken for the host, the schema or
/// parameters. A secret of AWS often has a `/`.
fn raw_credentials(url: &str) -> Result<(), String> {
    let Some((_, rest)) = url.split_once("://") else { return Ok(()) };
    let Some(end) = rest.find(['/', '?', '#']) else { return Ok(()) };
    let (authority, behind) = rest.split_at(end);
    let is_host = |authority: &str| {
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        region(host.split_once(':').map_or(host, |(host, _)| host)).is_ok()
    };
    if is_host(authority) || !behind.contains('@') {
        return Ok(());
    }
    let (raw, encoded) = match behind.as_bytes()[0] {
        b'/' => ('/', "%2F"),
        b'?' => ('?', "%3F"),
        _ => ('#', "%23"),
    };
    Err(format!(
        "there is a `{raw}` before the `@`, where a key and a secret are percent-encoded: write `{raw}` as `{encoded}`, as in \
         `awsathena+rest://KEY:SECRET@athena.REGION.amazonaws.com`"
    ))
}

fn unknown(name: &str) -> String {
    if let Some((_, advice)) = UNSUPPORTED.iter().find(|(known, _)| *known == name) {
        return format!("`{name}` is not a parameter of this driver: {advice}");
    }
    match nearest(name, PARAMETERS.iter().map(|(known, _)| (*known).to_owned())) {
        Some(nearest) => format!("there is no parameter `{name}`; did you mean `{nearest}`?"),
        None => {
            let names: Vec<_> = PARAMETERS.iter().map(|(known, _)| *known).collect();
            format!("there is no parameter `{name}`; the parameters are {}", names.join(", "))
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
            "the host `{host}` is not `athena.REGION.amazonaws.com`; for another endpoint keep such a host and add `endpoint_url=…`"
        ));
    }
    Ok(region.to_owned())
}

fn decoded(value: &str, what: &str) -> Result<String, String> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
    decoded.map(Into::into).map_err(|_| format!("{what} is not UTF-8 once decoded"))
}

fn some(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// The words that PyAthena accepts.
fn boolean(value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Ok(true),
        "n" | "no" | "f" | "false" | "off" | "0" => Ok(false),
        _ => Err(format!("`{value}` is neither `true` nor `false`")),
    }
}

fn number<T: std::str::FromStr>(value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("`{value}` is not an integer"))
}

fn at_least_one(value: &str) -> Result<u32, String> {
    match number(value)? {
        0 => Err("it must be at least 1".to_owned()),
        number => Ok(number),
    }
}

fn seconds(value: &str) -> Result<Duration, String> {
    let seconds = value.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| format!("`{value}` is not a positive number of seconds"))
}

fn price(value: &str) -> Result<f64, String> {
    let price = value.parse::<f64>().ok().filter(|price| price.is_finite() && *price >= 0.0);
    price.ok_or_else(|| format!("`{value}` is not a price in dollars"))
}

fn encryption(value: &str) -> Result<Encryption, String> {
    match value {
        "SSE_S3" => Ok(Encryption::SseS3),
        "SSE_KMS" => Ok(Encryption::SseKms),
        "CSE_KMS" => Ok(Encryption::CseKms),
        _ => Err(format!("`{value}` is not one of SSE_S3, SSE_KMS, CSE_KMS")),
    }
}

fn result_mode(value: &str) -> Result<ResultMode, String> {
    match value.to_ascii_lowercase().as_str() {
        "auto" => Ok(ResultMode::Auto),
        "api" => Ok(ResultMode::Api),
        "csv" => Ok(ResultMode::Csv),
        "unload" => Ok(ResultMode::Unload),
        _ => Err(format!("`{value}` is not one of auto, api, csv, unload")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config(url: &str) -> Config {
        parse(url).expect("a URL")
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
        assert_eq!(config.credentials.access_key_id.as_deref(), Some("AKID"));
        assert_eq!(config.credentials.secret_access_key, Some(Secret("s/cret".to_owned())));
        assert_eq!(config.staging_dir.as_deref(), Some("s3://b/p q/"));
        assert_eq!((config.reuse, config.reuse_minutes), (true, 5));
        assert_eq!(config.timeouts.poll_interval, Duration::from_millis(500));
        assert_eq!(config.credentials.role_duration, Some(Duration::from_secs(900)));
        assert_eq!(config.encryption, Some(Encryption::SseKms));
    }

    #[test]
    fn what_is_left_out_or_blank_is_not_set() {
        let config = config("awsathena+rest://@athena.us-east-1.amazonaws.com:443/?work_group=");
        assert_eq!(config.schema, "default");
        assert!(
            config.work_group.is_none() && config.staging_dir.is_none() && config.credentials.access_key_id.is_none()
        );
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
            ("cache_size=5", "`cache_size` is not a parameter of this driver: results are not cached here"),
            ("poll_interval=never", "`poll_interval`: `never` is not a positive number of seconds"),
            ("read_only=maybe", "`read_only`: `maybe` is neither `true` nor `false`"),
            ("work_group=a&work_group=b", "the parameter `work_group` appears twice"),
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
    fn a_secret_that_is_not_percent_encoded_is_an_error_that_says_how_and_holds_none_of_it() {
        let host = "athena.us-east-1.amazonaws.com:443/default";
        let cases = [
            ("AKID:TOP/SECRET@", "`/` as `%2F`"),
            ("AKID:12/SECRET@", "`/` as `%2F`"),
            ("AKID:/TOP@SECRET@", "`/` as `%2F`"),
            ("TOP/SECRET@", "`/` as `%2F`"),
            ("AKID:TOP@SECRET/SECRET@", "`/` as `%2F`"),
            ("AKID:TOP?SECRET@", "`?` as `%3F`"),
            ("AKID:TOP@SECRET?SECRET@", "`?` as `%3F`"),
            ("AKID:TOP#SECRET@", "`#` as `%23`"),
        ];
        for (credentials, expected) in cases {
            let error = refused(&format!("awsathena+rest://{credentials}{host}?work_group=wg"));
            assert!(error.contains(expected), "{error}");
            for secret in ["TOP", "SECRET", "AKID", "akid", "`top"] {
                assert!(!error.replace("KEY:SECRET@athena", "").contains(secret), "{secret} is in: {error}");
            }
        }
        for odd in ["awsathena://AKID:TOP/SECRET@localhost:8080/db", "awsathena://TOP/SECRET@localhost"] {
            let error = refused(odd).replace("KEY:SECRET@athena", "");
            assert!(error.contains("`%2F`") && !error.contains("SECRET") && !error.contains("TOP"), "{error}");
        }
    }

    #[test]
    fn what_a_url_can_hold_as_it_is_needs_no_encoding() {
        let cases = ["a@b", "a:b", "a+b", "a=b", "a%2Fb", "a%3Fb%23", "@", ":"];
        for secret in cases {
            let config =
                config(&format!("awsathena://AKID:{secret}@athena.us-east-1.amazonaws.com/db?work_group=me@x"));
            let expected = secret.replace("%2F", "/").replace("%3F", "?").replace("%23", "#");
            assert_eq!(config.credentials.secret_access_key, Some(Secret(expected)));
            assert_eq!((config.schema.as_str(), config.work_group.as_deref()), ("db", Some("me@x")));
        }
        let parameters = "aws_secret_access_key=a/b%2Bc==&aws_session_token=@:?%23%26";
        let config = config(&format!("awsathena://@athena.us-east-1.amazonaws.com/?{parameters}"));
        assert_eq!(config.credentials.secret_access_key, Some(Secret("a/b+c==".to_owned())));
        assert_eq!(config.credentials.session_token, Some(Secret("@:?#&".to_owned())));
    }

    #[test]
    fn a_parameter_that_the_url_would_change_is_refused() {
        let base = "awsathena://@athena.us-east-1.amazonaws.com/?";
        for name in ["aws_secret_access_key", "aws_session_token", "external_id"] {
            let error = refused(&format!("{base}{name}=TOP+SECRET"));
            assert!(error.contains(&format!("`{name}`: a `+` in it has to be written as `%2B`")), "{error}");
            assert!(!error.contains("TOP") && !error.contains("SECRET"), "{error}");
            let error = refused(&format!("{base}{name}=TOP#SECRET"));
            assert!(error.contains("a `#` in it has to be written as `%23`"), "{error}");
            assert!(!error.contains("TOP") && !error.contains("SECRET"), "{error}");
        }
        assert_eq!(config(&format!("{base}profile_name=a+b")).credentials.profile_name.as_deref(), Some("a b"));
    }

    #[test]
    fn no_secret_is_in_debug() {
        let config = parse(
            "awsathena://AKID:TOPSECRET@athena.us-east-1.amazonaws.com/?aws_session_token=TOPSECRET&external_id=TOPSECRET",
        );
        assert!(!format!("{config:?}").contains("TOPSECRET"));
    }

    proptest! {
        #[test]
        fn any_string_is_a_configuration_or_an_error(text in "\\PC{0,60}") {
            let _ = parse(&text);
            let _ = parse(&format!("awsathena+rest://{text}"));
            let _ = parse(&format!("awsathena+rest://@athena.us-east-1.amazonaws.com/default?{text}"));
        }
    }
}
