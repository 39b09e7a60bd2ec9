//! Compiled patterns, of regular expressions and of `LIKE`.

use std::collections::HashMap;

use datafusion::common::Result;
use regex::Regex;

use super::{super::support::arguments::invalid_argument, joni};

/// Each pattern is compiled once per batch.
#[derive(Default)]
pub(super) struct CompiledPatterns(HashMap<String, Regex>);

impl CompiledPatterns {
    pub(super) fn get(&mut self, pattern: &str, compile: impl FnOnce() -> Result<Regex>) -> Result<&Regex> {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), compile()?);
        }
        Ok(&self.0[pattern])
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
