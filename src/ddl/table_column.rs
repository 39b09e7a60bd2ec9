//! Columns of tables that are created.

use crate::{
    error::{Error, ErrorKind, Result},
    schema::BaseView,
    sql::hive,
    types::AthenaType,
};

/// A column of a table that is created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: AthenaType,
    /// Its comment.
    pub comment: Option<String>,
    /// The Rust type does not determine the precision and scale of a decimal.
    digits_unknown: bool,
}

impl TableColumn {
    pub(super) fn new(name: impl Into<String>, data_type: AthenaType) -> Self {
        Self { name: name.into(), data_type, comment: None, digits_unknown: false }
    }

    /// The type is stated, and no longer derived.
    pub(super) fn set_type(&mut self, data_type: AthenaType) {
        self.data_type = data_type;
        self.digits_unknown = false;
    }

    /// ``  `name` type COMMENT '…'``
    pub(super) fn clause(&self) -> Result<String> {
        let (name, data_type) = (&self.name, &self.data_type);
        if self.digits_unknown {
            return Err(Error::invalid_query(format!(
                "column `{name}` is a decimal, and its Rust type does not give its precision and scale: set them with `column_type`"
            )));
        }
        if let Some(field) = odd_field(data_type) {
            return Err(ErrorKind::Identifier {
                name: field.to_owned(),
                reason: "the name of a struct's field may only have letters, digits and underscores: the catalog cannot read back any other",
            }
            .into());
        }
        let type_name = data_type.hive().ok_or_else(|| ErrorKind::InvalidQuery {
            reason: format!("column `{name}` is {data_type}, which a Hive table cannot have"),
        })?;
        let comment = self.comment.as_ref().map(|text| format!(" COMMENT {}", hive::string(text))).unwrap_or_default();
        Ok(format!("  {} {type_name}{comment}", hive::identifier(name)?))
    }
}

/// The columns of a derived view that its files have, and those that are its partitions. Hidden columns (`"$path"`) are neither.
pub(super) fn derived<V: BaseView>() -> (Vec<TableColumn>, Vec<TableColumn>) {
    let all = V::FIELDS.iter().zip(V::types()).filter(|(name, _)| !name.starts_with('$'));
    let all = all.map(|(name, data_type)| TableColumn {
        digits_unknown: has_decimal(&data_type),
        ..TableColumn::new(*name, data_type)
    });
    all.partition(|column| !V::PARTITIONS.contains(&column.name.as_str()))
}

/// The name of a field that a catalog would keep and could not read again: types are kept without backticks there (HIVE-13748), so only
/// letters, digits and underscores come back.
fn odd_field(data_type: &AthenaType) -> Option<&str> {
    let odd = |name: &str| name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match data_type {
        AthenaType::Array(item) => odd_field(item),
        AthenaType::Map(key, value) => odd_field(key).or_else(|| odd_field(value)),
        AthenaType::Row(fields) => fields
            .iter()
            .find_map(|(name, data_type)| if odd(name) { Some(name.as_str()) } else { odd_field(data_type) }),
        _ => None,
    }
}

fn has_decimal(data_type: &AthenaType) -> bool {
    match data_type {
        AthenaType::Decimal(..) => true,
        AthenaType::Array(item) => has_decimal(item),
        AthenaType::Map(key, value) => has_decimal(key) || has_decimal(value),
        AthenaType::Row(fields) => fields.iter().any(|(_, data_type)| has_decimal(data_type)),
        _ => false,
    }
}

/// Changes the column of this name; gives what is wrong when there is none.
pub(super) fn change<'a>(
    mut columns: impl Iterator<Item = &'a mut TableColumn>,
    name: &str,
    change: impl FnOnce(&mut TableColumn),
) -> Option<String> {
    let Some(column) = columns.find(|column| column.name.eq_ignore_ascii_case(name)) else {
        return Some(format!("the table has no column `{name}`: add it first"));
    };
    change(column);
    None
}

/// Each on its line.
pub(super) fn list(columns: &[TableColumn]) -> Result<String> {
    Ok(columns.iter().map(TableColumn::clause).collect::<Result<Vec<_>>>()?.join(",\n"))
}

/// Athena's names are case-insensitive, and each appears once among columns and partitions.
pub(super) fn each_once<'a>(columns: impl Iterator<Item = &'a TableColumn>) -> Result<()> {
    let mut seen = Vec::new();
    for column in columns {
        let name = column.name.to_lowercase();
        if seen.contains(&name) {
            return Err(Error::invalid_query(format!(
                "column `{}` appears twice: names are case-insensitive, and a partition column is not a column of the files",
                column.name
            )));
        }
        seen.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_of_rust_has_no_digits() {
        let mut column = TableColumn { digits_unknown: true, ..TableColumn::new("price", AthenaType::Decimal(28, 0)) };
        let error = column.clause().expect_err("no digits").to_string();
        assert!(error.contains("set them with `column_type`"), "{error}");
        column.set_type(AthenaType::Decimal(10, 2));
        assert_eq!(column.clause().expect("a column"), "  `price` decimal(10,2)");
    }

    #[test]
    fn the_field_of_a_struct_can_be_quoted() {
        let row = |name: &str| AthenaType::Array(Box::new(AthenaType::Row(vec![(name.to_owned(), AthenaType::Date)])));
        assert_eq!(
            TableColumn::new("c", row("größe_1")).clause().expect("a column"),
            "  `c` array<struct<`größe_1`:date>>"
        );
        for odd in ["", "a`", "a\nb", "a-b", "a:b"] {
            assert!(TableColumn::new("c", row(odd)).clause().is_err(), "{odd}");
        }
    }
}
