// A part of the functions' doctests, which is not shown there.

/// An expression's part of a query. With its type and the table, it goes to the file named by `QUILT_ATHENA_ANSWERS` if there is one,
/// for a real Trino to say whether it is so.
fn shown<V: quilt_athena::schema::BaseView, T: quilt_athena::schema::SqlType>(sql: &str, around: [&str; 2]) -> String {
    use quilt_athena::schema::SqlBaseType;
    use std::io::Write;

    let expression = sql[around[0].len()..sql.len() - around[1].len()].to_owned();
    if let Some(path) = std::env::var_os("QUILT_ATHENA_ANSWERS") {
        let types = V::types().into_iter().map(|of| of.to_string().into());
        let columns: serde_json::Map<_, _> = V::FIELDS.iter().map(|&name| name.to_owned()).zip(types).collect();
        let line = serde_json::json!({
            "tables": { "entries": columns },
            "sql": format!("SELECT {expression} FROM \"entries\" AS \"e\""),
            "type": T::Base::athena_type().to_string(),
            "nullable": std::any::TypeId::of::<T>() != std::any::TypeId::of::<T::Base>(),
        });
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("the file of answers");
        file.write_all(format!("{line}\n").as_bytes()).expect("a line");
    }
    expression
}

/// What `shown` does, for an expression of this type.
pub fn as_shown<V: quilt_athena::schema::BaseView, E: quilt_athena::query::Expression>(
    _: &E,
) -> impl Fn(&str, [&str; 2]) -> String + use<V, E> {
    shown::<V, E::Type>
}
