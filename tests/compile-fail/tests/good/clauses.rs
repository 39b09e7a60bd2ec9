//! Why: every clause of a SELECT, once, with the types that a program writes down for it.
#![expect(dead_code, reason = "some programs are only there to compile")]
use chrono::TimeDelta;
use quilt_athena::{
    Result,
    prelude::*,
    query::{
        Filter, FrameBound, Nullable, Select, Window, all_of, array_agg, case, count, count_distinct, cube, func,
        grouping, if_, lag, max, null, rank, rollup, row, row_number, sum, try_, typing::InScope, unnest, unnest_both,
        unnest_map, values, window,
    },
    schema::Column,
    types::Months,
};
use quilt_athena_compile_fail::{Entry, Latest, Manifest, NamedPackage, NumberedTag, OneTag, PackageRow, Tag};

/// What UNNEST of a map gives, and of two arrays.
#[derive(AthenaView)]
struct Pair {
    key: String,
    value: String,
}

#[derive(AthenaView)]
struct Zipped {
    one: Option<String>,
    other: Option<String>,
}

/// A row of JSON text.
#[derive(AthenaRow)]
#[athena(from = Entry)]
struct Owner {
    key: String,
    #[athena(json = "meta", path = "$.owner")]
    owner: Option<String>,
    #[athena(json = "meta", path = "$.sizes")]
    sizes: Option<Vec<i64>>,
}

/// Rows with a number of their own, to filter by.
#[derive(AthenaView)]
struct Numbered {
    name: String,
    number: i64,
}

/// A condition and a query, kept.
struct Search {
    wanted: Filter<(NamedPackage,)>,
    found: Select<(NamedPackage, Nullable<Manifest>)>,
}

impl Search {
    fn new(p: &View<NamedPackage>, m: &View<Manifest>) -> Self {
        Self { wanted: p.user.eq("alice").into_filter(), found: described(p, m) }
    }

    fn rows(self) -> Query<PackageRow> {
        self.found.filter(self.wanted).rows()
    }
}

/// A query whose second view may have no row.
fn described(p: &View<NamedPackage>, m: &View<Manifest>) -> Select<(NamedPackage, Nullable<Manifest>)> {
    select().from(p).left_join(m, p.hash.eq(m.tophash))
}

/// A finished query.
fn names(p: &View<NamedPackage>) -> Query<(String, String)> {
    select().from(p).distinct().select((p.user, p.name)).rows()
}

/// A helper over any query that has both views, whatever else it has.
fn large<S, I, J>(query: Select<S>, p: &View<NamedPackage>, m: &View<Manifest>, size: i64) -> Select<S>
where
    NamedPackage: InScope<S, I>,
    Manifest: InScope<S, J>,
{
    query.filter(p.timestamp.ne("latest")).filter(m.size.gt(size))
}

/// A query that prints: all that a program without an engine can do with it.
fn check<O>(query: Query<O>) -> Result<()> {
    query.sql().map(drop)
}

fn joins(p: &View<NamedPackage>, m: &View<Manifest>, t: &View<Tag>) -> Result<()> {
    check(Search::new(p, m).rows())?;
    check(large(select().from(p).join(m, p.hash.eq(m.tophash)), p, m, 10).select(p.name).rows())?;
    check::<(Option<String>, Option<String>)>(
        select().from(p).full_join(m, p.hash.eq(m.tophash)).select((p.user, m.tophash)).rows(),
    )?;
    check::<(Option<String>, String)>(
        select().from(p).right_join(t, p.hash.eq(t.hash)).select((p.user, t.tag)).rows(),
    )?;
    check::<(String, String)>(select().from(p).cross_join(t).select((p.user, t.tag)).limit(3).rows())?;
    let q = p.alias::<'q'>();
    check(select().from(p).cross_join(&q).filter(p.hash.eq(q.hash)).select((p.name, q.name)).rows())?;
    let mut wanted = all_of::<(NamedPackage, Manifest)>();
    wanted.push(p.user.eq("alice"));
    wanted.push(m.message.is_not_null());
    check::<PackageRow>(select().from(p).join(m, p.hash.eq(m.tophash)).filter(wanted).rows())
}

fn laterals(e: &View<Entry>, p: &View<NamedPackage>, t: &View<Tag>) -> Result<()> {
    let tags = unnest(e.tags).into_view::<OneTag>();
    check::<(String, String)>(select().from(e).cross_join_lateral(&tags).select((e.key, tags.tag)).rows())?;
    let numbered = unnest(e.tags).with_ordinality().into_view::<NumberedTag>();
    check::<(String, Option<i64>)>(
        select().from(e).left_join_lateral(&numbered).select((e.key, numbered.position)).rows(),
    )?;
    let (labels, both) = (unnest_map(e.labels).into_view::<Pair>(), unnest_both(e.tags, e.tags).into_view::<Zipped>());
    let query = select().from(e).cross_join_lateral(&labels).cross_join_lateral(&both);
    check::<(String, String, Option<String>, Option<String>)>(
        query.select((labels.key, labels.value, both.one, both.other)).rows(),
    )?;
    let newest = select().correlate(p).from(t).filter(t.hash.eq(p.hash)).select((t.tag,)).limit(1);
    let newest = newest.into_lateral::<OneTag>();
    check::<(String, Option<String>)>(select().from(p).left_join_lateral(&newest).select((p.name, newest.tag)).rows())
}

