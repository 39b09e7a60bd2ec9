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
    pub(super) readable: Readable,
}

/// Which of its columns may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Readable {
    All,
    /// The rows are groups: subqueries read these keys, each the column of a relation.
    Keys(Vec<(usize, usize)>),
    /// All columns of a SELECT list, in its ORDER BY, which is no query of its own.
    Outputs,
    /// None, on the right side of this kind of join.
    None(&'static str),
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

impl<'a> Scope<'a> {
    pub(super) fn new(relations: Vec<Relation>, outer: Option<&'a Scope<'a>>) -> Self {
        Self { relations, outer, readable: Readable::All }
    }
}

impl Scope<'_> {
    /// Resolves `column`, `relation.column` or `column.field`.
    pub(super) fn find(&self, name: &[Ident]) -> Found {
        self.find_with_fields(name).0
    }

    /// The same, with the fields of a row that follow the name of a column.
    pub(super) fn find_with_fields<'n>(&self, name: &'n [Ident]) -> (Found, &'n [Ident]) {
        let mut scope = Some(self);
        let mut level = 0;
        while let Some(current) = scope {
            // The whole name before a field of what a part of it means.
            for length in (1..=name.len()).rev() {
                match current.find_here(&name[..length]) {
                    Found::Missing => {}
                    Found::Column(_, relation, column) => {
                        return (Found::Column(level, relation, column), &name[length..]);
                    }
                    other => return (other, &[]),
                }
            }
            scope = current.outer;
            level += 1;
        }
        (Found::Missing, &[])
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

    /// Refuses a name without one meaning, and what may not be read. In the argument of an aggregate, subqueries read every column.
    pub(super) fn check(&self, name: &[Ident], in_aggregate: bool) -> Result<Found> {
        let written = || name.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        match self.find(name) {
            Found::Column(level, relation, column) => {
                self.readable(level, (relation, column), in_aggregate, name)?;
                Ok(Found::Column(level, relation, column))
            }
            Found::Unknown => Ok(Found::Unknown),
            Found::Ambiguous => {
                refused("AMBIGUOUS_NAME", &name[0], format_args!("Column '{}' is ambiguous", written()))
            }
            Found::Missing => Err(self.missing(name)),
        }
    }

    fn readable(&self, level: usize, column: (usize, usize), in_aggregate: bool, name: &[Ident]) -> Result<()> {
        let mut scope = Some(self);
        let mut in_subquery = false;
        for _ in 0..level {
            in_subquery |= scope.is_some_and(|scope| scope.readable != Readable::Outputs);
            scope = scope.and_then(|scope| scope.outer);
        }
        match scope.map(|scope| &scope.readable) {
            Some(Readable::Keys(keys)) if in_subquery && !in_aggregate && !keys.contains(&column) => {
                let written = name.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
                let message = format!("Subquery uses '{written}' which must appear in GROUP BY clause");
                refused("EXPRESSION_NOT_AGGREGATE", &name[0], message)
            }
            Some(Readable::None(join)) => refused(
                "INVALID_COLUMN_REFERENCE",
                &name[0],
                format_args!("LATERAL reference not allowed in {join} JOIN"),
            ),
            _ => Ok(()),
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
