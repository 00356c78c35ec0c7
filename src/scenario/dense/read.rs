//! Reading by serde. Every way in asks a visitor for the one thing that it can be, so that no code is
//! made for what never comes.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::head::{
    BELOW, FALSE, FLOAT, Fault, LIST, NULL, OBJECT, OTHER, Rest, TEXT, TRUE, WHOLE, WORD, check,
};

/// Reads a value that fills the bytes.
pub(in crate::scenario) fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Fault> {
    check(bytes)?;
    T::deserialize(&mut Reader(Rest(bytes)))
}

struct Reader<'de>(Rest<'de>);

/// A list or an object that is being read.
struct Many<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: u64,
}

/// One of several: a text, or an object whose one field is named after it.
struct Choice<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// Whether it is a text.
    bare: bool,
}

impl<'de> Reader<'de> {
    fn next_is_null(&self) -> bool {
        let mut rest = self.0;
        rest.head() == Ok((OTHER, NULL))
    }

    fn text(&mut self) -> Result<&'de str, Fault> {
        match self.0.head()? {
            head @ (TEXT | WORD, _) => self.0.text(head),
            head => Err(wrong(head, "a text")),
        }
    }

    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.head()? {
            (WHOLE, number) => visitor.visit_u64(number),
            (BELOW, number) => {
                let below = i64::try_from(number).map_err(|_| Fault::Garbage)?;
                visitor.visit_i64(!below)
            }
            (OTHER, FLOAT) => visitor.visit_f64(self.float()?),
            head => Err(wrong(head, "a number")),
        }
    }

    fn float(&mut self) -> Result<f64, Fault> {
        let bytes = self.0.take(8)?.try_into().map_err(|_| Fault::Garbage)?;
        Ok(f64::from_le_bytes(bytes))
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.head()? {
            (LIST, left) => visitor.visit_seq(Many { reader: self, left }),
            head => Err(wrong(head, "a list")),
        }
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.head()? {
            (OBJECT, left) => visitor.visit_map(Many { reader: self, left }),
            head => Err(wrong(head, "an object")),
        }
    }
}

fn wrong((kind, number): (u8, u64), wanted: &str) -> Fault {
    let is = match kind {
        WHOLE | BELOW => "a number",
        TEXT | WORD => "a text",
        LIST => "a list",
        OBJECT => "an object",
        _ if number == NULL => "nothing",
        _ if number == FLOAT => "a number",
        _ => "true or false",
    };
    Fault::Wrong(format!("{is} stands where there should be {wanted}"))
}

macro_rules! as_number {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.number(visitor)
        }
    )*};
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.visit_borrowed_str(self.text()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    as_number!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    as_number!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);
    as_number!(deserialize_f32 deserialize_f64);
    as_text!(deserialize_char deserialize_str deserialize_string deserialize_identifier);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut ahead = self.0;
        match ahead.head()? {
            (WHOLE | BELOW, _) | (OTHER, FLOAT) => self.number(visitor),
            (TEXT | WORD, _) => visitor.visit_borrowed_str(self.text()?),
            (LIST, _) => self.list(visitor),
            (OBJECT, _) => self.object(visitor),
            (OTHER, NULL) => self.deserialize_unit(visitor),
            _ => self.deserialize_bool(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.head()? {
            (OTHER, FALSE) => visitor.visit_bool(false),
            (OTHER, TRUE) => visitor.visit_bool(true),
            head => Err(wrong(head, "true or false")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.next_is_null() {
            self.0.head()?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.head()? {
            (OTHER, NULL) => visitor.visit_unit(),
            head => Err(wrong(head, "nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut ahead = self.0;
        let bare = ahead.head()? != (OBJECT, 1);
        if !bare {
            self.0 = ahead;
        }
        visitor.visit_enum(Choice { reader: self, bare })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }
}

impl<'de> SeqAccess<'de> for Many<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Many<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> EnumAccess<'de> for Choice<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        Ok((seed.deserialize(&mut *self.reader)?, self))
    }
}

impl<'a, 'de> Choice<'a, 'de> {
    fn held(self) -> Result<&'a mut Reader<'de>, Fault> {
        if self.bare {
            return Err(Fault::Wrong("a choice is without what it should hold".to_owned()));
        }
        Ok(self.reader)
    }
}

impl<'de> VariantAccess<'de> for Choice<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.bare { Ok(()) } else { serde::Deserialize::deserialize(self.reader) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.held()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.held()?.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.held()?.object(visitor)
    }
}
