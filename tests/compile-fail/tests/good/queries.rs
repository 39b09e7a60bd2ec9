//! Why: the rules that the other programs break must leave room for all of this, with types that can be written down.
#![expect(dead_code, reason = "some programs are only there to compile")]
use quilt_athena::{
    Result,
    prelude::*,
    query::{
        Filter, Nullable, Select, all_of, any_of, any_value, count, count_distinct, count_of, max, min, sum,
        typing::InScope, unchecked,
    },
    schema::Alias,
    sea_query::Expr,
};
use quilt_athena_compile_fail::{Latest, Manifest, NamedPackage, PackageRow, StrictRow};

/// A row over a view and its alias.
#[derive(AthenaRow)]
#[athena(from = NamedPackage)]
struct PairRow {
    user: String,
    #[athena(from = "Alias<NamedPackage, 'q'>", column = "user")]
    other: String,
}

/// A row that is a view as well, once it is a subquery.
#[derive(AthenaView, AthenaRow)]
#[athena(from = NamedPackage)]
struct Named {
    user: String,
    name: String,
}

/// Queries kept in a struct.
struct Saved {
    inner: Select<(NamedPackage, Manifest)>,
    left: Select<(NamedPackage, Nullable<Manifest>)>,
}

/// A query returned before it is finished.
fn recent(p: &View<NamedPackage>) -> Select<(NamedPackage,)> {
    select().from(p).filter(p.timestamp.ne("latest")).order_by(p.timestamp.desc())
}

/// A helper for every query that reads one view, whatever else it reads.
fn only<S, I>(query: Select<S>, p: &View<NamedPackage>, user: &str) -> Select<S>
where
    NamedPackage: InScope<S, I>,
{
    query.filter(p.user.eq(user))
}

/// A condition returned.
fn by(p: &View<NamedPackage>, who: &str) -> Filter<(NamedPackage,)> {
    p.user.eq(who).or(p.name.eq(who)).into_filter()
}

/// Branches that join differently, of one type in the end.
fn either(p: &View<NamedPackage>, m: &View<Manifest>, joined: bool) -> Query<(String,)> {
    let query = select().from(p).filter(by(p, "alice"));
    if joined {
        query.join(m, p.hash.eq(m.tophash)).filter(m.ok).select((p.user,)).rows()
    } else {
        query.select((p.user,)).rows()
    }
}

/// A query whose rows are `O`, and which can be printed.
fn check<O>(query: Query<O>) -> Result<()> {
    query.sql().map(drop)
}

fn joins(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let saved = Saved {
        inner: select().from(p).join(m, p.hash.eq(m.tophash)),
        left: select().from(p).left_join(m, p.hash.eq(m.tophash)),
    };
    check::<StrictRow>(saved.inner.clone().filter(p.user.eq("alice").and(p.timestamp.ne("latest"))).rows())?;
    check(saved.inner.order_by(p.timestamp.desc()).limit(100).offset(10).rows::<PackageRow, _>())?;
    check::<PackageRow>(saved.left.clone().filter(m.message.is_null().or(m.message.ne("x"))).rows())?;
    check::<(String, Option<String>, bool, String, Option<i64>)>(
        saved.left.select((p.user, m.tophash, m.tophash.is_null(), m.tophash.or_else("-"), m.size.plus(1))).rows(),
    )?;
    check::<(Option<String>, String)>(
        select().from(p).right_join(m, p.hash.eq(m.tophash)).select((p.user, m.tophash)).rows(),
    )?;
    let q = p.alias::<'q'>();
    let pairs = select().from(p).join(&q, p.hash.eq(q.hash).and(p.name.ne(q.name))).filter(q.user.eq("bob"));
    check::<PairRow>(pairs.rows())?;
    check(either(p, m, true))?;
    check(either(p, m, false))
}

fn operators(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let big = m.size.gt(10).and(m.message.eq("x")).and(m.tophash.eq(m.message)).and(m.ok);
    let new = m.modified.gt(chrono::NaiveDateTime::default());
    let listed = m.tophash.is_in(["a", "b"]).or(m.size.between(1, 9).not());
    check::<(i64, Option<i64>)>(
        select()
            .from(m)
            .filter(big)
            .filter(new)
            .filter(listed)
            .select((m.size.times(2), m.size.plus(m.optional)))
            .rows(),
    )?;
    let name = unchecked::<String, (NamedPackage,)>(Expr::col(("named_package", "name")));
    check::<(String, String, Option<String>)>(
        select().from(p).select((name, val("x"), p.timestamp.regexp_extract("[0-9]+", 0))).distinct().rows(),
    )
}

