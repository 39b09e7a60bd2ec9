//! The little that the server reads in SQL: which kind of statement it is, and the parts of UNLOAD.

/// The SQL by which scripts are found: without outer white space and one `;` at the end.
pub(super) fn normalized(sql: &str) -> &str {
    let sql = sql.trim();
    sql.strip_suffix(';').unwrap_or(sql).trim_end()
}

/// StatementType and SubstatementType.
pub(super) fn classify(sql: &str) -> (&'static str, &'static str) {
    let upper = skip_comments(sql).to_ascii_uppercase();
    let mut words = upper.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let third = words.next().unwrap_or_default();
    match first {
        "INSERT" => ("DML", "INSERT"),
        "UPDATE" => ("DML", "UPDATE"),
        "DELETE" => ("DML", "DELETE"),
        "MERGE" => ("DML", "MERGE"),
        "UNLOAD" => ("DML", "UNLOAD"),
        "EXPLAIN" => ("DML", "EXPLAIN"),
        "VACUUM" => ("DML", "VACUUM_TABLE"),
        "OPTIMIZE" => ("DDL", "CREATE_TABLE_AS_SELECT"),
        "MSCK" => ("DDL", "MSCK_REPAIR"),
        "ALTER" => ("DDL", "ALTER_TABLE"),
        "CREATE" => ("DDL", create_statement(&upper, second)),
        "DROP" => ("DDL", if second == "VIEW" { "DROP_VIEW" } else { drop_statement(second) }),
        "DESCRIBE" | "DESC" => ("UTILITY", "DESCRIBE_TABLE"),
        "SHOW" => ("UTILITY", show_statement(second, third)),
        _ => ("DML", "SELECT"),
    }
}

fn create_statement(upper: &str, second: &str) -> &'static str {
    match second {
        "VIEW" | "OR" => "CREATE_VIEW",
        "DATABASE" | "SCHEMA" => "CREATE_DATABASE",
        "TABLE" if upper.split_ascii_whitespace().any(|word| word == "AS") => "CREATE_TABLE_AS_SELECT",
        _ => "CREATE_TABLE",
    }
}

fn drop_statement(second: &str) -> &'static str {
    if matches!(second, "DATABASE" | "SCHEMA") { "DROP_DATABASE" } else { "DROP_TABLE" }
}

fn show_statement(second: &str, third: &str) -> &'static str {
    match (second, third) {
        ("DATABASES" | "SCHEMAS", _) => "SHOW_DATABASES",
        ("COLUMNS", _) => "SHOW_COLUMNS",
        ("PARTITIONS", _) => "SHOW_PARTITIONS",
        ("TBLPROPERTIES", _) => "SHOW_TABLE_PROPERTIES",
        ("FUNCTIONS", _) => "SHOW_FUNCTIONS",
        ("CREATE", "VIEW") => "SHOW_CREATE_VIEW",
        ("CREATE", _) => "SHOW_CREATE_TABLE",
        _ => "SHOW_TABLES",
    }
}

fn skip_comments(mut sql: &str) -> &str {
    loop {
        sql = sql.trim_start();
        let end = if sql.starts_with("--") {
            sql.find('\n')
        } else if sql.starts_with("/*") {
            sql.find("*/").map(|at| at + 1)
        } else {
            return sql;
        };
        sql = end.map_or("", |end| &sql[end + 1..]);
    }
}

/// The query inside `UNLOAD (…) TO '…'` and the URI it writes to.
pub(super) fn unload(sql: &str) -> Option<(&str, String)> {
    let sql = skip_comments(sql);
    let word = sql.get(..6).filter(|word| word.eq_ignore_ascii_case("UNLOAD"))?;
    let inner = sql[word.len()..].trim_start().strip_prefix('(')?;
    // The last `) TO '`: the query before it may hold another in a string, the properties after it cannot.
    let (at, rest) = inner.rmatch_indices(')').find_map(|(at, _)| {
        let rest = inner[at + 1..].trim_start();
        let to = rest.get(..2).filter(|word| word.eq_ignore_ascii_case("TO"))?;
        Some((at, rest[to.len()..].trim_start().strip_prefix('\'')?))
    })?;
    let end = rest.find('\'')?;
    Some((normalized(&inner[..at]), rest[..end].to_owned()))
}

/// How ColumnInfo describes a column of an SQL type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeInfo {
    pub(super) name: String,
    pub(super) precision: u32,
    pub(super) scale: u32,
    pub(super) case_sensitive: bool,
}

/// Reads an SQL type as Athena's users write it, such as `decimal(38,10)` or `timestamp(3) with time zone`.
pub(super) fn type_info(sql_type: &str) -> TypeInfo {
    let lower = sql_type.trim().to_ascii_lowercase();
    let (base, rest) = lower.split_once('(').unwrap_or((&lower, ""));
    let (arguments, tail) = rest.rsplit_once(')').unwrap_or((rest, ""));
    let mut numbers = arguments.split(',').map(|number| number.trim().parse::<u32>().ok());
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    // `time(3) with time zone` is one name around its argument.
    let name = format!("{} {}", base.trim(), tail.trim()).trim().to_owned();
    let mut scale = 0;
    let mut case_sensitive = false;
    let (name, precision) = match name.as_str() {
        "tinyint" => ("tinyint", 3),
        "smallint" => ("smallint", 5),
        "integer" | "int" => ("integer", 10),
        "bigint" => ("bigint", 19),
        "real" | "float" => ("float", 17),
        "double" => ("double", 17),
        "decimal" => {
            scale = second.unwrap_or(0);
            ("decimal", first.unwrap_or(38))
        }
        "varchar" | "char" => {
            case_sensitive = true;
            let default = if name == "char" { 1 } else { 2_147_483_647 };
            (name.as_str(), first.unwrap_or(default))
        }
        "varbinary" => ("varbinary", 1_073_741_824),
        "time" | "time with time zone" | "timestamp" | "timestamp with time zone" => (name.as_str(), 3),
        "array" | "map" | "row" => (base, 0),
        _ => (name.as_str(), 0),
    };
    TypeInfo { name: name.to_owned(), precision, scale, case_sensitive }
}
