//! A row as a JSON value, written over the value of the row before.
//!
//! Rows of ledger and repairs all have the same keys, and an issue has thousands of them: what a value of the row before has
//! room for is used again. Where the shape differs the value is made anew.

use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, SerializeTuple};
use serde::{Serialize, Serializer};
use serde_json::{Error, Map, Value};

/// Makes `value` that of the row.
pub(super) fn refill<T: Serialize>(row: &T, value: &mut Value) {
    if row.serialize(Place(value)).is_err() {
        *value = super::value(row);
    }
}

/// A value to be written over.
struct Place<'v>(&'v mut Value);

fn other_shape<T>() -> Result<T, Error> {
    Err(Error::custom("another shape"))
}

macro_rules! plain {
    ($($name:ident: $type:ty),*) => {
        $(fn $name(self, plain: $type) -> Result<(), Error> {
            *self.0 = plain.into();
            Ok(())
        })*
    };
}

macro_rules! others {
    ($($name:ident($($type:ty),*) -> $made:ty),*) => {
        $(fn $name(self, $(_: $type),*) -> Result<$made, Error> {
            other_shape()
        })*
    };
}

impl<'v> Serializer for Place<'v> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'v>;
    type SerializeTuple = Items<'v>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Fields<'v>;
    type SerializeStructVariant = Impossible<(), Error>;

    plain! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64
    }

    others! {
        serialize_char(char) -> (),
        serialize_bytes(&[u8]) -> (),
        serialize_unit_struct(&'static str) -> (),
        serialize_unit_variant(&'static str, u32, &'static str) -> (),
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
        serialize_map(Option<usize>) -> Self::SerializeMap,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, inner: &T) -> Result<(), Error> {
        inner.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        other_shape()
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        if let Value::String(old) = self.0 {
            old.clear();
            old.push_str(text);
        } else {
            *self.0 = text.into();
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit(self) -> Result<(), Error> {
        *self.0 = Value::Null;
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, inner: &T) -> Result<(), Error> {
        inner.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'v>, Error> {
        if !self.0.is_array() {
            *self.0 = Value::Array(Vec::new());
        }
        self.0.as_array_mut().map_or_else(other_shape, |items| Ok(Items { items, n: 0 }))
    }

    fn serialize_tuple(self, len: usize) -> Result<Items<'v>, Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'v>, Error> {
        if !self.0.is_object() {
            *self.0 = Value::Object(Map::new());
        }
        self.0.as_object_mut().map_or_else(other_shape, |fields| Ok(Fields { fields, n: 0 }))
    }
}

struct Items<'v> {
    items: &'v mut Vec<Value>,
    n: usize,
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        if self.items.len() == self.n {
            self.items.push(Value::Null);
        }
        self.n += 1;
        self.items.get_mut(self.n - 1).map_or_else(other_shape, |place| item.serialize(Place(place)))
    }

    fn end(self) -> Result<(), Error> {
        self.items.truncate(self.n);
        Ok(())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<(), Error> {
        SerializeSeq::end(self)
    }
}

struct Fields<'v> {
    fields: &'v mut Map<String, Value>,
    n: usize,
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, field: &T) -> Result<(), Error> {
        self.n += 1;
        if let Some(place) = self.fields.get_mut(key) {
            return field.serialize(Place(place));
        }
        let mut value = Value::Null;
        field.serialize(Place(&mut value))?;
        self.fields.insert(key.to_owned(), value);
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        if self.n == self.fields.len() { Ok(()) } else { other_shape() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    struct Row<'a> {
        line: u32,
        bbox: Option<[f64; 4]>,
        text: &'a str,
        lines: Vec<u32>,
        applied: bool,
    }

    #[derive(Serialize)]
    #[serde(untagged)]
    enum Shape {
        Few { line: u32 },
        Map(BTreeMap<&'static str, u32>),
    }

    #[test]
    fn a_value_written_over_is_the_one_made_anew() {
        let mut value = Value::Null;
        let long =
            Row { line: 1, bbox: Some([1.0, 2.5, 3.0, 4.0]), text: "市政协", lines: vec![1, 2, 3], applied: true };
        let short = Row { line: 20, bbox: None, text: "", lines: vec![], applied: false };
        for row in [&long, &short, &long] {
            refill(row, &mut value);
            assert_eq!(value, serde_json::to_value(row).unwrap());
        }
    }

    #[test]
    fn a_row_of_another_shape_is_made_anew() {
        let mut value = serde_json::json!({ "line": 1, "text": "市政协" });
        for row in [Shape::Few { line: 7 }, Shape::Map([("line", 3), ("page", 4)].into()), Shape::Few { line: 8 }] {
            refill(&row, &mut value);
            assert_eq!(value, serde_json::to_value(&row).unwrap());
        }
    }
}
