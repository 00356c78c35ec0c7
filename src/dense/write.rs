//! Writing by serde.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::head::{
    BELOW, FALSE, FLOAT, Fault, LIST, NULL, OBJECT, OTHER, TEXT, TRUE, WHOLE, WORD, put, put_text,
};

/// Writes a value.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    value.serialize(Writer(&mut bytes))?;
    Ok(bytes)
}

/// Where a value is to be written.
pub(super) struct Writer<'a>(pub(super) &'a mut Vec<u8>);

/// A list or an object whose length is known at its end only: then its head is put in front.
pub(super) struct Many<'a> {
    pub(super) bytes: &'a mut Vec<u8>,
    kind: u8,
    start: usize,
    pub(super) length: u64,
}

impl<'a> Writer<'a> {
    pub(super) fn many(self, kind: u8) -> Many<'a> {
        let start = self.0.len();
        Many { bytes: self.0, kind, start, length: 0 }
    }

    /// An object with one field, as serde has the variants of an enum.
    fn variant(self, name: &str) -> Self {
        put(self.0, OBJECT, 1);
        put_text(self.0, name);
        self
    }

    fn other(self, number: u64) {
        put(self.0, OTHER, number);
    }
}

impl Many<'_> {
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.length += 1;
        value.serialize(Writer(self.bytes))
    }

    pub(super) fn close(self) {
        let mut head = Vec::new();
        put(&mut head, self.kind, self.length);
        self.bytes.splice(self.start..self.start, head);
    }
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Many<'a>;
    type SerializeTuple = Many<'a>;
    type SerializeTupleStruct = Many<'a>;
    type SerializeTupleVariant = Many<'a>;
    type SerializeMap = Many<'a>;
    type SerializeStruct = Many<'a>;
    type SerializeStructVariant = Many<'a>;

    fn serialize_bool(self, on: bool) -> Result<(), Fault> {
        self.other(if on { TRUE } else { FALSE });
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Result<(), Fault> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<(), Fault> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<(), Fault> {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<(), Fault> {
        match u64::try_from(number) {
            Ok(number) => put(self.0, WHOLE, number),
            Err(_) => put(self.0, BELOW, (!number).cast_unsigned()),
        }
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Result<(), Fault> {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<(), Fault> {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<(), Fault> {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Fault> {
        put(self.0, WHOLE, number);
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Fault> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<(), Fault> {
        put(self.0, OTHER, FLOAT);
        self.0.extend(number.to_le_bytes());
        Ok(())
    }

    fn serialize_char(self, letter: char) -> Result<(), Fault> {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        put_text(self.0, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Fault> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.other(NULL);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Fault> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self.variant(name))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Many<'a>, Fault> {
        Ok(self.many(LIST))
    }

    fn serialize_tuple(self, _: usize) -> Result<Many<'a>, Fault> {
        Ok(self.many(LIST))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Many<'a>, Fault> {
        Ok(self.many(LIST))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Many<'a>, Fault> {
        Ok(self.variant(name).many(LIST))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Many<'a>, Fault> {
        Ok(self.many(OBJECT))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Many<'a>, Fault> {
        Ok(self.many(OBJECT))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Many<'a>, Fault> {
        Ok(self.variant(name).many(OBJECT))
    }
}

/// The kinds of list, and the kinds of object with known names: serde has a trait for each.
macro_rules! many {
    ($($kind:ident $next:ident ($($name:ident)?);)*) => {$(
        impl $kind for Many<'_> {
            type Ok = ();
            type Error = Fault;

            fn $next<T: Serialize + ?Sized>(
                &mut self,
                $($name: &'static str,)?
                value: &T,
            ) -> Result<(), Fault> {
                $(put_text(self.bytes, $name);)?
                self.value(value)
            }

            fn end(self) -> Result<(), Fault> {
                self.close();
                Ok(())
            }
        }
    )*};
}

many! {
    SerializeSeq serialize_element ();
    SerializeTuple serialize_element ();
    SerializeTupleStruct serialize_field ();
    SerializeTupleVariant serialize_field ();
    SerializeStruct serialize_field (name);
    SerializeStructVariant serialize_field (name);
}

impl SerializeMap for Many<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        let start = self.bytes.len();
        key.serialize(Writer(self.bytes))?;
        match self.bytes.get(start).map(|head| head >> 5) {
            Some(TEXT | WORD) => Ok(()),
            _ => Err(Fault::Wrong("a field's name is no text".to_owned())),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.value(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.close();
        Ok(())
    }
}
