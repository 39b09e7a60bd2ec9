//! UPDATE, DELETE and MERGE: of Iceberg tables, which the embedded engine does not have.

use expect_test::{Expect, expect};
use quilt_athena::{
    Engine, Statement,
    prelude::*,
    query::{Filter, all_of, any_of, delete_from, functions::array::any_match, max, merge_into, null, update, values},
};

use crate::{
    golden::{golden, table},
    support::bundled,
};

#[derive(AthenaView)]
#[athena(view = "events_{bucket}")]
struct Event {
    id: i64,
    user: String,
    note: Option<String>,
    tags: Vec<String>,
    #[athena(column = "it's \"at\"")]
    at: chrono::NaiveDateTime,
}

#[derive(AthenaView)]
#[athena(view = "changes")]
struct Change {
    id: i64,
    user: Option<String>,
    gone: bool,
}

fn events() -> View<Event> {
    Event::view("my-bucket")
}

#[test]
fn the_tables_are_shown_too() {
    table(&events());
    table(&Change::view());
}

fn check(name: &str, statement: quilt_athena::Result<Statement>, sql: Expect) -> Statement {
    let statement = statement.unwrap_or_else(|error| panic!("{name}: {error}"));
    golden(name, &statement);
    sql.assert_eq(statement.sql());
    statement
}

fn wrong(statement: quilt_athena::Result<Statement>, message: Expect) {
    message.assert_eq(&statement.expect_err("it is wrong").to_string());
}

