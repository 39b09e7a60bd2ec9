//! Names of tables in Hive's grammar.

use crate::{
    error::{ErrorKind, Result},
    schema::TableName,
    sql::hive,
};

/// DDL takes no catalog: that one is chosen by the connection.
pub(super) fn hive_name(name: &TableName) -> Result<String> {
    if name.catalog.is_some() {
        let reason = format!("Hive DDL takes no catalog in a name ({name}): connect to the catalog instead");
        return Err(ErrorKind::InvalidQuery { reason }.into());
    }
    Ok(name.parts().map(hive::identifier).collect::<Result<Vec<_>>>()?.join("."))
}
