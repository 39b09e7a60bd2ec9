//! The request that starts a query, and the settings that it cannot carry.

use aws_sdk_athena::{
    operation::start_query_execution::builders::StartQueryExecutionInputBuilder,
    types::{
        AclConfiguration, EncryptionConfiguration, EncryptionOption, QueryExecutionContext, ResultConfiguration,
        ResultReuseByAgeConfiguration, ResultReuseConfiguration, S3AclOption,
    },
};

use super::{
    config::{Config, Encryption, ResultMode},
    s3::bucket_and_key,
};
use crate::error::{Error, Result};

/// `StartQueryExecution`.
pub(super) fn start(config: &Config, sql: &str, parameters: &[String]) -> Result<StartQueryExecutionInputBuilder> {
    let context = QueryExecutionContext::builder().database(&config.schema).set_catalog(config.catalog.clone()).build();
    Ok(StartQueryExecutionInputBuilder::default()
        .query_string(sql)
        .set_execution_parameters((!parameters.is_empty()).then(|| parameters.to_vec()))
        // One token per logical query: only the attempts of this one request share it.
        .client_request_token(uuid::Uuid::new_v4().to_string())
        .query_execution_context(context)
        .set_work_group(config.work_group.clone())
        .set_result_configuration(result_configuration(config)?)
        .set_result_reuse_configuration(result_reuse(config)))
}

/// Refuses settings that contradict each other, or that Athena does not accept.
pub(super) fn check(config: &Config) -> Result<()> {
    if let Some(uri) = &config.staging_dir
        && bucket_and_key(&format!("{}/", uri.trim_end_matches('/'))).is_none()
    {
        return Err(Error::configuration(format!("`s3_staging_dir` is `{uri}`, but must be `s3://BUCKET/PREFIX/`")));
    }
    if config.kms_key.is_some() && !matches!(config.encryption, Some(Encryption::SseKms | Encryption::CseKms)) {
        let reason = "`kms_key` requires `encryption_option=SSE_KMS` or `CSE_KMS`";
        return Err(Error::configuration(reason));
    }
    if config.reuse_minutes > 10_080 {
        return Err(Error::configuration("`result_reuse_minutes` must be at most 10080, seven days"));
    }
    if config.result_mode == ResultMode::Unload && config.staging_dir.is_none() {
        let reason = "`result_mode=unload` requires `s3_staging_dir`: the files are written below it";
        return Err(Error::configuration(reason));
    }
    Ok(())
}

/// Only what was set: anything that is sent competes with the settings of the workgroup.
fn result_configuration(config: &Config) -> Result<Option<ResultConfiguration>> {
    let invalid = |cause: aws_sdk_athena::error::BuildError| Error::invalid_query(cause.to_string());
    let mut result = ResultConfiguration::builder().set_expected_bucket_owner(config.expected_bucket_owner.clone());
    if let Some(uri) = &config.staging_dir {
        result = result.output_location(format!("{}/", uri.trim_end_matches('/')));
    }
    if let Some(option) = config.encryption {
        let option = match option {
            Encryption::SseS3 => EncryptionOption::SseS3,
            Encryption::SseKms => EncryptionOption::SseKms,
            Encryption::CseKms => EncryptionOption::CseKms,
        };
        let encryption =
            EncryptionConfiguration::builder().encryption_option(option).set_kms_key(config.kms_key.clone());
        result = result.encryption_configuration(encryption.build().map_err(invalid)?);
    }
    if config.bucket_owner_full_control {
        let acl =
            AclConfiguration::builder().s3_acl_option(S3AclOption::BucketOwnerFullControl).build().map_err(invalid)?;
        result = result.acl_configuration(acl);
    }
    let result = result.build();
    let empty = ResultConfiguration::builder().build();
    Ok((result != empty).then_some(result))
}

fn result_reuse(config: &Config) -> Option<ResultReuseConfiguration> {
    if !config.reuse {
        return None;
    }
    let by_age = ResultReuseByAgeConfiguration::builder()
        .enabled(true)
        .max_age_in_minutes(i32::try_from(config.reuse_minutes).unwrap_or(i32::MAX))
        .build();
    Some(ResultReuseConfiguration::builder().result_reuse_by_age_configuration(by_age).build())
}
