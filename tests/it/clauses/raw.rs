//! SQL as its author wrote it: fragments and whole statements, with typed operands.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{count, max, row_number, window},
    quilt::{Manifest, NamedPackage},
    schema::TableName,
};

use super::{BUCKET, check, wrong};

#[tokio::test]
async fn a_fragment_stands_in_parentheses_beside_other_conditions() {
    let p = NamedPackage::view(BUCKET);
    let user = "ALICE".to_owned();
    let tag = sql!(r#"{p.timestamp} = 'latest' OR {p.timestamp} = {"1700226978"}"#);
    let query = select()
        .from(&p)
        .filter(sql!("lower({p.user}) = lower({user})").and(tag))
        .filter(sql!(r#"TRUE = {p.name.like("e%")}"#))
        .order_by(p.timestamp)
        .select((p.name, p.timestamp))
        .rows();
    check("raw conditions", query, expect![[r#"SELECT "named_package"."name", "named_package"."timestamp" FROM "P" AS "named_package" WHERE (lower("named_package"."user") = lower('ALICE')) AND ("named_package"."timestamp" = 'latest' OR "named_package"."timestamp" = '1700226978') AND (TRUE = ("named_package"."name" LIKE 'e%')) ORDER BY "named_package"."timestamp" ASC"#]], expect![[r#"
        ("empty", "1700226978")
        ("empty", "latest")"#]]).await;
}

#[tokio::test]
async fn a_value_in_a_fragment_is_never_read_as_sql() {
    let p = NamedPackage::view(BUCKET);
    for evil in ["x' OR '1' = '1", "x' --", "?", "{p.user}", "\u{1}"] {
        let query = select().from(&p).filter(sql!("{p.user} = {evil}")).select(p.name).rows();
        let text = query.sql().expect("any text is a value");
        assert!(text.ends_with(&format!(" = '{}'", evil.replace('\'', "''"))), "{text}");
        let rows: Vec<String> = query.fetch(&crate::support::bundled().await).await.expect("rows");
        assert!(rows.is_empty(), "{evil}: {rows:?}");
    }
}

#[tokio::test]
async fn values_keep_their_types_and_join_nothing_beside_them() {
    let p = NamedPackage::view(BUCKET);
    let (less, day) = (-1, chrono::NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day"));
    let query = select()
        .from(&p)
        .filter(p.user.eq("erin").and(p.timestamp.eq("latest")))
        .order_by(p.name)
        .select((
            sql!("length({p.name}) -{less}" as i64),
            sql!(r#"{p.name}||{"/"}||{p.user}"# as String),
            sql!("{day} > {day}"),
            sql!("{1.5}" as f64).assume_not_null(),
        ))
        .rows();
    check("raw values", query, expect![[r#"SELECT length("named_package"."name") - -1, "named_package"."name"||'/'||"named_package"."user", DATE '2024-01-31' > DATE '2024-01-31', 1.5E0 FROM "P" AS "named_package" WHERE "named_package"."user" = 'erin' AND "named_package"."timestamp" = 'latest' ORDER BY "named_package"."name" ASC"#]], expect![[r#"
        (Some(6), Some("1-off/erin"), Some(false), 1.5)
        (Some(13), Some("weather_2023/erin"), Some(false), 1.5)"#]]).await;
}

#[test]
fn values_of_a_fragment_in_where_can_be_parameters() {
    let p = NamedPackage::view(BUCKET);
    let query = select().from(&p).filter(sql!(r#"lower({p.user}) = {"it's"}"#)).select(p.name).rows().with_parameters();
    let statement = query.statement().expect("it is right");
    assert!(statement.sql().ends_with(" WHERE lower(\"named_package\".\"user\") = ?"), "{statement}");
    assert_eq!(statement.parameters(), ["'it''s'"]);
}

#[tokio::test]
async fn aggregates_and_windows_are_operands() {
    let p = NamedPackage::view(BUCKET);
    let query = select()
        .from(&p)
        .group_by(p.user)
        .having(sql!("{count()} BETWEEN {10} AND {18}"))
        .order_by(p.user)
        .select((p.user, sql!("concat('at ', {max(p.timestamp)})" as String)))
        .rows();
    check("raw aggregates", query, expect![[r#"SELECT "named_package"."user", concat('at ', MAX("named_package"."timestamp")) FROM "P" AS "named_package" GROUP BY "named_package"."user" HAVING COUNT(*) BETWEEN 10 AND 18 ORDER BY "named_package"."user" ASC"#]], expect![[r#"
        ("alice", Some("at latest"))
        ("bob", Some("at latest"))
        ("dave", Some("at latest"))
        ("erin", Some("at latest"))"#]]).await;

    let newest = row_number().over(window().partition_by(p.name).order_by(p.timestamp.desc()));
    let query = select()
        .from(&p)
        .filter(p.user.eq("bob").and(p.name.eq("3d-models")))
        .order_by(p.timestamp)
        .select((p.timestamp, sql!("{newest} = 1")))
        .rows();
    check("raw windows", query, expect![[r#"SELECT "named_package"."timestamp", row_number() OVER (PARTITION BY "named_package"."name" ORDER BY "named_package"."timestamp" DESC) = 1 FROM "P" AS "named_package" WHERE "named_package"."user" = 'bob' AND "named_package"."name" = '3d-models' ORDER BY "named_package"."timestamp" ASC"#]], expect![[r#"
        ("1700495722", Some(false))
        ("1703872876", Some(false))
        ("1706082089", Some(false))
        ("latest", Some(true))"#]]).await;
}

#[tokio::test]
async fn a_statement_has_views_in_from_and_rows_as_annotated() {
    let (p, m) = (NamedPackage::view(BUCKET), Manifest::view(BUCKET));
    let user = "alice";
    let query: Query<(String, i64, Option<String>)> = sql_query!(
        "SELECT {p.name}, count(*), max({m.message}) FROM {p} LEFT JOIN {m} ON {p.hash} = {m.tophash} \
         WHERE {p.user} = {user} AND {p.timestamp.ne(\"latest\")} GROUP BY {p.name} ORDER BY 1 LIMIT {2}"
    );
    check("raw statement", query, expect![[r#"SELECT "named_package"."name", count(*), max("manifest"."message") FROM "P" AS "named_package" LEFT JOIN "M" AS "manifest" ON "named_package"."hash" = "manifest"."tophash" WHERE "named_package"."user" = 'alice' AND ("named_package"."timestamp" <> 'latest') GROUP BY "named_package"."name" ORDER BY 1 LIMIT 2"#]], expect![[r#"
        ("empty", 2, Some(""))
        ("notes-2023", 1, Some("Shared protocol, first release"))"#]]).await;
}

#[tokio::test]
async fn a_statement_takes_views_that_are_queries_and_second_names() {
    #[derive(AthenaView)]
    struct Newest {
        user: String,
        at: Option<String>,
    }

    let p = NamedPackage::view(BUCKET);
    let newest: View<Newest> = select()
        .from(&p)
        .filter(p.timestamp.ne("latest"))
        .group_by(p.user)
        .select((p.user, max(p.timestamp)))
        .into_cte();
    let q = p.alias::<'q'>();
    let query: Query<(String, String)> = sql_query!(
        "SELECT {newest.user}, {q.name} FROM {newest} JOIN {q} ON {q.user} = {newest.user} AND {q.timestamp} = {newest.at} \
         ORDER BY 1 LIMIT 3"
    );
    check("raw relations", query, expect![[r#"SELECT "newest"."user", "q"."name" FROM (SELECT "named_package"."user" AS "user", MAX("named_package"."timestamp") AS "at" FROM "P" AS "named_package" WHERE "named_package"."timestamp" <> 'latest' GROUP BY "named_package"."user") AS "newest" JOIN "P" AS "q" ON "q"."user" = "newest"."user" AND "q"."timestamp" = "newest"."at" ORDER BY 1 LIMIT 3"#]], expect![[r#"
        ("alice", "rna-seq")
        ("bob", "images")
        ("carol", "quotes")"#]]).await;
}

#[tokio::test]
async fn a_statement_names_tables_and_is_a_side_of_a_union() {
    let p = NamedPackage::view(BUCKET);
    let table = p.name().expect("a table");
    let all: Query<(String,)> = sql_query!(r#"SELECT DISTINCT "user" FROM {table} WHERE "user" < {"bob"}"#);
    let other = select().from(&p).filter(p.user.eq("erin")).distinct().select((p.user,)).rows();
    check("raw union", all.union_all(other).sort_by(1), expect![[r#"(SELECT DISTINCT "user" FROM "P" WHERE "user" < 'bob') UNION ALL (SELECT DISTINCT "named_package"."user" FROM "P" AS "named_package" WHERE "named_package"."user" = 'erin') ORDER BY 1 ASC"#]], expect![[r#"
        ("alice",)
        ("erin",)"#]]).await;
}

#[test]
fn what_is_wrong_with_an_operand_is_said_when_the_statement_is_printed() {
    let p = NamedPackage::view("No Bucket");
    wrong::<(String,)>(
        sql_query!("SELECT {p.name} FROM {p}"),
        expect![[r#"`No Bucket` is not the name of an S3 bucket: S3 allows no upper-case letters"#]],
    );

    let n = chrono::NaiveDate::MAX;
    wrong::<(String,)>(
        sql_query!("SELECT {n}"),
        expect![[r#"+262142-12-31 cannot be written in Athena SQL: its year is not between 1 and 9999"#]],
    );

    let name = TableName::new("t").expect("a name");
    #[derive(AthenaView)]
    struct One {
        n: String,
    }
    let one: View<One> = Query::<(String,)>::into_view(sql_query!("SELECT 'a' FROM {name}"));
    wrong(
        select().from(&one).select(one.n).rows(),
        expect![[
            r#"this query cannot be sent: the columns of a statement that the builder did not make cannot be named: it can be fetched, but cannot be a view"#
        ]],
    );
}
