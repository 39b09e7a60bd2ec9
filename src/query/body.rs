//! What a finished query is: a SELECT, or a set operation of several.

use sea_query::Expr as Ast;

use super::draft::Draft;
use crate::{
    error::{Error, Result},
    sql::{
        ctes::{CteScope, QueryWithCtes},
        relation::{self, SetOperator},
        select::{Limit, SortItem, Tail},
    },
    statement::{ResultColumn, TypeHint},
};

/// A query that is complete but for the names of its columns.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct Body(pub(super) BodyKind);

#[derive(Debug, Clone)]
pub(super) enum BodyKind {
    Select(Box<Draft>),
    Set(Box<SetOperation>),
    /// A statement that the builder did not make.
    Foreign(Box<Result<QueryWithCtes>>),
}

#[derive(Debug, Clone)]
pub(super) struct SetOperation {
    operator: SetOperator,
    sides: Vec<Body>,
    /// The depth of nested set operations, this one included.
    depth: usize,
    /// Positions of columns, from 1.
    orders: Vec<(usize, Direction)>,
    offset: Option<u64>,
    limit: Option<Limit>,
}

/// How deep set operations may be nested: each is walked inside the one around it.
const MAX_DEPTH: usize = 100;

/// Which way a position sorts: descending, and where NULL goes.
pub(super) type Direction = (bool, Option<bool>);

impl Body {
    pub(super) fn select(draft: Draft) -> Self {
        Self(BodyKind::Select(Box::new(draft)))
    }

    pub(super) fn set(operator: SetOperator, left: Body, right: Body) -> Self {
        let associates = matches!(operator, SetOperator::Union | SetOperator::UnionAll);
        let sides = match left.0 {
            // `a UNION ALL b UNION ALL c` needs no nesting.
            BodyKind::Set(mut set)
                if associates && set.operator == operator && set.is_bare() && set.sides.len() > 1 =>
            {
                set.sides.push(right);
                return Self(BodyKind::Set(set));
            }
            left => vec![Self(left), right],
        };
        if sides.iter().map(Self::depth).max().unwrap_or_default() >= MAX_DEPTH {
            let reason = "set operations are nested more than 100 deep: put some of them into a view (`.into_view()`)";
            return Self(BodyKind::Foreign(Box::new(Err(Error::invalid_query(reason)))));
        }
        Self(BodyKind::Set(Box::new(SetOperation::new(operator, sides))))
    }

    /// A set operation whose ORDER BY, OFFSET and LIMIT can be set; a query of another kind becomes the only side of one.
    pub(super) fn into_tailed(self, change: impl FnOnce(&mut SetOperation)) -> Self {
        let mut set = match self.0 {
            BodyKind::Set(set) => set,
            other => Box::new(SetOperation::new(SetOperator::Union, vec![Self(other)])),
        };
        change(&mut set);
        Self(BodyKind::Set(set))
    }

    /// The query as the outermost one, and the type hints of its columns.
    pub(super) fn output(mut self) -> Result<(QueryWithCtes, Vec<TypeHint>)> {
        let type_hints = self.as_output()?;
        Ok((self.finish(None)?, type_hints))
    }

    fn as_output(&mut self) -> Result<Vec<TypeHint>> {
        match &mut self.0 {
            BodyKind::Select(draft) => draft.as_output(),
            BodyKind::Set(set) => {
                let mut type_hints = Vec::new();
                for (i, side) in set.sides.iter_mut().enumerate() {
                    let of_side = side.as_output()?;
                    if i == 0 {
                        type_hints = of_side;
                    }
                }
                let sorted = |hint: &&TypeHint| {
                    set.orders
                        .iter()
                        .any(|(position, _)| *hint.column() == ResultColumn::Index(position.wrapping_sub(1)))
                };
                match type_hints.iter().find(sorted) {
                    Some(hint) => Err(Error::invalid_query(format!(
                        "`{}` leaves the query as JSON, and could only be sorted as that string: make the query a view \
                         (`.into_view()`) and sort that",
                        hint.data_type()
                    ))),
                    None => Ok(type_hints),
                }
            }
            BodyKind::Foreign(_) => Ok(Vec::new()),
        }
    }

    /// The query, its columns named by `column_names` when there are any.
    pub(super) fn finish(self, column_names: Option<&'static [&'static str]>) -> Result<QueryWithCtes> {
        match self.0 {
            BodyKind::Select(draft) => draft.finish(column_names),
            BodyKind::Set(set) => set.finish(column_names),
            BodyKind::Foreign(tree) if column_names.is_none() => *tree,
            BodyKind::Foreign(_) => Err(Error::invalid_query(
                "the columns of a statement that the builder did not make cannot be named: it can be fetched, but cannot be a view",
            )),
        }
    }

    fn depth(&self) -> usize {
        match &self.0 {
            BodyKind::Set(set) => set.depth,
            _ => 0,
        }
    }

    fn width(&self) -> Option<usize> {
        match &self.0 {
            BodyKind::Select(draft) => Some(draft.items.len()),
            BodyKind::Set(set) => set.sides.first().and_then(Self::width),
            BodyKind::Foreign(_) => None,
        }
    }
}

impl SetOperation {
    fn new(operator: SetOperator, sides: Vec<Body>) -> Self {
        let depth = sides.iter().map(Body::depth).max().unwrap_or_default() + 1;
        Self { operator, sides, depth, orders: Vec::new(), offset: None, limit: None }
    }

    fn is_bare(&self) -> bool {
        self.orders.is_empty() && self.offset.is_none() && self.limit.is_none()
    }

    pub(super) fn order(&mut self, position: usize, direction: Direction) {
        self.orders.push((position, direction));
    }

    pub(super) fn limit(&mut self, limit: Limit) {
        self.limit = Some(limit);
    }

    pub(super) fn offset(&mut self, rows: u64) {
        self.offset = Some(rows);
    }

    fn finish(self, column_names: Option<&'static [&'static str]>) -> Result<QueryWithCtes> {
        let width = self.sides.first().and_then(Body::width);
        let mut names = CteScope::default();
        let mut sides = Vec::with_capacity(self.sides.len());
        for (i, side) in self.sides.into_iter().enumerate() {
            // The columns are called as in the first side.
            let tree = side.finish(column_names.filter(|_| i == 0))?;
            names.add(&tree.names)?;
            sides.push(tree.query);
        }
        if matches!(self.limit, Some(Limit::WithTies(_))) && self.orders.is_empty() {
            return Err(Error::invalid_query("WITH TIES needs an order: sort by a column first"));
        }
        let mut orders = Vec::with_capacity(self.orders.len());
        for (position, (descending, nulls_first)) in self.orders {
            if position == 0 || width.is_some_and(|width| position > width) {
                let columns = width.unwrap_or_default();
                return Err(Error::invalid_query(format!(
                    "there is no column {position} to sort by: the query has {columns}, counted from 1"
                )));
            }
            let key = Ast::Constant(sea_query::Value::BigUnsigned(Some(position as u64)));
            orders.push(SortItem { key, descending, nulls_first });
        }
        let tail = Tail { orders, offset: self.offset, limit: self.limit };
        Ok(QueryWithCtes { names, query: relation::set_operation(self.operator, sides, tail) })
    }
}