fn windows(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let newest: Window<_> = window().partition_by(p.name).order_by(p.timestamp.desc()).named::<'w'>();
    let listed = (p.name, row_number().over(&newest), lag(p.hash, 1).over(&newest));
    check::<(String, i64, Option<String>)>(select().from(p).select(listed).order_by(p.name).rows())?;
    let frame = window().order_by(m.size).rows(FrameBound::preceding(2), FrameBound::CURRENT_ROW);
    check::<(i64, Option<i64>)>(select().from(m).select((m.size, sum(m.size).over(frame))).rows())?;
    let numbered: View<Numbered> = select().from(p).select((p.name, row_number().over(&newest))).into_view();
    check::<String>(select().from(&numbered).filter(numbered.number.eq(1)).select(numbered.name).rows())?;
    let busiest = rank().over(window().order_by(count().desc()));
    check::<(String, i64)>(select().from(p).group_by(p.user).select((p.user, busiest)).rows())
}

fn groups(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let hashes = array_agg(p.hash).distinct().order_by(p.hash.desc()).filter(p.timestamp.ne("latest"));
    let listed = select().from(p).group_by(p.name).having(count().gt(1)).select((p.name, hashes)).offset(1).limit(5);
    check::<(String, Option<Vec<Option<String>>>)>(listed.rows())?;
    let totals = select().from(p).group_by(rollup((p.user, p.name)));
    check::<(Option<String>, Option<String>, i32, i64)>(
        totals.select((p.user, p.name, grouping((p.user, p.name)), count())).rows(),
    )?;
    check::<(Option<String>, i64)>(select().from(p).group_by(cube((p.user,))).select((p.user, count())).rows())?;
    let sets = select().from(p).grouping_sets((p.user, p.name)).set((p.user,)).set((p.name,)).set(()).group();
    check::<(Option<String>, Option<String>, i64)>(sets.select((p.user, p.name, count_distinct(p.hash))).rows())?;
    let day = p.timestamp.substr(1, 10).named::<'d'>();
    check::<(String, i64)>(
        select().from(p).group_by(day.clone()).select((day.clone(), count())).order_by(day.asc().nulls_first()).rows(),
    )?;
    check::<i64>(select().from(m).aggregate().select(sum(m.size).assume_not_null()).rows())
}

fn subqueries(p: &View<NamedPackage>, m: &View<Manifest>, t: &View<Tag>) -> Result<()> {
    let tagged = select().correlate(p).from(t).filter(t.hash.eq(p.hash)).exists();
    let described = p.hash.in_query(select().from(m).select(m.tophash));
    let newest = p.timestamp.ge(select().from(p).select(p.timestamp).all());
    check(select().from(p).filter(tagged.and(described).and(newest.not())).select(row::<NamedRow>()).rows())?;
    let tags = select().correlate(p).from(t).filter(t.hash.eq(p.hash)).aggregate().select(count()).scalar();
    check::<(String, Option<i64>)>(select().from(p).select((p.name, tags)).rows())?;
    let latest: View<Latest> = select().from(p).group_by(p.user).select((p.user, max(p.timestamp))).into_cte();
    let current = select().from(p).join(&latest, p.user.eq(latest.user).and(p.timestamp.eq(latest.newest)));
    check::<String>(current.select(p.name).rows())?;
    let wanted: View<NumberedTag> = values([("a", 1_i64), ("b", 2)]);
    check::<i64>(select().from(t).join(&wanted, t.tag.eq(wanted.tag)).select(wanted.position).rows())?;
    let other = select().from(m).select((m.tophash, m.message.or_else("-")));
    check(names(p).union_all(other.clone()).except(other).sort_by(1).limit(10))
}

/// The columns of one view by their names.
#[derive(AthenaRow)]
#[athena(from = NamedPackage)]
struct NamedRow {
    user: String,
    name: String,
}

/// A helper over any text column of any view.
fn first_letter<V: quilt_athena::AthenaView, N: quilt_athena::schema::ColumnName>(
    column: Column<V, String, N>,
) -> quilt_athena::query::Expr<Column<V, String, N>, String> {
    column.substr(1, 1)
}

fn values_and_functions(e: &View<Entry>, m: &View<Manifest>) -> Result<()> {
    let class = case(m.size.gt(1000), val("large")).when(m.size.gt(10), "middle").otherwise("small");
    let known = if_(m.ok, m.size, 0);
    check::<(String, i64, Option<i64>, Option<String>)>(
        select().from(m).select((class, known, m.optional.null_if(0), null::<String>())).rows(),
    )?;
    let padded = func::<String, _>("lpad", (m.tophash, val(70_i64), val("0")));
    let risky = try_(m.size.divided_by(m.optional)).alias("share");
    check::<(Option<String>, Option<i64>, i32)>(select().from(m).select((padded, risky, m.size.cast::<i32>())).rows())?;
    let soon = m.modified.plus_interval(TimeDelta::hours(1)).minus_interval(Months(1));
    let same = m.optional.is_not_distinct_from(m.size).or(m.optional.is_distinct_from(1));
    check(select().from(m).filter(soon.gt(m.modified).and(same)).select(first_letter(m.tophash)).rows())?;
    check::<Owner>(select().from(e).filter(e.at.plus_interval(TimeDelta::minutes(5)).gt(e.at)).rows())?;
    let chosen = select().from(m).order_by(m.sort_key("-size")?).select(vec![m.column("message")?, m.column("size")?]);
    check(chosen.rows())
}

fn main() -> Result<()> {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let (e, t) = (Entry::view("my-bucket"), Tag::view("my-bucket"));
    joins(&p, &m, &t)?;
    laterals(&e, &p, &t)?;
    windows(&p, &m)?;
    groups(&p, &m)?;
    subqueries(&p, &m, &t)?;
    values_and_functions(&e, &m)
}
