//! What is made of a pattern is kept for the next row, which mostly has the same one.

use std::collections::HashMap;

use datafusion::common::Result;

/// Each pattern is read once per batch.
#[derive(Debug)]
pub(crate) struct PerPattern<T>(HashMap<String, T>);

impl<T> Default for PerPattern<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> PerPattern<T> {
    pub(crate) fn get(&mut self, pattern: &str, read: impl FnOnce() -> Result<T>) -> Result<&T> {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), read()?);
        }
        Ok(&self.0[pattern])
    }
}
