//! Operators, CASE, casts and literals.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{case, func, if_, null, try_, values},
    types::Months,
};

use super::{check, wrong};

#[derive(AthenaView)]
struct Cell {
    text: String,
    n: i32,
    day: chrono::NaiveDate,
}

fn cells() -> View<Cell> {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day");
    values([("1", 1, day), ("x", 0, day)])
}

#[tokio::test]
async fn null_is_compared_without_becoming_unknown() {
    let c = cells();
    let n = c.n.null_if(0);
    let query = select()
        .from(&c)
        .order_by(c.n)
        .select((n.clone().is_distinct_from(1), n.clone().is_not_distinct_from(null::<i32>()), n.or_else(c.n.minus(1))))
        .rows();
    check("distinct from", query, expect![[r#"SELECT NULLIF("cell"."n", 0) IS DISTINCT FROM 1, NULLIF("cell"."n", 0) IS NOT DISTINCT FROM CAST(NULL AS integer), COALESCE(NULLIF("cell"."n", 0), "cell"."n" - 1) FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") ORDER BY "cell"."n" ASC"#]], expect![[r#"
        (true, true, -1)
        (false, false, 1)"#]]).await;
}

#[tokio::test]
async fn case_if_and_try() {
    let c = cells();
    let kind = case(c.n.eq(0), val("none")).when(c.n.lt(0), "less").otherwise(c.text);
    let open = case(c.n.eq(0), val(true)).end();
    let query = select()
        .from(&c)
        .order_by(c.n)
        .select((kind, open, if_(c.n.gt(0), c.n, -1), try_(val(10).divided_by(c.n))))
        .rows();
    check("case", query, expect![[r#"SELECT CASE WHEN "cell"."n" = 0 THEN 'none' WHEN "cell"."n" < 0 THEN 'less' ELSE "cell"."text" END, CASE WHEN "cell"."n" = 0 THEN TRUE END, IF("cell"."n" > 0, "cell"."n", -1), TRY(10 / "cell"."n") FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") ORDER BY "cell"."n" ASC"#]], expect![[r#"
        ("none", Some(true), -1, None)
        ("1", None, 1, Some(10))"#]]).await;
}

#[tokio::test]
async fn casts_say_both_types() {
    let c = cells();
    let query = select()
        .from(&c)
        .order_by(c.n)
        .select((
            c.n.cast::<i64>(),
            c.n.cast::<String>(),
            c.text.try_cast::<f64>(),
            c.day.cast::<chrono::NaiveDateTime>(),
        ))
        .rows();
    check("casts", query, expect![[r#"SELECT CAST("cell"."n" AS bigint), CAST("cell"."n" AS varchar), TRY_CAST("cell"."text" AS double), CAST("cell"."day" AS timestamp) FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") ORDER BY "cell"."n" ASC"#]], expect![[r#"
        (0, "0", None, 2024-01-31T00:00:00)
        (1, "1", Some(1.0), 2024-01-31T00:00:00)"#]]).await;
}

#[tokio::test]
async fn intervals_are_added_to_days_and_times() {
    let c = cells();
    let query = select()
        .from(&c)
        .filter(c.n.eq(1))
        .select((
            c.day.plus_interval(TimeDelta::days(30)),
            c.day.minus_interval(Months(1)),
            c.day.cast::<chrono::NaiveDateTime>().plus_interval(TimeDelta::milliseconds(1_500)),
        ))
        .rows();
    check("intervals", query, expect![[r#"SELECT "cell"."day" + INTERVAL '30' DAY, "cell"."day" - INTERVAL '1' MONTH, CAST("cell"."day" AS timestamp) + INTERVAL '1.500' SECOND FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") WHERE "cell"."n" = 1"#]], expect!["(2024-03-01, 2023-12-31, 2024-01-31T00:00:01.500)"]).await;
}

#[tokio::test]
async fn literals_of_every_kind() {
    let c = cells();
    let query = select()
        .from(&c)
        .limit(1)
        .select((
            val(vec![1i64, 2]),
            val(Vec::<String>::new()),
            val(BTreeMap::from([("a", 15)])),
            val(TimeDelta::milliseconds(-1_500)),
            val(TimeDelta::hours(3)),
            val(Months(14)),
        ))
        .rows();
    check("literals", query, expect![[r#"SELECT json_format(CAST(CAST(ARRAY[1, 2] AS array(bigint)) AS JSON)), json_format(CAST(CAST(ARRAY[] AS array(varchar)) AS JSON)), json_format(CAST(MAP(ARRAY['a'], ARRAY[15]) AS JSON)), INTERVAL '-1.500' SECOND, INTERVAL '3' HOUR, INTERVAL '14' MONTH FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") LIMIT 1"#]], expect![[r#"([1, 2], [], {"a": 15}, TimeDelta { secs: -2, nanos: 500000000 }, TimeDelta { secs: 10800, nanos: 0 }, Months(14))"#]]).await;
    let address = select().from(&c).limit(1).select(val(std::net::IpAddr::from([127, 0, 0, 1]))).rows();
    check("address", address, expect![[r#"SELECT IPADDRESS '127.0.0.1' FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") LIMIT 1"#]], expect!["refused: the function `ipaddress` is not supported by the embedded engine; it runs on Athena"]).await;
    wrong(
        select().from(&c).select(val(TimeDelta::nanoseconds(1))).rows(),
        expect![
            "this query cannot be sent: PT0.000000001S cannot be written in Athena SQL: an interval in Athena has millisecond precision"
        ],
    );
    let many: Vec<i32> = (0..300).collect();
    let sql = select().from(&c).select(func::<i64, _>("cardinality", (val(many),))).sql().expect("a query");
    assert!(sql.starts_with("SELECT cardinality(concat(ARRAY[0, 1, "), "{sql}");
}

#[tokio::test]
async fn parameters_are_values_of_where_and_nothing_else() {
    let c = cells();
    let query = select()
        .from(&c)
        .filter(c.text.eq("it's").or(c.day.gt(chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day"))))
        .filter(c.n.is_in([1, 2]))
        .select((c.text, val("out")))
        .rows()
        .with_parameters();
    let statement = query.statement().expect("a query");
    expect![[r#"
        SELECT "cell"."text", 'out' FROM (VALUES ('1', 1, DATE '2024-01-31'), ('x', 0, DATE '2024-01-31')) AS "cell" ("text", "n", "day") WHERE ("cell"."text" = ? OR "cell"."day" > ?) AND "cell"."n" IN (?, ?)
        ["'it''s'", "DATE '2020-01-01'", "1", "2"]"#]].assert_eq(&format!("{}\n{:?}", statement.sql(), statement.parameters()));
    let long = "x".repeat(1100);
    let statement =
        select().from(&c).filter(c.text.eq(&long)).select(c.n).rows().with_parameters().statement().expect("a query");
    assert!(statement.parameters().is_empty() && statement.sql().contains(&long), "a long literal stays in the text");
    let error = query.fetch(&crate::support::bundled().await).await.expect_err("the embedded engine takes none");
    expect!["execution parameters: run the query without `.with_parameters()` is not supported by the embedded engine; it runs on Athena"].assert_eq(&error.to_string());
}
