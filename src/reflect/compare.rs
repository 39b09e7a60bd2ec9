//! A derived struct compared with its table.

use std::fmt;

use super::fits::fits;
use crate::{
    error::{ErrorKind, Result, nearest},
    schema::{BaseView, ColumnInfo, Table, TableName},
    types::AthenaType,
};

/// A way in which a table differs from the struct.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnDifference {
    /// The struct names a column that does not exist.
    Missing {
        /// The column's name in SQL.
        column: String,
        /// The most similar column that the struct does not name.
        nearest: Option<String>,
    },
    /// A column has a type that its field cannot be read from.
    OtherType {
        /// The column's name in SQL.
        column: String,
        /// The type of the field.
        field: AthenaType,
        /// The type of the column, in the syntax of its catalog or of SELECT.
        found: String,
    },
}

impl fmt::Display for ColumnDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { column, nearest: None } => write!(f, "column `{column}` does not exist"),
            Self::Missing { column, nearest: Some(nearest) } => {
                write!(f, "column `{column}` does not exist (did you mean `{nearest}`?)")
            }
            Self::OtherType { column, field, found } => {
                write!(f, "column `{column}` is {found}, which a field of {field} cannot be read from")
            }
        }
    }
}

/// A derived struct compared with its table or view: what `View::compare` and `View::verify` find.
///
/// Displayed as one sentence with all that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    name: TableName,
    view: &'static str,
    differences: Vec<ColumnDifference>,
    extra: Vec<ColumnInfo>,
}

impl Comparison {
    pub(super) fn of<V: BaseView>(table: &Table) -> Self {
        let named = |name: &str| V::FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name));
        let extra: Vec<ColumnInfo> = table.columns().iter().filter(|column| !named(&column.name)).cloned().collect();
        let fields = V::FIELDS.iter().zip(V::types());
        let differences = fields.filter_map(|(name, field)| difference(table, name, field, &extra)).collect();
        let path = std::any::type_name::<V>();
        let view = path.rsplit("::").next().unwrap_or(path);
        Self { name: table.name().clone(), view, differences, extra }
    }

    /// The differences that a program which uses the struct would fail on.
    pub fn differences(&self) -> &[ColumnDifference] {
        &self.differences
    }

    /// Columns that the struct does not name. They do no harm.
    pub fn extra(&self) -> &[ColumnInfo] {
        &self.extra
    }

    /// The comparison, when there is no difference.
    ///
    /// # Errors
    /// [`ErrorKind::Definition`] with all differences.
    pub fn into_result(self) -> Result<Self> {
        if self.differences.is_empty() { Ok(self) } else { Err(ErrorKind::Definition(self.to_string()).into()) }
    }
}

fn difference(table: &Table, name: &str, field: AthenaType, extra: &[ColumnInfo]) -> Option<ColumnDifference> {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    if let Some(column) = table.columns().iter().find(|column| is(&column.name)) {
        let other = || ColumnDifference::OtherType {
            column: name.to_owned(),
            field: field.clone(),
            found: column.data_type.to_string(),
        };
        return (!fits(&field, &column.data_type)).then(other);
    }
    if let Some(column) = table.unknown().iter().find(|column| is(&column.name)) {
        // A column of an unknown type is read as varchar.
        let text = matches!(field, AthenaType::Varchar(_));
        let found = column.type_name.clone();
        return (!text).then(|| ColumnDifference::OtherType { column: name.to_owned(), field, found });
    }
    // `$path` and the like are in no catalog.
    if name.starts_with('$') {
        return None;
    }
    let nearest = nearest(&name.to_lowercase(), extra.iter().map(|column| column.name.clone()));
    Some(ColumnDifference::Missing { column: name.to_owned(), nearest })
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, view, differences, extra } = self;
        if differences.is_empty() {
            write!(f, "{name} fits `{view}`")?;
        } else {
            write!(f, "{name} does not fit `{view}`: ")?;
            let all: Vec<String> = differences.iter().map(ToString::to_string).collect();
            f.write_str(&all.join("; "))?;
        }
        // A missing column may be one of those that the struct does not name.
        let missing = differences.iter().any(|one| matches!(one, ColumnDifference::Missing { nearest: None, .. }));
        if extra.is_empty() || !(missing || differences.is_empty()) {
            return Ok(());
        }
        let extra: Vec<String> = extra.iter().map(|column| format!("`{}` {}", column.name, column.data_type)).collect();
        write!(f, "; not in the struct: {}", extra.join(", "))
    }
}
