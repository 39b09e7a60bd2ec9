//! One write as several, for Athena's limit of 100 partitions.

use super::{
    Cell, CreateTableAs, InsertInto,
    create_table_as::{known, unique},
    source::{SourceQuery, names},
    transform::{Transform, TransformFunction},
};
use crate::{
    error::{Error, Result},
    schema::TableName,
    sql,
    statement::{Statement, StatementKind},
};

/// The number of partitions that one statement may write (user guide, "Use CTAS and INSERT INTO to work around the 100 partition limit").
pub const MAX_PARTITIONS: usize = 100;

impl CreateTableAs {
    /// The same table by several statements, each of which writes at most [`MAX_PARTITIONS`] partitions: CREATE TABLE AS with the first of
    /// them, INSERT INTO with the others. Run them in order, each once.
    ///
    /// `partitions` are the values of the partition columns, one list per partition, in the order of the columns. What is given twice is
    /// written once. **A row whose values are not in the list is not written**; give [`Cell::null`] where a column can be NULL.
    ///
    /// The query runs once in each statement. What it reads should stay as it is meanwhile, and a LIMIT needs a total
    /// order: otherwise the parts are parts of different results.
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::CreateTableAs, schema::TableName};
    ///
    /// let query = Statement::query("SELECT n, day FROM s");
    /// let create = CreateTableAs::new(TableName::new("t")?, &query).partitioned_by(["day"]);
    /// let days: Vec<[String; 1]> = (0..101).map(|n| [format!("day-{n:03}")]).collect();
    /// let statements = create.split(days)?;
    /// assert_eq!(statements.len(), 2);
    /// assert!(statements[0].sql().starts_with(
    ///     "CREATE TABLE \"t\" WITH (partitioned_by = ARRAY['day']) AS \
    ///      SELECT * FROM (SELECT n, day FROM s\n) AS \"q\" WHERE \"q\".\"day\" IN ('day-000', 'day-001', "
    /// ));
    /// assert_eq!(
    ///     statements[1].sql(),
    ///     "INSERT INTO \"t\" SELECT * FROM (SELECT n, day FROM s\n) AS \"q\" WHERE \"q\".\"day\" = 'day-100'"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// Several columns, and NULL:
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::{Cell, CreateTableAs}, schema::TableName};
    ///
    /// let query = Statement::query("SELECT n, country, year FROM s");
    /// let create = CreateTableAs::new(TableName::new("t")?, &query).partitioned_by(["country", "year"]);
    /// let partitions = [[Cell::from("CH"), Cell::from(2024)], [Cell::null(), Cell::from(2025)]];
    /// assert_eq!(
    ///     create.split(partitions)?[0].sql(),
    ///     "CREATE TABLE \"t\" WITH (partitioned_by = ARRAY['country', 'year']) AS \
    ///      SELECT * FROM (SELECT n, country, year FROM s\n) AS \"q\" \
    ///      WHERE \"q\".\"country\" = 'CH' AND \"q\".\"year\" = 2024 OR \"q\".\"country\" IS NULL AND \"q\".\"year\" = 2025"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// An Iceberg table can be split by columns as they are and by year, month, day and hour; the values are then dates or timestamps that
    /// begin one. Instants (`chrono::DateTime<Utc>`) name partitions in UTC, whatever time zone the rows have. A list of buckets cannot be
    /// written as a condition.
    ///
    /// # Errors
    /// As [`statement`](Self::statement). [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) without partition columns or without values, for
    /// lists of another length than the columns, for `IF NOT EXISTS` and `WITH NO DATA`, for `bucket` and `truncate`, and for a table with
    /// buckets that one statement cannot write.
    pub fn split<P>(&self, partitions: impl IntoIterator<Item = P>) -> Result<Vec<Statement>>
    where
        P: IntoIterator,
        P::Item: Into<Cell>,
    {
        let query = self.rows.clone()?;
        if self.if_not_exists {
            return Err(Error::invalid_query(
                "where the table exists already, the INSERTs of a split write would add their rows once more: leave out `if_not_exists`",
            ));
        }
        if self.no_data {
            return Err(Error::invalid_query(
                "a table with no data needs no split: leave out `with_no_data`, or use `statement`",
            ));
        }
        let mut keys = PartitionKeys::new(&self.partitioned_by, &self.partitioning)?;
        let conditions = keys.conditions(partitions)?;
        self.buckets_fit(conditions.len())?;
        let mut statements = Vec::new();
        for (i, chunk) in conditions.chunks(MAX_PARTITIONS).enumerate() {
            let part = keys.part(&query, chunk);
            statements.push(if i == 0 { self.statement_of(&part)? } else { insert(&self.table, &[], &part)? });
        }
        Ok(statements)
    }

    /// INSERT refuses a bucketed table, and the limit counts each bucket of each partition.
    fn buckets_fit(&self, partitions: usize) -> Result<()> {
        let Some((_, count)) = &self.bucketed else { return Ok(()) };
        let writers = usize::try_from(*count).unwrap_or(usize::MAX).saturating_mul(partitions);
        if writers <= MAX_PARTITIONS {
            return Ok(());
        }
        Err(Error::invalid_query(format!(
            "{partitions} partitions of {count} buckets are {writers} files at a time, Athena writes {MAX_PARTITIONS}, and INSERT \
             does not write to a bucketed table: take fewer buckets, or none"
        )))
    }
}

