//! Where a table or view lives: `catalog.schema.name`.

use std::fmt;

use super::BucketName;
use crate::{
    error::{ErrorKind, Result},
    sql::trino,
};

/// The name of a table or view, with its schema (Athena also calls it a database) and catalog when they are not the connection's own.
///
/// Displayed as Trino's grammar takes it, each part between double quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableName {
    pub(crate) catalog: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
}

impl TableName {
    /// A name in the connection's schema.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`] when it is empty or has a control character.
    pub fn new(name: impl Into<String>) -> Result<Self> {
        Ok(Self { catalog: None, schema: None, name: checked(name.into())? })
    }

    /// The same name in another schema.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`], as for [`new`](Self::new).
    pub fn in_schema(mut self, schema: impl Into<String>) -> Result<Self> {
        self.schema = Some(checked(schema.into())?);
        Ok(self)
    }

    /// The same name in another catalog, which needs a schema too.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`], as for [`new`](Self::new).
    pub fn in_catalog(mut self, catalog: impl Into<String>, schema: impl Into<String>) -> Result<Self> {
        self.catalog = Some(checked(catalog.into())?);
        self.in_schema(schema)
    }

    /// A metadata table of this one: `"table$partitions"` of a Hive table; `files`, `manifests`, `history`, `partitions`,
    /// `snapshots` and `refs` of an Iceberg table (user guide, "Query Iceberg table metadata").
    ///
    /// ```
    /// use quilt_athena::schema::TableName;
    ///
    /// assert_eq!(TableName::new("events")?.metadata("partitions")?.to_string(), "\"events$partitions\"");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`] when `kind` is not letters, digits and underscores.
    pub fn metadata(mut self, kind: &str) -> Result<Self> {
        self.name = format!("{}${}", self.name, plain(kind)?);
        Ok(self)
    }

    /// The last part.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parts that it has, outermost first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        [self.catalog.as_deref(), self.schema.as_deref(), Some(self.name.as_str())].into_iter().flatten()
    }
}

fn checked(name: String) -> Result<String> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.chars().any(char::is_control) {
        "it has a control character"
    } else {
        return Ok(name);
    };
    Err(ErrorKind::Identifier { name, reason }.into())
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            trino::write_identifier(f, part);
        }
        Ok(())
    }
}

/// One piece of the `view = "…"` template of a derive.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub enum NamePart<'a> {
    /// Text of the template.
    Text(&'a str),
    /// The value for `{bucket}`: the name of an S3 bucket.
    Bucket(&'a str),
    /// The value for any other placeholder: letters, digits, `_` and `-`.
    Word(&'a str),
}

/// Fills a template.
pub(crate) fn view_name(parts: &[NamePart<'_>]) -> Result<TableName> {
    let mut name = String::new();
    for part in parts {
        match *part {
            NamePart::Text(text) => name.push_str(text),
            NamePart::Bucket(bucket) => name.push_str(&BucketName::new(bucket)?.in_table_name()),
            NamePart::Word(word) => name.push_str(plain(word)?),
        }
    }
    TableName::new(name)
}

fn plain(word: &str) -> Result<&str> {
    let fine = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if fine {
        return Ok(word);
    }
    let reason = "the value of a placeholder consists of letters, digits, `_` and `-`, and is not empty";
    Err(ErrorKind::Identifier { name: word.to_owned(), reason }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_quoted() {
        let name = TableName::new("a-b\"c").and_then(|n| n.in_catalog("cat", "db")).expect("names");
        assert_eq!(name.to_string(), r#""cat"."db"."a-b""c""#);
    }

    #[test]
    fn what_fills_a_template_is_checked() {
        let fill = |bucket| {
            view_name(&[NamePart::Text("quilt_manifests_"), NamePart::Bucket(bucket), NamePart::Text("_view")])
        };
        assert_eq!(fill("my.bucket").expect("a bucket").name(), "quilt_manifests_my_bucket_view");
        assert!(fill("x\" UNION SELECT 1 --").is_err());
        assert!(view_name(&[NamePart::Word("a b")]).is_err());
    }
}
