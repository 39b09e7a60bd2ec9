//! SELECT, GROUP BY, ORDER BY, LIMIT and the set operations.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{array_agg, avg, count, count_distinct, cube, func, grouping, max, min, rollup, row, sum, values},
    quilt::{Manifest, NamedPackage, PackageRow, packages},
    row::Record,
    sea_query,
};

use super::{BUCKET, check, wrong};

#[derive(Debug, AthenaView, AthenaRow)]
#[athena(from = Point)]
struct Point {
    group: String,
    x: i32,
    y: Option<i32>,
}

#[derive(AthenaView)]
struct Raw {
    group: String,
    x: i32,
    y: i32,
}

/// Three points in two groups, the last without a `y`.
fn points() -> View<Point> {
    let raw: View<Raw> = values([("a", 1, 10), ("a", 2, 20), ("b", 3, 30)]);
    select().from(&raw).select((raw.group, raw.x, raw.y.null_if(30))).into_cte()
}

#[tokio::test]
async fn aggregates_can_be_narrowed() {
    let p = points();
    let query = select()
        .from(&p)
        .group_by(p.group)
        .order_by(p.group)
        .select((
            p.group,
            count().filter(p.x.gt(1)),
            count_distinct(p.y),
            sum(p.x),
            avg(p.x),
            min(p.y),
            max(p.y),
            array_agg(p.x).order_by(p.x.desc()),
        ))
        .rows();
    check("aggregates", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", COUNT(*) FILTER (WHERE "point"."x" > 1), COUNT(DISTINCT "point"."y"), SUM("point"."x"), AVG("point"."x"), MIN("point"."y"), MAX("point"."y"), json_format(CAST(array_agg("point"."x" ORDER BY "point"."x" DESC) AS JSON)) FROM "point" AS "point" GROUP BY "point"."group" ORDER BY "point"."group" ASC"#]], expect![[r#"
        ("a", 1, 2, Some(3), Some(1.5), Some(10), Some(20), Some([Some(2), Some(1)]))
        ("b", 1, 0, Some(3), Some(3.0), None, None, Some([Some(3)]))"#]]).await;
    let one = select().from(&p).aggregate().select(sum(p.x).distinct().filter(p.x.lt(3)).plus(1)).rows();
    check("sum of distinct values", one, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT SUM(DISTINCT "point"."x") FILTER (WHERE "point"."x" < 3) + 1 FROM "point" AS "point""#]], expect!["Some(4)"]).await;
}

#[tokio::test]
async fn having_and_order_by_take_aggregates() {
    let p = points();
    let query = select()
        .from(&p)
        .group_by(p.group)
        .having(count().gt(1).or(max(p.x).eq(3)))
        .order_by(count().desc())
        .limit(5)
        .select((p.group, count()))
        .rows();
    check("having", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", COUNT(*) FROM "point" AS "point" GROUP BY "point"."group" HAVING COUNT(*) > 1 OR MAX("point"."x") = 3 ORDER BY COUNT(*) DESC LIMIT 5"#]], expect![[r#"
        ("a", 2)
        ("b", 1)"#]]).await;
    let counted = select().from(&p).aggregate().select(count()).scalar();
    let query =
        select().from(&p).group_by(p.group).having(count().lt(counted)).order_by(p.group).select(p.group).rows();
    check("having with a subquery", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group" FROM "point" AS "point" GROUP BY "point"."group" HAVING COUNT(*) < (WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT COUNT(*) FROM "point" AS "point") ORDER BY "point"."group" ASC"#]], expect![[r#"
        "a"
        "b""#]]).await;
}

#[tokio::test]
async fn grouping_sets_make_their_keys_nullable() {
    let p = points();
    let query: Query<(Option<String>, Option<i32>, i32, i64)> = select()
        .from(&p)
        .group_by(rollup((p.group, p.x)))
        .order_by(grouping((p.group, p.x)).asc())
        .order_by(p.group)
        .order_by(p.x)
        .select((p.group, p.x, grouping((p.group, p.x)), count()))
        .rows();
    check("rollup", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", "point"."x", grouping("point"."group", "point"."x"), COUNT(*) FROM "point" AS "point" GROUP BY ROLLUP ("point"."group", "point"."x") ORDER BY grouping("point"."group", "point"."x") ASC, "point"."group" ASC, "point"."x" ASC"#]], expect![[r#"
        (Some("a"), Some(1), 0, 1)
        (Some("a"), Some(2), 0, 1)
        (Some("b"), Some(3), 0, 1)
        (Some("a"), None, 1, 2)
        (Some("b"), None, 1, 1)
        (None, None, 3, 3)"#]]).await;
    let query = select().from(&p).group_by(cube((p.group,))).order_by(p.group).select((p.group, sum(p.x))).rows();
    check("cube", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", SUM("point"."x") FROM "point" AS "point" GROUP BY CUBE ("point"."group") ORDER BY "point"."group" ASC"#]], expect![[r#"
        (Some("a"), Some(3))
        (Some("b"), Some(3))
        (None, Some(6))"#]]).await;
    let query = select()
        .from(&p)
        .grouping_sets((p.group, p.x))
        .set((p.group,))
        .set(())
        .group()
        .order_by(p.group)
        .select((p.group, count()))
        .rows();
    check("grouping sets", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", COUNT(*) FROM "point" AS "point" GROUP BY GROUPING SETS (("point"."group"), ()) ORDER BY "point"."group" ASC"#]], expect![[r#"
        (Some("a"), 2)
        (Some("b"), 1)
        (None, 3)"#]]).await;
    wrong(
        select().from(&p).grouping_sets((p.group,)).group().select(p.group).rows(),
        expect!["this query cannot be sent: GROUPING SETS needs at least one set: add `.set(..)`"],
    );
}

#[tokio::test]
async fn rows_are_sorted_and_cut() {
    let p = points();
    let query = select()
        .from(&p)
        .order_by(p.y.asc().nulls_first())
        .order_by(p.x.desc().nulls_last())
        .offset(1)
        .limit(1)
        .select(p.x)
        .rows();
    check("nulls first", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."x" FROM "point" AS "point" ORDER BY "point"."y" ASC NULLS FIRST, "point"."x" DESC NULLS LAST OFFSET 1 LIMIT 1"#]], expect!["1"]).await;
    let query = select().from(&p).order_by(p.group).limit_with_ties(1).select((p.group, p.x)).rows();
    check("with ties", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."group", "point"."x" FROM "point" AS "point" ORDER BY "point"."group" ASC FETCH FIRST 1 ROWS WITH TIES"#]], expect![[r#"
        ("a", 1)
        ("a", 2)"#]]).await;
    wrong(
        select().from(&p).limit_with_ties(1).select(p.x).rows(),
        expect!["this query cannot be sent: `.limit_with_ties(..)` needs `.order_by(..)`"],
    );
    let query = select().from(&p).select((p.group, p.x.alias("of"))).distinct().order_by(p.group).order_by(p.x).rows();
    check("distinct and a label", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT DISTINCT "point"."group", "point"."x" AS "of" FROM "point" AS "point" ORDER BY "point"."group" ASC, "point"."x" ASC"#]], expect![[r#"
        ("a", 1)
        ("a", 2)
        ("b", 3)"#]]).await;
}

#[tokio::test]
async fn rows_of_structs_stand_beside_expressions() {
    let (p, m) = (NamedPackage::view(BUCKET), Manifest::view(BUCKET));
    let latest = || packages(BUCKET).filter(p.timestamp.eq("latest")).filter(p.name.eq("empty"));
    let query: Query<(PackageRow, Manifest, i32)> = latest().select((row::<PackageRow>(), m.all(), val(7))).rows();
    check("rows of structs", query, expect![[r#"SELECT "named_package"."user" AS "user", "named_package"."name" AS "name", "named_package"."timestamp" AS "timestamp", "named_package"."hash" AS "hash", "manifest"."message" AS "message", "manifest"."tophash" AS "tophash", "manifest"."message" AS "message", 7 FROM "P" AS "named_package" INNER JOIN "M" AS "manifest" ON "named_package"."hash" = "manifest"."tophash" WHERE "named_package"."timestamp" = 'latest' AND "named_package"."name" = 'empty'"#]], expect![[r#"(PackageRow { user: "alice", name: "empty", timestamp: "latest", hash: "0929824c58e90a6d2cc3ad2c7bdc66e34f43e8ed7063a6b48595a3834dd3ec99", message: Some("") }, Manifest { tophash: "0929824c58e90a6d2cc3ad2c7bdc66e34f43e8ed7063a6b48595a3834dd3ec99", message: Some("") }, 7)"#]]).await;
}

#[tokio::test]
async fn set_operations_compare_whole_rows() {
    let p = points();
    let xs = || select().from(&p).select((p.group, p.x));
    let firsts = || select().from(&p).filter(p.x.eq(1)).select((p.group, p.x));
    check("union", xs().union(firsts()).sort_by(2), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) (SELECT "point"."group", "point"."x" FROM "point" AS "point") UNION (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) ORDER BY 2 ASC"#]], expect![[r#"
        ("a", 1)
        ("a", 2)
        ("b", 3)"#]]).await;
    check("union all", xs().union_all(firsts()).union_all(firsts()).sort_by_desc(2).limit(2), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) (SELECT "point"."group", "point"."x" FROM "point" AS "point") UNION ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) UNION ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) ORDER BY 2 DESC LIMIT 2"#]], expect![[r#"
        ("b", 3)
        ("a", 2)"#]]).await;
    check("intersect", xs().intersect(firsts()), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) (SELECT "point"."group", "point"."x" FROM "point" AS "point") INTERSECT (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1)"#]], expect![[r#"("a", 1)"#]]).await;
    check("intersect all", xs().union_all(firsts()).intersect_all(firsts().union_all(firsts())), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) ((SELECT "point"."group", "point"."x" FROM "point" AS "point") UNION ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1)) INTERSECT ALL ((SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) UNION ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1))"#]], expect![[r#"
        ("a", 1)
        ("a", 1)"#]]).await;
    check("except", xs().except(firsts()).sort_by(1).offset(1), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) (SELECT "point"."group", "point"."x" FROM "point" AS "point") EXCEPT (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) ORDER BY 1 ASC OFFSET 1"#]], expect![[r#"("b", 3)"#]]).await;
    check("except all", xs().union_all(firsts()).except_all(firsts()).sort_by(2), expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) ((SELECT "point"."group", "point"."x" FROM "point" AS "point") UNION ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1)) EXCEPT ALL (SELECT "point"."group", "point"."x" FROM "point" AS "point" WHERE "point"."x" = 1) ORDER BY 2 ASC"#]], expect![[r#"
        ("a", 1)
        ("a", 2)
        ("b", 3)"#]]).await;
    wrong(
        xs().union(firsts()).sort_by(3),
        expect!["this query cannot be sent: there is no column 3 to sort by: the query has 2, counted from 1"],
    );
}

#[tokio::test]
async fn columns_and_sort_keys_from_users_are_checked() {
    let p = points();
    let columns: Vec<_> = ["x", "GROUP"].iter().map(|name| p.column(name).expect("a column")).collect();
    let query: Query<Record> = select().from(&p).order_by(p.sort_key("x desc").expect("a key")).select(columns).rows();
    check("dynamic columns", query, expect![[r#"WITH "point" AS (SELECT "raw"."group" AS "group", "raw"."x" AS "x", NULLIF("raw"."y", 30) AS "y" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('b', 3, 30)) AS "raw" ("group", "x", "y")) SELECT "point"."x" AS "x", "point"."group" AS "group" FROM "point" AS "point" ORDER BY "point"."x" DESC"#]], expect![[r#"
        {"x": "3", "group": "b"}
        {"x": "2", "group": "a"}
        {"x": "1", "group": "a"}"#]]).await;
    expect![[r#"this query cannot be sent: `z` is not a column of "point". It has group, x, y"#]]
        .assert_eq(&p.column("z").expect_err("no such column").to_string());
    expect![[r#"this query cannot be sent: `x sideways` is not a column of "point". It has group, x, y"#]]
        .assert_eq(&p.sort_key("x sideways").expect_err("no direction").to_string());
    expect!["this query cannot be sent: column `x` is integer, not varchar"]
        .assert_eq(&p.column("x").and_then(|x| x.typed::<String>()).expect_err("a number").to_string());
}

#[tokio::test]
async fn sea_query_goes_in_and_out() {
    let p = NamedPackage::view(BUCKET);
    let statement = sea_query::Query::select()
        .column("name")
        .from("quilt_named_packages_example-packages_view")
        .and_where(sea_query::ExprTrait::eq(sea_query::Expr::col("timestamp"), "latest"))
        .order_by("name", sea_query::Order::Asc)
        .limit(1)
        .offset(1)
        .take();
    check(
        "from sea-query",
        Query::<(String,)>::from_sea_query(statement),
        expect![[r#"SELECT "name" FROM "P" WHERE "timestamp" = 'latest' ORDER BY "name" ASC OFFSET 1 LIMIT 1"#]],
        expect![[r#"("3d-models",)"#]],
    )
    .await;
    let inner = select().from(&p).filter(p.user.eq("it's")).select(p.hash).rows().into_sea_query().expect("a query");
    expect![[r#"Custom("(SELECT \"named_package\".\"hash\" FROM \"quilt_named_packages_example-packages_view\" AS \"named_package\" WHERE \"named_package\".\"user\" = 'it''s')")"#]].assert_eq(&format!("{inner:?}"));
}

#[test]
fn a_function_is_a_name_and_nothing_else() {
    let p = points();
    wrong(
        select().from(&p).select(func::<i64, _>("f(1), g", (p.x,))).rows(),
        expect![
            "this query cannot be sent: `f(1), g` is not a function name: only letters, digits and underscores are allowed"
        ],
    );
}
