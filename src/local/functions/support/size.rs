//! How large the values of functions may be: Arrow counts the bytes of a column of strings in 32 bits, and a longer one ends the process.

use datafusion::common::Result;

use crate::local::errors::unsupported;

/// Of a value that is much longer than what it is made of.
const MOST_BYTES: usize = 1 << 26;

/// To be called before such a value is made.
///
/// # Errors
/// For more than 64 MiB.
pub(crate) fn check_value(bytes: usize) -> Result<()> {
    match bytes > MOST_BYTES {
        true => Err(unsupported("a function whose result is longer than 64 MiB")),
        false => Ok(()),
    }
}

/// The bytes of a column.
#[derive(Debug, Default)]
pub(crate) struct ColumnSize(usize);

impl ColumnSize {
    /// One more value.
    ///
    /// # Errors
    /// For more than Arrow counts.
    pub(crate) fn add(&mut self, bytes: usize) -> Result<()> {
        self.0 = self.0.saturating_add(bytes);
        match i32::try_from(self.0) {
            Ok(_) => Ok(()),
            Err(_) => Err(unsupported("a function with more than 2 GiB of results in one batch of rows")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ColumnSize, check_value};

    #[test]
    fn a_column_has_no_more_bytes_than_arrow_counts() {
        let mut size = ColumnSize::default();
        assert!(size.add(i32::MAX as usize).is_ok());
        assert!(size.add(1).is_err());
        assert!(size.add(usize::MAX).is_err());
    }

    #[test]
    fn one_value_is_no_longer_than_64_mebibytes() {
        assert!(check_value(64 << 20).is_ok());
        assert!(check_value((64 << 20) + 1).is_err());
    }
}
