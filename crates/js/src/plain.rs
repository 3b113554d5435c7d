//! Plain objects of the values that come out: serde's data model as JavaScript has it.
//!
//! Only what our own types are made of. The usual library can do more, and is two kilobytes
//! of a package that is to be small: it remembers every name in a table, and says in words
//! what it could not write.
use std::fmt::{self, Display};

use js_sys::{Array, Object, Reflect};
use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};
use wasm_bindgen::JsValue;

/// Writes a value; `undefined` if it is none that can be written, which none of ours is.
pub fn plain(value: &impl Serialize) -> JsValue {
    value.serialize(Plain).unwrap_or_default()
}

/// The value is of a kind that is not used here.
#[derive(Debug)]
struct Unknown;

impl Display for Unknown {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Unknown {}

impl serde::ser::Error for Unknown {
    fn custom<T: Display>(_: T) -> Self {
        Unknown
    }
}

struct Plain;

/// An array that is being filled.
struct Items(Array);

/// An object that is being filled.
struct Fields(Object);

impl Fields {
    /// Not part of the generic function: once is enough.
    #[inline(never)]
    fn set(&self, name: &str, value: &JsValue) {
        // Ours takes every name.
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}

type Written = Result<JsValue, Unknown>;

/// Numbers as JavaScript has them: exact up to 2^53, more than there are people.
macro_rules! numbers {
    ($($function:ident: $type:ty,)+) => {
        $(fn $function(self, number: $type) -> Written {
            Ok(JsValue::from_f64(number as f64))
        })+
    };
}

/// What none of our types is.
macro_rules! unknown {
    ($($function:ident($($type:ty),*) -> $result:ty,)+) => {
        $(fn $function(self, $(_: $type),*) -> Result<$result, Unknown> {
            Err(Unknown)
        })+
    };
}

impl Serializer for Plain {
    type Ok = JsValue;
    type Error = Unknown;
    type SerializeSeq = Items;
    type SerializeStruct = Fields;
    type SerializeTuple = Impossible<JsValue, Unknown>;
    type SerializeTupleStruct = Impossible<JsValue, Unknown>;
    type SerializeTupleVariant = Impossible<JsValue, Unknown>;
    type SerializeMap = Impossible<JsValue, Unknown>;
    type SerializeStructVariant = Impossible<JsValue, Unknown>;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
    }

    unknown! {
        serialize_char(char) -> JsValue,
        serialize_bytes(&[u8]) -> JsValue,
        serialize_unit() -> JsValue,
        serialize_unit_struct(&'static str) -> JsValue,
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
        serialize_map(Option<usize>) -> Self::SerializeMap,
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant,
    }

    fn serialize_bool(self, value: bool) -> Written {
        Ok(value.into())
    }

    fn serialize_str(self, text: &str) -> Written {
        Ok(text.into())
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::UNDEFINED)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(Unknown)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Unknown> {
        Ok(Items(Array::new()))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Unknown> {
        Ok(Fields(Object::new()))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Written {
        Ok(value.to_string().into())
    }
}

impl SerializeSeq for Items {
    type Ok = JsValue;
    type Error = Unknown;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unknown> {
        self.0.push(&value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Unknown;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unknown> {
        self.set(name, &value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}
