//! Values in a query.

use std::{collections::BTreeMap, net::IpAddr};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Expr, ast::Ast};
use crate::{
    error::{Error, ErrorKind},
    schema::{SqlBaseType, Value},
    sql::{
        self,
        fragment::{FragmentKind, SqlFragment},
    },
    types::{AthenaType, Months},
};

/// A Rust value that can be written as a SQL literal.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as a SQL literal",
    label = "expected a string, a number, a date, a time, or a `Vec` or map of these"
)]
pub trait Literal {
    /// The type it has in SQL.
    type Base: SqlBaseType;
    #[doc(hidden)]
    fn literal(self) -> sea_query::Expr;
}

/// A value as an expression, typed in SQL as it is in Rust.
///
/// ```
/// # use quilt_athena::{prelude::*, quilt::NamedPackage};
/// let p = NamedPackage::view("my-bucket");
/// let query = select().from(&p).select((p.name, val("it's"), val(7i64), val(vec!["a", "b"]), val(chrono::TimeDelta::days(2))));
/// assert_eq!(
///     query.sql()?,
///     "SELECT \"named_package\".\"name\", 'it''s', CAST(7 AS bigint), json_format(CAST(ARRAY['a', 'b'] AS JSON)), INTERVAL '2' DAY \
///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn val<L: Literal>(value: L) -> Expr<(), L::Base> {
    let of = L::Base::athena_type();
    let value = value.literal();
    // A bare integer literal is an `integer` where it fits.
    Expr::new(match of {
        AthenaType::Tinyint | AthenaType::Smallint | AthenaType::Bigint => cast(value, &of),
        _ => value,
    })
}

/// `NULL` as a value of type `T`: `CAST(NULL AS bigint)`.
///
/// ```
/// use quilt_athena::{prelude::*, query::null, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// assert!(select().from(&p).select(null::<i64>()).sql()?.starts_with("SELECT CAST(NULL AS bigint) FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn null<T: SqlBaseType>() -> Expr<(), Option<T>> {
    Expr::new(cast(SqlFragment::new(FragmentKind::Call).put("NULL").done(), &T::athena_type()))
}

/// `CAST(ast AS type)`
pub(super) fn cast(ast: Ast, to: &AthenaType) -> Ast {
    cast_by("CAST(", ast, to)
}

pub(super) fn cast_by(verb: &str, ast: Ast, to: &AthenaType) -> Ast {
    SqlFragment::new(FragmentKind::Call).put(verb).operand(ast).put(" AS ").put(&to.to_string()).put(")").done()
}

macro_rules! plain {
    ($($value:ty => $base:ty),+ $(,)?) => {$(
        impl Literal for $value {
            type Base = $base;

            fn literal(self) -> Ast {
                Ast::Value(Value::from(self).0)
            }
        }
    )+};
}

plain! {
    bool => bool, i8 => i8, i16 => i16, i32 => i32, i64 => i64, f32 => f32, f64 => f64,
    &str => String, String => String, &String => String, Vec<u8> => Vec<u8>, &[u8] => Vec<u8>,
    NaiveDate => NaiveDate, NaiveDateTime => NaiveDateTime, NaiveTime => NaiveTime, DateTime<Utc> => DateTime<Utc>,
}

/// `UUID '…'`: the name of a type and a string.
fn typed(name: &'static str, text: impl ToString) -> Ast {
    SqlFragment::new(FragmentKind::Call).put(name).put(" ").operand(Ast::Constant(text.to_string().into())).done()
}

