//! Reads plain JavaScript values: what `JSON.parse` makes.
//!
//! `serde-wasm-bindgen` would do, but its errors write out what was found, and so
//! bring ten kilobytes of number formatting into the page. These name the place.
use std::fmt;

use js_sys::{Array, JsString, Object, Reflect};
use serde::de::value::U32Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value.
///
/// # Errors
///
/// The value is not of that type; says where, never what was found.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, ReadError> {
    T::deserialize(Value(value))
}

/// Why a value could not be read, and where in it.
#[derive(Debug)]
pub struct ReadError(Box<Place>);

/// Boxed, since every step of the way hands it on.
#[derive(Debug)]
struct Place {
    path: String,
    reason: String,
}

impl ReadError {
    #[inline(never)]
    fn new(reason: &str) -> Self {
        ReadError(Box::new(Place { path: String::new(), reason: reason.to_owned() }))
    }

    #[inline(never)]
    fn inside(mut self, name: &str) -> Self {
        let dot = if self.0.path.is_empty() { "" } else { "." };
        self.0.path = [name, dot, &self.0.path].concat();
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.path)?;
        f.write_str(if self.0.path.is_empty() { "" } else { ": " })?;
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        ReadError::new(&reason.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        ReadError::new("it is of the wrong type")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        ReadError::new("its value is out of range")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        ReadError::new("it has too few or too many items")
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        ReadError::new("its value is not known")
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        ReadError::new("it is not known").inside(field)
    }

    fn missing_field(field: &'static str) -> Self {
        ReadError::new("it is missing").inside(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        ReadError::new("it stands twice").inside(field)
    }
}

struct Value(JsValue);

const WRONG_TYPE: &str = "it is of the wrong type";

impl Value {
    #[inline(never)]
    fn string(&self) -> Result<String, ReadError> {
        self.0.as_string().ok_or_else(|| ReadError::new(WRONG_TYPE))
    }

    /// A whole number that JavaScript's numbers hold exactly.
    #[inline(never)]
    fn whole(&self) -> Result<u64, ReadError> {
        let exact = |n: &f64| n.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(n);
        let number = self.0.as_f64().filter(exact).map(|n| n as u64);
        number.ok_or_else(|| ReadError::new("it is no whole number"))
    }

    #[inline(never)]
    fn array(&self) -> Result<Items, ReadError> {
        let array = self.0.dyn_ref::<Array>().ok_or_else(|| ReadError::new(WRONG_TYPE))?;
        Ok(Items { array: array.clone(), next: 0 })
    }

    /// As serde writes a variant: its name, or an object of one field.
    #[inline(never)]
    fn variant(&self, variants: &[&str]) -> Result<Variant, ReadError> {
        let (name, content) = match self.0.dyn_ref::<Object>() {
            Some(object) => {
                let names = Object::keys(object);
                if names.length() != 1 {
                    return Err(ReadError::new(WRONG_TYPE));
                }
                let name = Value(names.get(0)).string()?;
                let content = self.field(&name);
                (name, content)
            }
            None => (self.string()?, JsValue::UNDEFINED),
        };
        let number = variants.iter().position(|variant| *variant == name);
        let number = number.ok_or_else(|| ReadError::new("its value is not known"))?;
        Ok(Variant { number: number as u32, content: Value(content) })
    }

    #[inline(never)]
    fn field(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsString::from(name)).unwrap_or_default()
    }
}

/// The helpers above are not inlined: they would be, hundreds of times.
impl<'de> Deserializer<'de> for Value {
    type Error = ReadError;

    /// Nothing that is read here describes itself.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ReadError> {
        Err(ReadError::new(WRONG_TYPE))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| ReadError::new(WRONG_TYPE))?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_f64(self.0.as_f64().ok_or_else(|| ReadError::new(WRONG_TYPE))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self.array()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        // An array is an object too, and has functions by the names of fields.
        if !self.0.is_object() || Array::is_array(&self.0) {
            return Err(ReadError::new(WRONG_TYPE));
        }
        visitor.visit_map(Fields { object: self, names: fields, next: 0, value: JsValue::NULL })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_enum(self.variant(variants)?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 char bytes byte_buf unit unit_struct tuple_struct map
        identifier
    }
}

/// The items of an array.
struct Items {
    array: Array,
    next: u32,
}

impl Items {
    #[inline(never)]
    fn item(&mut self) -> Option<Value> {
        let item = (self.next < self.array.length()).then(|| Value(self.array.get(self.next)));
        self.next += 1;
        item
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let Some(item) = self.item() else { return Ok(None) };
        // Counted from one, as a person who mends the file does.
        let number = self.next;
        seed.deserialize(item).map(Some).map_err(|error| error.inside(&number.to_string()))
    }
}

/// The fields of an object that a struct has; all others are passed over. They are told
/// by their numbers, so that the page has each name once and compares none.
struct Fields {
    object: Value,
    names: &'static [&'static str],
    next: usize,
    /// That of the field before the next.
    value: JsValue,
}

impl Fields {
    /// The number of the next field that is there.
    #[inline(never)]
    fn number(&mut self) -> Option<u32> {
        while let Some(name) = self.names.get(self.next) {
            self.next += 1;
            self.value = self.object.field(name);
            if !self.value.is_undefined() {
                return Some(self.next as u32 - 1);
            }
        }
        None
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        match self.number() {
            Some(number) => seed.deserialize(U32Deserializer::new(number)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let value = Value(std::mem::take(&mut self.value));
        seed.deserialize(value).map_err(|error| error.inside(self.names[self.next - 1]))
    }
}

/// A variant of an enum and what it holds.
struct Variant {
    number: u32,
    content: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = ReadError;
    type Variant = Value;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Value), ReadError> {
        let number: U32Deserializer<ReadError> = self.number.into_deserializer();
        Ok((seed.deserialize(number)?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self.array()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_struct("", fields, visitor)
    }
}
