//! Random values and conditions over the columns in scope.

use fastrand::Rng;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Bigint,
    Double,
    Varchar,
    Boolean,
}

impl Type {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Bigint => "bigint",
            Self::Double => "double",
            Self::Varchar => "varchar",
            Self::Boolean => "boolean",
        }
    }

    /// Types that compare with this one, and that a set operation makes one type of.
    pub(super) fn is_like(self, other: Self) -> bool {
        let is_number = |of| matches!(of, Self::Integer | Self::Bigint | Self::Double);
        self == other || is_number(self) && is_number(other)
    }
}

/// A column in scope: how it is written, and its type.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) sql: String,
    pub(super) of: Type,
}

pub(super) fn pick<'a, T>(rng: &mut Rng, of: &'a [T]) -> &'a T {
    &of[rng.usize(..of.len())]
}

/// Few values, so that rows meet.
pub(super) fn literal(rng: &mut Rng, of: Type) -> String {
    let values: &[&str] = match of {
        Type::Integer => &["0", "1", "2", "3", "-1"],
        Type::Bigint => &["BIGINT '1'", "BIGINT '2'", "CAST(0 AS bigint)"],
        Type::Double => &["0.5", "1.0", "2.0", "nan()", "infinity()"],
        Type::Varchar => &["'a'", "'b'", "'A'", "''", "'p'"],
        Type::Boolean => &["true", "false"],
    };
    (*pick(rng, values)).to_owned()
}

/// A literal or, at times, NULL.
pub(super) fn literal_or_null(rng: &mut Rng, of: Type) -> String {
    if rng.u8(..6) == 0 { format!("CAST(NULL AS {})", of.name()) } else { literal(rng, of) }
}

fn column<'a>(rng: &mut Rng, scope: &'a [Column], of: Type) -> Option<&'a Column> {
    let fitting: Vec<_> = scope.iter().filter(|column| column.of == of).collect();
    (!fitting.is_empty()).then(|| *pick(rng, &fitting))
}

/// A value of a type.
pub(super) fn value(rng: &mut Rng, scope: &[Column], of: Type, depth: u8) -> String {
    if depth == 0 || rng.u8(..3) == 0 {
        let column = column(rng, scope, of).map(|column| column.sql.clone());
        return match column {
            Some(column) if rng.u8(..4) > 0 => column,
            _ => literal_or_null(rng, of),
        };
    }
    let mut one = |of| value(rng, scope, of, depth - 1);
    let (a, b) = (one(of), one(of));
    match rng.u8(..6) {
        0 => format!("coalesce({a}, {b})"),
        1 => format!("nullif({a}, {b})"),
        2 => format!("CASE WHEN {} THEN {a} ELSE {b} END", condition(rng, scope, depth - 1)),
        3 => format!("if({}, {a})", condition(rng, scope, depth - 1)),
        _ => match of {
            Type::Integer => format!("({a} {} 1)", pick(rng, &["+", "-", "*", "%"])),
            Type::Bigint => format!("abs({a})"),
            Type::Double => format!("({a} + {b})"),
            Type::Varchar => format!("{}({a})", pick(rng, &["upper", "lower", "reverse", "trim"])),
            Type::Boolean => format!("({a} {} {b})", pick(rng, &["AND", "OR", "="])),
        },
    }
}

/// A condition: true, false or NULL.
pub(super) fn condition(rng: &mut Rng, scope: &[Column], depth: u8) -> String {
    if depth > 0 && rng.u8(..2) == 0 {
        let (a, b) = (condition(rng, scope, depth - 1), condition(rng, scope, depth - 1));
        return match rng.u8(..5) {
            0 | 1 => format!("({a} AND {b})"),
            2 | 3 => format!("({a} OR {b})"),
            _ => format!("NOT ({a})"),
        };
    }
    let of = pick(rng, scope).of;
    let left = value(rng, scope, of, depth.min(1));
    comparison(rng, scope, &left, of)
}

/// A condition on a column, which no planner can decide.
pub(super) fn of_column(rng: &mut Rng, scope: &[Column]) -> String {
    let column = pick(rng, scope).clone();
    match rng.u8(..3) {
        0 => format!("{} IS NOT NULL", column.sql),
        1 => format!("{} = {}", column.sql, literal(rng, column.of)),
        _ if column.of == Type::Double => format!("{} > 0.5", column.sql),
        _ => format!("{}{} IN ({})", column.sql, pick(rng, &["", " NOT"]), list(rng, column.of)),
    }
}

fn comparison(rng: &mut Rng, scope: &[Column], left: &str, of: Type) -> String {
    match rng.u8(..12) {
        0 => format!("{left} IS NULL"),
        1 => format!("{left} IS NOT NULL"),
        // Over doubles it is refused.
        2..=5 if of != Type::Double => format!("{left}{} IN ({})", pick(rng, &["", " NOT"]), list(rng, of)),
        6 => format!("{left} BETWEEN {} AND {}", literal_or_null(rng, of), literal(rng, of)),
        7 => format!("{left} IS{} DISTINCT FROM {}", pick(rng, &["", " NOT"]), literal_or_null(rng, of)),
        8 if of == Type::Varchar => format!("{left} LIKE {}", pick(rng, &["'a%'", "'%'", "'_'", "'%b%'"])),
        8 if of == Type::Boolean => left.to_owned(),
        _ => {
            let like: Vec<_> = scope.iter().filter(|column| column.of.is_like(of)).cloned().collect();
            let right = if like.is_empty() || rng.bool() { literal(rng, of) } else { pick(rng, &like).sql.clone() };
            format!("{left} {} {right}", pick(rng, &["=", "=", "<>", "<", "<=", ">", ">="]))
        }
    }
}

fn list(rng: &mut Rng, of: Type) -> String {
    let mut items: Vec<_> = (0..rng.usize(1..4)).map(|_| literal(rng, of)).collect();
    if rng.u8(..4) == 0 {
        items.push("NULL".to_owned());
    }
    items.join(", ")
}
