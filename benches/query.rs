//! Building and rendering: the typed builder beside raw sea-query, which writes the same text. The example join, and a query of 10 joins, 20
//! filters and 3 CTEs.
//!
//! `cargo bench -p quilt-athena-benches --bench query`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use quilt_athena::{
    prelude::*,
    quilt::{Manifest, NamedPackage, PackageRow},
};
use sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, JoinType, Order, PostgresQueryBuilder, SelectStatement, WithClause,
};

fn typed(p: &View<NamedPackage>, m: &View<Manifest>) -> String {
    select()
        .from(p)
        .join(m, p.hash.eq(m.tophash))
        .filter(p.user.eq("alice").and(p.timestamp.ne("latest")))
        .order_by(p.timestamp.desc())
        .limit(100)
        .rows::<PackageRow, _>()
        .into_statement()
        .expect("a query")
        .into_sql()
}

/// As a user of sea-query writes it, names and all. Its PostgreSQL backend happens to write what Athena takes, for this query.
fn raw(pointers: &str, manifests: &str) -> String {
    let column = |table: &'static str, name: &'static str| Expr::col((table, name));
    sea_query::Query::select()
        .expr_as(column("named_package", "user"), "user")
        .expr_as(column("named_package", "name"), "name")
        .expr_as(column("named_package", "timestamp"), "timestamp")
        .expr_as(column("named_package", "hash"), "hash")
        .expr_as(column("manifest", "message"), "message")
        .from_as(Alias::new(pointers), "named_package")
        .join_as(
            JoinType::InnerJoin,
            Alias::new(manifests),
            "manifest",
            column("named_package", "hash").eq(column("manifest", "tophash")),
        )
        .and_where(column("named_package", "user").eq("alice").and(column("named_package", "timestamp").ne("latest")))
        .order_by_expr(column("named_package", "timestamp"), Order::Desc)
        .limit(100)
        .to_string(PostgresQueryBuilder)
}

fn build_and_render(criterion: &mut Criterion) {
    let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    let (pointers, manifests) = ("quilt_named_packages_my-bucket_view", "quilt_manifests_my-bucket_view");
    assert_eq!(typed(&p, &m), raw(pointers, manifests), "the same work");
    let mut group = criterion.benchmark_group("build and render the example join");
    group.bench_function("typed", |bencher| bencher.iter(|| typed(black_box(&p), black_box(&m))));
    group.bench_function("raw sea-query", |bencher| bencher.iter(|| raw(black_box(pointers), black_box(manifests))));
    group.finish();
}

#[derive(AthenaView)]
#[athena(view = "entries")]
struct Entry {
    id: i64,
    name: String,
    size: i64,
}

macro_rules! ctes {
    ($($name:ident)+) => {$(
        #[derive(AthenaView)]
        struct $name {
            id: i64,
            total: i64,
        }
    )+};
}

ctes!(One Two Three);

