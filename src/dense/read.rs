//! Reading by serde. Every way in asks a visitor for the one thing that it can be, so that no code is
//! made for what never comes. For the same end the fields of a structure are given in the order in which
//! its type has them, and a variant by its number: then a type's code holds no names and compares none.

use serde::de::value::U32Deserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::head::{
    BELOW, FALSE, FLOAT, Fault, LIST, NULL, OBJECT, OTHER, Rest, TEXT, TRUE, WHOLE, WORD, check,
};
use super::json::Misread;

/// Reads a value that fills the bytes. A field that its type does not have is passed over.
pub(crate) fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Fault> {
    check(bytes)?;
    let mut reader = Reader::new(bytes, Strays::Passed);
    let value = T::deserialize(&mut reader);
    value.map_err(|fault| match (*fault, reader.absent) {
        (Fault::Wrong(_), Some(name)) => Fault::Wrong(absent(name)),
        (fault, _) => fault,
    })
}

type Read<T> = Result<T, Box<Fault>>;

/// What becomes of a field that its type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strays {
    /// It is passed over.
    Passed,
    /// It is an error.
    Refused,
}

/// Where reading has come to.
pub(super) struct Reader<'de> {
    rest: Rest<'de>,
    strays: Strays,
    /// The way to the value at hand; after an error, to the one that it is about.
    path: Vec<Step<'de>>,
    /// The field that was asked for last, where there is none.
    absent: Option<&'static str>,
    /// The values of the structures around, field by field.
    fields: Vec<Option<Rest<'de>>>,
}

#[derive(Clone, Copy)]
enum Step<'de> {
    Field(&'de str),
    Place(u64),
}

/// A list or an object that is being read.
struct Many<'a, 'de> {
    reader: &'a mut Reader<'de>,
    length: u64,
    left: u64,
}

/// The fields of a structure, in the order of its type.
struct Fields<'a, 'de> {
    reader: &'a mut Reader<'de>,
    names: &'static [&'static str],
    /// Where its values begin, and how many were asked for.
    start: usize,
    asked: usize,
}

/// One of several: a text, or an object whose one field is named after it.
struct Choice<'a, 'de> {
    reader: &'a mut Reader<'de>,
    /// Its place among them.
    place: u32,
    /// Whether it is a text.
    bare: bool,
}

impl<'de> Reader<'de> {
    /// Bytes that are known to be one value of this form.
    pub(super) fn new(bytes: &'de [u8], strays: Strays) -> Self {
        let (path, fields) = (Vec::new(), Vec::new());
        Self { rest: Rest(bytes), strays, path, absent: None, fields }
    }

