//! The queries that users of Quilt run (notebooks, documentation, support), typed. What the bundled registry's tables allow also runs; for
//! the others, of newer stacks and of other databases, the text is pinned and goes to the independent grammars.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use expect_test::expect;
use quilt_athena::{
    ddl,
    prelude::*,
    query::{
        Expr, count,
        functions::aggregate::{histogram, map_agg},
        functions::{array, json::json, regexp, string},
        max, min, sum,
    },
    quilt::{NamedPackage, PackageRow, packages},
};

use super::{BUCKET, Entry, check};
use crate::golden::golden;

/// Tables of stacks from 1.70 on.
#[derive(AthenaView)]
#[athena(view = "{bucket}_package_tag")]
struct PackageTag {
    pkg_name: String,
    tag_name: String,
    top_hash: String,
}

#[derive(AthenaView)]
#[athena(view = "{bucket}_package_entry")]
struct PackageEntry {
    top_hash: String,
    logical_key: String,
    physical_key: String,
    size: i64,
}

#[derive(AthenaView)]
#[athena(view = "{bucket}_package_manifest")]
struct PackageManifest {
    top_hash: String,
    message: Option<String>,
    metadata: Option<String>,
}

#[derive(AthenaView)]
#[athena(view = "{bucket}_package_revision")]
struct PackageRevision {
    pkg_name: String,
    timestamp: NaiveDateTime,
    top_hash: String,
}

/// The top hash of the manifest that a row of the table of entries comes from.
fn manifest_of(e: &View<Entry>) -> Expr<impl Sized + use<>, Option<String>> {
    e.path.regexp_extract("[^/]+$", 0)
}

