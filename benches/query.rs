//! Building and rendering the example join: the typed builder beside raw sea-query, which writes the same text.
//!
//! `cargo bench --bench query`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use quilt_athena::{
    prelude::*,
    quilt::{Manifest, NamedPackage, PackageRow},
};
use sea_query::{Alias, Expr, ExprTrait, JoinType, Order, PostgresQueryBuilder};

fn typed(p: &View<NamedPackage>, m: &View<Manifest>) -> String {
    select()
        .from(p)
        .join(m, p.hash.eq(m.tophash))
        .filter(p.user.eq("alice").and(p.timestamp.ne("latest")))
        .order_by(p.timestamp.desc())
        .limit(100)
        .rows::<PackageRow, _>()
        .sql()
        .expect("a query")
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

criterion_group!(benches, build_and_render);
criterion_main!(benches);
