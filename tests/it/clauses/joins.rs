//! FROM and the joins.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{max, unnest, unnest_map, values},
    quilt::NamedPackage,
};

use super::{BUCKET, Entry, check, wrong};

#[derive(AthenaView)]
struct Wanted {
    user: String,
    rank: i32,
}

#[derive(AthenaView)]
struct Newest {
    name: String,
    at: Option<String>,
}

#[derive(AthenaView)]
struct Key {
    key: String,
    n: i64,
}

#[tokio::test]
async fn a_full_join_makes_both_sides_nullable() {
    let (p, w): (_, View<Wanted>) = (NamedPackage::view(BUCKET), values([("alice", 1), ("zoe", 2)]));
    let a = select()
        .from(&p)
        .filter(p.name.eq("empty").and(p.timestamp.eq("latest")))
        .select((p.user, p.name))
        .into_cte::<Pair>();
    let query: Query<(Option<String>, Option<i32>)> =
        select().from(&a).full_join(&w, a.user.eq(w.user)).order_by(w.rank).select((a.name, w.rank)).rows();
    check(
        "full join", query,
        expect![[r#"WITH "pair" AS (SELECT "named_package"."user" AS "user", "named_package"."name" AS "name" FROM "P" AS "named_package" WHERE "named_package"."name" = 'empty' AND "named_package"."timestamp" = 'latest') SELECT "pair"."name", "wanted"."rank" FROM "pair" AS "pair" FULL JOIN (VALUES ('alice', 1), ('zoe', 2)) AS "wanted" ("user", "rank") ON "pair"."user" = "wanted"."user" ORDER BY "wanted"."rank" ASC"#]], expect![[r#"
            (Some("empty"), Some(1))
            (None, Some(2))"#]],
    )
    .await;
}

#[derive(AthenaView)]
struct Pair {
    user: String,
    name: String,
}

#[tokio::test]
async fn left_right_and_cross_joins() {
    let p = NamedPackage::view(BUCKET);
    let w: View<Wanted> = values([("alice", 1), ("zoe", 2)]);
    let users = select().from(&p).select((p.user, p.user)).distinct().into_view::<Pair>();
    let left: Query<(i32, Option<String>)> =
        select().from(&w).left_join(&users, users.user.eq(w.user)).order_by(w.rank).select((w.rank, users.name)).rows();
    check("left join", left, expect![[r#"SELECT "wanted"."rank", "pair"."name" FROM (VALUES ('alice', 1), ('zoe', 2)) AS "wanted" ("user", "rank") LEFT JOIN (SELECT DISTINCT "named_package"."user" AS "user", "named_package"."user" AS "name" FROM "P" AS "named_package") AS "pair" ON "pair"."user" = "wanted"."user" ORDER BY "wanted"."rank" ASC"#]], expect![[r#"
        (1, Some("alice"))
        (2, None)"#]]).await;
    let right: Query<(Option<String>, i32)> = select()
        .from(&users)
        .right_join(&w, users.user.eq(w.user))
        .order_by(w.rank)
        .select((users.name, w.rank))
        .rows();
    check("right join", right, expect![[r#"SELECT "pair"."name", "wanted"."rank" FROM (SELECT DISTINCT "named_package"."user" AS "user", "named_package"."user" AS "name" FROM "P" AS "named_package") AS "pair" RIGHT JOIN (VALUES ('alice', 1), ('zoe', 2)) AS "wanted" ("user", "rank") ON "pair"."user" = "wanted"."user" ORDER BY "wanted"."rank" ASC"#]], expect![[r#"
        (Some("alice"), 1)
        (None, 2)"#]]).await;
    let w2 = w.alias::<'x'>();
    let cross = select().from(&w).cross_join(&w2).order_by(w.rank).order_by(w2.rank).select((w.rank, w2.rank)).rows();
    check("cross join", cross, expect![[r#"SELECT "wanted"."rank", "x"."rank" FROM (VALUES ('alice', 1), ('zoe', 2)) AS "wanted" ("user", "rank") CROSS JOIN (VALUES ('alice', 1), ('zoe', 2)) AS "x" ("user", "rank") ORDER BY "wanted"."rank" ASC, "x"."rank" ASC"#]], expect![[r#"
        (1, 1)
        (1, 2)
        (2, 1)
        (2, 2)"#]]).await;
}

#[tokio::test]
async fn unnest_makes_a_row_per_item_and_counts_them() {
    let e = Entry::view(BUCKET);
    let k = unnest(e.physical_keys).with_ordinality().into_view::<Key>();
    let query = select()
        .from(&e)
        .cross_join_lateral(&k)
        .filter(e.logical_key.eq("logical_key"))
        .order_by(k.key)
        .limit(2)
        .select((e.logical_key, k.key.substr(1, 24), k.n))
        .rows();
    check("unnest", query, expect![[r#"SELECT "entry"."logical_key", substr("key"."key", 1, 24), "key"."n" FROM "quilt_manifests_example-packages" AS "entry" CROSS JOIN UNNEST("entry"."physical_keys") WITH ORDINALITY AS "key" ("key", "n") WHERE "entry"."logical_key" = 'logical_key' ORDER BY "key"."key" ASC LIMIT 2"#]], expect![[r#"(Some("logical_key"), "s3://example-packages/bo", 1)"#]]).await;
    let kept: Query<(Option<String>, Option<i64>)> =
        select().from(&e).left_join_lateral(&k).filter(e.user_meta.eq("{\"n\":4}")).select((e.user_meta, k.n)).rows();
    check("left join unnest", kept, expect![[r#"SELECT "entry"."user_meta", "key"."n" FROM "quilt_manifests_example-packages" AS "entry" LEFT JOIN UNNEST("entry"."physical_keys") WITH ORDINALITY AS "key" ("key", "n") ON TRUE WHERE "entry"."user_meta" = '{"n":4}'"#]], expect![[r#"
        (Some("{\"n\":4}"), None)
        (Some("{\"n\":4}"), None)
        (Some("{\"n\":4}"), None)
        (Some("{\"n\":4}"), None)
        (Some("{\"n\":4}"), None)"#]]).await;
}

#[tokio::test]
async fn unnest_of_a_map_has_two_columns() {
    #[derive(AthenaView)]
    struct Pairs {
        key: String,
        value: i32,
    }
    let w: View<Wanted> = values([("alice", 1)]);
    let map = unnest_map(val(std::collections::BTreeMap::from([("a", 1), ("b", 2)]))).into_view::<Pairs>();
    let query =
        select().from(&w).cross_join_lateral(&map).order_by(map.key).select((w.user, map.key, map.value)).rows();
    check("unnest map", query, expect![[r#"SELECT "wanted"."user", "pairs"."key", "pairs"."value" FROM (VALUES ('alice', 1)) AS "wanted" ("user", "rank") CROSS JOIN UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS "pairs" ("key", "value") ORDER BY "pairs"."key" ASC"#]], expect![[r#"
        ("alice", "a", 1)
        ("alice", "b", 2)"#]]).await;
}

#[tokio::test]
async fn a_lateral_query_reads_the_row_before_it() {
    let w: View<Wanted> = values([("alice", 1), ("zoe", 2)]);
    let p = NamedPackage::view(BUCKET);
    let newest = select()
        .correlate(&w)
        .from(&p)
        .filter(p.user.eq(w.user))
        .group_by(p.name)
        .select((p.name, max(p.timestamp)))
        .into_lateral::<Newest>();
    let query = select().from(&w).left_join_lateral(&newest).select((w.user, newest.name, newest.at)).rows();
    check("lateral", query, expect![[r#"SELECT "wanted"."user", "newest"."name", "newest"."at" FROM (VALUES ('alice', 1), ('zoe', 2)) AS "wanted" ("user", "rank") LEFT JOIN LATERAL (SELECT "named_package"."name" AS "name", MAX("named_package"."timestamp") AS "at" FROM "P" AS "named_package" WHERE "named_package"."user" = "wanted"."user" GROUP BY "named_package"."name") AS "newest" ON TRUE"#]], expect![[r#"
        ("alice", Some("empty"), Some("latest"))
        ("alice", Some("notes-2023"), Some("latest"))
        ("alice", Some("rna-seq"), Some("latest"))
        ("alice", Some("rna_seq-2"), Some("latest"))
        ("zoe", None, None)"#]]).await;
}

#[tokio::test]
async fn samples_and_the_past_are_said_of_tables() {
    let p = NamedPackage::view(BUCKET).sample_rows(50.0);
    check("sample", select().from(&p).filter(p.name.is_null()).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" TABLESAMPLE BERNOULLI (5E1) WHERE "named_package"."name" IS NULL"#]], expect!["refused: TABLESAMPLE is not supported by the embedded engine; it runs on Athena"]).await;
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("an instant");
    let p = NamedPackage::view(BUCKET).as_of(at);
    check("as of a time", select().from(&p).select(p.name).limit(1).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" FOR TIMESTAMP AS OF TIMESTAMP '2023-11-14 22:13:20.000 UTC' AS "named_package" LIMIT 1"#]], expect!["refused: time travel (FOR TIMESTAMP AS OF, FOR VERSION AS OF: there are no Iceberg tables) is not supported by the embedded engine; it runs on Athena"]).await;
    let p = NamedPackage::view(BUCKET).as_of_version(7);
    check(
        "as of a version",
        select().from(&p).select(p.name).limit(1).rows(),
        expect![[r#"SELECT "named_package"."name" FROM "P" FOR VERSION AS OF 7 AS "named_package" LIMIT 1"#]],
        expect!["refused: time travel (FOR TIMESTAMP AS OF, FOR VERSION AS OF: there are no Iceberg tables) is not supported by the embedded engine; it runs on Athena"],
    )
    .await;
    let partitions = NamedPackage::view(BUCKET).name().expect("a name").clone().metadata("partitions").expect("a kind");
    let p = View::<NamedPackage>::named(partitions);
    check("partitions of a table", select().from(&p).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P$partitions" AS "named_package""#]], expect!["refused: table or view `quilt_named_packages_example-packages_view$partitions` does not exist; did you mean `quilt_named_packages_example-packages_view`?"]).await;
    let p = NamedPackage::view(BUCKET).sample_rows(150.0);
    wrong(
        select().from(&p).select(p.name).rows(),
        expect!["this query cannot be sent: a sample is 0 to 100 percent of a table, not 150"],
    );
}

#[test]
fn a_cte_that_would_hide_a_table_is_an_error() {
    #[derive(AthenaView)]
    #[athena(view = "newest")]
    struct Table {
        name: String,
    }
    let p = NamedPackage::view(BUCKET);
    let newest = select().from(&p).group_by(p.name).select((p.name, max(p.timestamp))).into_cte::<Newest>();
    let t = Table::view();
    wrong(
        select().from(&newest).join(&t, t.name.eq(newest.name)).select(t.name).rows(),
        expect![[
            r#"this query cannot be sent: the CTE "newest" would hide the table of that name: rename the CTE's struct, or give the table its schema (`.in_schema(..)`)"#
        ]],
    );
    let other = select().from(&p).group_by(p.user).select((p.user, max(p.timestamp))).into_cte::<Newest>();
    let other = other.alias::<'o'>();
    wrong(
        select().from(&newest).join(&other, other.name.eq(newest.name)).select(other.name).rows(),
        expect![[
            r#"this query cannot be sent: two different CTEs are called "newest": give each a struct of its own"#
        ]],
    );
    let none: [(&str, i32); 0] = [];
    let w: View<Wanted> = values(none);
    wrong(select().from(&w).select(w.user).rows(), expect!["this query cannot be sent: VALUES needs at least one row"]);
}
