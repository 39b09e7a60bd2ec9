//! Arrow arrays from [`NestedValue`]s.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, MapArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType};

use super::{NestedValue, bounded};
use crate::types::AthenaType;

/// Makes an Arrow array of the texts of one type that is not nested.
pub(crate) trait Leaves {
    /// One more value; `None` is NULL. The error says what is wrong with the text.
    fn push(&mut self, text: Option<&str>) -> Result<(), String>;

    /// The array of all that was pushed.
    fn finish(&mut self) -> ArrayRef;
}

/// A column of values of the type, one for each row; `None` is NULL. Its data type is [`AthenaType::arrow`].
pub(crate) fn build(
    data_type: &AthenaType,
    values: &[Option<&NestedValue<'_>>],
    leaves: &dyn Fn(&AthenaType) -> Box<dyn Leaves>,
) -> Result<ArrayRef, String> {
    bounded(data_type)?;
    column(data_type, values, leaves)
}

type NestedValues<'v, 'a> = Vec<Option<&'v NestedValue<'a>>>;

fn column(
    data_type: &AthenaType,
    values: &[Option<&NestedValue<'_>>],
    leaves: &dyn Fn(&AthenaType) -> Box<dyn Leaves>,
) -> Result<ArrayRef, String> {
    let made = match data_type {
        AthenaType::Array(item) => list(data_type, item, values, leaves)?,
        AthenaType::Map(key, value) => map(data_type, key, value, values, leaves)?,
        AthenaType::Row(fields) => row(data_type, fields, values, leaves)?,
        leaf => {
            let mut made = leaves(leaf);
            for value in values {
                match value {
                    None | Some(NestedValue::Null) => made.push(None)?,
                    Some(NestedValue::Text(text)) => made.push(Some(text))?,
                    Some(_) => return Err(unfit(data_type)),
                }
            }
            made.finish()
        }
    };
    if *made.data_type() != data_type.arrow() {
        return Err(format!("{data_type} was made into {} instead of {}", made.data_type(), data_type.arrow()));
    }
    if made.len() != values.len() {
        return Err(format!("{} values of {data_type} were made into {}", values.len(), made.len()));
    }
    Ok(made)
}

fn list(
    data_type: &AthenaType,
    item: &AthenaType,
    values: &[Option<&NestedValue<'_>>],
    leaves: &dyn Fn(&AthenaType) -> Box<dyn Leaves>,
) -> Result<ArrayRef, String> {
    let DataType::List(field) = data_type.arrow() else { return Err(unfit(data_type)) };
    let mut items: NestedValues<'_, '_> = Vec::new();
    let mut ends = Ends::new(values.len());
    for value in values.iter().map(present) {
        match value {
            None => {}
            Some(NestedValue::List(list)) => items.extend(list.iter().map(Some)),
            Some(_) => return Err(unfit(data_type)),
        }
        ends.push(items.len(), value.is_some())?;
    }
    let items = column(item, &items, leaves)?;
    let (offsets, nulls) = ends.finish();
    Ok(Arc::new(ListArray::try_new(field, offsets, items, nulls).map_err(refused)?))
}

fn map(
    data_type: &AthenaType,
    key: &AthenaType,
    value: &AthenaType,
    values: &[Option<&NestedValue<'_>>],
    leaves: &dyn Fn(&AthenaType) -> Box<dyn Leaves>,
) -> Result<ArrayRef, String> {
    let DataType::Map(entries, sorted) = data_type.arrow() else { return Err(unfit(data_type)) };
    let DataType::Struct(fields) = entries.data_type() else { return Err(unfit(data_type)) };
    let (mut keys, mut items): (NestedValues<'_, '_>, NestedValues<'_, '_>) = (Vec::new(), Vec::new());
    let mut ends = Ends::new(values.len());
    for value in values.iter().map(present) {
        match value {
            None => {}
            Some(NestedValue::Map(pairs)) => {
                if pairs.iter().any(|(key, _)| *key == NestedValue::Null) {
                    return Err("a key of a map is NULL".into());
                }
                keys.extend(pairs.iter().map(|(key, _)| Some(key)));
                items.extend(pairs.iter().map(|(_, item)| Some(item)));
            }
            Some(_) => return Err(unfit(data_type)),
        }
        ends.push(keys.len(), value.is_some())?;
    }
    let columns = vec![column(key, &keys, leaves)?, column(value, &items, leaves)?];
    let pairs = StructArray::try_new(fields.clone(), columns, None).map_err(refused)?;
    let (offsets, nulls) = ends.finish();
    Ok(Arc::new(MapArray::try_new(entries, offsets, pairs, nulls, sorted).map_err(refused)?))
}

fn row(
    data_type: &AthenaType,
    fields: &[(String, AthenaType)],
    values: &[Option<&NestedValue<'_>>],
    leaves: &dyn Fn(&AthenaType) -> Box<dyn Leaves>,
) -> Result<ArrayRef, String> {
    let DataType::Struct(arrow) = data_type.arrow() else { return Err(unfit(data_type)) };
    let mut rows: Vec<Option<&[NestedValue<'_>]>> = Vec::with_capacity(values.len());
    for value in values.iter().map(present) {
        match value {
            None => rows.push(None),
            Some(NestedValue::Row(row)) if row.len() == fields.len() => rows.push(Some(row)),
            Some(_) => return Err(unfit(data_type)),
        }
    }
    let mut columns = Vec::with_capacity(fields.len());
    for (i, (_, data_type)) in fields.iter().enumerate() {
        let values: NestedValues<'_, '_> = rows.iter().map(|row| row.map(|row| &row[i])).collect();
        columns.push(column(data_type, &values, leaves)?);
    }
    let nulls = nulls(rows.iter().map(Option::is_some).collect());
    // The length is given because a row without fields has no column to take it from.
    let made = StructArray::try_new_with_length(arrow, columns, nulls, rows.len()).map_err(refused)?;
    Ok(Arc::new(made))
}

/// Where the lists of a column end within the array of all their items.
struct Ends {
    offsets: Vec<i32>,
    valid: Vec<bool>,
}

impl Ends {
    fn new(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, valid: Vec::with_capacity(rows) }
    }

    fn push(&mut self, end: usize, valid: bool) -> Result<(), String> {
        let end = i32::try_from(end).map_err(|_| "more items in one batch than Arrow can count")?;
        self.offsets.push(end);
        self.valid.push(valid);
        Ok(())
    }

    fn finish(self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        // Begins with 0 and only grows: what the constructor insists on.
        (OffsetBuffer::new(self.offsets.into()), nulls(self.valid))
    }
}

fn nulls(valid: Vec<bool>) -> Option<NullBuffer> {
    valid.contains(&false).then(|| NullBuffer::from(valid))
}

fn present<'v, 'a>(value: &Option<&'v NestedValue<'a>>) -> Option<&'v NestedValue<'a>> {
    value.filter(|tree| **tree != NestedValue::Null)
}

fn unfit(data_type: &AthenaType) -> String {
    format!("a value that is not {data_type} where {data_type} was expected")
}

fn refused(error: ArrowError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use arrow_array::{Array, Int32Array, StringArray, cast::AsArray, types::Int32Type};

    use super::*;
    use crate::text::nested::{from_json, from_text};

    struct Numbers(Vec<Option<i32>>);

    impl Leaves for Numbers {
        fn push(&mut self, text: Option<&str>) -> Result<(), String> {
            let number = text.map(str::parse).transpose().map_err(|_| format!("{text:?} is not a number"))?;
            self.0.push(number);
            Ok(())
        }

        fn finish(&mut self) -> ArrayRef {
            Arc::new(Int32Array::from(std::mem::take(&mut self.0)))
        }
    }

    struct StringLeaves(Vec<Option<String>>);

    impl Leaves for StringLeaves {
        fn push(&mut self, text: Option<&str>) -> Result<(), String> {
            self.0.push(text.map(str::to_owned));
            Ok(())
        }

        fn finish(&mut self) -> ArrayRef {
            Arc::new(StringArray::from(std::mem::take(&mut self.0)))
        }
    }

    fn leaves(data_type: &AthenaType) -> Box<dyn Leaves> {
        if *data_type == AthenaType::Integer {
            Box::new(Numbers(Vec::new()))
        } else {
            Box::new(StringLeaves(Vec::new()))
        }
    }

    fn made(data_type: &str, rows: &[Option<&str>]) -> Result<ArrayRef, String> {
        let data_type: AthenaType = data_type.parse().unwrap();
        let trees: Vec<_> = rows.iter().map(|row| row.map(|json| from_json(json, &data_type).unwrap())).collect();
        let trees: Vec<_> = trees.iter().map(Option::as_ref).collect();
        let array = build(&data_type, &trees, &leaves)?;
        assert_eq!(*array.data_type(), data_type.arrow());
        assert_eq!(array.len(), rows.len());
        Ok(array)
    }

    #[test]
    fn lists_keep_nulls_and_empty_lists_apart() {
        let array = made("array(integer)", &[Some("[1,null]"), None, Some("[]"), Some("null"), Some("[2]")]).unwrap();
        let list = array.as_list::<i32>();
        assert_eq!(list.nulls().map(|nulls| nulls.iter().collect()), Some(vec![true, false, true, false, true]));
        assert_eq!(list.value(0).as_primitive::<Int32Type>(), &Int32Array::from(vec![Some(1), None]));
        assert_eq!(list.value(2).len(), 0);
        assert_eq!(list.value(4).as_primitive::<Int32Type>(), &Int32Array::from(vec![2]));
    }

    #[test]
    fn rows_maps_and_lists_nest() {
        let data_type = "row(a map(varchar, array(integer)), b varchar)";
        let array =
            made(data_type, &[Some(r#"{"a":{"x":[1],"y":null},"b":"z"}"#), None, Some("[null, null]")]).unwrap();
        let row = array.as_struct();
        assert!(row.is_null(1) && row.is_valid(2));
        assert_eq!(row.column(1).as_string::<i32>(), &StringArray::from(vec![Some("z"), None, None]));
        let map = row.column(0).as_map();
        assert_eq!(map.keys().as_string::<i32>(), &StringArray::from(vec!["x", "y"]));
        assert!(map.values().is_null(1) && map.is_null(1) && map.is_null(2));
    }

    #[test]
    fn no_rows_still_have_the_type() {
        for data_type in ["array(map(varchar, row(a integer)))", "integer", "map(integer, varchar)", "row(a integer)"] {
            made(data_type, &[]).unwrap();
            made(data_type, &[None, None]).unwrap();
        }
        let empty = AthenaType::Row(vec![]);
        assert_eq!(build(&empty, &[None, Some(&NestedValue::Row(vec![]))], &leaves).unwrap().len(), 2);
    }

    #[test]
    fn both_texts_give_the_same_array() {
        let data_type: AthenaType = "array(row(a integer, b map(integer, integer)))".parse().unwrap();
        let json = from_json(r#"[{"a":1,"b":{"2":3}},null,{"a":null,"b":{}}]"#, &data_type).unwrap();
        let text = from_text("[{a=1, b={2=3}}, null, {a=null, b={}}]", &data_type).unwrap();
        assert_eq!(json, text);
        assert_eq!(
            &build(&data_type, &[Some(&json)], &leaves).unwrap(),
            &build(&data_type, &[Some(&text)], &leaves).unwrap()
        );
    }

    #[test]
    fn values_of_another_type_are_refused() {
        let list = NestedValue::List(vec![NestedValue::Text("x".into())]);
        let data_type: AthenaType = "array(integer)".parse().unwrap();
        assert!(build(&data_type, &[Some(&list)], &leaves).unwrap_err().contains("is not a number"));
        for data_type in ["map(varchar, varchar)", "row(a varchar)", "varchar", "array(array(varchar))"] {
            let message = build(&data_type.parse().unwrap(), &[Some(&list)], &leaves).unwrap_err();
            assert!(message.contains("where"), "{message}");
        }
        let map = NestedValue::Map(vec![(NestedValue::Null, NestedValue::Null)]);
        let message = build(&"map(varchar, varchar)".parse().unwrap(), &[Some(&map)], &leaves).unwrap_err();
        assert_eq!(message, "a key of a map is NULL");
        assert!(build(&AthenaType::Bigint, &[], &leaves).unwrap_err().contains("instead of Int64"));
    }
}
