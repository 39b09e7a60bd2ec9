//! What only the whole query can get wrong: said before anything is sent.

use expect_test::expect;
use quilt_athena::{
    prelude::*,
    query::{
        Conditions, Filter, any_of, array_agg, count, count_distinct, functions::array, max, row_number, values, window,
    },
    quilt::{Manifest, NamedPackage},
    sql,
};

use super::{BUCKET, wrong};

#[derive(AthenaView)]
struct Busy {
    user: String,
}

#[derive(AthenaView)]
#[athena(view = "busy")]
struct Table {
    user: String,
}

#[derive(AthenaView)]
struct Lists {
    name: String,
    numbers: Vec<i64>,
}

/// The inner query would read the CTE instead of the table.
#[test]
fn a_cte_hides_no_table_that_a_subquery_reads() {
    let (p, t) = (NamedPackage::view(BUCKET), Table::view());
    let busy: View<Busy> = select().from(&p).select((p.user,)).into_cte();
    let inner = select().from(&t).select(t.user);
    wrong(
        select().from(&busy).filter(busy.user.in_query(inner)).select(busy.user).rows(),
        expect![[
            r#"this query cannot be sent: the CTE "busy" would hide the table of that name: rename the CTE's struct, or give the table its schema (`.in_schema(..)`)"#
        ]],
    );
    let counted = select().from(&t).aggregate().select(count()).scalar();
    wrong(
        select().from(&busy).select(counted).rows(),
        expect![[
            r#"this query cannot be sent: the CTE "busy" would hide the table of that name: rename the CTE's struct, or give the table its schema (`.in_schema(..)`)"#
        ]],
    );
}

#[test]
fn one_row_of_all_needs_an_aggregate() {
    let p = NamedPackage::view(BUCKET);
    wrong(
        select().from(&p).aggregate().select(val("x")).rows(),
        expect![
            "this query cannot be sent: `.aggregate()` needs an aggregate, such as `count()`: select one, or leave `.aggregate()` out"
        ],
    );
    wrong(
        select().from(&p).aggregate().select(row_number().over(window())).rows(),
        expect![
            "this query cannot be sent: `.aggregate()` needs an aggregate, such as `count()`: select one, or leave `.aggregate()` out"
        ],
    );
    assert!(select().from(&p).aggregate().having(count().gt(1)).select(val("x")).sql().is_ok());
}

#[test]
fn a_subquery_of_groups_reads_keys_only() {
    let (p, m) = (NamedPackage::view(BUCKET), Manifest::view(BUCKET));
    let described = |column: Filter<(NamedPackage,)>| {
        select().from(&p).group_by(p.user).having(column).select((p.user, count())).rows()
    };
    let by_name = select().correlate(&p).from(&m).filter(m.tophash.eq(p.name)).exists();
    wrong(
        described(by_name.nullable().into_filter()),
        expect![
            "this query cannot be sent: a subquery reads `name`, which is neither in GROUP BY nor inside an aggregate of the enclosing query"
        ],
    );
    let by_user = select().correlate(&p).from(&m).filter(m.tophash.eq(p.user)).exists();
    assert!(described(by_user.nullable().into_filter()).sql().is_ok());
}

#[test]
fn json_is_no_order() {
    let l: View<Lists> = values([("a", vec![9i64]), ("b", vec![10])]);
    wrong(
        select().from(&l).select((l.numbers,)).distinct().order_by(l.numbers).rows(),
        expect![
            "this query cannot be sent: `array(bigint)` leaves the query as JSON, and after SELECT DISTINCT it could only be sorted as that string: make the query a view (`.into_view()`) and sort that"
        ],
    );
    let both = select().from(&l).select((l.name, l.numbers)).union(select().from(&l).select((l.name, l.numbers)));
    wrong(
        both.clone().sort_by(2),
        expect![
            "this query cannot be sent: `array(bigint)` leaves the query as JSON, and could only be sorted as that string: make the query a view (`.into_view()`) and sort that"
        ],
    );
    assert!(both.sort_by(1).sql().is_ok());
}

