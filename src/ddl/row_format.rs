//! How the files of an external table are read.

use crate::{
    error::{Error, Result},
    sql::hive,
};

/// How the files of an external table are read: ROW FORMAT and STORED AS.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, RowFormat}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, RowFormat::Regex(r"^(\S+)$".into()), &bucket, "t").column("a", AthenaType::Varchar(None));
/// assert!(table.create()?.sql().contains(
///     "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='^(\\\\S+)$')\n"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowFormat {
    /// One JSON object per line, by the OpenX SerDe.
    OpenXJson(OpenXJson),
    /// One JSON object per line, by Hive's SerDe.
    HiveJson(HiveJson),
    /// Fields between delimiters, by LazySimpleSerDe.
    Delimited(Delimited),
    /// Fields between quotes, by OpenCSVSerDe.
    OpenCsv(OpenCsv),
    /// Lines matched by a Java regular expression, by RegexSerDe: one group per column. A line that does not match is a row of NULLs
    /// (user guide, "Regex SerDe").
    Regex(String),
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    Orc,
    /// Apache Avro, with an Avro schema in JSON where the columns of the table do not suffice (user guide, "Avro SerDe").
    Avro(Option<String>),
}

/// The options of the OpenX JSON SerDe (user guide, "OpenX JSON SerDe").
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, OpenXJson}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, OpenXJson::new().ignore_malformed().mapping("a", "A b"), &bucket, "t").column("a", AthenaType::Varchar(None));
/// assert!(table.create()?.sql().contains(
///     "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' \
///      WITH SERDEPROPERTIES ('ignore.malformed.json'='true', 'mapping.a'='A b')\n"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenXJson {
    ignore_malformed: bool,
    dots_in_keys: bool,
    case_sensitive: bool,
    mapping: Vec<(String, String)>,
}

impl OpenXJson {
    /// The SerDe without options: a malformed line is an error, keys are case-insensitive.
    pub fn new() -> Self {
        Self::default()
    }

    /// A malformed line is a row of NULLs instead of an error: `ignore.malformed.json`.
    #[must_use]
    pub fn ignore_malformed(mut self) -> Self {
        self.ignore_malformed = true;
        self
    }

    /// The key `a.b` is the column `a_b`: `dots.in.keys`.
    #[must_use]
    pub fn dots_in_keys(mut self) -> Self {
        self.dots_in_keys = true;
        self
    }

    /// Keys are case-sensitive: `case.insensitive` is false. Keys that are not all lower case then need a [`mapping`](Self::mapping).
    #[must_use]
    pub fn case_sensitive(mut self) -> Self {
        self.case_sensitive = true;
        self
    }

    /// The column has the values of another key: `mapping.column`.
    #[must_use]
    pub fn mapping(mut self, column: impl Into<String>, key: impl Into<String>) -> Self {
        self.mapping.push((column.into(), key.into()));
        self
    }

    fn properties(&self) -> Vec<(String, String)> {
        // Always written, so that the definition shows what happens to a malformed line.
        let mut all = vec![("ignore.malformed.json".to_owned(), self.ignore_malformed.to_string())];
        if self.dots_in_keys {
            all.push(("dots.in.keys".to_owned(), "true".to_owned()));
        }
        if self.case_sensitive {
            all.push(("case.insensitive".to_owned(), "false".to_owned()));
        }
        all.extend(self.mapping.iter().map(|(column, key)| (format!("mapping.{column}"), key.clone())));
        all
    }
}

/// The options of Hive's JSON SerDe (user guide, "Hive JSON SerDe"). It cannot ignore a malformed line.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, HiveJson}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, HiveJson::new().timestamp_format("yyyy-MM-dd HH:mm"), &bucket, "t").column("a", AthenaType::Varchar(None));
/// assert!(table.create()?.sql().contains(
///     "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' \
///      WITH SERDEPROPERTIES ('timestamp.formats'='yyyy-MM-dd HH:mm')\n"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HiveJson {
    timestamp_formats: Vec<String>,
}

impl HiveJson {
    /// The SerDe without options.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more Java date pattern in which a timestamp may be written: `timestamp.formats`.
    #[must_use]
    pub fn timestamp_format(mut self, pattern: impl Into<String>) -> Self {
        self.timestamp_formats.push(pattern.into());
        self
    }
}