fn subqueries(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let described = select().correlate(p).from(m).filter(m.tophash.eq(p.hash)).exists();
    check::<String>(select().from(p).filter(described.not()).select(p.user).rows())?;
    let any = select().from(m).filter(m.tophash.eq("x")).exists();
    check::<String>(select().from(p).filter(any).select(p.user).rows())?;
    let hashes = select().from(m).select(m.tophash);
    check::<String>(select().from(p).filter(p.hash.in_query(hashes)).select(p.user).rows())?;

    let latest: View<Latest> = select().from(p).group_by(p.user).select((p.user, max(p.timestamp))).into_view();
    let newest = select().from(p).join(&latest, p.user.eq(latest.user).and(p.timestamp.eq(latest.newest)));
    check::<(String, Option<String>)>(newest.select((p.name, latest.newest)).rows())?;
    let named: View<Named> = recent(p).into_view();
    check::<String>(select().from(&named).select(named.user).rows())
}

fn groups(p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let busy = select()
        .from(p)
        .left_join(m, p.hash.eq(m.tophash))
        .filter(p.user.ne("x"))
        .group_by((p.user, m.tophash))
        .having(count().gt(1))
        .select((p.user, m.tophash, count(), max(m.size), sum(m.size)))
        .order_by(count().desc())
        .limit(3);
    check::<(String, Option<String>, i64, Option<i64>, Option<i64>)>(busy.rows())?;
    let day = p.timestamp.substr(1, 10).named::<'d'>();
    let per_day = select().from(p).group_by((day.clone(), p.user)).select((day.clone(), count())).order_by(day.desc());
    check::<(String, i64)>(per_day.rows())?;
    let whole = select().from(p).aggregate();
    check::<(i64, i64, Option<String>, String)>(
        whole
            .select((count_of(p.name), count_distinct(p.user), any_value(p.name), min(p.timestamp).assume_not_null()))
            .rows(),
    )
}

fn growing(p: &View<NamedPackage>, m: &View<Manifest>, backwards: bool) -> Result<()> {
    let mut query = recent(p);
    let mut any = any_of::<(NamedPackage,)>();
    for user in ["alice", "bob"] {
        query = query.filter(p.user.ne(user));
        any.push(p.name.eq(user));
    }
    any.push(p.name.like("x%"));
    let query = only(query, p, "carol").filter(any);
    let query = if backwards { query.order_by(p.name.desc()) } else { query.order_by(p.name) };
    let mut all = all_of::<(NamedPackage, Manifest)>();
    all.push(p.hash.eq(m.tophash));
    check::<PackageRow>(query.join(m, all).rows())
}

/// Compiled, and never run: there is no engine here.
async fn fetches(engine: &impl Engine, p: &View<NamedPackage>, m: &View<Manifest>) -> Result<()> {
    let query = select().from(p).join(m, p.hash.eq(m.tophash));
    let _rows: Vec<PackageRow> = query.clone().fetch(engine).await?;
    let _strict = query.clone().fetch::<StrictRow, _>(engine).await?;
    let _first: Option<(String, i64)> = query.select((p.user, m.size)).limit(1).fetch_optional(engine).await?;
    let _count: i64 = select().from(p).aggregate().select(count()).fetch_one(engine).await?;
    let _users: Vec<String> = select().from(p).select(p.user).rows().fetch(engine).await?;
    Ok(())
}

/// A task may hold all of it while it waits.
fn held_by_tasks() {
    fn held<T: Send + Sync>() {}
    held::<View<NamedPackage>>();
    held::<Select<(NamedPackage, Nullable<Manifest>)>>();
    held::<Query<PackageRow>>();
    held::<Filter<(NamedPackage,)>>();
}

fn main() -> Result<()> {
    held_by_tasks();
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    joins(&p, &m)?;
    operators(&p, &m)?;
    subqueries(&p, &m)?;
    groups(&p, &m)?;
    growing(&p, &m, true)?;
    growing(&p, &m, false)
}