#[test]
fn the_table_of_a_delete_has_no_alias() {
    let e = events();
    let old = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a time");
    let delete = delete_from(&e).filter(e.user.eq("it's").or(e.at.lt(old))).filter(e.note.is_not_null());
    check(
        "DELETE",
        delete.statement(),
        expect![[
            r#"DELETE FROM "events_my-bucket" WHERE ("user" = 'it''s' OR "it's ""at""" < TIMESTAMP '2024-01-01 00:00:00.000') AND "note" IS NOT NULL"#
        ]],
    );
    let q = e.alias::<'q'>();
    check(
        "DELETE, under an alias",
        delete_from(&q).filter(q.id.eq(1)).statement(),
        expect![[r#"DELETE FROM "events_my-bucket" WHERE "id" = 1"#]],
    );
    check(
        "DELETE, all rows",
        delete_from(&e.in_schema("my-db")).all_rows().statement(),
        expect![[r#"DELETE FROM "my-db"."events_my-bucket""#]],
    );
}

#[test]
fn an_update_stores_values_and_expressions() {
    let e = events();
    let many = update(&e).set(e.user, "it's").set(e.note, e.user).set(e.id, e.id.plus(1)).set(e.tags, vec!["a", "b"]);
    check(
        "UPDATE",
        many.filter(e.id.between(1, 9)).statement(),
        expect![[
            r#"UPDATE "events_my-bucket" SET "user" = 'it''s', "note" = "user", "id" = "id" + 1, "tags" = ARRAY['a', 'b'] WHERE "id" BETWEEN 1 AND 9"#
        ]],
    );
    check(
        "UPDATE, NULL",
        update(&e).set(e.note, null()).all_rows().statement(),
        expect![[r#"UPDATE "events_my-bucket" SET "note" = CAST(NULL AS varchar)"#]],
    );
    let note = e.note.or_else("none");
    check(
        "UPDATE, no NULL",
        update(&e).set(e.user, note).filter(e.id.is_in([1, 2])).statement(),
        expect![[r#"UPDATE "events_my-bucket" SET "user" = COALESCE("note", 'none') WHERE "id" IN (1, 2)"#]],
    );
}

#[test]
fn a_subquery_reads_its_own_columns_and_not_those_of_the_table() {
    let (e, c) = (events(), Change::view());
    let gone = || select().from(&c).filter(c.gone).select(c.id);
    check(
        "DELETE, subquery",
        delete_from(&e).filter(e.id.in_query(gone())).statement(),
        expect![[
            r#"DELETE FROM "events_my-bucket" WHERE "id" IN (SELECT "change"."id" FROM "changes" AS "change" WHERE "change"."gone")"#
        ]],
    );
    // The same table once more, which has its alias there.
    let newest = select().from(&e).filter(e.id.in_query(gone())).aggregate().select(max(e.at)).scalar();
    check(
        "DELETE, the table in a subquery",
        delete_from(&e).filter(e.at.lt(newest)).statement(),
        expect![[
            r#"DELETE FROM "events_my-bucket" WHERE "it's ""at""" < (SELECT MAX("event"."it's ""at""") FROM "events_my-bucket" AS "event" WHERE "event"."id" IN (SELECT "change"."id" FROM "changes" AS "change" WHERE "change"."gone"))"#
        ]],
    );
    let latest = select().from(&c).aggregate().select(max(c.user)).scalar();
    check(
        "UPDATE, subquery",
        update(&e).set(e.note, latest).filter(e.note.is_null()).statement(),
        expect![[
            r#"UPDATE "events_my-bucket" SET "note" = (SELECT MAX("change"."user") FROM "changes" AS "change") WHERE "note" IS NULL"#
        ]],
    );
    let many = e.id.is_in(0..600i64);
    let sql = delete_from(&e).filter(many).statement().expect("a statement");
    assert!(sql.sql().contains("WHERE \"id\" IN (SELECT \"item\" FROM (VALUES "), "{sql}");
    let partner = || select().correlate(&e).from(&c).filter(c.id.eq(e.id)).exists();
    wrong(
        delete_from(&e).filter(partner().not()).statement(),
        expect![
            "this query cannot be sent: a subquery reads the column `id` of the table that is written, which UPDATE and DELETE give no name: use `merge_into`, with that query as its source"
        ],
    );
    let user = select().correlate(&e).from(&c).filter(c.id.eq(e.id)).limit(1).select(c.user).scalar();
    wrong(
        update(&e).set(e.note, user).all_rows().statement(),
        expect![
            "this query cannot be sent: a subquery reads the column `id` of the table that is written, which UPDATE and DELETE give no name: use `merge_into`, with that query as its source"
        ],
    );
    let hidden = partner().and(e.id.gt(1)).into_filter::<(Event,), _>();
    wrong(
        delete_from(&e).filter(hidden).statement(),
        expect![
            "this query cannot be sent: a subquery reads the column `id` of the table that is written, which UPDATE and DELETE give no name: use `merge_into`, with that query as its source"
        ],
    );
}

#[test]
fn a_merge_does_the_first_thing_that_fits() {
    let (e, c) = (events(), Change::view());
    let merge = merge_into(&e)
        .using(&c, e.id.eq(c.id))
        .when_matched()
        .and(c.gone.or(e.user.eq("nobody")))
        .delete()
        .when_matched()
        .and(e.note.is_null())
        .and(c.user.is_not_null())
        .update(|row| row.set(e.note, c.user).set(e.id, e.id.plus(c.id)))
        .when_not_matched()
        .and(c.gone.not())
        .insert(|row| row.set(e.id, c.id).set(e.user, c.user.or_else("-")).set(e.tags, Vec::<&str>::new()));
    check(
        "MERGE",
        merge.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING "changes" AS "change" ON "event"."id" = "change"."id" WHEN MATCHED AND ("change"."gone" OR "event"."user" = 'nobody') THEN DELETE WHEN MATCHED AND "event"."note" IS NULL AND "change"."user" IS NOT NULL THEN UPDATE SET "note" = "change"."user", "id" = "event"."id" + "change"."id" WHEN NOT MATCHED AND NOT "change"."gone" THEN INSERT ("id", "user", "tags") VALUES ("change"."id", COALESCE("change"."user", '-'), CAST(ARRAY[] AS array(varchar)))"#
        ]],
    );
    let q = e.alias::<'q'>();
    let itself = merge_into(&e).using(&q, e.id.eq(q.id.plus(1))).when_matched().update(|row| row.set(e.user, q.user));
    check(
        "MERGE, with itself",
        itself.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING "events_my-bucket" AS "q" ON "event"."id" = "q"."id" + 1 WHEN MATCHED THEN UPDATE SET "user" = "q"."user""#
        ]],
    );
    let partner = select().correlate(&c).from(&q).filter(q.id.eq(c.id)).exists();
    let correlated = merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().and(partner).delete();
    check(
        "MERGE, correlated subquery",
        correlated.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING "changes" AS "change" ON "event"."id" = "change"."id" WHEN MATCHED AND EXISTS(SELECT 1 FROM "events_my-bucket" AS "q" WHERE "q"."id" = "change"."id") THEN DELETE"#
        ]],
    );
}

#[derive(AthenaView)]
struct Newest {
    user: String,
    at: Option<chrono::NaiveDateTime>,
}

#[derive(AthenaView)]
struct Wanted {
    id: i64,
    user: String,
}

#[test]
fn the_source_of_a_merge_is_any_relation_that_stands_alone() {
    let e = events();
    let q = e.alias::<'q'>();
    let newest = || select().from(&q).group_by(q.user).select((q.user, max(q.at)));
    let view: View<Newest> = newest().into_view();
    let older = merge_into(&e).using(&view, e.user.eq(view.user)).when_matched().and(e.at.lt(view.at)).delete();
    check(
        "MERGE, of a query",
        older.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING (SELECT "q"."user" AS "user", MAX("q"."it's ""at""") AS "at" FROM "events_my-bucket" AS "q" GROUP BY "q"."user") AS "newest" ON "event"."user" = "newest"."user" WHEN MATCHED AND "event"."it's ""at""" < "newest"."at" THEN DELETE"#
        ]],
    );
    let cte: View<Newest> = newest().into_cte();
    let two: View<Newest> = select().from(&cte).filter(cte.user.ne("x")).select((cte.user, cte.at)).into_view();
    let older = merge_into(&e).using(&two, e.user.eq(two.user)).when_matched().and(e.at.lt(two.at)).delete();
    check(
        "MERGE, of a query with a CTE",
        older.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING (WITH "newest" AS (SELECT "q"."user" AS "user", MAX("q"."it's ""at""") AS "at" FROM "events_my-bucket" AS "q" GROUP BY "q"."user") SELECT "newest"."user" AS "user", "newest"."at" AS "at" FROM "newest" AS "newest" WHERE "newest"."user" <> 'x') AS "newest" ON "event"."user" = "newest"."user" WHEN MATCHED AND "event"."it's ""at""" < "newest"."at" THEN DELETE"#
        ]],
    );
    let older = merge_into(&e).using(&cte, e.user.eq(cte.user)).when_matched().and(e.at.lt(cte.at)).delete();
    check(
        "MERGE, of a CTE",
        older.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING (SELECT "q"."user" AS "user", MAX("q"."it's ""at""") AS "at" FROM "events_my-bucket" AS "q" GROUP BY "q"."user") AS "newest" ON "event"."user" = "newest"."user" WHEN MATCHED AND "event"."it's ""at""" < "newest"."at" THEN DELETE"#
        ]],
    );
    let wanted: View<Wanted> = values([(1i64, "alice"), (2, "it's")]);
    let add = merge_into(&e)
        .using(&wanted, e.id.eq(wanted.id))
        .when_not_matched()
        .insert(|row| row.set(e.id, wanted.id).set(e.user, wanted.user).set(e.note, "new"));
    check(
        "MERGE, of VALUES",
        add.statement(),
        expect![[
            r#"MERGE INTO "events_my-bucket" AS "event" USING (VALUES (CAST(1 AS bigint), 'alice'), (CAST(2 AS bigint), 'it''s')) AS "wanted" ("id", "user") ON "event"."id" = "wanted"."id" WHEN NOT MATCHED THEN INSERT ("id", "user", "note") VALUES ("wanted"."id", "wanted"."user", 'new')"#
        ]],
    );
    let none: View<Wanted> = values([] as [(i64, &str); 0]);
    wrong(
        merge_into(&e).using(&none, e.id.eq(none.id)).when_matched().delete().statement(),
        expect!["this query cannot be sent: VALUES needs at least one row"],
    );
}

