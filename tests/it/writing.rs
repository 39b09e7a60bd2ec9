//! What writes: tables from queries, inserts, external tables, partitions. The texts are for parsers that we did not write; Iceberg's
//! PARTITIONED BY is Athena's own, and these do not know it.

use quilt_athena::{
    AthenaType, BucketName, Statement,
    ddl::{
        self, AddPartitions, Cell, Compression, CreateDatabase, CreateTableAs, DateBound, DateRange, Delimited,
        DropPartitions, Explain, ExplainFormat, ExplainType, ExternalTable, FileFormat, HiveJson, InsertInto,
        IntegerRange, OpenCsv, OpenXJson, Projection, RowFormat, Transform,
    },
    prelude::*,
    quilt::NamedPackage,
    schema::TableName,
};

use crate::golden::golden;

#[derive(AthenaView)]
#[athena(view = "pushes_{bucket}")]
struct Push {
    name: String,
    hash: String,
    #[athena(partition)]
    user: String,
}

fn pushes() -> View<Push> {
    let p = NamedPackage::view("my-bucket");
    select().from(&p).select((p.name, p.hash, p.user)).into_view()
}

fn named(name: &str) -> TableName {
    TableName::new(name).expect("a name")
}

fn bucket() -> BucketName {
    BucketName::new("my-bucket").expect("a bucket")
}

fn check(name: &str, statement: quilt_athena::Result<Statement>) -> Statement {
    let statement = statement.unwrap_or_else(|error| panic!("{name}: {error}"));
    golden(name, &statement);
    statement
}

#[test]
fn tables_are_made_from_queries() {
    let create = || CreateTableAs::new(named("it's \"t\""), &pushes()).location("s3://my-bucket/t");
    check("CTAS", create().if_not_exists().statement());
    let text = create().format(FileFormat::TextFile).field_delimiter('\'').compression(Compression::Gzip);
    check("CTAS, properties", text.partitioned_by(["user"]).bucketed_by(["hash"], 4).statement());
    check("CTAS, no data", create().compression(Compression::Zstd).compression_level(9).with_no_data().statement());
    let by = [Transform::identity("user"), Transform::bucket(8, "Hash"), Transform::truncate(3, "name")];
    check("CTAS, Iceberg", create().iceberg().partitioning(by).statement());
}

#[test]
fn partition_columns_stand_last() {
    let create = CreateTableAs::new(named("t"), &pushes());
    let error = create.clone().partitioned_by(["name"]).statement().expect_err("not last").to_string();
    assert!(error.contains("select name at the end of (name, hash, user)"), "{error}");
    assert!(create.clone().partitioned_by(["User"]).statement().is_ok());
    let error = create.clone().partitioned_by(["name", "hash", "user"]).statement().expect_err("all").to_string();
    assert!(error.contains("needs a column that is not partitioned by"), "{error}");
    let error = create.bucketed_by(["x"], 2).statement().expect_err("unknown").to_string();
    assert!(error.contains("no column `x`: it has name, hash, user"), "{error}");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let query = Statement::query("SELECT 1 AS n");
    let create = || CreateTableAs::new(named("t"), &query);
    let said = |create: CreateTableAs| create.statement().expect_err("a contradiction").to_string();
    assert!(said(create().iceberg()).contains("needs a location"));
    let iceberg = || create().iceberg().location("s3://my-bucket/t");
    assert!(said(iceberg().partitioned_by(["n"])).contains("an Iceberg table has `partitioning`"));
    assert!(said(iceberg().bucketed_by(["n"], 2)).contains("`Transform::bucket`"));
    assert!(said(iceberg().format(FileFormat::Json)).contains("PARQUET, ORC or AVRO"));
    assert!(said(create().partitioning([Transform::day("n")])).contains("call `iceberg`"));
    assert!(said(create().option(ddl::IcebergOption::VacuumMinSnapshots, 1)).contains("call `iceberg`"));
    assert!(said(create().partitioned_by(["n"]).bucketed_by(["n"], 2)).contains("both be partitioned and bucketed by"));
    assert!(said(create().location("/tmp")).contains("not a location in S3"));
    let ddl = ddl::drop_view(&named("v"));
    assert!(said(CreateTableAs::new(named("t"), &ddl)).contains("rows come from a query"));
}

#[test]
fn arrays_stay_arrays_when_a_view_is_written() {
    #[derive(AthenaView)]
    #[athena(view = "files")]
    struct File {
        keys: Vec<String>,
    }
    let f = File::view();
    let query: Query<(Vec<String>,)> = select().from(&f).select((f.keys,)).rows();
    let error = InsertInto::from_rows(named("t"), &query).statement().expect_err("JSON").to_string();
    assert!(error.contains("make the query a view with `into_view`"), "{error}");
    let view: View<File> = select().from(&f).select((f.keys,)).into_view();
    let insert = check("INSERT, array", InsertInto::from_rows(named("t"), &view).statement());
    assert_eq!(insert.sql(), "INSERT INTO \"t\" SELECT \"file\".\"keys\" AS \"keys\" FROM \"files\" AS \"file\"");
}