macro_rules! typed {
    ($($(#[$cfg:meta])? $value:ty: $name:literal;)+) => {$(
        $(#[$cfg])?
        impl Literal for $value {
            type Base = Self;

            fn literal(self) -> Ast {
                typed($name, self)
            }
        }
    )+};
}

typed! {
    IpAddr: "IPADDRESS";
    #[cfg(feature = "rust_decimal")]
    rust_decimal::Decimal: "DECIMAL";
    #[cfg(feature = "serde_json")]
    serde_json::Value: "JSON";
    #[cfg(feature = "uuid")]
    uuid::Uuid: "UUID";
}

fn interval(number: impl ToString, unit: &'static str) -> Ast {
    SqlFragment::new(FragmentKind::Call)
        .put("INTERVAL ")
        .operand(Ast::Constant(number.to_string().into()))
        .put(" ")
        .put(unit)
        .done()
}

/// `INTERVAL '3' MONTH`
impl Literal for Months {
    type Base = Self;

    fn literal(self) -> Ast {
        interval(self.0, "MONTH")
    }
}

/// `INTERVAL '2' DAY`, in the largest unit that divides it. Intervals in Athena have millisecond precision.
impl Literal for TimeDelta {
    type Base = Self;

    fn literal(self) -> Ast {
        let millis = self.num_milliseconds();
        if Self::milliseconds(millis) != self {
            let reason = "an interval in Athena has millisecond precision";
            return sql::mistake(&Error::from(ErrorKind::Literal { value: self.to_string(), reason }));
        }
        for (unit, length) in [("DAY", 86_400_000), ("HOUR", 3_600_000), ("MINUTE", 60_000), ("SECOND", 1_000)] {
            if millis % length == 0 {
                return interval(millis / length, unit);
            }
        }
        let sign = if millis < 0 { "-" } else { "" };
        let millis = millis.unsigned_abs();
        interval(format!("{sign}{}.{:03}", millis / 1_000, millis % 1_000), "SECOND")
    }
}

/// What Athena takes in one ARRAY constructor (user guide, "Arrays": the function has at most 254 arguments).
const MAX_ITEMS: usize = 254;

/// `ARRAY[a, b]`; a long one is a concatenation of several, an empty one has a cast to its type.
impl<L: Literal> Literal for Vec<L> {
    type Base = Vec<L::Base>;

    fn literal(self) -> Ast {
        let items: Vec<Ast> = self.into_iter().map(Literal::literal).collect();
        array(items, &Self::Base::athena_type())
    }
}

fn array(mut items: Vec<Ast>, of: &AthenaType) -> Ast {
    let constructor = |items: Vec<Ast>| SqlFragment::new(FragmentKind::Call).put("ARRAY[").list(items).put("]").done();
    match items.len() {
        0 => cast(constructor(items), of),
        // A bare integer literal would make it an array of `integer`.
        _ if has_small_items(of) => cast(in_pieces(&mut items, constructor), of),
        _ => in_pieces(&mut items, constructor),
    }
}

fn has_small_items(of: &AthenaType) -> bool {
    matches!(of, AthenaType::Array(item) if matches!(**item, AthenaType::Tinyint | AthenaType::Smallint | AthenaType::Bigint))
}

fn in_pieces(items: &mut Vec<Ast>, constructor: impl Fn(Vec<Ast>) -> Ast) -> Ast {
    let mut pieces = Vec::new();
    while !items.is_empty() {
        let rest = items.split_off(items.len().min(MAX_ITEMS));
        pieces.push(constructor(std::mem::replace(items, rest)));
    }
    match pieces.len() {
        1 => pieces.swap_remove(0),
        _ => SqlFragment::call("concat", pieces),
    }
}

/// `MAP(ARRAY[…], ARRAY[…])`
impl<K: Literal + Ord, V: Literal> Literal for BTreeMap<K, V>
where
    K::Base: Ord,
{
    type Base = BTreeMap<K::Base, V::Base>;

    fn literal(self) -> Ast {
        let (keys, values): (Vec<Ast>, Vec<Ast>) = self.into_iter().map(|(k, v)| (k.literal(), v.literal())).unzip();
        let keys = array(keys, &Vec::<K::Base>::athena_type());
        let values = array(values, &Vec::<V::Base>::athena_type());
        SqlFragment::call("MAP", [keys, values])
    }
}
