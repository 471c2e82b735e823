//! Reading JSON in few bytes of code.
//!
//! The obvious reader instantiates its whole parser, and its wording of errors,
//! for every type it reads; on the phone that was a tenth of the download. Here
//! the text is parsed once into a tree, and types are read from the tree by a
//! deserializer that knows objects for structs, names for variants, and one
//! error. What is wrong with a document is told where it comes from, not here.

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};
use std::fmt;
use thiserror::Error as ThisError;

/// The text is not JSON, or not of the expected shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("not the expected JSON")]
pub struct JsonError;

impl Error for JsonError {
    /// The wording is dropped: composing it would cost more than it tells.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The value a JSON text stands for.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    let value: Value = serde_json::from_slice(text).map_err(|_| JsonError)?;
    T::deserialize(Tree(value))
}

/// A parsed value on its way to a type.
struct Tree(Value);

fn number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, JsonError> {
    if let Some(whole) = number.as_u64() {
        visitor.visit_u64(whole)
    } else if let Some(whole) = number.as_i64() {
        visitor.visit_i64(whole)
    } else {
        // Nothing that is agreed on between phone and server has fractions.
        Err(JsonError)
    }
}

impl<'de> IntoDeserializer<'de, JsonError> for Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! whole_numbers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            match self.0 {
                Value::Number(found) => number(&found, visitor),
                _ => Err(JsonError),
            }
        }
    )+};
}

macro_rules! refused {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, JsonError> {
            Err(JsonError)
        }
    )+};
}

macro_rules! texts {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            match self.0 {
                Value::String(text) => visitor.visit_string(text),
                _ => Err(JsonError),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Tree {
    type Error = JsonError;

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }
    texts! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(found) => visitor.visit_bool(found),
            Value::Number(found) => number(&found, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::Bool(found) => visitor.visit_bool(found),
            _ => Err(JsonError),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(JsonError),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::of(members)),
            _ => Err(JsonError),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Shape { name, content: Value::Null }),
            Value::Object(members) if members.len() == 1 => {
                let (name, content) = members.into_iter().next().ok_or(JsonError)?;
                visitor.visit_enum(Shape { name, content })
            }
            _ => Err(JsonError),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    // Nothing here has fractions, so nothing is read as if it had.
    refused! { deserialize_f32 deserialize_f64 }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct tuple_struct }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, JsonError> {
        self.0.next().map(|item| seed.deserialize(Tree(item))).transpose()
    }
}

struct Members {
    left: serde_json::map::IntoIter,
    content: Value,
}

impl Members {
    fn of(members: Map<String, Value>) -> Self {
        Self { left: members.into_iter(), content: Value::Null }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, JsonError> {
        let Some((name, content)) = self.left.next() else { return Ok(None) };
        self.content = content;
        let name: StringDeserializer<JsonError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, JsonError> {
        seed.deserialize(Tree(self.content.take()))
    }
}

/// A value that is one of several shapes: its name, and what it carries.
struct Shape {
    name: String,
    content: Value,
}

impl<'de> EnumAccess<'de> for Shape {
    type Error = JsonError;
    type Variant = Tree;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Tree), JsonError> {
        let name: StringDeserializer<JsonError> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Tree(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        if self.0.is_null() { Ok(()) } else { Err(JsonError) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, JsonError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Shown {
        Nothing,
        One(i64),
        Both { left: String, right: Option<u32> },
        Several(Vec<(bool, String)>),
    }

    fn shown() -> impl Strategy<Value = Shown> {
        prop_oneof![
            Just(Shown::Nothing),
            any::<i64>().prop_map(Shown::One),
            (".{0,8}", any::<Option<u32>>()).prop_map(|(left, right)| Shown::Both { left, right }),
            prop::collection::vec((any::<bool>(), ".{0,8}"), 0..4).prop_map(Shown::Several),
        ]
    }

    proptest! {
        #[test]
        fn reads_what_the_other_reader_reads(value in prop::collection::vec(shown(), 0..6)) {
            let text = serde_json::to_vec(&value).unwrap();
            prop_assert_eq!(read::<Vec<Shown>>(&text), Ok(value));
        }

        #[test]
        fn any_text_is_an_error_or_what_the_other_reader_reads(text in ".{0,40}") {
            let other = serde_json::from_slice::<Shown>(text.as_bytes()).ok();
            prop_assert_eq!(read::<Shown>(text.as_bytes()).ok(), other);
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in
            ["", "1.5", "{\"one\":1.5}", "{\"one\":1,\"x\":2}", "{\"nothing\":3}", "[", "{}"]
        {
            assert_eq!(read::<Shown>(text.as_bytes()), Err(JsonError), "{text}");
        }
    }
}