    /// What a fault is, with its place.
    pub(super) fn misread(&self, fault: &Fault) -> Misread {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Place(place) => {
                    path.push('[');
                    path.push_str(&place.to_string());
                    path.push(']');
                }
                Step::Field(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
            }
        }
        let reason = self.absent.map_or_else(|| fault.to_string(), absent);
        Misread::Shape { path, reason }
    }

    fn next_is_null(&self) -> bool {
        let mut rest = self.rest;
        rest.head() == Ok((OTHER, NULL))
    }

    fn text(&mut self) -> Read<&'de str> {
        match self.rest.head()? {
            head @ (TEXT | WORD, _) => Ok(self.rest.text(head)?),
            head => Err(wrong(head, "a text").into()),
        }
    }

    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        match self.rest.head()? {
            (WHOLE, number) => visitor.visit_u64(number),
            (BELOW, number) => {
                let below = i64::try_from(number).map_err(|_| Fault::Garbage)?;
                visitor.visit_i64(!below)
            }
            (OTHER, FLOAT) => visitor.visit_f64(self.float()?),
            head => Err(wrong(head, "a number").into()),
        }
    }

    fn float(&mut self) -> Read<f64> {
        let bytes = self.rest.take(8)?.try_into().map_err(|_| Fault::Garbage)?;
        Ok(f64::from_le_bytes(bytes))
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        let length = self.length(LIST, "a list")?;
        visitor.visit_seq(Many { reader: self, length, left: length })
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        let length = self.length(OBJECT, "an object")?;
        visitor.visit_map(Many { reader: self, length, left: length })
    }

    fn structure<V: Visitor<'de>>(
        &mut self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let start = self.fields.len();
        self.find(names)?;
        let after = self.rest;
        let value = visitor.visit_seq(Fields { reader: self, names, start, asked: 0 })?;
        self.fields.truncate(start);
        self.rest = after;
        self.absent = None;
        Ok(value)
    }

    /// Finds the values of these fields in the object at hand, and goes past it.
    fn find(&mut self, names: &'static [&'static str]) -> Read<()> {
        let start = self.fields.len();
        let length = self.length(OBJECT, "an object")?;
        self.fields.resize(start + names.len(), None);
        for _ in 0..length {
            let head = self.rest.head()?;
            let name = self.rest.text(head)?;
            let value = self.rest;
            self.rest.skip()?;
            let place = names.iter().position(|known| *known == name);
            match place.and_then(|place| self.fields.get_mut(start + place)) {
                Some(field @ None) => *field = Some(value),
                None if self.strays == Strays::Passed => {}
                found => {
                    let reason = match found {
                        Some(_) => format!("duplicate field `{name}`"),
                        None => format!("unknown field `{name}`, {}", expected(names)),
                    };
                    self.path.push(Step::Field(name));
                    return Err(Fault::Wrong(reason).into());
                }
            }
        }
        Ok(())
    }

    fn length(&mut self, kind: u8, wanted: &str) -> Read<u64> {
        match self.rest.head()? {
            (is, length) if is == kind => Ok(length),
            head => Err(wrong(head, wanted).into()),
        }
    }

    /// Whether a choice is a text alone, and its place among these; then goes to what it holds.
    fn choose(&mut self, names: &'static [&'static str]) -> Read<(bool, u32)> {
        let mut ahead = self.rest;
        let bare = ahead.head()? != (OBJECT, 1);
        if !bare {
            self.rest = ahead;
        }
        let name = self.text()?;
        let place = names.iter().position(|known| *known == name).ok_or_else(|| {
            Fault::Wrong(format!("unknown variant `{name}`, {}", expected(names)))
        })?;
        Ok((bare, place as u32))
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

fn absent(name: &str) -> String {
    format!("missing field `{name}`")
}

fn expected(names: &[&str]) -> String {
    format!("expected one of `{}`", names.join("`, `"))
}

macro_rules! as_number {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.number(visitor)
        }
    )*};
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.visit_borrowed_str(self.text()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Box<Fault>;

    as_number!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    as_number!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);
    as_number!(deserialize_f32 deserialize_f64);
    as_text!(deserialize_char deserialize_str deserialize_string deserialize_identifier);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let mut ahead = self.rest;
        match ahead.head()? {
            (WHOLE | BELOW, _) | (OTHER, FLOAT) => self.number(visitor),
            (TEXT | WORD, _) => visitor.visit_borrowed_str(self.text()?),
            (LIST, _) => self.list(visitor),
            (OBJECT, _) => self.object(visitor),
            (OTHER, NULL) => self.deserialize_unit(visitor),
            _ => self.deserialize_bool(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.rest.head()? {
            (OTHER, FALSE) => visitor.visit_bool(false),
            (OTHER, TRUE) => visitor.visit_bool(true),
            head => Err(wrong(head, "true or false").into()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.next_is_null() {
            self.rest.head()?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.rest.head()? {
            (OTHER, NULL) => visitor.visit_unit(),
            head => Err(wrong(head, "nothing").into()),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.structure(names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let (bare, place) = self.choose(names)?;
        visitor.visit_enum(Choice { reader: self, place, bare })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.rest.skip()?;
        visitor.visit_unit()
    }
}

impl Many<'_, '_> {
    fn next(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        true
    }
}

impl<'de> SeqAccess<'de> for Many<'_, 'de> {
    type Error = Box<Fault>;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.next() {
            return Ok(None);
        }
        self.reader.path.push(Step::Place(self.length - self.left - 1));
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.pop();
        Ok(Some(value))
    }
}

impl<'de> MapAccess<'de> for Many<'_, 'de> {
    type Error = Box<Fault>;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.next() {
            return Ok(None);
        }
        let before = self.reader.rest;
        let name = self.reader.text()?;
        self.reader.path.push(Step::Field(name));
        self.reader.rest = before;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.pop();
        Ok(value)
    }
}

impl Fields<'_, '_> {
    /// Goes to the next field; false where the object has none.
    fn next(&mut self) -> bool {
        let at = self.asked;
        self.asked += 1;
        let Some(name) = self.names.get(at) else { return false };
        let value = self.reader.fields.get(self.start + at).copied().flatten();
        self.reader.absent = if value.is_some() { None } else { Some(name) };
        if let Some(value) = value {
            self.reader.rest = value;
            self.reader.path.push(Step::Field(name));
        }
        value.is_some()
    }
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Box<Fault>;

    /// Nothing stands for a field that the object does not have; others may follow.
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.next() {
            return Ok(None);
        }
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.pop();
        Ok(Some(value))
    }
}

impl<'de> EnumAccess<'de> for Choice<'_, 'de> {
    type Error = Box<Fault>;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let place: U32Deserializer<Box<Fault>> = self.place.into_deserializer();
        Ok((seed.deserialize(place)?, self))
    }
}

impl<'a, 'de> Choice<'a, 'de> {
    fn held(self) -> Read<&'a mut Reader<'de>> {
        if self.bare {
            return Err(Fault::Wrong("a choice is without what it should hold".to_owned()).into());
        }
        Ok(self.reader)
    }
}

impl<'de> VariantAccess<'de> for Choice<'_, 'de> {
    type Error = Box<Fault>;

    fn unit_variant(self) -> Read<()> {
        if self.bare { Ok(()) } else { Deserialize::deserialize(self.reader) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.held()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.held()?.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.held()?.structure(names, visitor)
    }
}
