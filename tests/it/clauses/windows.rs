//! OVER, frames and named windows.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{
        FrameBound, count, cume_dist, dense_rank, first_value, lag, last_value, lead, max, nth_value, ntile,
        percent_rank, rank, row_number, sum, values, window,
    },
    quilt::NamedPackage,
};

use super::{BUCKET, check, wrong};

#[derive(AthenaView)]
struct Step {
    lane: String,
    at: i32,
    size: i32,
}

fn steps() -> View<Step> {
    values([("a", 1, 10), ("a", 2, 20), ("a", 2, 5), ("b", 4, 1)])
}

#[tokio::test]
async fn rows_are_numbered_in_their_partition() {
    let s = steps();
    let w = window().partition_by(s.lane).order_by(s.at).order_by(s.size).named::<'w'>();
    let query = select()
        .from(&s)
        .order_by(s.lane)
        .order_by(row_number().over(&w).asc())
        .select((s.lane, row_number().over(&w), rank().over(&w), dense_rank().over(&w), ntile(2).over(&w)))
        .rows();
    check("numbering", query, expect![[r#"SELECT "step"."lane", row_number() OVER "w", rank() OVER "w", dense_rank() OVER "w", ntile(2) OVER "w" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") WINDOW "w" AS (PARTITION BY "step"."lane" ORDER BY "step"."at" ASC, "step"."size" ASC) ORDER BY "step"."lane" ASC, row_number() OVER "w" ASC"#]], expect![[r#"
        ("a", 1, 1, 1, 1)
        ("a", 2, 2, 2, 1)
        ("a", 3, 3, 3, 2)
        ("b", 1, 1, 1, 1)"#]]).await;
    let query = select()
        .from(&s)
        .order_by(s.lane)
        .order_by(s.size)
        .select((percent_rank().over(&w), cume_dist().over(&w)))
        .rows();
    check("shares", query, expect![[r#"SELECT percent_rank() OVER "w", cume_dist() OVER "w" FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") WINDOW "w" AS (PARTITION BY "step"."lane" ORDER BY "step"."at" ASC, "step"."size" ASC) ORDER BY "step"."lane" ASC, "step"."size" ASC"#]], expect![[r#"
        (0.5, 0.6666666666666666)
        (0.0, 0.3333333333333333)
        (1.0, 1.0)
        (0.0, 1.0)"#]]).await;
}

#[tokio::test]
async fn neighbours_are_nullable() {
    let s = steps();
    let w = window().partition_by(s.lane).order_by(s.size);
    let query = select()
        .from(&s)
        .order_by(s.lane)
        .order_by(s.size)
        .select((
            s.size,
            lag(s.size, 1).over(&w),
            lead(s.size, 1).over(&w),
            first_value(s.size).over(&w),
            last_value(s.size).over(&w),
            nth_value(s.size, 2).over(&w),
        ))
        .rows();
    check("neighbours", query, expect![[r#"SELECT "step"."size", lag("step"."size", 1) OVER (PARTITION BY "step"."lane" ORDER BY "step"."size" ASC), lead("step"."size", 1) OVER (PARTITION BY "step"."lane" ORDER BY "step"."size" ASC), first_value("step"."size") OVER (PARTITION BY "step"."lane" ORDER BY "step"."size" ASC), last_value("step"."size") OVER (PARTITION BY "step"."lane" ORDER BY "step"."size" ASC), nth_value("step"."size", 2) OVER (PARTITION BY "step"."lane" ORDER BY "step"."size" ASC) FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") ORDER BY "step"."lane" ASC, "step"."size" ASC"#]], expect![[r#"
        (5, None, Some(10), Some(5), Some(5), None)
        (10, Some(5), Some(20), Some(5), Some(10), Some(10))
        (20, Some(10), None, Some(5), Some(20), Some(10))
        (1, None, None, Some(1), Some(1), None)"#]]).await;
    let query = select().from(&s).select(lag(s.size, 1).ignore_nulls().over(window().order_by(s.size))).rows();
    check("ignore nulls", query, expect![[r#"SELECT lag("step"."size", 1) IGNORE NULLS OVER (ORDER BY "step"."size" ASC) FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size")"#]], expect![[r#"
        None
        Some(1)
        Some(5)
        Some(10)"#]]).await;
}

#[tokio::test]
async fn frames_are_of_rows_ranges_and_groups() {
    let s = steps();
    let by_at = || window().order_by(s.at);
    let rows = window().order_by(s.at).order_by(s.size).rows(FrameBound::preceding(1), FrameBound::CURRENT_ROW);
    let range = by_at().range(FrameBound::preceding(1), FrameBound::following(2));
    let groups = by_at().groups(FrameBound::UNBOUNDED_PRECEDING, FrameBound::following(1));
    let whole = by_at().rows(FrameBound::UNBOUNDED_PRECEDING, FrameBound::UNBOUNDED_FOLLOWING);
    let query = select()
        .from(&s)
        .order_by(s.at)
        .order_by(s.size)
        .select((
            s.at,
            s.size,
            sum(s.size).over(rows),
            sum(s.size).over(range),
            sum(s.size).over(groups),
            count().over(whole),
        ))
        .rows();
    check("frames", query, expect![[r#"SELECT "step"."at", "step"."size", SUM("step"."size") OVER (ORDER BY "step"."at" ASC, "step"."size" ASC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), SUM("step"."size") OVER (ORDER BY "step"."at" ASC RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING), SUM("step"."size") OVER (ORDER BY "step"."at" ASC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING), COUNT(*) OVER (ORDER BY "step"."at" ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") ORDER BY "step"."at" ASC, "step"."size" ASC"#]], expect![[r#"
        (1, 10, Some(10), Some(35), Some(35), 4)
        (2, 5, Some(15), Some(36), Some(36), 4)
        (2, 20, Some(25), Some(36), Some(36), 4)
        (4, 1, Some(21), Some(1), Some(36), 4)"#]]).await;
}

#[tokio::test]
async fn windows_of_groups_read_aggregates() {
    let s = steps();
    let query = select()
        .from(&s)
        .group_by(s.lane)
        .order_by(s.lane)
        .select((s.lane, sum(s.size), rank().over(window().order_by(sum(s.size).desc()))))
        .rows();
    check("window over groups", query, expect![[r#"SELECT "step"."lane", SUM("step"."size"), rank() OVER (ORDER BY SUM("step"."size") DESC) FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") GROUP BY "step"."lane" ORDER BY "step"."lane" ASC"#]], expect![[r#"
        ("a", Some(35), 1)
        ("b", Some(1), 2)"#]]).await;
    let query =
        select().from(&s).group_by(s.lane).order_by(s.lane).select((s.lane, max(sum(s.size)).over(window()))).rows();
    check("aggregate of an aggregate over a window", query, expect![[r#"SELECT "step"."lane", MAX(SUM("step"."size")) OVER () FROM (VALUES ('a', 1, 10), ('a', 2, 20), ('a', 2, 5), ('b', 4, 1)) AS "step" ("lane", "at", "size") GROUP BY "step"."lane" ORDER BY "step"."lane" ASC"#]], expect![[r#"
        ("a", Some(35))
        ("b", Some(35))"#]]).await;
}

#[tokio::test]
async fn the_newest_of_each_is_a_filter_on_a_subquery() {
    #[derive(AthenaView)]
    struct Numbered {
        name: String,
        timestamp: String,
        n: i64,
    }
    let p = NamedPackage::view(BUCKET);
    let numbered: View<Numbered> = select()
        .from(&p)
        .filter(p.timestamp.ne("latest"))
        .filter(p.user.eq("alice"))
        .select((p.name, p.timestamp, row_number().over(window().partition_by(p.name).order_by(p.timestamp.desc()))))
        .into_view();
    let query = select()
        .from(&numbered)
        .filter(numbered.n.eq(1))
        .order_by(numbered.name)
        .select((numbered.name, numbered.timestamp))
        .rows();
    check("newest of each", query, expect![[r#"SELECT "numbered"."name", "numbered"."timestamp" FROM (SELECT "named_package"."name" AS "name", "named_package"."timestamp" AS "timestamp", row_number() OVER (PARTITION BY "named_package"."name" ORDER BY "named_package"."timestamp" DESC) AS "n" FROM "P" AS "named_package" WHERE "named_package"."timestamp" <> 'latest' AND "named_package"."user" = 'alice') AS "numbered" WHERE "numbered"."n" = 1 ORDER BY "numbered"."name" ASC"#]], expect![[r#"
        ("empty", "1703415281")
        ("notes-2023", "1700243840")
        ("rna-seq", "1711754501")
        ("rna_seq-2", "1705716914")"#]]).await;
}

#[test]
fn two_windows_of_one_name_are_an_error() {
    let s = steps();
    let a = window().order_by(s.at).named::<'w'>();
    let b = window().order_by(s.size).named::<'w'>();
    wrong(
        select().from(&s).select((rank().over(a), rank().over(b))).rows(),
        expect!["this query cannot be sent: two different windows are called 'w': rename one of them"],
    );
}
