//! sea-query's expressions as Athena's SQL.
//!
//! sea-query's own backends write `\'`, `E'…'`, `LIMIT` before `OFFSET` and untyped dates, none of which Athena takes.
//! Its backend traits are open, so this is one more implementation of them. They cannot return errors: the first one is kept, and
//! [`check`](AthenaQueryBuilder::check) returns it.

use std::{
    cell::{Cell, RefCell},
    fmt::{self, Write},
};

use sea_query::{
    BinOper, ColumnName, ColumnRef, DynIden, EscapeBuilder, ExplainStatement, Expr, JoinOn, LogicalChainOper, Oper,
    OperLeftAssocDecider, PrecedenceDecider, QueryBuilder, Quote, QuotedBuilder, SelectInto, SelectStatement,
    SqlWriter, SubQueryStatement, TableRefBuilder, Value,
};

use super::{
    fragment::{self, FragmentKind, FragmentPiece},
    precedence,
    target::{self, DmlTarget},
    trino,
};
use crate::error::{Error, Result};

/// What Athena takes as one execution parameter: `ExecutionParameters` of StartQueryExecution.
const MAX_PARAMETER: usize = 1024;

#[derive(Default)]
pub(super) struct AthenaQueryBuilder {
    failed: RefCell<Option<Error>>,
    /// The values of WHERE, when they are to be sent apart from the SQL.
    parameters: Option<RefCell<Vec<String>>>,
    in_where: Cell<bool>,
    /// The table that the statement writes without giving it an alias.
    target: Option<DmlTarget>,
}

impl AthenaQueryBuilder {
    /// Writes `?` for the values of WHERE and keeps them.
    pub(super) fn with_parameters() -> Self {
        Self { parameters: Some(RefCell::default()), ..Self::default() }
    }

    /// Writes the columns of the table that the expressions call `name` without that name.
    pub(super) fn writing(name: &'static str) -> Self {
        Self { target: Some(DmlTarget::new(name)), ..Self::default() }
    }

    /// The values for which `?` was written, as complete literals.
    pub(super) fn take_parameters(&self) -> Vec<String> {
        self.parameters.as_ref().map(RefCell::take).unwrap_or_default()
    }

    fn prepare_fragment(&self, kind: FragmentKind, text: &str, operands: &[Expr], sql: &mut impl SqlWriter) {
        // A subquery in WHERE has clauses of its own.
        let outside = self.in_where.get();
        if kind == FragmentKind::Query {
            self.in_where.set(false);
        }
        let queries = kind == FragmentKind::Query || (kind == FragmentKind::Raw && target::has_scope_of_its_own(text));
        let place = self.target.as_ref().filter(|_| queries).map(|target| target.enter(operands));
        fragment::pieces(text, operands, |piece| match piece {
            FragmentPiece::Text(text) => put(sql, text),
            FragmentPiece::Operand(operand) => self.prepare_expr(operand, sql),
            FragmentPiece::TightOperand(operand) => self.prepare_operand(operand, precedence::is_atom(operand), sql),
            FragmentPiece::Bare(Expr::SubQuery(None, query)) => self.prepare_query_statement(query, sql),
            FragmentPiece::Bare(other) => self.prepare_expr(other, sql),
            FragmentPiece::Where(condition) => {
                self.in_where.set(true);
                self.prepare_expr(condition, sql);
                self.in_where.set(false);
            }
        });
        self.in_where.set(outside);
        if let (Some(target), Some(place)) = (&self.target, place) {
            target.leave(place);
        }
    }

    /// The value as a parameter, if it can be one: a `?` in the SQL. Athena takes them in WHERE alone, each a whole literal of at most
    /// 1024 characters (user guide, "Use parameterized queries").
    fn bind(&self, value: &Value, sql: &mut impl SqlWriter) -> Result<bool> {
        let Some(parameters) = self.parameters.as_ref().filter(|_| self.in_where.get()) else { return Ok(false) };
        let mut literal = String::new();
        trino::write_value(&mut literal, value)?;
        if literal == "NULL" || literal.chars().count() > MAX_PARAMETER {
            return Ok(false);
        }
        parameters.borrow_mut().push(literal);
        put(sql, "?");
        Ok(true)
    }

