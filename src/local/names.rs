//! The names of tables and views in statements.

use datafusion::sql::sqlparser::ast::ObjectName;

use crate::{
    error::{ErrorKind, Result},
    schema::TableName,
};

/// A name of one to three parts, folded to lower case.
///
/// # Errors
/// [`ErrorKind::Identifier`]
pub(super) fn table_name(name: &ObjectName) -> Result<TableName> {
    let parts: Option<Vec<String>> =
        name.0.iter().map(|part| part.as_ident().map(|part| part.value.to_lowercase())).collect();
    match parts.unwrap_or_default().as_slice() {
        [name] => TableName::new(name),
        [schema, name] => TableName::new(name)?.in_schema(schema),
        [catalog, schema, name] => TableName::new(name)?.in_catalog(catalog, schema),
        _ => Err(ErrorKind::Identifier { name: name.to_string(), reason: "a name has one to three parts" }.into()),
    }
}