impl InsertInto {
    /// The same rows by several statements, each of which writes at most [`MAX_PARTITIONS`] partitions of a table that exists already.
    ///
    /// `columns` are the partition columns of the table, as the query names them; for the values see [`CreateTableAs::split`].
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::InsertInto, schema::TableName};
    ///
    /// let query = Statement::query("SELECT n, day FROM s");
    /// let statements = InsertInto::from_rows(TableName::new("t")?, &query).split(["day"], [["2024-01-01"], ["2024-01-02"]])?;
    /// assert_eq!(
    ///     statements[0].sql(),
    ///     "INSERT INTO \"t\" SELECT * FROM (SELECT n, day FROM s\n) AS \"q\" WHERE \"q\".\"day\" IN ('2024-01-01', '2024-01-02')"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`statement`](Self::statement), and as [`CreateTableAs::split`] for the values. [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for
    /// a column that is given twice, and for one that the query does not have (where its columns are known).
    pub fn split<C, P>(
        &self,
        columns: impl IntoIterator<Item = C>,
        partitions: impl IntoIterator<Item = P>,
    ) -> Result<Vec<Statement>>
    where
        C: Into<String>,
        P: IntoIterator,
        P::Item: Into<Cell>,
    {
        self.statement()?;
        let query = self.query()?;
        let columns: Vec<String> = columns.into_iter().map(Into::into).collect();
        unique("given", &columns)?;
        if let Some(column_names) = &query.column_names {
            known(&columns, column_names)?;
        }
        let mut keys = PartitionKeys::new(&columns, &[])?;
        let conditions = keys.conditions(partitions)?;
        conditions
            .chunks(MAX_PARTITIONS)
            .map(|chunk| insert(&self.table, &self.columns, &keys.part(&query, chunk)))
            .collect()
    }
}

/// `INSERT INTO table (columns) query`
pub(super) fn insert(table: &TableName, columns: &[String], query: &str) -> Result<Statement> {
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", names(columns)) };
    let text = format!("INSERT INTO {table}{columns} {query}");
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::Query))
}

/// What names a partition: columns, or Iceberg's functions of them.
struct PartitionKeys(Vec<PartitionKey>);

struct PartitionKey {
    /// The column, as the query names it.
    column: String,
    unit: Option<TransformUnit>,
    /// The values are instants. Iceberg counts these in UTC, and `date_trunc` in the zone of each row.
    in_utc: bool,
}

/// A span of time that a partition covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TransformUnit {
    Year,
    Month,
    Day,
    Hour,
}

impl TransformUnit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }
}

/// One partition: the condition of each key, `None` for NULL.
type PartitionCondition = Vec<Option<String>>;

impl PartitionKeys {
    fn new(columns: &[String], transforms: &[Transform]) -> Result<Self> {
        let columns = columns.iter().map(|column| Ok(PartitionKey::column(of_query(column))));
        let keys = columns.chain(transforms.iter().map(PartitionKey::of)).collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(Error::invalid_query(
                "a write is split by partition columns, and none are named: use `statement`",
            ));
        }
        Ok(Self(keys))
    }

    /// Each partition once. Two partitions in two statements would be two times the same rows.
    fn conditions<P>(&mut self, partitions: impl IntoIterator<Item = P>) -> Result<Vec<PartitionCondition>>
    where
        P: IntoIterator,
        P::Item: Into<Cell>,
    {
        let mut seen = std::collections::HashSet::new();
        let mut all = Vec::new();
        let mut first: Vec<Option<Cell>> = vec![None; self.0.len()];
        for values in partitions {
            let values: Vec<Cell> = values.into_iter().map(Into::into).collect();
            if values.len() != self.0.len() {
                let (given, wanted) = (values.len(), self.0.len());
                return Err(Error::invalid_query(format!(
                    "a partition has {given} values and the table {wanted} partition columns"
                )));
            }
            for (value, first) in values.iter().zip(&mut first).filter(|(value, _)| !value.is_null()) {
                // 1 and 1.0 are one partition, and would be written differently.
                if !first.get_or_insert_with(|| value.clone()).is_like(value) {
                    return Err(Error::invalid_query("the values of one partition column are of one Rust type"));
                }
            }
            let condition = self
                .0
                .iter()
                .zip(&values)
                .map(|(key, value)| key.value(value))
                .collect::<Result<PartitionCondition>>()?;
            if seen.insert(condition.clone()) {
                all.push(condition);
            }
        }
        for (key, first) in self.0.iter_mut().zip(&first) {
            key.in_utc = first.as_ref().is_some_and(Cell::is_in_utc);
        }
        if all.is_empty() {
            return Err(Error::invalid_query(
                "a split write needs the values of the partition columns, and there are none",
            ));
        }
        Ok(all)
    }

    fn part(&self, query: &SourceQuery, partitions: &[PartitionCondition]) -> String {
        let condition = match self.0.as_slice() {
            [key] => one_key(&key.sql(), partitions),
            keys => several_keys(keys, partitions),
        };
        format!("SELECT * FROM {} AS \"q\" WHERE {condition}", query.in_parentheses())
    }
}

