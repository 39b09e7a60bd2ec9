//! Which columns a name can mean.

use datafusion::sql::sqlparser::ast::Ident;

use super::refused;
use crate::{
    error::{ErrorKind, ObjectKind, Result, nearest},
    local::errors::columns_there_are,
};

/// The names of columns, `None` for one without a name; `None` as a whole where they are not known.
pub(in crate::local::sql) type Columns = Option<Vec<Option<String>>>;

/// A relation of FROM.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Its alias, or the parts of its name.
    pub(super) name: Vec<String>,
    pub(super) columns: Columns,
}

impl Relation {
    /// A relation of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self { name: Vec::new(), columns: None }
    }

    /// Whether names may be qualified so.
    pub(super) fn is_called(&self, qualifier: &[Ident]) -> bool {
        let known = self.name.len() >= qualifier.len();
        let own = self.name.iter().rev();
        known && qualifier.iter().rev().zip(own).all(|(part, own)| part.value == *own)
    }

    fn is_unknown(&self) -> bool {
        self.name.is_empty() && self.columns.is_none()
    }
}

/// The relations of a query, and those of the queries around it.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) relations: Vec<Relation>,
    pub(super) outer: Option<&'a Scope<'a>>,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A column, or a field of one: how many queries outside, of which relation, and which column.
    Column(usize, usize, usize),
    /// Several columns.
    Ambiguous,
    /// None.
    Missing,
    /// A column of a relation whose columns are not known, maybe.
    Unknown,
}

impl Scope<'_> {
    /// Resolves `column`, `relation.column` or `column.field`.
    pub(super) fn find(&self, name: &[Ident]) -> Found {
        let mut scope = Some(self);
        let mut level = 0;
        while let Some(current) = scope {
            // The whole name before a field of what a part of it means.
            for length in (1..=name.len()).rev() {
                match current.find_here(&name[..length]) {
                    Found::Missing => {}
                    Found::Column(_, relation, column) => return Found::Column(level, relation, column),
                    other => return other,
                }
            }
            scope = current.outer;
            level += 1;
        }
        Found::Missing
    }

    fn find_here(&self, name: &[Ident]) -> Found {
        let Some((column, qualifier)) = name.split_last() else { return Found::Unknown };
        let mut found = None;
        let mut unknown = false;
        for (i, relation) in self.relations.iter().enumerate() {
            if relation.is_unknown() {
                unknown = true;
                continue;
            }
            if !relation.is_called(qualifier) {
                continue;
            }
            let Some(columns) = &relation.columns else {
                unknown = true;
                continue;
            };
            // `$path` and the like belong to tables without being listed.
            unknown |= column.value.starts_with('$');
            for (j, own) in columns.iter().enumerate() {
                if own.as_deref() == Some(column.value.as_str()) && found.replace((i, j)).is_some() {
                    return Found::Ambiguous;
                }
            }
        }
        match found {
            _ if unknown => Found::Unknown,
            Some((i, j)) => Found::Column(0, i, j),
            None => Found::Missing,
        }
    }

    /// Refuses a name without one meaning.
    pub(super) fn check(&self, name: &[Ident]) -> Result<Found> {
        let written = || name.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        match self.find(name) {
            found @ (Found::Column(..) | Found::Unknown) => Ok(found),
            Found::Ambiguous => {
                refused("AMBIGUOUS_NAME", &name[0], format_args!("Column '{}' is ambiguous", written()))
            }
            Found::Missing => Err(self.missing(name)),
        }
    }

    fn missing(&self, name: &[Ident]) -> crate::error::Error {
        let column = name.last().map(|part| part.value.clone()).unwrap_or_default();
        let mut known = Vec::new();
        let mut scope = Some(self);
        while let Some(current) = scope {
            let columns = current.relations.iter().filter_map(|relation| relation.columns.as_ref());
            known.extend(columns.flatten().flatten().filter(|name| !name.starts_with('\u{1}')).cloned());
            scope = current.outer;
        }
        let nearest = nearest(&column, known.clone()).filter(|nearest| *nearest != column);
        let advice = match &nearest {
            None => columns_there_are(&known),
            Some(_) => None,
        };
        let start = name[0].span.start;
        let position = (start.line > 0).then_some((start.line, start.column));
        let written = name.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        ErrorKind::NotFound { object: ObjectKind::Column, name: written, nearest, position, advice }.into()
    }
}