    /// The first thing that cannot be written in Athena's SQL.
    pub(super) fn check(&self) -> Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn fail(&self, error: Error) {
        self.failed.borrow_mut().get_or_insert(error);
    }

    fn lacks(&self, what: &str) {
        self.fail(Error::invalid_query(format!("Athena has no {what}")));
    }

    fn prepare_operand(&self, operand: &Expr, bare: bool, sql: &mut impl SqlWriter) {
        if bare {
            return self.prepare_expr(operand, sql);
        }
        put(sql, "(");
        self.prepare_expr(operand, sql);
        put(sql, ")");
    }

    /// The AND of BETWEEN is not a condition: its sides are values, and a condition among them takes parentheses.
    fn prepare_between(&self, value: &Expr, oper: &BinOper, low: &Expr, high: &Expr, sql: &mut impl SqlWriter) {
        let side = |operand: &Expr| precedence::binds_tighter(operand, &Oper::BinOper(BinOper::Equal));
        self.prepare_operand(value, side(value), sql);
        put(sql, if *oper == BinOper::Between { " BETWEEN " } else { " NOT BETWEEN " });
        self.prepare_operand(low, side(low), sql);
        put(sql, " AND ");
        self.prepare_operand(high, side(high), sql);
    }

    /// `a AND b AND c`, in a loop along its left side: recursion could overflow the stack on a long chain.
    fn prepare_chain(&self, left: &Expr, oper: &BinOper, right: &Expr, sql: &mut impl SqlWriter) {
        let mut terms = vec![right];
        let mut rest = left;
        while let Expr::Binary(left, inner, right) = rest
            && inner == oper
        {
            terms.push(right);
            rest = left;
        }
        terms.push(rest);
        for (i, term) in terms.into_iter().rev().enumerate() {
            if i > 0 {
                put(sql, if *oper == BinOper::And { " AND " } else { " OR " });
            }
            let same = matches!(term, Expr::Binary(_, inner, _) if inner == oper);
            self.prepare_operand(term, same || precedence::binds_tighter(term, &Oper::BinOper(*oper)), sql);
        }
    }
}

/// The writers here write to memory, which cannot fail.
fn put(sql: &mut impl Write, text: &str) {
    let _ = sql.write_str(text);
}

impl QuotedBuilder for AthenaQueryBuilder {
    fn quote(&self) -> Quote {
        Quote::new(b'"')
    }

    /// sea-query trusts a borrowed name to hold no quote; we trust none.
    fn prepare_iden(&self, iden: &DynIden, sql: &mut impl SqlWriter) {
        trino::write_identifier(sql, &iden.inner());
    }
}

impl EscapeBuilder for AthenaQueryBuilder {
    fn needs_escape(&self, text: &str) -> bool {
        text.contains('\'')
    }

    fn write_escaped(&self, out: &mut impl Write, text: &str) {
        put(out, &text.replace('\'', "''"));
    }

    fn unescape_string(&self, text: &str) -> String {
        text.replace("''", "'")
    }
}

impl TableRefBuilder for AthenaQueryBuilder {}

impl OperLeftAssocDecider for AthenaQueryBuilder {
    fn well_known_left_associative(&self, op: &BinOper) -> bool {
        precedence::groups_from_the_left(op)
    }
}

impl PrecedenceDecider for AthenaQueryBuilder {
    fn inner_expr_well_known_greater_precedence(&self, inner: &Expr, outer: &Oper) -> bool {
        precedence::binds_tighter(inner, outer)
    }
}

