//! Columns by DESCRIBE, for engines without a better source.

use std::collections::HashSet;

use super::table_names;
use crate::{
    ddl,
    engine::Engine,
    error::{Error, ErrorKind, ObjectKind, Result, nearest},
    schema::{CatalogColumn, TableName},
};

/// The columns of a table or view.
///
/// # Errors
/// [`ErrorKind::NotFound`] with the nearest name; errors of the engine.
pub(super) async fn columns(engine: &(impl Engine + ?Sized), name: &TableName) -> Result<Vec<CatalogColumn>> {
    let described = async {
        let execution = engine.execute(&ddl::describe(name)?).await?;
        match execution.schema().fields().len() {
            // A view has no comments.
            2 => {
                let rows: Vec<(Option<String>, Option<String>)> = execution.fetch().await?;
                Ok(rows.into_iter().map(|(name, data_type)| [name, data_type, None]).collect::<Vec<_>>())
            }
            _ => {
                let rows: Vec<(Option<String>, Option<String>, Option<String>)> = execution.fetch().await?;
                Ok(rows.into_iter().map(|(name, data_type, comment)| [name, data_type, comment]).collect())
            }
        }
    };
    match described.await {
        Ok(rows) => Ok(read(rows)),
        Err(error) if is_no_entity(&error) => Err(missing(engine, name).await),
        Err(error) => Err(error),
    }
}

/// Athena refuses DESCRIBE of a table that is not there in Glue's words.
fn is_no_entity(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused { message, .. }
        if message.contains("EntityNotFound") || message.contains("Entity Not Found"))
}

async fn missing(engine: &(impl Engine + ?Sized), name: &TableName) -> Error {
    // A hint is never an error of its own.
    let names = table_names(engine, name.schema.as_deref()).await.unwrap_or_default();
    let nearest = nearest(&name.name.to_lowercase(), names.into_iter().map(|name| name.name));
    let name = name.parts().collect::<Vec<_>>().join(".");
    ErrorKind::NotFound { object: ObjectKind::Table, name, nearest, position: None, advice: None }.into()
}

/// Hive pads the cells, and lists partition columns a second time under a heading. Headings and remarks begin with `#`. What follows the
/// heading of an Iceberg table's partitions are transforms and not columns.
fn read(rows: Vec<[Option<String>; 3]>) -> Vec<CatalogColumn> {
    let mut columns: Vec<CatalogColumn> = Vec::new();
    let mut seen = HashSet::new();
    let mut in_partitions = false;
    for [name, data_type, comment] in rows {
        let name = name.unwrap_or_default().trim().to_owned();
        let data_type = data_type.unwrap_or_default().trim().to_owned();
        if name.starts_with("# Partition spec") {
            break;
        }
        if name.starts_with('#') || name.is_empty() {
            in_partitions |= name.starts_with("# Partition Information");
            continue;
        }
        if seen.insert(name.to_lowercase()) {
            columns.push(CatalogColumn::new(name, data_type).with_comment(comment).with_partition(in_partitions));
        } else if in_partitions {
            let again = columns.iter_mut().filter(|column| column.name.eq_ignore_ascii_case(&name));
            again.for_each(|column| column.partition = true);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<[Option<String>; 3]> {
        let cell = |line: &str, i| line.split('\t').nth(i).map(str::to_owned);
        text.lines().map(|line| [cell(line, 0), cell(line, 1), cell(line, 2)]).collect()
    }

    fn shown(text: &str) -> Vec<String> {
        let column = |column: CatalogColumn| {
            let comment = column.comment.unwrap_or_default();
            format!("{} {} {} {comment}", column.name, column.type_name, column.partition)
        };
        read(rows(text)).into_iter().map(column).collect()
    }

    #[test]
    fn partition_columns_are_named_twice_and_counted_once() {
        let text = "id                  \tint                 \tthe key             \nday                 \tdate                \t\n\t \t \n\
                    # Partition Information\t \t \n# col_name            \tdata_type           \tcomment             \n\t \t \n\
                    day                 \tdate                \t                    ";
        assert_eq!(shown(text), ["id int false the key", "day date true "]);
    }

    #[test]
    fn the_transforms_of_an_iceberg_table_are_not_columns() {
        let text = "# Table schema:\t\t\n# col_name\tdata_type\tcomment\nid\tbigint\t\n\t\t\n# Partition spec:\t\t\n\
                    # field_name\tfield_transform\tcolumn_name\nid_bucket\tbucket[16]\tid";
        assert_eq!(shown(text), ["id bigint false "]);
    }
}