#[test]
fn rows_are_inserted() {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 2).expect("a day");
    let row = [Cell::from("it's"), day.into(), 1.5.into(), Cell::null(), vec![0u8, 255].into(), true.into()];
    check(
        "INSERT, values",
        InsertInto::values(named("t")).columns(["a", "b", "c", "d", "e", "f"]).row(row).statement(),
    );
    check("INSERT, query", InsertInto::from_rows(named("t"), &pushes()).statement());
    check("INSERT, table", InsertInto::from_rows(named("t"), &Push::view("my-bucket")).statement());
    let users: Vec<_> = (0..250).map(|n| [Cell::from(format!("user-{n}"))]).chain([[Cell::null()]]).collect();
    let create = CreateTableAs::new(named("t"), &pushes()).partitioned_by(["user"]);
    let statements = create.split(users).expect("statements");
    assert_eq!(statements.len(), 3);
    for (i, statement) in statements.iter().enumerate() {
        golden(&format!("split {i}"), statement);
    }
    assert!(statements[2].sql().ends_with("'user-249') OR \"q\".\"user\" IS NULL"), "{}", statements[2]);
}

#[test]
fn rows_become_files() {
    let unload = ddl::Unload::new(&pushes(), "s3://my-bucket/it's here").partitioned_by(["user"]);
    check("UNLOAD", unload.clone().compression(Compression::Zstd).compression_level(4).statement());
    check("UNLOAD, text", unload.format(FileFormat::TextFile).field_delimiter('\t').statement());
    golden("VACUUM", &ddl::vacuum(&named("a-table")));
    golden("OPTIMIZE", &ddl::optimize(&named("a-table")));
    check("OPTIMIZE, some", ddl::optimize_where(&named("a-table"), [("user", Cell::from("it's"))]));
}

#[test]
fn plans_are_asked_for() {
    let query = pushes();
    let insert = InsertInto::from_rows(named("t"), &query).statement().expect("a statement");
    check("EXPLAIN", Explain::new(&insert).kind(ExplainType::Distributed).format(ExplainFormat::Graphviz).statement());
    // Athena's own too: options of EXPLAIN ANALYZE.
    check("EXPLAIN ANALYZE", Explain::analyze(&Statement::query("SELECT 1")).statement());
}

#[test]
fn statements_are_prepared() {
    check("PREPARE", ddl::prepare("_by_user1", &Statement::query("SELECT name FROM t WHERE user = ?;")));
    check("EXECUTE", ddl::execute("_by_user1", [Cell::from("it's"), Cell::null(), (-1).into()]));
    check("EXECUTE, nothing", ddl::execute("_by_user1", [] as [Cell; 0]));
    check("DEALLOCATE", ddl::deallocate("_by_user1"));
}

#[test]
fn external_tables_have_all_clauses() {
    let table = |format: RowFormat| {
        ExternalTable::new(named("a-table"), format, &bucket(), "a folder")
            .column("date", AthenaType::Date)
            .column("tags", AthenaType::Map(Box::new(AthenaType::Varchar(None)), Box::new(AthenaType::Real)))
            .column_comment("date", "it's a date")
            .comment("a \\ table")
    };
    let text = Delimited::by('\t').escaped_by('\\').items_by('\u{1}').keys_by('\'').lines_by('\n').null_as("\\N");
    check("delimited", table(text.into()).skip_header_lines(1).classification("csv").create());
    for code in ['1', '·'] {
        let error = table(Delimited::by(code).into()).create().expect_err("another character to Hive").to_string();
        assert!(error.contains("cannot be a delimiter"), "{error}");
    }
    check("CSV", table(OpenCsv::new().separator(';').quote('\'').escape('\\').into()).create());
    check("OpenX JSON", table(OpenXJson::new().case_sensitive().mapping("tags", "Tags").into()).create());
    check("Hive JSON", table(HiveJson::new().timestamp_format("yyyy-MM-dd'T'HH:mm").into()).create());
    check("regex", table(RowFormat::Regex(r#"^(\d+)\s"([^"]*)".*$"#.into())).create());
    check("Avro", table(RowFormat::Avro(Some(r#"{"type": "record", "name": "it's", "fields": []}"#.into()))).create());
    check("ORC", table(RowFormat::Orc).clustered_by(["date"], 8).create());
    let from = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    let projected = table(RowFormat::Parquet)
        .partition("user", AthenaType::Varchar(None))
        .partition("year", AthenaType::Integer)
        .partition("day", AthenaType::Varchar(None))
        .project("user", Projection::Injected)
        .project("year", IntegerRange::new(1, 12).digits(2))
        .project("day", DateRange::new(DateBound::day(from), DateBound::now(), "yyyy-MM-dd"))
        .location_template("s3://my-bucket/${user}/${year}/${day}/");
    check("partition projection", projected.create());
    check(
        "derived table",
        ExternalTable::of(&Push::view("my-bucket"), RowFormat::Parquet, &bucket(), "pushes").and_then(|t| t.create()),
    );
}

#[test]
fn partitions_come_and_go() {
    let values = || [("user", Cell::from("it's")), ("year", Cell::from(-1))];
    let add =
        AddPartitions::new(named("a-table")).partition(values()).partition_at(values(), "s3://my-bucket/other folder");
    check("ADD PARTITION", add.statement());
    check("DROP PARTITION", DropPartitions::new(named("a-table")).partition(values()).partition(values()).statement());
    check("MSCK", ddl::repair_table(&named("a-table")));
    assert!(AddPartitions::new(named("t")).partition([("user", Cell::null())]).statement().is_err());
    assert!(AddPartitions::new(named("t")).statement().is_err());
}

#[test]
fn databases_come_and_go() {
    // With a comment or properties, sqlglot gives up.
    check("CREATE DATABASE", CreateDatabase::new("my-db").statement());
    check("DROP DATABASE", ddl::drop_database("my-db"));
    check("DROP DATABASE CASCADE", ddl::drop_database_cascade("my-db"));
}

#[test]
fn views_are_made_once() {
    check("CREATE VIEW", ddl::create_view(&Push::view("my-bucket"), &pushes()));
}