impl QueryBuilder for AthenaQueryBuilder {
    /// Trino's grammar wants OFFSET before LIMIT. Both values are private in sea-query, so they are captured from what its default method writes.
    fn prepare_select_limit_offset(&self, select: &SelectStatement, sql: &mut impl SqlWriter) {
        let mut captured = CapturedLimits::default();
        LimitCapture.prepare_select_limit_offset(select, &mut captured);
        for (clause, value) in [(" OFFSET ", captured.offset), (" LIMIT ", captured.limit)] {
            if let Some(value) = value {
                put(sql, clause);
                self.prepare_value(value, sql);
            }
        }
    }

    fn prepare_value(&self, value: Value, sql: &mut impl SqlWriter) {
        match self.bind(&value, sql) {
            Ok(true) => {}
            Ok(false) => self.prepare_constant(&value, sql),
            Err(error) => self.fail(error),
        }
    }

    fn prepare_constant(&self, value: &Value, sql: &mut impl SqlWriter) {
        if let Err(error) = trino::write_value(sql, value) {
            self.fail(error);
        }
    }

    fn write_value(&self, out: &mut impl Write, value: &Value) -> fmt::Result {
        if let Err(error) = trino::write_value(out, value) {
            self.fail(error);
        }
        Ok(())
    }

    /// sea-query drops the parentheses of `a OR b` in a chain of ANDs when `b` is a bare column.
    fn prepare_logical_chain_oper(&self, term: &LogicalChainOper, i: usize, length: usize, sql: &mut impl SqlWriter) {
        let (term, chain, word) = match term {
            LogicalChainOper::And(term) => (term, BinOper::And, " AND "),
            LogicalChainOper::Or(term) => (term, BinOper::Or, " OR "),
        };
        if i > 0 {
            put(sql, word);
        }
        let same = matches!(term, Expr::Binary(_, oper, _) if *oper == chain);
        let bare = length == 1 || same || precedence::binds_tighter(term, &Oper::BinOper(chain));
        self.prepare_operand(term, bare, sql);
    }

    fn binary_expr(&self, left: &Expr, oper: &BinOper, right: &Expr, sql: &mut impl SqlWriter) {
        if precedence::is_chain(oper) {
            return self.prepare_chain(left, oper, right, sql);
        }
        if let (BinOper::Between | BinOper::NotBetween, Expr::Binary(low, BinOper::And, high)) = (oper, right) {
            return self.prepare_between(left, oper, low, high, sql);
        }
        let outer = Oper::BinOper(*oper);
        let same = |side: &Expr| matches!(side, Expr::Binary(_, inner, _) if inner == oper);
        let left_bare =
            precedence::binds_tighter(left, &outer) || (same(left) && precedence::groups_from_the_left(oper));
        self.prepare_operand(left, left_bare, sql);
        put(sql, " ");
        self.prepare_bin_oper(oper, sql);
        put(sql, " ");
        let right_bare = precedence::binds_tighter(right, &outer) || belongs_to(oper, right);
        self.prepare_operand(right, right_bare, sql);
    }

    /// `IN ()` is not SQL, and no value is in an empty list.
    fn prepare_expr(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        match expr {
            Expr::Binary(_, BinOper::In, list) if is_empty(list) => put(sql, "FALSE"),
            Expr::Binary(_, BinOper::NotIn, list) if is_empty(list) => put(sql, "TRUE"),
            Expr::Custom(text) if text.starts_with(super::MISTAKE) => self.fail(Error::invalid_query(&text[1..])),
            Expr::CustomWithExpr(text, operands) => match fragment::kind(expr) {
                Some(kind) => self.prepare_fragment(kind, text, operands, sql),
                None => self.prepare_expr_common(expr, sql),
            },
            _ => self.prepare_expr_common(expr, sql),
        }
    }

    fn prepare_query_statement(&self, query: &SubQueryStatement, sql: &mut impl SqlWriter) {
        match query {
            SubQueryStatement::SelectStatement(select) => self.prepare_select_statement(select, sql),
            SubQueryStatement::WithStatement(with) => self.prepare_with_query(with, sql),
            _ => self.lacks("INSERT, UPDATE or DELETE inside a query"),
        }
    }

