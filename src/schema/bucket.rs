//! Names of S3 buckets, checked before they become part of anything else.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use crate::error::{Error, ErrorKind, Result};

/// The name of an S3 bucket, checked against S3's rules.
///
/// The rules are those for general purpose buckets ("Bucket naming rules", Amazon S3 user guide):
/// 3 to 63 characters; lower-case letters, digits, dots and hyphens; a letter or digit at both ends; no two dots in a row;
/// not the form of an IP address.
///
/// In the name of a table or view a bucket's name is used as it is, hyphens included, except that **a dot becomes an
/// underscore**: Hive's DDL reads a dot as the end of the database's name. Two buckets cannot collide there, since S3 allows no
/// underscore. Upper case (which S3 has refused since 2018) is an error: Athena folds names to lower case.
///
/// ```
/// use quilt_athena::BucketName;
///
/// let bucket: BucketName = "my.data-bucket".parse()?;
/// assert_eq!(bucket.as_str(), "my.data-bucket");
/// assert_eq!(bucket.in_table_name(), "my_data-bucket");
/// assert!("My-Bucket".parse::<BucketName>().is_err());
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketName(String);

impl BucketName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`ErrorKind::BucketName`] with the rule that it breaks.
    pub fn new(name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        match broken_rule(&name) {
            None => Ok(Self(name)),
            Some(reason) => Err(ErrorKind::BucketName { name, reason }.into()),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it appears in names of tables and views: dots become underscores.
    pub fn in_table_name(&self) -> String {
        self.0.replace('.', "_")
    }
}

fn broken_rule(name: &str) -> Option<&'static str> {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if name.contains(|c: char| c.is_ascii_uppercase()) {
        Some("S3 allows no upper-case letters")
    } else if name.contains(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-')) {
        Some("only lower-case letters, digits, dots and hyphens are allowed")
    } else if !(3..=63).contains(&name.len()) {
        Some("it must have 3 to 63 characters")
    } else if !edge(name.chars().next()) || !edge(name.chars().next_back()) {
        Some("it must begin and end with a letter or a digit")
    } else if name.contains("..") {
        Some("it must not contain two dots in a row")
    } else if name.parse::<Ipv4Addr>().is_ok() {
        Some("it must not look like an IP address")
    } else {
        None
    }
}

impl AsRef<str> for BucketName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BucketName {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::new(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_rules_hold() {
        for good in ["abc", "my-bucket", "my.data.bucket", "0numbers9", &"a".repeat(63)] {
            assert!(BucketName::new(good).is_ok(), "{good}");
        }
        let long = "a".repeat(64);
        let bad = [
            "ab",
            "",
            "My-bucket",
            "my_bucket",
            "-ab",
            "ab-",
            "a..b",
            "192.168.0.1",
            "a b",
            "a'b",
            "é-b",
            "a/b",
            &long,
        ];
        for bad in bad {
            assert!(BucketName::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_dot_becomes_an_underscore_in_names_of_tables_and_a_hyphen_stays() {
        assert_eq!(BucketName::new("a.b-c").expect("valid").in_table_name(), "a_b-c");
    }
}
