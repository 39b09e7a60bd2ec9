//! Digits of a second: whatever the first values are, none is lost, and every mode gives the same rows.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, SchemaRef};
use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use futures::TryStreamExt;
use parquet::{
    data_type::{ByteArrayType, Int96, Int96Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use proptest::{prelude::*, test_runner::TestRunner};
use quilt_athena::{
    Engine, ErrorKind, Result, Statement,
    athena::{Athena, ResultMode},
    testing::{Operation, TestServer},
    text,
    types::AthenaType,
};

use super::{builder, within};

const SQL: &str = "SELECT * FROM times";
const TEXT_MODES: [ResultMode; 3] = [ResultMode::Api, ResultMode::Csv, ResultMode::Auto];

/// Columns as name and type, rows as Athena prints them, and the rows of a page.
#[derive(Debug, Clone)]
struct Printed {
    columns: Vec<(&'static str, &'static str)>,
    rows: Vec<Vec<Option<String>>>,
    page_rows: usize,
}

impl Printed {
    /// One column.
    fn column(of: &'static str, page_rows: usize, rows: impl IntoIterator<Item = Option<&'static str>>) -> Self {
        let rows = rows.into_iter().map(|value| vec![value.map(str::to_owned)]).collect();
        Self { columns: vec![("at", of)], rows, page_rows }
    }

    async fn server(&self) -> TestServer {
        let server = TestServer::start().await.expect("a port");
        let mut script = server.query(SQL).csv().page_rows(self.page_rows);
        for (name, of) in &self.columns {
            script = script.column(name, of);
        }
        script.rows(self.rows.clone());
        server
    }

    async fn connect(&self, mode: ResultMode) -> (TestServer, Athena) {
        let server = self.server().await;
        let athena = builder(&server).result_mode(mode).connect().await.expect("a connection");
        (server, athena)
    }

    /// The whole result, in one mode.
    async fn read(&self, mode: ResultMode) -> Result<Read> {
        let (server, athena) = self.connect(mode).await;
        server.skip_verification();
        let execution = athena.execute(&Statement::query(SQL)).await?;
        let schema = Arc::clone(execution.schema());
        Ok(Read::new(schema, &execution.collect().await?))
    }

    /// The result, which is the same in every mode, and which prints as Athena printed it.
    async fn same_everywhere(&self) -> Read {
        let mut read = Vec::new();
        for mode in TEXT_MODES {
            read.push(self.read(mode).await.unwrap_or_else(|error| panic!("{mode:?}: {error}")));
        }
        assert_eq!((&read[0], &read[0]), (&read[1], &read[2]));
        read.swap_remove(0)
    }
}

/// A result: its schema, and its columns by all digits that Arrow keeps and as the command prints them.
#[derive(Debug, PartialEq)]
struct Read {
    schema: SchemaRef,
    kept: Vec<Vec<Option<String>>>,
    shown: Vec<Vec<Option<String>>>,
}

impl Read {
    fn new(schema: SchemaRef, batches: &[RecordBatch]) -> Self {
        let columns = schema.fields().len();
        let mut read = Self { kept: vec![Vec::new(); columns], shown: vec![Vec::new(); columns], schema };
        for batch in batches {
            assert_eq!(batch.schema(), read.schema, "a batch has another schema than was announced");
            for (i, column) in batch.columns().iter().enumerate() {
                for row in 0..batch.num_rows() {
                    read.kept[i].push(text::format_value(column, row));
                    read.shown[i].push(text::format_value_in(read.schema.field(i), column, row));
                }
            }
        }
        read
    }

    fn data_type(&self) -> &DataType {
        self.schema.field(0).data_type()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_page_of_null_does_not_decide_how_many_digits_come_later() {
    within(async {
        let cases = [
            ("timestamp", "2024-05-24 18:00:00.123456"),
            ("timestamp", "2024-05-24 18:00:00.123456789"),
            ("timestamp", "2024-05-24 18:00:00"),
            ("timestamp", "9999-12-31 23:59:59.999"),
            ("timestamp", "0001-01-01 00:00:00.000001"),
            ("timestamp with time zone", "2024-05-24 18:00:00.123456 UTC"),
            ("timestamp with time zone", "9999-12-31 23:59:59.999999 UTC"),
            ("time", "18:00:00.123456789"),
            ("time", "18:00:00"),
        ];
        for (of, value) in cases {
            for (nulls, page_rows) in [(1, 2), (7, 3), (999, 1000)] {
                let rows = std::iter::repeat_n(None, nulls).chain([Some(value)]);
                let read = Printed::column(of, page_rows, rows).same_everywhere().await;
                assert_eq!(read.shown[0].last().cloned().flatten().as_deref(), Some(value), "{of} after {nulls} NULLs");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_null_than_is_read_ahead_is_followed_by_what_iceberg_has() {
    within(async {
        let rows = std::iter::repeat_n(None, 6_000)
            .chain([Some("2024-05-24 18:00:00.123456"), Some("9999-12-31 00:00:00.000")]);
        let shown = &Printed::column("timestamp", 1000, rows).same_everywhere().await.shown[0];
        assert_eq!(shown[6_000].as_deref(), Some("2024-05-24 18:00:00.123456"));
        assert_eq!(shown[6_001].as_deref(), Some("9999-12-31 00:00:00.000"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn digits_that_come_too_late_are_an_error_that_says_what_to_do_and_not_lost() {
    within(async {
        let rows = std::iter::repeat_n(None, 6_000).chain([Some("2024-05-24 18:00:00.123456789")]);
        let printed = Printed::column("timestamp", 1000, rows);
        for mode in TEXT_MODES {
            let error = printed.read(mode).await.expect_err("nine digits");
            assert!(matches!(error.kind(), ErrorKind::Decode { row: 6_000, .. }), "{error}");
            assert!(error.to_string().contains("state the type of the column with a type hint"), "{error}");
            let (server, athena) = printed.connect(mode).await;
            let nine = Statement::query(SQL).with_column_type("at", AthenaType::Timestamp(9));
            let rows: Vec<Option<NaiveDateTime>> =
                athena.execute(&nine).await.expect("it").fetch().await.expect("rows");
            assert_eq!(rows[6_000].map(|at| at.and_utc().timestamp_subsec_nanos()), Some(123_456_789));
            server.verify();
        }
    })
    .await;
}

/// A schema is the same for the NULLs of one day and the values of another, so that their batches can be kept together.
#[tokio::test(flavor = "multi_thread")]
async fn the_arrow_type_does_not_follow_from_the_rows() {
    within(async {
        for of in ["timestamp", "timestamp with time zone", "time"] {
            let zone = if of.ends_with("zone") { " UTC" } else { "" };
            let date = if of == "time" { "" } else { "2024-05-24 " };
            let mut types = Vec::new();
            for digits in [None, Some(""), Some(".000"), Some(".000001")] {
                let value = digits.map(|digits| format!("{date}18:00:00{digits}{zone}"));
                let printed = Printed { columns: vec![("at", of)], rows: vec![vec![value]], page_rows: 1000 };
                types.push(printed.same_everywhere().await.data_type().clone());
            }
            assert!(types.iter().all(|data_type| *data_type == types[0]), "{of}: {types:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_ahead_ends_where_it_is_of_no_use() {
    within(async {
        let pages = |server: &TestServer| server.count(Operation::GetQueryResults);
        // The first page of a result has shown the digits, whatever the mode.
        let value = Some("2024-05-24 18:00:00.000");
        let shown_at_once = Printed::column("timestamp", 1000, std::iter::repeat_n(None, 900).chain([value; 3_000]));
        // Another type has nothing to show.
        let no_time = Printed::column("varchar", 10, [Some("x"); 100]);
        let never_shown = Printed::column("timestamp", 1000, [None; 9_000]);
        for (printed, expected) in [(shown_at_once, 1), (no_time, 1), (never_shown, 5)] {
            let (server, athena) = printed.connect(ResultMode::Auto).await;
            athena.execute(&Statement::query(SQL)).await.expect("it").collect().await.expect("rows");
            assert_eq!(pages(&server), expected);
            server.verify();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_ahead_is_read_once() {
    within(async {
        let rows = std::iter::repeat_n(None, 50).chain([Some("2024-05-24 18:00:00.000"); 50]);
        let (server, athena) = Printed::column("timestamp", 10, rows).connect(ResultMode::Api).await;
        let batches = athena.execute(&Statement::query(SQL)).await.expect("it").collect().await.expect("rows");
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 100);
        // Ten pages with 100 rows and the header, and none twice.
        assert_eq!(server.count(Operation::GetQueryResults), 11);
        server.verify();
    })
    .await;
}

fn printed_time(of: &'static str, digits: u8) -> impl Strategy<Value = Option<String>> {
    let second = 0_u32..86_400;
    prop::option::weighted(0.7, (1..3_000_u16, second, 0..1_000_000_000_u32)).prop_map(move |value| {
        let (year, second, nanos) = value?;
        let year = if digits > 6 { 1700 + year % 500 } else { year };
        let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        let fraction = format!("{nanos:09}")[..usize::from(digits)].to_owned();
        let point = if digits == 0 { "" } else { "." };
        Some(match of {
            "time" => format!("{clock}{point}{fraction}"),
            "timestamp" => format!("{year:04}-02-03 {clock}{point}{fraction}"),
            _ => format!("{year:04}-02-03 {clock}{point}{fraction} UTC"),
        })
    })
}

/// Results of three columns of times, each with digits of its own, that begin with NULLs and come in pages of any size.
fn results() -> impl Strategy<Value = Printed> {
    let digits = (0_u8..10, 0_u8..10, 0_u8..10);
    (digits, 0..1_500_usize, prop_oneof![1..40_usize, 100..1001_usize]).prop_flat_map(
        |((a, b, c), nulls, page_rows)| {
            let row =
                (printed_time("timestamp", a), printed_time("timestamp with time zone", b), printed_time("time", c));
            prop::collection::vec(row, 0..60).prop_map(move |rows| {
                // Pages of one row are slow: then there are few.
                let nulls = nulls % (page_rows * 40);
                let nulls = std::iter::repeat_n(vec![None, None, None], nulls);
                Printed {
                    columns: vec![("a", "timestamp"), ("b", "timestamp with time zone"), ("c", "time")],
                    rows: nulls.chain(rows.into_iter().map(|(a, b, c)| vec![a, b, c])).collect(),
                    page_rows,
                }
            })
        },
    )
}

#[test]
fn rows_are_the_same_in_every_mode_wherever_pages_end() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut runner = TestRunner::new(ProptestConfig { cases: 16, ..ProptestConfig::default() });
    let judged = runner.run(&results(), |printed| {
        runtime.block_on(within(async {
            let read = printed.same_everywhere().await;
            for (column, shown) in read.shown.into_iter().enumerate() {
                let expected: Vec<_> = printed.rows.iter().map(|row| row[column].clone()).collect();
                prop_assert_eq!(shown, expected);
            }
            let (server, athena) = printed.connect(ResultMode::Api).await;
            let streamed =
                athena.execute(&Statement::query(SQL)).await.expect("it").rows::<Row>().expect("the types fit");
            let streamed: Vec<Row> = streamed.try_collect().await.expect("rows");
            prop_assert_eq!(streamed, printed.rows.iter().map(|row| parsed(row)).collect::<Vec<_>>());
            server.verify();
            Ok(())
        }))
    });
    judged.unwrap_or_else(|wrong| panic!("{wrong}"));
}

type Row = (Option<NaiveDateTime>, Option<DateTime<Utc>>, Option<NaiveTime>);

fn parsed(row: &[Option<String>]) -> Row {
    (
        row[0]
            .as_ref()
            .map(|at| at.parse().or_else(|_| NaiveDateTime::parse_from_str(at, "%F %T%.f")).expect("a timestamp")),
        row[1].as_ref().map(|at| NaiveDateTime::parse_from_str(at, "%F %T%.f UTC").expect("an instant").and_utc()),
        row[2].as_ref().map(|at| NaiveTime::parse_from_str(at, "%T%.f").expect("a time")),
    )
}

/// A file with timestamps as Hive's writers encode them: nanoseconds of a day, and the Julian day.
fn int96(micros: &[i64]) -> Vec<u8> {
    let schema = "message result { optional int96 at; optional binary name (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut bytes = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default())).expect("a writer");
    let values: Vec<Int96> = micros
        .iter()
        .map(|micros| {
            let (day, of_day) =
                (micros.div_euclid(86_400_000_000) + 2_440_588, micros.rem_euclid(86_400_000_000) * 1000);
            let mut value = Int96::new();
            value.set_data(of_day as u32, (of_day >> 32) as u32, day as u32);
            value
        })
        .collect();
    let mut group = file.next_row_group().expect("a group");
    let mut column = group.next_column().expect("it").expect("the first column");
    column.typed::<Int96Type>().write_batch(&values, Some(&vec![1; micros.len()]), None).expect("memory takes it");
    column.close().expect("memory takes it");
    let mut column = group.next_column().expect("it").expect("the second column");
    column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![0; micros.len()]), None).expect("memory takes it");
    column.close().expect("memory takes it");
    group.close().expect("memory takes it");
    file.close().expect("memory takes it");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unload_gives_times_as_the_text_modes_do() {
    within(async {
        let at = |text: &str| text.parse::<NaiveDateTime>().expect("a timestamp").and_utc().timestamp_micros();
        let micros =
            ["2024-05-24T18:00:00", "9999-12-31T23:59:59.999", "0001-01-01T00:00:00", "2024-05-24T18:00:00.123456"];
        let printed = Printed {
            columns: vec![("at", "timestamp"), ("name", "varchar")],
            rows: micros.map(|at| vec![Some(at.replace('T', " ")), None]).to_vec(),
            page_rows: 1000,
        };
        let server = TestServer::start().await.expect("a port");
        server.unload_of(SQL).unloads([("part-0", int96(&micros.map(at)))]);
        let athena = builder(&server).result_mode(ResultMode::Unload).connect().await.expect("a connection");
        let execution = athena.execute(&Statement::query(SQL)).await.expect("it");
        let schema = Arc::clone(execution.schema());
        let unloaded = Read::new(schema, &execution.collect().await.expect("rows"));
        let text = printed.same_everywhere().await;
        assert_eq!((unloaded.data_type(), &unloaded.kept), (text.data_type(), &text.kept));
        let shown = [
            "2024-05-24 18:00:00.000",
            "9999-12-31 23:59:59.999",
            "0001-01-01 00:00:00.000",
            "2024-05-24 18:00:00.123456",
        ];
        assert_eq!(unloaded.shown[0], shown.map(|at| Some(at.to_owned())));
        drop(athena);
        server.verify();
    })
    .await;
}
