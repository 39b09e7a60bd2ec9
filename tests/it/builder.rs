//! What the builder writes, clause by clause, and what it finds wrong before anything is sent.

use expect_test::{Expect, expect};
use quilt_athena::{
    Statement,
    prelude::*,
    query::{all_of, any_of, count, count_distinct, max, sum, unchecked},
    quilt::{Manifest, NamedPackage, PackageRow},
    schema::TableName,
    sea_query,
};

use crate::{
    golden::{golden, table},
    support::bundled,
};

#[derive(AthenaView)]
#[athena(view = "entries_{bucket}_{stage}")]
struct Entry {
    #[athena(column = "logical_key")]
    key: String,
    size: i64,
    extra: Option<i64>,
    #[athena(column = "a\"b")]
    odd: String,
    modified: chrono::NaiveDateTime,
    ok: bool,
}

#[derive(AthenaView)]
#[athena(view = "newest")]
struct Newest {
    user: String,
    at: Option<String>,
}

fn check<O>(name: &str, query: &Query<O>, expected: Expect) {
    let sql = query.sql().unwrap_or_else(|error| panic!("{name}: {error}"));
    golden(name, &Statement::query(&sql));
    // Without the frame that all of them share.
    expected.assert_eq(&sql.replace(" FROM \"entries_my-bucket_dev\" AS \"entry\"", " …"));
}

#[test]
fn the_tables_are_shown_too() {
    table(&entry());
    table(&NamedPackage::view("my-bucket"));
}

fn entry() -> View<Entry> {
    Entry::view("my-bucket", "dev")
}

#[test]
fn comparisons_are_typed_literals() {
    let e = entry();
    let at = chrono::DateTime::from_timestamp(0, 0).expect("1970").naive_utc();
    let query = select().from(&e).filter(e.size.ge(10).and(e.key.ne("it's")).and(e.modified.lt(at)).and(e.ok));
    check(
        "comparisons",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … WHERE "entry"."size" >= 10 AND "entry"."logical_key" <> 'it''s' AND "entry"."modified" < TIMESTAMP '1970-01-01 00:00:00.000' AND "entry"."ok""#
        ]],
    );
}

#[test]
fn or_keeps_its_parentheses_beside_and() {
    let e = entry();
    let query = select()
        .from(&e)
        .filter(e.ok.or_else(false))
        .filter(e.ok.is_null().or(e.ok))
        .filter(e.size.eq(1).or(e.ok).not());
    check(
        "or beside and",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … WHERE COALESCE("entry"."ok", FALSE) AND ("entry"."ok" IS NULL OR "entry"."ok") AND NOT ("entry"."size" = 1 OR "entry"."ok")"#
        ]],
    );
}

#[test]
fn arithmetic_is_grouped_as_it_was_built() {
    let e = entry();
    let list =
        (e.size.plus(1).times(2), e.size.minus(e.size.minus(1)), e.size.plus(e.extra), e.size.divided_by(2).modulo(3));
    let query: Query<(i64, i64, Option<i64>, i64)> = select().from(&e).select(list).rows();
    check(
        "arithmetic",
        &query,
        expect![[
            r#"SELECT ("entry"."size" + 1) * 2, "entry"."size" - ("entry"."size" - 1), "entry"."size" + "entry"."extra", ("entry"."size" / 2) % 3 …"#
        ]],
    );
}

#[test]
fn text_from_users_is_literal_in_like() {
    let e = entry();
    let query = select()
        .from(&e)
        .filter(e.key.like("a%"))
        .filter(e.key.not_like("_b"))
        .filter(e.key.starts_with("100%"))
        .filter(e.key.ends_with(".tiff"))
        .filter(e.key.contains("a_b#"));
    check(
        "like",
        &query.select((e.odd,)).rows(),
        expect![[
            r#"SELECT "entry"."a""b" … WHERE "entry"."logical_key" LIKE 'a%' AND "entry"."logical_key" NOT LIKE '_b' AND "entry"."logical_key" LIKE '100#%%' ESCAPE '#' AND "entry"."logical_key" LIKE '%.tiff' AND "entry"."logical_key" LIKE '%a#_b##%' ESCAPE '#'"#
        ]],
    );
}

#[test]
fn an_empty_list_holds_nothing() {
    let e = entry();
    let none: [&str; 0] = [];
    let query = select()
        .from(&e)
        .filter(e.key.is_in(none))
        .filter(e.key.is_not_in(none))
        .filter(e.size.is_in([1, 2]))
        .filter(e.size.between(1, 2));
    check(
        "lists",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … WHERE FALSE AND TRUE AND "entry"."size" IN (1, 2) AND ("entry"."size" BETWEEN 1 AND 2)"#
        ]],
    );
}