fn one_key(key: &str, partitions: &[PartitionCondition]) -> String {
    let values: Vec<&str> = partitions.iter().flatten().flatten().map(String::as_str).collect();
    let null = format!("{key} IS NULL");
    let some = match values.as_slice() {
        [] => return null,
        [value] => format!("{key} = {value}"),
        values => format!("{key} IN ({})", values.join(", ")),
    };
    if values.len() == partitions.len() { some } else { format!("{some} OR {null}") }
}

fn several_keys(keys: &[PartitionKey], partitions: &[PartitionCondition]) -> String {
    let keys: Vec<String> = keys.iter().map(PartitionKey::sql).collect();
    let one = |partition: &PartitionCondition| {
        let equal = |(key, value): (&String, &Option<String>)| match value {
            Some(value) => format!("{key} = {value}"),
            None => format!("{key} IS NULL"),
        };
        keys.iter().zip(partition).map(equal).collect::<Vec<_>>().join(" AND ")
    };
    partitions.iter().map(one).collect::<Vec<_>>().join(" OR ")
}

impl PartitionKey {
    fn of(transform: &Transform) -> Result<Self> {
        let column = of_query(&transform.column);
        let unit = match transform.by {
            TransformFunction::Identity => return Ok(Self::column(column)),
            TransformFunction::Year => TransformUnit::Year,
            TransformFunction::Month => TransformUnit::Month,
            TransformFunction::Day => TransformUnit::Day,
            TransformFunction::Hour => TransformUnit::Hour,
            TransformFunction::Bucket(count) => {
                return Err(Error::invalid_query(format!(
                    "SQL cannot express which of the {count} buckets of column `{}` a row falls into, so the write cannot be split by them: \
                     Athena writes 100 partitions at a time, so take fewer buckets, or split by the other columns",
                    transform.column
                )));
            }
            TransformFunction::Truncate(_) => {
                return Err(Error::invalid_query(format!(
                    "a write is not split by the truncated values of column `{}`: split with INSERT and conditions of your own",
                    transform.column
                )));
            }
        };
        Ok(Self { unit: Some(unit), ..Self::column(column) })
    }

    fn column(column: String) -> Self {
        Self { column, unit: None, in_utc: false }
    }

    /// What is compared with the values.
    fn sql(&self) -> String {
        let column = &self.column;
        match self.unit {
            Some(unit) if self.in_utc => format!("date_trunc('{}', at_timezone({column}, 'UTC'))", unit.name()),
            Some(unit) => format!("date_trunc('{}', {column})", unit.name()),
            None => column.clone(),
        }
    }

    fn value(&self, value: &Cell) -> Result<Option<String>> {
        if value.is_null() {
            return Ok(None);
        }
        if value.is_nan() {
            return Err(Error::invalid_query("NaN equals nothing, so no row would be in its partition"));
        }
        match self.unit {
            Some(unit) if !value.begins(unit) => Err(Error::invalid_query(format!(
                "{} does not begin a {}: give a date or a timestamp that does",
                value.trino()?,
                unit.name()
            ))),
            // -0.0 equals 0.0, so both name one partition.
            _ => value.without_negative_zero().trino().map(Some),
        }
    }
}

