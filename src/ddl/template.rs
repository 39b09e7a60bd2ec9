//! `storage.location.template` (user guide, "Set up partition projection").

use super::{invalid::invalid, location::checked_location, table_column::TableColumn};
use crate::error::Result;

/// Whether each partition column has a place in the template, nothing else has one, and the template is a location in S3.
pub(super) fn check(template: &str, partitions: &[TableColumn]) -> Result<()> {
    let location = checked_location(template)?;
    if location != template {
        return invalid(format!("the location template `{template}` must end in one slash"));
    }
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}') else {
            return invalid(format!("in the location template `{template}`, a `${{` is not closed"));
        };
        found.push(&rest[start + 2..start + end]);
        rest = &rest[start + end + 1..];
    }
    // Athena folds the names of columns.
    let names: Vec<String> = partitions.iter().map(|column| column.name.to_lowercase()).collect();
    if let Some(unknown) = found.iter().find(|name| !names.iter().any(|known| known == *name)) {
        return invalid(format!("the location template names `${{{unknown}}}`, which is not a partition column"));
    }
    match names.iter().find(|name| !found.contains(&name.as_str())) {
        Some(missing) => {
            invalid(format!("the location template has no `${{{missing}}}`: it must contain every partition column"))
        }
        None => Ok(()),
    }
}