#[test]
fn conditions_as_bounds_stand_in_parentheses() {
    let e = entry();
    let query = select()
        .from(&e)
        .filter(e.ok.between(e.ok.is_null().and(e.ok), true))
        .filter(e.size.between(e.size.plus(1), 9));
    check(
        "between conditions",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … WHERE ("entry"."ok" BETWEEN ("entry"."ok" IS NULL AND "entry"."ok") AND TRUE) AND ("entry"."size" BETWEEN "entry"."size" + 1 AND 9)"#
        ]],
    );
}

#[test]
fn a_constant_is_neither_a_position_to_sort_by_nor_a_group() {
    let e = entry();
    let query = select().from(&e).order_by(val(2).desc()).order_by(e.key).select((e.key, val(5i64), val(5), val(5i8)));
    check(
        "constants",
        &query.rows(),
        expect![[
            r#"SELECT "entry"."logical_key", CAST(5 AS bigint), 5, CAST(5 AS tinyint) … ORDER BY "entry"."logical_key" ASC"#
        ]],
    );
    let grouped = select().from(&e).group_by(val(1).named::<'a'>()).select(count()).sql().expect_err("a constant");
    assert!(grouped.to_string().contains("a constant is not a group key"), "{grouped}");
}

#[test]
fn offset_stands_before_limit() {
    let e = entry();
    let query = select().from(&e).order_by(e.size.desc()).order_by(e.key).limit(5).offset(10);
    check(
        "offset and limit",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … ORDER BY "entry"."size" DESC, "entry"."logical_key" ASC OFFSET 10 LIMIT 5"#
        ]],
    );
}

#[test]
fn groups_have_keys_aggregates_and_conditions() {
    let e = entry();
    let folder = e.key.substr(1, 3).named::<'f'>();
    let query = select()
        .from(&e)
        .filter(e.ok)
        .group_by((folder.clone(), e.ok))
        .having(count().gt(1).and(max(e.size).lt(100)))
        .select((folder.clone(), count(), count_distinct(e.key), sum(e.size)))
        .order_by(count().desc())
        .limit(3);
    check(
        "groups",
        &query.rows(),
        expect![[
            r#"SELECT substr("entry"."logical_key", 1, 3), COUNT(*), COUNT(DISTINCT "entry"."logical_key"), SUM("entry"."size") … WHERE "entry"."ok" GROUP BY substr("entry"."logical_key", 1, 3), "entry"."ok" HAVING COUNT(*) > 1 AND MAX("entry"."size") < 100 ORDER BY COUNT(*) DESC LIMIT 3"#
        ]],
    );
}

#[test]
fn conditions_grow_at_run_time() {
    let e = entry();
    let mut any = any_of::<(Entry,)>();
    for size in [1, 2, 3] {
        any.push(e.size.eq(size));
    }
    let query = select().from(&e).filter(any).filter(all_of::<(Entry,)>()).filter(any_of::<(Entry,)>());
    check(
        "grown conditions",
        &query.select((e.key,)).rows(),
        expect![[
            r#"SELECT "entry"."logical_key" … WHERE ("entry"."size" = 1 OR "entry"."size" = 2 OR "entry"."size" = 3) AND TRUE AND FALSE"#
        ]],
    );
}

#[test]
fn a_million_conditions_are_refused_and_overflow_no_stack() {
    let e = entry();
    let mut any = any_of::<(Entry,)>();
    for size in 0..200_000 {
        any.push(e.size.eq(size));
    }
    let error = select().from(&e).filter(any).select((e.key,)).sql().expect_err("too long").to_string();
    assert!(error.contains("Athena takes at most 262144"), "{error}");
    let mut nested = e.ok.is_null().into_filter::<(Entry,), _>();
    for _ in 0..1_000 {
        nested = nested.not().into_filter();
    }
    let error = select().from(&e).filter(nested).select((e.key,)).sql().expect_err("too deep").to_string();
    assert!(error.contains("nested more than 200 deep"), "{error}");
}

#[test]
fn names_live_in_schemas_and_catalogs() {
    let p = NamedPackage::view("b-1").in_catalog("quilt-tabulator", "my db");
    let q = View::<Newest>::named(TableName::new("x\"y").and_then(|name| name.in_schema("s")).expect("a name"));
    let query = select().from(&p).join(&q, p.user.eq(q.user)).select((q.at,));
    check(
        "names",
        &query.rows(),
        expect![[
            r#"SELECT "newest"."at" FROM "quilt-tabulator"."my db"."quilt_named_packages_b-1_view" AS "named_package" INNER JOIN "s"."x""y" AS "newest" ON "named_package"."user" = "newest"."user""#
        ]],
    );
}