    fn prepare_join_on(&self, on: &JoinOn, sql: &mut impl SqlWriter) {
        match on {
            JoinOn::Condition(condition) => self.prepare_condition(condition, "ON", sql),
            _ => self.lacks("join of this kind: use ON"),
        }
    }

    fn prepare_select_into(&self, _: &SelectInto, _: &mut impl SqlWriter) {
        self.lacks("SELECT INTO: use CREATE TABLE AS");
    }

    fn prepare_explain_statement(&self, _: &ExplainStatement, _: &mut impl SqlWriter) {
        self.lacks("EXPLAIN inside a query");
    }

    fn write_bytes(&self, bytes: &[u8], out: &mut impl Write) {
        let _ = self.write_value(out, &Value::Bytes(Some(bytes.to_vec())));
    }

    fn prepare_column_ref(&self, column: &ColumnRef, sql: &mut impl SqlWriter) {
        let table = match column {
            ColumnRef::Column(ColumnName(table, name)) => match &self.target {
                Some(target) if target.is(table.as_ref()) => match target.may_be_read(name) {
                    Ok(bare) => table.as_ref().filter(|_| !bare),
                    Err(error) => return self.fail(error),
                },
                _ => table.as_ref(),
            },
            ColumnRef::Asterisk(table) => table.as_ref(),
            _ => return self.lacks("column reference of this kind"),
        };
        if let Some(table) = table {
            self.prepare_table_name(table, sql);
            put(sql, ".");
        }
        match column {
            ColumnRef::Column(ColumnName(_, name)) => self.prepare_iden(name, sql),
            _ => put(sql, "*"),
        }
    }

    fn if_null_function(&self) -> &str {
        "COALESCE"
    }

    fn char_length_function(&self) -> &str {
        "length"
    }
}

fn is_empty(list: &Expr) -> bool {
    matches!(list, Expr::Tuple(items) if items.is_empty())
}

/// LIKE and CAST are three-sided; sea-query nests their last two sides in one binary expression.
fn belongs_to(oper: &BinOper, right: &Expr) -> bool {
    match (oper, right) {
        (BinOper::Like | BinOper::NotLike, Expr::Binary(_, inner, _)) => *inner == BinOper::Escape,
        (BinOper::As, Expr::Custom(_)) => true,
        _ => false,
    }
}

/// A writer that keeps the two values written to it and drops the SQL.
#[derive(Default)]
struct CapturedLimits {
    clause: String,
    limit: Option<Value>,
    offset: Option<Value>,
}

impl Write for CapturedLimits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.clone_into(&mut self.clause);
        Ok(())
    }
}

impl fmt::Display for CapturedLimits {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl SqlWriter for CapturedLimits {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, _: &T) {
        if self.clause.contains("LIMIT") {
            self.limit = Some(value);
        } else {
            self.offset = Some(value);
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

/// A backend with sea-query's default for LIMIT and OFFSET, and nothing else.
struct LimitCapture;

impl QuotedBuilder for LimitCapture {
    fn quote(&self) -> Quote {
        Quote::new(b'"')
    }
}

impl EscapeBuilder for LimitCapture {}

impl TableRefBuilder for LimitCapture {}

impl OperLeftAssocDecider for LimitCapture {
    fn well_known_left_associative(&self, _: &BinOper) -> bool {
        false
    }
}

impl PrecedenceDecider for LimitCapture {
    fn inner_expr_well_known_greater_precedence(&self, _: &Expr, _: &Oper) -> bool {
        false
    }
}

impl QueryBuilder for LimitCapture {
    fn prepare_value(&self, value: Value, sql: &mut impl SqlWriter) {
        sql.push_param(value, self);
    }

    fn prepare_query_statement(&self, _: &SubQueryStatement, _: &mut impl SqlWriter) {}

    fn prepare_select_into(&self, _: &SelectInto, _: &mut impl SqlWriter) {}

    fn prepare_explain_statement(&self, _: &ExplainStatement, _: &mut impl SqlWriter) {}
}