#[test]
fn only_a_table_as_it_is_now_is_written() {
    let e = events();
    wrong(
        delete_from(&e.clone().sample_rows(50.0)).all_rows().statement(),
        expect![
            "this query cannot be sent: only the current version of a table can be written: remove `.as_of(..)`, `.as_of_version(..)` or the sample"
        ],
    );
    let past = e.clone().as_of_version(7);
    wrong(
        update(&past).set(past.id, 1).all_rows().statement(),
        expect![
            "this query cannot be sent: only the current version of a table can be written: remove `.as_of(..)`, `.as_of_version(..)` or the sample"
        ],
    );
    let wanted: View<Wanted> = values([(1i64, "alice")]);
    wrong(
        delete_from(&wanted).all_rows().statement(),
        expect!["this query cannot be sent: only a table can be written, and this is a subquery"],
    );
    let merge = merge_into(&wanted).using(&e, e.id.eq(wanted.id)).when_matched().delete();
    wrong(merge.statement(), expect!["this query cannot be sent: only a table can be written, and this is a subquery"]);
    wrong(
        delete_from(&Event::view("no bucket")).all_rows().statement(),
        expect![
            "`no bucket` is not the name of an S3 bucket: only lower-case letters, digits, dots and hyphens are allowed"
        ],
    );
}