fn typed_large(e: &View<Entry>) -> String {
    let (one, two, three) = (
        select().from(e).filter(e.size.gt(1)).select((e.id, e.size)).into_cte::<One>(),
        select().from(e).filter(e.size.gt(2)).select((e.id, e.size)).into_cte::<Two>(),
        select().from(e).filter(e.size.gt(3)).select((e.id, e.size)).into_cte::<Three>(),
    );
    let (a, b, c, d) = (e.alias::<'a'>(), e.alias::<'b'>(), e.alias::<'c'>(), e.alias::<'d'>());
    let (f, g, h) = (e.alias::<'f'>(), e.alias::<'g'>(), e.alias::<'h'>());
    select()
        .from(e)
        .join(&one, e.id.eq(one.id))
        .join(&two, e.id.eq(two.id))
        .join(&three, e.id.eq(three.id))
        .join(&a, e.id.eq(a.id))
        .join(&b, e.id.eq(b.id))
        .join(&c, e.id.eq(c.id))
        .join(&d, e.id.eq(d.id))
        .join(&f, e.id.eq(f.id))
        .join(&g, e.id.eq(g.id))
        .join(&h, e.id.eq(h.id))
        .filter(e.name.ne("x"))
        .filter(e.size.gt(10))
        .filter(one.total.gt(11))
        .filter(two.total.gt(12))
        .filter(three.total.gt(13))
        .filter(a.name.ne("a"))
        .filter(a.size.lt(14))
        .filter(b.name.ne("b"))
        .filter(b.size.lt(15))
        .filter(c.name.ne("c"))
        .filter(c.size.lt(16))
        .filter(d.name.ne("d"))
        .filter(d.size.lt(17))
        .filter(f.name.ne("f"))
        .filter(f.size.lt(18))
        .filter(g.name.ne("g"))
        .filter(g.size.lt(19))
        .filter(h.name.ne("h"))
        .filter(h.size.lt(20))
        .filter(h.id.gt(21))
        .order_by(e.name)
        .limit(100)
        .select((
            e.id,
            e.name,
            one.total,
            two.total,
            three.total,
            a.size,
            b.size,
            c.size,
            d.size,
            f.size,
            g.size,
            h.size,
        ))
        .rows()
        .into_statement()
        .expect("a query")
        .into_sql()
}

fn raw_large() -> String {
    let column = |table: &'static str, name: &'static str| Expr::col((table, name));
    let cte = |name: &'static str, least: i64| {
        let query: SelectStatement = sea_query::Query::select()
            .expr_as(column("entry", "id"), "id")
            .expr_as(column("entry", "size"), "total")
            .from_as("entries", "entry")
            .and_where(column("entry", "size").gt(least))
            .take();
        CommonTableExpression::new().query(query).table_name(name).to_owned()
    };
    let mut with = WithClause::new();
    for (name, least) in [("one", 1), ("two", 2), ("three", 3)] {
        with.cte(cte(name, least));
    }
    let mut query = sea_query::Query::select();
    query.exprs([column("entry", "id"), column("entry", "name")]);
    query.exprs(["one", "two", "three"].map(|name| column(name, "total")));
    query.exprs(["a", "b", "c", "d", "f", "g", "h"].map(|name| column(name, "size")));
    query.from_as("entries", "entry");
    for name in ["one", "two", "three"] {
        query.join_as(JoinType::InnerJoin, name, name, column("entry", "id").eq(column(name, "id")));
    }
    for name in ["a", "b", "c", "d", "f", "g", "h"] {
        query.join_as(JoinType::InnerJoin, "entries", name, column("entry", "id").eq(column(name, "id")));
    }
    query.and_where(column("entry", "name").ne("x")).and_where(column("entry", "size").gt(10));
    for (name, least) in [("one", 11), ("two", 12), ("three", 13)] {
        query.and_where(column(name, "total").gt(least));
    }
    for (i, name) in ["a", "b", "c", "d", "f", "g", "h"].into_iter().enumerate() {
        query.and_where(column(name, "name").ne(name)).and_where(column(name, "size").lt(14 + i as i64));
    }
    query.and_where(column("h", "id").gt(21));
    query.order_by_expr(column("entry", "name"), Order::Asc).limit(100);
    query.with(with).to_string(PostgresQueryBuilder)
}

fn build_and_render_large(criterion: &mut Criterion) {
    let e = Entry::view();
    let raw = raw_large().replace(" , ", ", ").replace("  ", " ");
    assert_eq!(typed_large(&e), raw, "the same work");
    let mut group = criterion.benchmark_group("build and render 10 joins, 20 filters, 3 CTEs");
    group.bench_function("typed", |bencher| bencher.iter(|| typed_large(black_box(&e))));
    group.bench_function("raw sea-query", |bencher| bencher.iter(raw_large));
    group.finish();
}

criterion_group!(benches, build_and_render, build_and_render_large);
criterion_main!(benches);
