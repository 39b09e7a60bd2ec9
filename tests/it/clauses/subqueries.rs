//! Queries in queries.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{count, max, min},
    quilt::{Manifest, NamedPackage},
};

use super::{BUCKET, check, wrong};

#[derive(AthenaView)]
struct PerUser {
    user: String,
    packages: i64,
}

#[tokio::test]
async fn a_cte_is_declared_once_and_used_often() {
    let p = NamedPackage::view(BUCKET);
    let per_user: View<PerUser> = select().from(&p).group_by(p.user).select((p.user, count())).into_cte();
    let most = per_user.alias::<'m'>();
    let most = select().from(&most).aggregate().select(max(most.packages)).scalar();
    let query =
        select().from(&per_user).filter(per_user.packages.eq(most)).select((per_user.user, per_user.packages)).rows();
    check("cte", query, expect![[r#"WITH "per_user" AS (SELECT "named_package"."user" AS "user", COUNT(*) AS "packages" FROM "P" AS "named_package" GROUP BY "named_package"."user") SELECT "per_user"."user", "per_user"."packages" FROM "per_user" AS "per_user" WHERE "per_user"."packages" = (WITH "per_user" AS (SELECT "named_package"."user" AS "user", COUNT(*) AS "packages" FROM "P" AS "named_package" GROUP BY "named_package"."user") SELECT MAX("m"."packages") FROM "per_user" AS "m")"#]], expect![[r#"("carol", 22)"#]]).await;
    #[derive(AthenaView)]
    struct Busy {
        user: String,
    }
    let busy: View<Busy> =
        select().from(&per_user).filter(per_user.packages.gt(10)).select((per_user.user,)).into_cte();
    let query = select()
        .from(&busy)
        .join(&per_user, per_user.user.eq(busy.user))
        .order_by(busy.user)
        .select((busy.user, per_user.packages))
        .rows();
    check("cte of a cte", query, expect![[r#"WITH "per_user" AS (SELECT "named_package"."user" AS "user", COUNT(*) AS "packages" FROM "P" AS "named_package" GROUP BY "named_package"."user"), "busy" AS (SELECT "per_user"."user" AS "user" FROM "per_user" AS "per_user" WHERE "per_user"."packages" > 10) SELECT "busy"."user", "per_user"."packages" FROM "busy" AS "busy" INNER JOIN "per_user" AS "per_user" ON "per_user"."user" = "busy"."user" ORDER BY "busy"."user" ASC"#]], expect![[r#"
        ("alice", 17)
        ("bob", 13)
        ("carol", 22)
        ("dave", 18)"#]]).await;
}

#[tokio::test]
async fn in_exists_any_and_all() {
    let (p, m) = (NamedPackage::view(BUCKET), Manifest::view(BUCKET));
    let described = || select().from(&m).filter(m.message.eq("First upload")).select(m.tophash);
    let latest = || select().from(&p).order_by(p.name).order_by(p.timestamp);
    check("in a query", latest().filter(p.hash.in_query(described())).select((p.name, p.timestamp)).rows(), expect![[r#"SELECT "named_package"."name", "named_package"."timestamp" FROM "P" AS "named_package" WHERE "named_package"."hash" IN (SELECT "manifest"."tophash" FROM "M" AS "manifest" WHERE "manifest"."message" = 'First upload') ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[r#"("rna-seq", "1700000000")"#]]).await;
    let named = || latest().filter(p.user.eq("alice")).filter(p.timestamp.eq("latest"));
    check("not in a query", named().filter(p.hash.not_in_query(described())).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" WHERE "named_package"."user" = 'alice' AND "named_package"."timestamp" = 'latest' AND "named_package"."hash" NOT IN (SELECT "manifest"."tophash" FROM "M" AS "manifest" WHERE "manifest"."message" = 'First upload') ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[r#"
        "empty"
        "notes-2023"
        "rna-seq"
        "rna_seq-2""#]]).await;
    let exists = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash).and(m.message.is_null())).exists();
    check("exists", latest().filter(exists).select((p.name, p.timestamp)).rows(), expect![[r#"SELECT "named_package"."name", "named_package"."timestamp" FROM "P" AS "named_package" WHERE EXISTS(SELECT 1 FROM "M" AS "manifest" WHERE "manifest"."tophash" = "named_package"."hash" AND "manifest"."message" IS NULL) ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[r#"
        ("assay-9_b", "1707425135")
        ("assay-9_b", "latest")
        ("empty", "1700226978")
        ("hand_over-2024", "1702552878")
        ("rna-seq", "1710341898")
        ("weather_2023", "1702202877")
        ("weather_2023", "1710234083")"#]]).await;
    let missing = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash)).exists().not();
    check("not exists", named().filter(missing).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" WHERE "named_package"."user" = 'alice' AND "named_package"."timestamp" = 'latest' AND NOT EXISTS(SELECT 1 FROM "M" AS "manifest" WHERE "manifest"."tophash" = "named_package"."hash") ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[""]]).await;
    let q = p.alias::<'q'>();
    let others = || select().from(&q).filter(q.user.eq("bob")).select(q.name);
    check("any", named().filter(p.name.gt(others().any())).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" WHERE "named_package"."user" = 'alice' AND "named_package"."timestamp" = 'latest' AND "named_package"."name" > ANY (SELECT "q"."name" FROM "P" AS "q" WHERE "q"."user" = 'bob') ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[r#"
        "empty"
        "notes-2023"
        "rna-seq"
        "rna_seq-2""#]]).await;
    check("all", named().filter(p.name.gt(others().all())).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" WHERE "named_package"."user" = 'alice' AND "named_package"."timestamp" = 'latest' AND "named_package"."name" > ALL (SELECT "q"."name" FROM "P" AS "q" WHERE "q"."user" = 'bob') ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![[r#"
        "rna-seq"
        "rna_seq-2""#]]).await;
    check("equal to any", named().filter(p.name.eq(others().any())).select(p.name).rows(), expect![[r#"SELECT "named_package"."name" FROM "P" AS "named_package" WHERE "named_package"."user" = 'alice' AND "named_package"."timestamp" = 'latest' AND "named_package"."name" = ANY (SELECT "q"."name" FROM "P" AS "q" WHERE "q"."user" = 'bob') ORDER BY "named_package"."name" ASC, "named_package"."timestamp" ASC"#]], expect![""]).await;
}

#[tokio::test]
async fn one_value_of_a_query_is_an_expression() {
    let p = NamedPackage::view(BUCKET);
    let q = p.alias::<'q'>();
    let first = select().correlate(&p).from(&q).filter(q.user.eq(p.user)).aggregate().select(min(q.timestamp)).scalar();
    let query =
        select().from(&p).filter(p.timestamp.eq(first)).order_by(p.user).select((p.user, p.name, p.timestamp)).rows();
    check("scalar, correlated", query, expect![[r#"SELECT "named_package"."user", "named_package"."name", "named_package"."timestamp" FROM "P" AS "named_package" WHERE "named_package"."timestamp" = (SELECT MIN("q"."timestamp") FROM "P" AS "q" WHERE "q"."user" = "named_package"."user") ORDER BY "named_package"."user" ASC"#]], expect![[r#"
        ("alice", "rna-seq", "1700000000")
        ("bob", "images", "1700319307")
        ("carol", "quotes", "1701052727")
        ("dave", "unicode", "1701649679")
        ("erin", "weather_2023", "1702202877")
        ("lab_02", "assay-9_b", "1702685703")
        ("team-7", "hand_over-2024", "1702552878")"#]]).await;
    let newest = select().from(&q).order_by(q.timestamp.desc()).limit(1).select(q.timestamp).scalar();
    check("scalar of a limit", select().from(&p).limit(1).select(newest).rows(), expect![[r#"SELECT (SELECT "q"."timestamp" FROM "P" AS "q" ORDER BY "q"."timestamp" DESC LIMIT 1) FROM "P" AS "named_package" LIMIT 1"#]], expect![[r#"Some("latest")"#]]).await;
    let many = select().from(&q).select(q.timestamp).scalar();
    wrong(
        select().from(&p).select(many).rows(),
        expect!["this query cannot be sent: a scalar subquery returns at most one row: add `.limit(1)`"],
    );
}

#[tokio::test]
async fn a_long_list_is_a_relation() {
    let p = NamedPackage::view(BUCKET);
    let names: Vec<String> = (0..600).map(|i| format!("n{i}")).chain(["empty".to_owned()]).collect();
    let query = select().from(&p).filter(p.timestamp.eq("latest")).filter(p.name.is_in(&names)).select(p.name).rows();
    let sql = query.sql().expect("a query");
    assert!(sql.contains("IN (SELECT \"item\" FROM (VALUES ('n0'), ('n1'), "), "{sql}");
    assert_eq!(query.fetch(&crate::support::bundled().await).await.expect("rows"), ["empty"]);
}