#[test]
fn a_list_that_was_left_empty_does_not_write_every_row() {
    let e = events();
    wrong(
        delete_from(&e).filter(all_of::<(Event,)>()).statement(),
        expect![
            "this query cannot be sent: the condition is true for every row (an empty `all_of` or `is_not_in`?): use `.all_rows()` to change every row"
        ],
    );
    let mut nothing = all_of::<(Event,)>();
    nothing.push(all_of::<(Event,)>());
    nothing.push(e.id.is_not_in([] as [i64; 0]));
    assert!(delete_from(&e).filter(nothing).filter(all_of::<(Event,)>()).statement().is_err());
    wrong(
        update(&e).set(e.note, "-").filter(e.id.is_not_in([] as [i64; 0])).statement(),
        expect![
            "this query cannot be sent: the condition is true for every row (an empty `all_of` or `is_not_in`?): use `.all_rows()` to change every row"
        ],
    );
    check(
        "DELETE, of nothing",
        delete_from(&e).filter(e.id.is_in([] as [i64; 0])).statement(),
        expect![[r#"DELETE FROM "events_my-bucket" WHERE FALSE"#]],
    );
    check(
        "DELETE, TRUE",
        delete_from(&e).filter(all_of::<(Event,)>()).all_rows().statement(),
        expect![[r#"DELETE FROM "events_my-bucket" WHERE TRUE"#]],
    );
}

#[test]
fn what_does_nothing_or_twice_the_same_is_refused() {
    let (e, c) = (events(), Change::view());
    wrong(update(&e).all_rows().statement(), expect!["this query cannot be sent: no column is set: add `.set(..)`"]);
    wrong(
        update(&e).set(e.id, 1).set(e.id, 2).all_rows().statement(),
        expect!["this query cannot be sent: the column `id` is set twice"],
    );
    let merge = || merge_into(&e).using(&c, e.id.eq(c.id));
    wrong(
        merge().statement(),
        expect!["this query cannot be sent: a MERGE does nothing without `.when_matched()` or `.when_not_matched()`"],
    );
    wrong(
        merge().when_matched().update(|row| row).statement(),
        expect!["this query cannot be sent: no column is set: add `.set(..)`"],
    );
    let twice = merge().when_not_matched().insert(|row| row.set(e.id, c.id).set(e.id, 1));
    wrong(twice.statement(), expect!["this query cannot be sent: the column `id` is set twice"]);
    wrong(
        merge().when_matched().delete().when_matched().and(c.gone).delete().statement(),
        expect![
            "this query cannot be sent: WHEN 2 of this MERGE is never reached: an earlier one takes every row that is matched; put it last, or give it a condition with `.and(..)`"
        ],
    );
    let late = merge().when_not_matched().insert(|row| row.set(e.id, c.id)).when_matched().delete();
    assert!(late.statement().is_ok(), "they take different rows");
    let long = "x".repeat(300_000);
    let error = update(&e).set(e.note, long).all_rows().statement().expect_err("too long").to_string();
    assert!(error.contains("Athena takes at most 262144"), "{error}");
}

#[tokio::test]
async fn the_embedded_engine_has_no_table_to_write() {
    let (e, c) = (events(), Change::view());
    let statements = [
        (
            update(&e).set(e.id, 1).all_rows().statement(),
            expect!["UPDATE is not supported by the embedded engine; it runs on Athena"],
        ),
        (
            delete_from(&e).all_rows().statement(),
            expect!["DELETE is not supported by the embedded engine; it runs on Athena"],
        ),
        (
            merge_into(&e).using(&c, e.id.eq(c.id)).when_matched().delete().statement(),
            expect!["MERGE is not supported by the embedded engine; it runs on Athena"],
        ),
    ];
    let engine = bundled().await;
    for (statement, refusal) in statements {
        let error = engine.execute(&statement.expect("a statement")).await.expect_err("no Iceberg");
        refusal.assert_eq(&error.to_string());
    }
}

/// Without its table, a column could be a variable of a lambda or a column of a subquery instead.
#[test]
fn a_column_of_the_table_is_no_variable_and_no_column_of_another() {
    #[derive(AthenaView)]
    #[athena(view = "events")]
    struct Named {
        x: String,
        keys: Vec<String>,
    }
    let e = Named::view();
    check(
        "delete by a lambda",
        delete_from(&e).filter(any_match(e.keys, |key| key.eq(e.x))).statement(),
        expect![[r#"DELETE FROM "events" WHERE any_match("keys", x2 -> x2 = "x")"#]],
    );
    check(
        "delete by a string that looks like a subquery and a lambda",
        delete_from(&e).filter(sql!("{e.x} = 'selected -> (SELECT 1)'")).statement(),
        expect![[r#"DELETE FROM "events" WHERE "x" = 'selected -> (SELECT 1)'"#]],
    );
    let gone = sql!("{e.x} IN (SELECT id FROM gone WHERE who = {e.x})");
    wrong(
        delete_from(&e).filter(gone).statement(),
        expect![
            "this query cannot be sent: a subquery reads the column `x` of the table that is written, which UPDATE and DELETE give no name: use `merge_into`, with that query as its source"
        ],
    );
}

#[test]
fn a_condition_that_a_program_emptied_does_not_write_every_row() {
    let e = events();
    let none: [i64; 0] = [];
    let mut any = any_of::<(Event,)>();
    any.push(e.id.is_not_in(none));
    any.push(e.id.eq(1));
    for condition in [e.id.is_in(none).not().into_filter(), e.id.is_not_in(none).or(e.id.eq(1)).into_filter()] {
        let condition: Filter<(Event,)> = condition;
        assert!(delete_from(&e).filter(condition).statement().is_err());
    }
    assert!(delete_from(&e).filter(any).statement().is_err());
    assert!(delete_from(&e).filter(e.id.is_in(none)).statement().is_ok(), "it writes none");
}
