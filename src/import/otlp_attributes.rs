//! The attributes of one of OTLP's spans, events or resources: looked up by name, the others told.

use std::borrow::Cow;
use std::cell::Cell;

use super::collect::Collector;
use super::error::RowError;
use super::json::{self, Object};
use super::otlp_value::as_json;

/// Attributes as they are written.
pub(super) struct Attributes<'a> {
    list: Vec<Attribute<'a>>,
}

struct Attribute<'a> {
    key: Cow<'a, str>,
    /// The value with its kind: `{"stringValue":"…"}`.
    value: &'a str,
    /// What stands behind the kind.
    inner: &'a str,
    asked: Cell<bool>,
}

/// The kinds of OTLP's `AnyValue` that hold something.
const KINDS: [&str; 7] = [
    "intValue",
    "stringValue",
    "doubleValue",
    "boolValue",
    "arrayValue",
    "kvlistValue",
    "bytesValue",
];

impl<'a> Attributes<'a> {
    /// The attributes of a span, an event or a resource.
    #[inline(never)]
    pub(super) fn of(object: &Object<'a>) -> Result<Self, RowError> {
        let mut list = Vec::new();
        for raw in object.list("attributes")? {
            let attribute = Object::parse(raw)?;
            let Some(key) = attribute.text("key") else { continue };
            let Some(value) = attribute.raw("value") else { continue };
            let Some(holder) = attribute.object("value")? else { continue };
            if let Some(inner) = KINDS.iter().find_map(|kind| holder.raw(kind)) {
                list.push(Attribute { key, value, inner, asked: Cell::new(false) });
            }
        }
        Ok(Self { list })
    }

    /// Whether one of several names is there; all count as asked for.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    /// A text, by the first of several names that is there.
    #[inline(never)]
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        json::text(self.raw(names)?).map(Cow::into_owned)
    }

    /// A number of tokens; 0 where none of the names is there.
    #[inline(never)]
    pub(super) fn tokens(&self, names: &[&str]) -> Result<u64, RowError> {
        let name = names.first().copied().unwrap_or_default();
        self.raw(names).map_or(Ok(0), |raw| json::tokens(name, raw))
    }

    /// A number as it is written.
    pub(super) fn raw(&self, names: &[&str]) -> Option<&'a str> {
        self.find(names).map(|found| found.inner)
    }

    /// A value as plain JSON, a list within a text taken out of it.
    #[inline(never)]
    pub(super) fn json(&self, names: &[&str]) -> Option<Cow<'a, str>> {
        as_json(self.find(names)?.value)
    }

    /// Hands over those whose names begin so, each with the rest of its name and its value as plain JSON. Those
    /// that `visit` knows count as asked for.
    pub(super) fn group(&self, prefix: &str, mut visit: impl FnMut(&str, Cow<'a, str>) -> bool) {
        for Attribute { key, value, asked, .. } in &self.list {
            if let Some(rest) = key.strip_prefix(prefix)
                && let Some(value) = as_json(value)
                && visit(rest, value)
            {
                asked.set(true);
            }
        }
    }

    /// Takes names for known, and all that begin with one of these groups.
    #[inline(never)]
    pub(super) fn know(&self, names: &[&str], groups: &[&str]) {
        for Attribute { key, asked, .. } in &self.list {
            if names.contains(&&**key) || groups.iter().any(|group| key.starts_with(group)) {
                asked.set(true);
            }
        }
    }

    /// Counts those that nobody asked for.
    #[inline(never)]
    pub(super) fn unknown(&self, path: &str, to: &mut Collector) {
        for Attribute { key, .. } in self.list.iter().filter(|one| !one.asked.get()) {
            to.report.unknown(path, key);
        }
    }

    /// The first of several names that is there; all count as asked for.
    #[inline(never)]
    fn find(&self, names: &[&str]) -> Option<&Attribute<'a>> {
        let mut found = None;
        for name in names {
            for attribute in self.list.iter().filter(|attribute| attribute.key == *name) {
                attribute.asked.set(true);
                found = found.or(Some(attribute));
            }
        }
        found
    }
}