#[tokio::test]
async fn joins_subqueries_and_derived_views_run() {
    let engine = bundled().await;
    let (p, m) = (NamedPackage::view("example-packages"), Manifest::view("example-packages"));
    let newest: View<Newest> = select()
        .from(&p)
        .filter(p.timestamp.ne("latest"))
        .group_by(p.user)
        .select((p.user, max(p.timestamp)))
        .into_view();
    let query = select()
        .from(&p)
        .join(&newest, p.user.eq(newest.user).and(p.timestamp.eq(newest.at)))
        .left_join(&m, p.hash.eq(m.tophash))
        .order_by(p.user)
        .select((p.user, p.name, m.message));
    golden("derived view", &query.clone().rows().statement().expect("a statement"));
    let rows: Vec<(String, String, Option<String>)> = query.fetch(&engine).await.expect("rows");
    assert_eq!(rows.len(), 7);

    let silent = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash).and(m.message.is_null())).exists();
    let query = select().from(&p).filter(silent).filter(p.timestamp.ne("latest")).select(p.name).distinct();
    golden("correlated exists", &query.clone().rows().statement().expect("a statement"));
    assert_eq!(query.fetch(&engine).await.expect("rows").len(), 5);

    let described = select().from(&m).filter(m.message.is_not_null()).select(m.tophash);
    let query = select().from(&p).filter(p.hash.in_query(described)).aggregate().select(count());
    golden("in subquery", &query.clone().rows().statement().expect("a statement"));
    let described: i64 = query.fetch_one(&engine).await.expect("a count");
    assert!((1..87).contains(&described));

    let q = p.alias::<'q'>();
    let query =
        select().from(&p).join(&q, p.hash.eq(q.hash).and(p.name.lt(q.name))).aggregate().select((count(), max(p.user)));
    golden("self join", &query.clone().rows().statement().expect("a statement"));
    let (twins, _): (i64, Option<String>) = query.fetch_one(&engine).await.expect("a count");
    assert!(twins > 0);
}

#[tokio::test]
async fn branches_of_a_program_end_in_one_type() {
    fn either(p: &View<NamedPackage>, m: &View<Manifest>, described: bool) -> Query<(String,)> {
        let query = select().from(p).filter(p.timestamp.eq("latest"));
        if described {
            query.join(m, p.hash.eq(m.tophash)).filter(m.message.is_not_null()).select((p.name,)).rows()
        } else {
            query.select((p.name,)).rows()
        }
    }
    let engine = bundled().await;
    let (p, m) = (NamedPackage::view("example-packages"), Manifest::view("example-packages"));
    let all = either(&p, &m, false).fetch(&engine).await.expect("rows");
    let described = either(&p, &m, true).fetch(&engine).await.expect("rows");
    assert!(described.len() < all.len());
}

/// What the compiler cannot see is an error of `sql()`, which sends nothing.
#[test]
fn mistakes_of_the_whole_query_are_errors() {
    let e = entry();
    fn said<O>(query: Query<O>) -> String {
        query.sql().expect_err("a mistake").to_string()
    }

    let day = e.key.substr(1, 2).named::<'d'>();
    let other = e.key.substr(1, 3).named::<'d'>();
    let query = select().from(&e).group_by(day).select((other,)).rows();
    assert!(said(query).contains("it must be the very same expression"));

    let query = select().from(&e).select((e.key,)).distinct().order_by(e.size).rows();
    assert!(said(query).contains("ORDER BY takes only what was selected"));

    let wrong = Entry::view("Not A Bucket", "dev");
    let query = select().from(&wrong).select((wrong.key,)).rows();
    assert!(said(query).contains("`Not A Bucket` is not the name of an S3 bucket"));

    let wrong = Entry::view("my-bucket", "x; DROP");
    let inside = select().from(&wrong).select(wrong.key);
    let query = select().from(&e).filter(e.key.in_query(inside)).select((e.key,)).rows();
    assert!(said(query).contains("`x; DROP` cannot be a name in Athena"));

    let far = chrono::NaiveDate::from_ymd_opt(20_000, 1, 1).expect("a day").and_hms_opt(0, 0, 0).expect("a time");
    let query = select().from(&e).filter(e.modified.lt(far)).select((e.key,)).rows();
    assert!(said(query).contains("its year is not between 1 and 9999"));

    let insert = sea_query::Query::insert().into_table("t").to_owned();
    let insert = sea_query::Expr::SubQuery(None, Box::new(sea_query::SubQueryStatement::InsertStatement(insert)));
    let query = select().from(&e).select((unchecked::<String, (Entry,)>(insert),)).rows();
    assert!(said(query).contains("Athena has no INSERT, UPDATE or DELETE inside a query"));
}

#[tokio::test]
async fn a_query_is_a_value() {
    struct Saved {
        query: Query<PackageRow>,
    }
    let saved = Saved { query: quilt_athena::quilt::packages("example-packages").limit(2).rows() };
    let engine = bundled().await;
    let first = saved.query.clone().fetch(&engine).await.expect("rows");
    assert_eq!(first, saved.query.fetch(&engine).await.expect("the same rows"));
}
