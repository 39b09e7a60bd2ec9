//! Whether a field's type can be read from a column.
//!
//! The rule is that of [`FromColumn::accepts`](crate::row::FromColumn::accepts), in terms of Athena's types: a struct keeps only those.

use crate::types::AthenaType::{self, *};

/// Whether a field of type `field` can be read from a column of type `column`.
pub(super) fn fits(field: &AthenaType, column: &AthenaType) -> bool {
    match (field, column) {
        (Smallint, Tinyint | Smallint) => true,
        (Integer, Tinyint | Smallint | Integer) => true,
        (Bigint, Tinyint | Smallint | Integer | Bigint) => true,
        (Double, Real | Double) => true,
        (Decimal(..), Decimal(..)) => true,
        (Time(_), Time(_)) | (Timestamp(_), Timestamp(_)) | (TimestampTz(_), TimestampTz(_)) => true,
        // Strings, and what is read as one.
        (Varchar(_) | Char(_) | Uuid | IpAddress, data_type) => is_text(data_type),
        // Read by serde from JSON; a query selects nested values as such.
        (Json, data_type) => is_text(data_type) || (data_type.is_nested() && data_type.casts_to_json()),
        (Array(_) | Map(..) | Row(_), data_type) => data_type.casts_to_json() && inside(field, data_type),
        (field, column) => field == column,
    }
}

fn is_text(data_type: &AthenaType) -> bool {
    matches!(data_type, Varchar(_) | Char(_) | TimeTz(_) | Json | Uuid | IpAddress)
}

/// Nested values come as JSON and are read as the field's own types, so an item has to fit into its type whole.
fn inside(field: &AthenaType, column: &AthenaType) -> bool {
    match (field, column) {
        (Array(field), Array(column)) => inside(field, column),
        (Map(key, value), Map(column_key, column_value)) => inside(key, column_key) && inside(value, column_value),
        (Row(fields), Row(columns)) => {
            fields.len() == columns.len()
                && fields
                    .iter()
                    .zip(columns)
                    .all(|((a, data_type), (b, column))| a.eq_ignore_ascii_case(b) && inside(data_type, column))
        }
        (Decimal(p, s), Decimal(column_p, column_s)) => column_s <= s && column_p - column_s <= p - s,
        // As `at_any_precision` reads them.
        (Timestamp(digits), Timestamp(column)) => *column <= (*digits).max(6),
        (Varchar(_) | Char(_), Varchar(_) | Char(_)) => true,
        (Varchar(_) | Char(_), _) => false,
        (Array(_) | Map(..) | Row(_), _) => false,
        (field, column) => fits(field, column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{row::FromColumn, schema::SqlBaseType};

    const PLAIN: [&str; 21] = [
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "real",
        "double",
        "decimal(10,2)",
        "varchar",
        "varchar(9)",
        "char(3)",
        "varbinary",
        "date",
        "time",
        "time(6)",
        "time with time zone",
        "timestamp",
        "timestamp(9)",
        "timestamp(6) with time zone",
        "interval year to month",
        "interval day to second",
    ];

    fn agrees<T: FromColumn>() {
        let field = T::athena_type();
        for column in PLAIN.into_iter().chain(["json", "uuid", "ipaddress", "array(bigint)", "map(varchar, bigint)"]) {
            let column: AthenaType = column.parse().expect("a type");
            // What is selected as JSON is not read from the column itself.
            if T::asked_for_as_json() {
                continue;
            }
            assert_eq!(fits(&field, &column), T::accepts(&column.arrow()), "{field} from {column}");
        }
    }

    #[test]
    fn a_column_fits_when_its_reader_accepts_it() {
        agrees::<bool>();
        agrees::<i8>();
        agrees::<i16>();
        agrees::<i32>();
        agrees::<i64>();
        agrees::<f32>();
        agrees::<f64>();
        agrees::<String>();
        agrees::<Vec<u8>>();
        agrees::<chrono::NaiveDate>();
        agrees::<chrono::NaiveTime>();
        agrees::<chrono::NaiveDateTime>();
        agrees::<chrono::DateTime<chrono::Utc>>();
        agrees::<chrono::TimeDelta>();
        agrees::<crate::types::Months>();
        agrees::<std::net::IpAddr>();
        #[cfg(feature = "rust_decimal")]
        agrees::<rust_decimal::Decimal>();
        #[cfg(feature = "uuid")]
        agrees::<uuid::Uuid>();
    }

    #[test]
    fn nested_values_fit_by_what_is_inside() {
        for (field, column, expected) in [
            ("array(bigint)", "array(integer)", true),
            ("array(integer)", "array(bigint)", false),
            ("array(varchar)", "array(varchar(5))", true),
            ("array(varchar)", "array(json)", false),
            ("array(varchar)", "varchar", false),
            ("map(varchar, bigint)", "map(varchar, integer)", true),
            ("map(varchar, bigint)", "map(varchar, varchar)", false),
            ("array(timestamp)", "array(timestamp(6))", true),
            ("array(timestamp)", "array(timestamp(9))", false),
            ("array(decimal(28,0))", "array(decimal(10,2))", false),
            ("array(varbinary)", "array(varbinary)", false),
            ("json", "row(a bigint)", true),
            ("json", "array(varbinary)", false),
            ("json", "bigint", false),
        ] {
            let (field, column): (AthenaType, AthenaType) =
                (field.parse().expect("a type"), column.parse().expect("it"));
            assert_eq!(fits(&field, &column), expected, "{field} from {column}");
        }
        assert_eq!(Vec::<Option<i64>>::athena_type(), "array(bigint)".parse().expect("a type"));
    }
}
