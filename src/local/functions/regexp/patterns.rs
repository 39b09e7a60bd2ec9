//! Compiled patterns, of regular expressions and of `LIKE`.

use datafusion::common::Result;
use regex::Regex;

use super::{
    super::support::{arguments::invalid_argument, per_pattern::PerPattern},
    joni,
};

#[derive(Default)]
pub(super) struct CompiledPatterns(PerPattern<Regex>);

impl CompiledPatterns {
    pub(super) fn get(&mut self, pattern: &str, compile: impl FnOnce() -> Result<Regex>) -> Result<&Regex> {
        self.0.get(pattern, compile)
    }

    pub(super) fn regexp(&mut self, pattern: &str) -> Result<&Regex> {
        self.get(pattern, || {
            Regex::new(&joni::translated(pattern)?).map_err(|cause| {
                let message = format!("`{pattern}` is not a regular expression: {cause}");
                invalid_argument(message.replace('\n', " "))
            })
        })
    }
}