#[test]
fn what_athena_lacks_of_aggregates_and_windows() {
    let p = NamedPackage::view(BUCKET);
    wrong(
        select().from(&p).select(count().filter(p.user.eq("a")).over(window())).rows(),
        expect![
            "this query cannot be sent: an aggregate over a window takes no DISTINCT, FILTER or ORDER BY of its own: use `if_(..)` for the filter"
        ],
    );
    assert!(select().from(&p).select(count_distinct(p.user).over(window())).sql().is_err());
    assert!(select().from(&p).select(max(p.user).order_by(p.name).over(window())).sql().is_err());
    wrong(
        select().from(&p).aggregate().select(count().distinct()).rows(),
        expect![
            "this query cannot be sent: `COUNT(*)` has no values to be distinct or in order: use `count_distinct(..)` of a column"
        ],
    );
    wrong(
        select().from(&p).order_by(p.user).limit_with_ties(0).select(p.user).rows(),
        expect!["this query cannot be sent: `.limit_with_ties(..)` takes at least one row"],
    );
    assert!(select().from(&p).group_by(p.user).select((p.user, array_agg(p.name).distinct())).sql().is_ok());
}

/// A loop in a program makes no tree that ends the process.
#[test]
fn what_a_program_grows_is_an_error_or_stays_flat() {
    let p = NamedPackage::view(BUCKET);
    let mut condition: Filter<(NamedPackage,)> = p.user.eq("").into_filter();
    for i in 0..5_000 {
        condition = condition.or(p.user.eq(i.to_string())).into_filter();
    }
    let sql = select().from(&p).filter(condition).select(p.name).sql().expect("a flat condition");
    assert!(sql.contains("= '0' OR") && sql.ends_with("= '4999'"), "all of it, in order");
    let mut sum = val(0i64).over_views::<(NamedPackage,), _>();
    for i in 0..5_000i64 {
        sum = sum.plus(i).over_views();
    }
    wrong(
        select().from(&p).select(sum).rows(),
        expect![
            "this query cannot be sent: an expression is nested more than 150 deep: compute it in Rust, or in a subquery"
        ],
    );
    let mut query = select().from(&p).select(p.name).rows();
    for _ in 0..5_000 {
        query = query.except(select().from(&p).select(p.user));
    }
    wrong(
        query,
        expect![
            "this query cannot be sent: set operations are nested more than 100 deep: put some of them into a view (`.into_view()`)"
        ],
    );
    let mut any: Conditions<(NamedPackage,)> = any_of();
    any.push(p.user.eq("a"));
    let on = any;
    assert!(select().from(&p).join(&p.alias::<'q'>(), on).select(p.name).sql().is_ok());
}

/// A lambda's variable is none of the names in SQL that was written by hand.
#[test]
fn the_names_of_raw_sql_are_not_taken_by_lambdas() {
    let l: View<Lists> = values([("a", vec![9i64])]);
    let raw = array::filter(l.numbers, |n| sql!("any_match({l.numbers}, x->x = {n})"));
    let text = select().from(&l).select(raw).sql().expect("a query");
    assert!(text.contains("x2 -> any_match(\"lists\".\"numbers\", x->x = x2)"), "{text}");
}

#[test]
fn the_on_of_an_outer_join_reads_no_row_around_a_subquery() {
    let (p, m, t) = (NamedPackage::view(BUCKET), Manifest::view(BUCKET), Table::view());
    let busy = || select().correlate(&p).from(&t).filter(t.user.eq(p.user)).exists();
    wrong(
        select().from(&p).left_join(&m, busy()).select(p.name).rows(),
        expect![
            "this query cannot be sent: a subquery in the ON of an outer join reads `user` of the enclosing query, which Athena does not accept there: filter a subquery (`.into_view()`) and join that"
        ],
    );
    assert!(select().from(&p).join(&m, busy()).select(p.name).sql().is_ok());
    wrong(
        select().from(&p).select(p.name.alias("")).rows(),
        expect!["this query cannot be sent: a column alias must not be empty: Athena has no column without a name"],
    );
}

/// A lambda takes no subquery, and a long list is one elsewhere.
#[test]
fn a_long_list_in_a_lambda_stays_a_list() {
    let l: View<Lists> = values([("a", vec![9i64])]);
    let many: Vec<i64> = (0..600).collect();
    let sql = select().from(&l).select(array::filter(l.numbers, |n| n.is_in(many))).sql().expect("a query");
    assert!(sql.contains("x -> x IN (0, 1, ") && !sql.contains("\"item\""), "{sql}");
}