/// The options of LazySimpleSerDe (user guide, "LazySimpleSerDe"): each delimiter is one character.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, Delimited}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, Delimited::by('\t').items_by('|').null_as(""), &bucket, "t").column("a", AthenaType::Varchar(None));
/// assert!(table.create()?.sql().contains(
///     "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' COLLECTION ITEMS TERMINATED BY '|' NULL DEFINED AS ''\n"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delimited {
    fields: char,
    escape: Option<char>,
    items: Option<char>,
    keys: Option<char>,
    lines: Option<char>,
    null: Option<String>,
}

impl Delimited {
    /// `FIELDS TERMINATED BY`
    pub fn by(fields: char) -> Self {
        Self { fields, escape: None, items: None, keys: None, lines: None, null: None }
    }

    /// `ESCAPED BY`: a delimiter after this character is part of the value.
    #[must_use]
    pub fn escaped_by(mut self, escape: char) -> Self {
        self.escape = Some(escape);
        self
    }

    /// `COLLECTION ITEMS TERMINATED BY`: between the items of an array, the entries of a map, the fields of a struct.
    #[must_use]
    pub fn items_by(mut self, items: char) -> Self {
        self.items = Some(items);
        self
    }

    /// `MAP KEYS TERMINATED BY`: between the key and the value of an entry.
    #[must_use]
    pub fn keys_by(mut self, keys: char) -> Self {
        self.keys = Some(keys);
        self
    }

    /// `LINES TERMINATED BY`
    #[must_use]
    pub fn lines_by(mut self, lines: char) -> Self {
        self.lines = Some(lines);
        self
    }

    /// `NULL DEFINED AS`: the string that means NULL; `\N` by default.
    #[must_use]
    pub fn null_as(mut self, null: impl Into<String>) -> Self {
        self.null = Some(null.into());
        self
    }

    /// LazySimpleSerDe reads a number as the code of a character, and splits at single bytes.
    pub(super) fn check(&self) -> Result<()> {
        let delimiters = [Some(self.fields), self.escape, self.items, self.keys, self.lines];
        match delimiters.into_iter().flatten().find(|c| c.is_ascii_digit() || !c.is_ascii()) {
            None => Ok(()),
            Some(c) => Err(Error::invalid_query(format!(
                "`{c}` cannot be a delimiter: Hive reads a digit as the code of another character, and has no delimiters outside ASCII"
            ))),
        }
    }

    fn clause(&self) -> String {
        let mut text = format!("ROW FORMAT DELIMITED FIELDS TERMINATED BY {}", hive::character(self.fields));
        let more = [
            (" ESCAPED BY ", self.escape),
            (" COLLECTION ITEMS TERMINATED BY ", self.items),
            (" MAP KEYS TERMINATED BY ", self.keys),
            (" LINES TERMINATED BY ", self.lines),
        ];
        for (words, character) in more {
            if let Some(character) = character {
                text.push_str(words);
                text.push_str(&hive::character(character));
            }
        }
        if let Some(null) = &self.null {
            text.push_str(" NULL DEFINED AS ");
            text.push_str(&hive::string(null));
        }
        text
    }
}

/// The options of OpenCSVSerDe (user guide, "Open CSV SerDe"). It supports no line breaks inside quotes, and reads dates and timestamps as
/// days and milliseconds since 1970.
///
/// ```
/// use quilt_athena::{AthenaType, BucketName, ddl::{ExternalTable, OpenCsv}, schema::TableName};
///
/// let bucket = BucketName::new("my-bucket")?;
/// let table = ExternalTable::new(TableName::new("t")?, OpenCsv::new().separator(';'), &bucket, "t").column("a", AthenaType::Varchar(None));
/// assert!(table.create()?.sql().contains(
///     "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar'=';')\n"
/// ));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenCsv {
    separator: Option<char>,
    quote: Option<char>,
    escape: Option<char>,
}

impl OpenCsv {
    /// The SerDe without options: commas, double quotes, backslashes.
    pub fn new() -> Self {
        Self::default()
    }

    /// `separatorChar`
    #[must_use]
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// `quoteChar`
    #[must_use]
    pub fn quote(mut self, quote: char) -> Self {
        self.quote = Some(quote);
        self
    }

    /// `escapeChar`
    #[must_use]
    pub fn escape(mut self, escape: char) -> Self {
        self.escape = Some(escape);
        self
    }