#[tokio::test]
async fn q1_entries_of_the_latest_revision() {
    let (t, e) = (PackageTag::view(BUCKET), PackageEntry::view(BUCKET));
    let query = select()
        .from(&t)
        .join(&e, e.top_hash.eq(t.top_hash))
        .filter(t.pkg_name.eq("alice/rna-seq").and(t.tag_name.eq("latest")))
        .select((e.logical_key, e.physical_key, e.size))
        .rows();
    check("q1 on tables of entries", query, expect![[""]], expect![[""]]).await;
    let (p, e) = (NamedPackage::view(BUCKET), Entry::view(BUCKET));
    let query = select()
        .from(&p)
        .join(&e, p.hash.eq(e.path.regexp_extract("[^/]+$", 0)))
        .filter(p.user.eq("alice").and(p.name.eq("rna-seq")).and(p.timestamp.eq("latest")))
        .filter(e.logical_key.is_not_null())
        .order_by(e.logical_key)
        .select((e.logical_key, e.size.cast::<i64>()))
        .rows();
    check("q1 on the views", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q2_packages_by_their_metadata() {
    let (m, r) = (PackageManifest::view(BUCKET), PackageRevision::view(BUCKET));
    let query = select()
        .from(&r)
        .join(&m, m.top_hash.eq(r.top_hash))
        .filter(json(m.metadata).key("experiment_id").text().eq("EXP-123"))
        .filter(json(m.metadata).key("status").text().eq("complete"))
        .filter(json(m.metadata).key("version").text().starts_with("1.3"))
        .order_by(r.timestamp.desc())
        .select((r.pkg_name, r.top_hash, m.message))
        .rows();
    check("q2 on tables of manifests", query, expect![[""]], expect![[""]]).await;
    let e = Entry::view(BUCKET);
    let query = select()
        .from(&e)
        .filter(json(e.user_meta).key("n").as_i64().ge(4))
        .order_by(json(e.user_meta).key("n").as_i64().desc())
        .limit(2)
        .select((manifest_of(&e), json(e.user_meta).key("n").as_i64()))
        .rows();
    check("q2 on the table of entries", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q3_files_by_suffix_and_metadata() {
    let e = Entry::view(BUCKET);
    let cells = json(e.meta).path("$.user_meta.cellindex");
    let query = select()
        .from(&e)
        .filter(e.logical_key.ends_with(".tiff"))
        .filter(cells.contains("5").or(json(e.meta).path("$.user_meta.cellindex").contains(5)))
        .order_by(e.logical_key)
        .select((e.logical_key, e.meta))
        .rows();
    check("q3", query, expect![[""]], expect![[""]]).await;
    let query = select()
        .from(&e)
        .filter(string::substr_from(e.logical_key, -4).eq(".csv"))
        .filter(json(e.meta).key("user_meta").exists())
        .order_by(e.logical_key)
        .limit(3)
        .select((e.logical_key, e.meta))
        .rows();
    check("q3 by substr", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q4_the_join_of_the_two_views() {
    let p = NamedPackage::view(BUCKET);
    let query: Query<PackageRow> = packages(BUCKET).filter(p.name.eq("empty")).order_by(p.timestamp).rows();
    check("q4", query, expect![[""]], expect![[""]]).await;
}

#[derive(AthenaView)]
struct Owned {
    hash: Option<String>,
    owner: Option<String>,
}

#[tokio::test]
async fn q5_hashes_of_packages_by_owner() {
    let (e, p) = (Entry::view(BUCKET), NamedPackage::view(BUCKET));
    let last = array::element_at(array::slice(string::split(e.path, "/"), -1, 1), 1);
    let owner = json(e.user_meta).key("owner").text();
    let owned: View<Owned> = select().from(&e).filter(owner.clone().like("%")).select((last, owner)).into_cte();
    let query = select()
        .from(&owned)
        .join(&p, p.hash.eq(owned.hash))
        .order_by(p.name)
        .order_by(p.timestamp)
        .limit(3)
        .select((p.user, p.name, owned.owner))
        .rows();
    check("q5", query, expect![[""]], expect![[""]]).await;
}

/// Keys of the metadata as columns: as many fields as there are keys.
#[derive(AthenaView, AthenaRow)]
#[athena(view = "{bucket}_metadata", from = Entry)]
struct Metadata {
    #[athena(column = "logical_key")]
    key: Option<String>,
    #[athena(json = "user_meta", path = "$.owner")]
    owner: Option<String>,
    #[athena(json = "user_meta", path = "$.n")]
    n: Option<i64>,
    #[athena(json = "user_meta", path = "$.keys")]
    keys: Option<f64>,
    #[athena(json = "user_meta", path = "$[\"cell index\"]")]
    cells: Option<Vec<i64>>,
}

#[tokio::test]
async fn q6_metadata_flattened_into_a_view() {
    let e = Entry::view(BUCKET);
    let flat = select().from(&e).filter(e.user_meta.is_not_null()).into_view::<Metadata, _>();
    let create = ddl::create_or_replace_view(&Metadata::view(BUCKET), &flat).expect("a statement");
    golden("q6", &create);
    expect![[""]].assert_eq(create.sql());
    let m = flat;
    let query = select().from(&m).filter(m.n.ge(4)).order_by(m.n).limit(2).select((m.key, m.owner, m.n, m.keys)).rows();
    check("q6 rows", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q7_parts_of_physical_keys() {
    let e = Entry::view(BUCKET);
    let physical = || array::element_at(e.physical_keys, 1);
    let bucket = regexp::regexp_extract_group(physical(), "^s3://([^/]+)/", 1);
    let key = regexp::regexp_extract_group(physical(), "^s3://[^/]+/([^?]+)", 1);
    let version = regexp::regexp_extract_group(physical(), "versionId=(.+)$", 1);
    let query = select()
        .from(&e)
        .filter(e.logical_key.eq("logical_key"))
        .limit(1)
        .select((bucket, key, string::length(version)))
        .rows();
    check("q7", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q8_counts_sizes_and_duplicates() {
    let e = Entry::view(BUCKET);
    let extension = e.logical_key.regexp_extract("\\.([^.]+)$", 1).named::<'x'>();
    let query = select()
        .from(&e)
        .filter(e.logical_key.is_not_null())
        .group_by(extension.clone())
        .having(count().gt(2))
        .order_by(sum(e.size.cast::<i64>()).desc())
        .order_by(extension.clone().asc())
        .limit(3)
        .select((extension, count(), sum(e.size.cast::<i64>())))
        .rows();
    check("q8 by extension", query, expect![[""]], expect![[""]]).await;
    let query = select()
        .from(&e)
        .filter(e.size.is_not_null())
        .group_by(e.size)
        .having(count().gt(5))
        .order_by(count().desc())
        .order_by(e.size)
        .limit(2)
        .select((e.size, count(), min(e.logical_key), max(e.logical_key)))
        .rows();
    check("q8 duplicates", query, expect![[""]], expect![[""]]).await;
}

#[derive(AthenaView)]
#[athena(view = "samples")]
struct Sample {
    sample: String,
    #[athena(column = "$top_hash")]
    top_hash: String,
    #[athena(column = "$pkg_name")]
    pkg_name: String,
}

#[tokio::test]
async fn q9_packages_joined_with_a_table_of_tabulator() {
    let m = PackageManifest::view(BUCKET);
    let s = Sample::view().in_catalog("quilt-stack-tabulator", "my-bucket");
    let query = select()
        .from(&s)
        .left_join(&m, m.top_hash.eq(s.top_hash))
        .filter(s.pkg_name.starts_with("alice/"))
        .select((s.sample, s.pkg_name, m.message))
        .rows();
    check("q9", query, expect![[""]], expect![[""]]).await;
}

#[tokio::test]
async fn q10_packages_of_several_buckets() {
    let of = |bucket: &str| {
        let p = NamedPackage::view(bucket);
        select().from(&p).filter(p.timestamp.eq("latest")).select((val(bucket), p.user, p.name))
    };
    let query = of(BUCKET).union_all(of(BUCKET)).sort_by(2).sort_by(3).limit(2);
    check("q10", query, expect![[""]], expect![[""]]).await;
}

#[derive(AthenaView)]
struct File {
    key: Option<String>,
    size: Option<String>,
}

#[tokio::test]
async fn q11_what_differs_between_two_revisions() {
    let (e, p) = (Entry::view(BUCKET), NamedPackage::view(BUCKET));
    let of = |timestamp: &str| {
        let hash = select()
            .from(&p)
            .filter(p.user.eq("alice").and(p.name.eq("rna-seq")).and(p.timestamp.eq(timestamp)))
            .limit(1)
            .select(p.hash)
            .scalar();
        select()
            .from(&e)
            .filter(e.logical_key.is_not_null())
            .filter(e.path.regexp_extract("[^/]+$", 0).eq(hash))
            .select((e.logical_key, e.size))
    };
    let old: View<File> = of("1700000000").into_view();
    let new = of("latest").into_view::<File>();
    let new = new.alias::<'n'>();
    let query: Query<(Option<String>, Option<String>, Option<String>, Option<String>)> = select()
        .from(&old)
        .full_join(&new, old.key.eq(new.key))
        .filter(old.size.is_distinct_from(new.size))
        .order_by(old.key.or_else(new.key).asc())
        .select((old.key, old.size, new.key, new.size))
        .rows();
    check("q11", query, expect![[""]], expect![[""]]).await;
    let history = select()
        .from(&p)
        .filter(p.name.eq("rna-seq"))
        .filter(p.timestamp.ne("latest"))
        .order_by(p.timestamp.desc())
        .limit(2);
    check("q11 history", history.select((p.timestamp, p.hash.substr(1, 8))).rows(), expect![[""]], expect![[""]]).await;
}

#[derive(Debug, AthenaRow)]
#[athena(from = Entry)]
struct NewEntry {
    logical_key: Option<String>,
    physical_keys: Option<Vec<String>>,
    size: Option<String>,
}

#[tokio::test]
async fn q12_rows_to_make_a_package_of() {
    let e = Entry::view(BUCKET);
    let query: Query<NewEntry> =
        select().from(&e).filter(e.logical_key.eq("with space/and, comma.txt")).limit(1).rows();
    check("q12", query, expect![[""]], expect![[""]]).await;
}

#[derive(AthenaView)]
#[athena(view = "object_access_log")]
struct ObjectAccess {
    eventname: String,
    bucket: String,
    key: String,
    date: chrono::NaiveDate,
}

#[derive(AthenaView)]
#[athena(view = "audit_trail")]
struct AuditTrail {
    eventtime: NaiveDateTime,
    eventname: String,
    date: String,
}

#[tokio::test]
async fn q13_accesses_and_the_audit_log() {
    let a = ObjectAccess::view();
    let since = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    let query: Query<(String, i64, Option<BTreeMap<String, i64>>)> = select()
        .from(&a)
        .filter(a.bucket.eq(BUCKET).and(a.date.ge(since)))
        .group_by(a.key)
        .order_by(count().desc())
        .limit(10)
        .select((a.key, count(), histogram(a.eventname)))
        .rows();
    check("q13 accesses", query, expect![[""]], expect![[""]]).await;
    let t = AuditTrail::view();
    let query = select()
        .from(&t)
        .filter(t.date.between("2024/01/01", "2024/01/31"))
        .order_by(t.eventtime.desc())
        .limit(10)
        .select((t.eventtime, t.eventname))
        .rows();
    check("q13 audit", query, expect![[""]], expect![[""]]).await;
    let p = NamedPackage::view(BUCKET);
    let per_user: Query<(String, Option<BTreeMap<String, String>>)> = select()
        .from(&p)
        .filter(p.user.eq("erin"))
        .group_by(p.user)
        .select((p.user, map_agg(p.timestamp, p.hash.substr(1, 8))))
        .rows();
    check("q13 map of the bundled registry", per_user, expect![[""]], expect![[""]]).await;
}
