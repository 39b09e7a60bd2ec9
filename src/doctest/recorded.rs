// A part of the functions' doctests, which is not shown there.

/// Adds the only expression that a query selects from [`Entry`] to the file named by `QUILT_ATHENA_ANSWERS`, if there is one: a real Trino
/// then judges whether it has the type that the builder gives it.
fn recorded<T: quilt_athena::schema::SqlType>(query: quilt_athena::query::Query<T>) -> quilt_athena::Result<()> {
    use quilt_athena::schema::{SqlBaseType, BaseView};
    use std::io::Write;

    let Some(path) = std::env::var_os("QUILT_ATHENA_ANSWERS") else { return Ok(()) };
    let sql = query.sql()?;
    let selected = sql
        .strip_prefix("SELECT ")
        .and_then(|rest| rest.strip_suffix(" FROM \"entries\" AS \"entry\""))
        .expect("one expression, selected from all entries");
    // Nested values are selected as JSON: what is judged is what is in there.
    let nested = selected.strip_prefix("json_format(CAST(").and_then(|rest| rest.strip_suffix(" AS JSON))"));
    let types = Entry::types().into_iter().map(|data_type| data_type.to_string().into());
    let columns: serde_json::Map<_, _> = Entry::FIELDS.iter().map(|&name| name.to_owned()).zip(types).collect();
    let line = serde_json::json!({
        "tables": { "entries": columns },
        "sql": format!("SELECT {} FROM \"entries\" AS \"entry\"", nested.unwrap_or(selected)),
        "type": T::Base::athena_type().to_string(),
        "nullable": std::any::TypeId::of::<T>() != std::any::TypeId::of::<T::Base>(),
    });
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("the file of answers");
    file.write_all(format!("{line}\n").as_bytes()).expect("a line");
    Ok(())
}
