//! Names of fields in Hive's `struct<…>`.

/// "Reserved keywords in Athena" of the user guide, those of DDL.
const RESERVED: &str = "\
    all alter and array as authorization between bigint binary boolean both by case cashe cast char column \
    commit conf constraint create cross cube current current_date current_timestamp cursor database date \
    dayofweek decimal delete describe distinct double drop else end exchange exists extended external extract \
    false fetch float floor following for foreign from full function grant group grouping having if import in \
    inner insert int integer intersect interval into is join lateral left less like local macro map more none \
    not null numeric of on only or order out outer over partialscan partition percent preceding precision \
    preserve primary procedure range reads reduce references regexp revoke right rlike rollback rollup row \
    rows select set smallint start table tablesample then time timestamp to transform trigger true truncate \
    unbounded union uniquejoin update user using utc_timestamp values varchar views when where window with";

/// The name as `struct<name:type>` takes it: between backticks where Hive would not read it as a plain word. `None` for a name that even
/// these cannot hold: a backtick has no escape.
pub(super) fn field_name(name: &str) -> Option<String> {
    if name.is_empty() || name.contains(|c: char| c == '`' || c.is_control()) {
        return None;
    }
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let reserved = RESERVED.split_ascii_whitespace().any(|word| word == name);
    Some(if plain && !reserved { name.to_owned() } else { format!("`{name}`") })
}

#[cfg(test)]
mod tests {
    use crate::types::AthenaType;

    #[test]
    fn a_field_that_hive_would_misread_is_quoted_and_parsed_back() {
        let names = ["type", "end", "date", "1st", "_x", "Name", "a:b,c>"];
        let data_type = AthenaType::Row(names.iter().map(|name| ((*name).to_owned(), AthenaType::Date)).collect());
        let hive = data_type.hive().expect("a Hive type");
        assert_eq!(hive, "struct<type:date,`end`:date,`date`:date,`1st`:date,`_x`:date,`Name`:date,`a:b,c>`:date>");
        assert_eq!(hive.parse::<AthenaType>().expect("a type"), data_type);
        assert!("struct<`end:date>".parse::<AthenaType>().is_err());
    }
}