fn of_query(column: &str) -> String {
    format!("\"q\".{}", names(&[column]))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn create(by: Transform) -> CreateTableAs {
        let table = TableName::new("t").expect("a name");
        CreateTableAs::new(table, &Statement::query("SELECT 1"))
            .iceberg()
            .location("s3://my-bucket/t")
            .partitioning([by])
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, month, day).expect("a day")
    }

    #[test]
    fn what_is_given_twice_is_written_once() {
        let twice = (0..150).chain(0..150).map(|n| [n]);
        let statements = create(Transform::identity("n")).split(twice).expect("statements");
        let values: Vec<_> = statements.iter().map(|one| one.sql().matches(", ").count()).collect();
        assert_eq!(statements.len(), 2, "{values:?}");
        assert!(statements[1].sql().ends_with("148, 149)"), "{}", statements[1]);
    }

    #[test]
    fn null_is_a_partition() {
        let one = create(Transform::identity("n")).split([[Some(1)], [None]]).expect("a statement");
        assert!(one[0].sql().ends_with("WHERE \"q\".\"n\" = 1 OR \"q\".\"n\" IS NULL"), "{}", one[0]);
        let one = create(Transform::identity("n")).split([[Cell::null()]]).expect("a statement");
        assert!(one[0].sql().ends_with("WHERE \"q\".\"n\" IS NULL"), "{}", one[0]);
    }

    #[test]
    fn one_partition_has_one_spelling() {
        let error =
            create(Transform::identity("n")).split([[Cell::from(1)], [Cell::from(1.0)]]).expect_err("two types");
        assert!(error.to_string().contains("of one Rust type"), "{error}");
    }

    #[test]
    fn spans_of_time_are_named_by_their_beginning() {
        let by_month = create(Transform::month("at"));
        let one = by_month.split([[day(1, 1)], [day(2, 1)]]).expect("a statement");
        let expected = "date_trunc('month', \"q\".\"at\") IN (DATE '2024-01-01', DATE '2024-02-01')";
        assert!(one[0].sql().ends_with(expected), "{}", one[0]);
        let error = by_month.split([[day(1, 2)]]).expect_err("within a month").to_string();
        assert!(error.contains("DATE '2024-01-02' does not begin a month"), "{error}");
    }

    #[test]
    fn spans_of_moments_are_those_of_utc() {
        let begin = day(1, 2).and_hms_opt(0, 0, 0).expect("a time").and_utc();
        let one = create(Transform::day("at")).split([[begin]]).expect("a statement");
        let expected = "date_trunc('day', at_timezone(\"q\".\"at\", 'UTC')) = TIMESTAMP '2024-01-02 00:00:00.000 UTC'";
        assert!(one[0].sql().ends_with(expected), "{}", one[0]);
        let one = create(Transform::identity("at")).split([[begin]]).expect("a statement");
        assert!(one[0].sql().ends_with("\"q\".\"at\" = TIMESTAMP '2024-01-02 00:00:00.000 UTC'"), "{}", one[0]);
    }

    #[test]
    fn both_zeros_are_one_partition() {
        let one = create(Transform::identity("n")).split([[0.0], [-0.0], [-1.0]]).expect("a statement");
        assert!(one[0].sql().ends_with("IN (0E0, -1E0)"), "{}", one[0]);
        let one = create(Transform::identity("n")).split([[-0.0f32], [0.0]]).expect("a statement");
        assert!(one[0].sql().ends_with("= REAL '0E0'"), "{}", one[0]);
    }

    #[test]
    fn an_insert_is_split_by_columns_that_are_there_once() {
        let insert = |column_names: Option<Vec<String>>| {
            let rows = SourceQuery { sql: "SELECT n, day FROM s".to_owned(), column_names };
            InsertInto::from_source_query(TableName::new("t").expect("a name"), rows)
        };
        let said = |columns: [&str; 2]| {
            let known = insert(Some(vec!["n".to_owned(), "day".to_owned()]));
            known.split(columns, [[1, 2]]).expect_err("a mistake").to_string()
        };
        assert!(said(["day", "Day"]).contains("`Day` is given twice"));
        assert!(said(["n", "hour"]).contains("no column `hour`: it has n, day"));
        assert!(insert(None).split(["n", "N"], [[1, 2]]).is_err());
        assert!(insert(None).split(["n", "hour"], [[1, 2]]).is_ok());
    }

    #[test]
    fn what_cannot_be_split_says_why() {
        let said =
            |by, values: &[i32]| create(by).split(values.iter().map(|n| [*n])).expect_err("no split").to_string();
        assert!(said(Transform::bucket(200, "n"), &[1]).contains("SQL cannot express"));
        assert!(said(Transform::truncate(2, "n"), &[1]).contains("truncated values"));
        assert!(said(Transform::identity("n"), &[]).contains("there are none"));
        let error = create(Transform::identity("n")).if_not_exists().split([[1]]).expect_err("twice").to_string();
        assert!(error.contains("leave out `if_not_exists`"), "{error}");
    }

    #[test]
    fn buckets_count_towards_the_limit() {
        let table = TableName::new("t").expect("a name");
        let create =
            CreateTableAs::new(table, &Statement::query("SELECT 1")).partitioned_by(["p"]).bucketed_by(["b"], 50);
        assert_eq!(create.split([[1], [2]]).expect("a statement").len(), 1);
        assert!(create.split([[1], [2], [3]]).is_err());
    }
}