    fn clause(&self) -> String {
        let all = [("separatorChar", self.separator), ("quoteChar", self.quote), ("escapeChar", self.escape)];
        let all: Vec<_> = all
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{}={}", hive::string(key), hive::character(value?))))
            .collect();
        let with = if all.is_empty() { String::new() } else { format!(" WITH SERDEPROPERTIES ({})", all.join(", ")) };
        format!("ROW FORMAT SERDE {}{with}", hive::string("org.apache.hadoop.hive.serde2.OpenCSVSerde"))
    }
}

macro_rules! formats {
    ($($name:ident),+) => {$(
        impl From<$name> for RowFormat {
            fn from(options: $name) -> Self {
                Self::$name(options)
            }
        }
    )+};
}

formats!(OpenXJson, HiveJson, Delimited, OpenCsv);

impl RowFormat {
    /// ROW FORMAT and STORED AS, each on its line.
    pub(super) fn clauses(&self) -> String {
        let row_format = match self {
            Self::OpenXJson(options) => serde("org.openx.data.jsonserde.JsonSerDe", &options.properties()),
            Self::HiveJson(options) => {
                let formats = options.timestamp_formats.join(",");
                let all = if formats.is_empty() { Vec::new() } else { vec![("timestamp.formats".to_owned(), formats)] };
                serde("org.apache.hive.hcatalog.data.JsonSerDe", &all)
            }
            Self::Delimited(options) => options.clause(),
            Self::OpenCsv(options) => options.clause(),
            Self::Regex(pattern) => {
                let all = [("input.regex".to_owned(), pattern.clone())];
                serde("org.apache.hadoop.hive.serde2.RegexSerDe", &all)
            }
            Self::Parquet => return "STORED AS PARQUET".to_owned(),
            Self::Orc => return "STORED AS ORC".to_owned(),
            Self::Avro(None) => return "STORED AS AVRO".to_owned(),
            Self::Avro(Some(schema)) => {
                let all = [("avro.schema.literal".to_owned(), schema.clone())];
                return format!("{}\nSTORED AS AVRO", serde("org.apache.hadoop.hive.serde2.avro.AvroSerDe", &all));
            }
        };
        format!(
            "{row_format}\nSTORED AS INPUTFORMAT {} OUTPUTFORMAT {}",
            hive::string("org.apache.hadoop.mapred.TextInputFormat"),
            hive::string("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"),
        )
    }

    /// Whether the first lines of a file can be skipped (user guide, "LazySimpleSerDe" and "Open CSV SerDe").
    pub(super) fn has_headers(&self) -> bool {
        matches!(self, Self::Delimited(_) | Self::OpenCsv(_))
    }
}

fn serde(class: &str, properties: &[(String, String)]) -> String {
    let class = hive::string(class);
    if properties.is_empty() {
        return format!("ROW FORMAT SERDE {class}");
    }
    format!("ROW FORMAT SERDE {class} WITH SERDEPROPERTIES {}", hive::properties(properties))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_line(format: impl Into<RowFormat>) -> String {
        format.into().clauses().lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn each_format_has_its_class_and_its_options() {
        let all = [
            first_line(OpenXJson::new().ignore_malformed().dots_in_keys().case_sensitive().mapping("ts", "timeStamp")),
            first_line(HiveJson::new().timestamp_format("yyyy-MM-dd'T'HH:mm").timestamp_format("yyyy")),
            first_line(HiveJson::new()),
            first_line(Delimited::by('\t').escaped_by('\\').items_by('|').keys_by(':').lines_by('\n').null_as("")),
            first_line(OpenCsv::new().separator(';').quote('\'').escape('\\')),
            first_line(OpenCsv::new()),
            first_line(RowFormat::Regex(r"^(\S+) '(.*)'$".into())),
            first_line(RowFormat::Avro(Some("{\"type\": \"record\"}".into()))),
            first_line(RowFormat::Parquet),
        ];
        expect_test::expect![[r#"
            ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='true', 'dots.in.keys'='true', 'case.insensitive'='false', 'mapping.ts'='timeStamp')
            ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' WITH SERDEPROPERTIES ('timestamp.formats'='yyyy-MM-dd\'T\'HH:mm,yyyy')
            ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
            ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' ESCAPED BY '\\' COLLECTION ITEMS TERMINATED BY '|' MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\n' NULL DEFINED AS ''
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar'=';', 'quoteChar'='\'', 'escapeChar'='\\')
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='^(\\S+) \'(.*)\'$')
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.avro.AvroSerDe' WITH SERDEPROPERTIES ('avro.schema.literal'='{"type": "record"}')
            STORED AS PARQUET"#]]
        .assert_eq(&all.join("\n"));
    }
}
