//! Gathers calls out of records: recognises rows of the same call, merges them, keeps the report.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::call::{Call, Dialogue, Requests};
use super::content::Content;
use super::error::RowError;
use super::json::Object;
use super::report::{Aside, Report};
use super::reported::Reported;
use crate::money::Money;
use crate::usage::{MOST_PER_BUCKET, Usage};

/// The most calls that are held.
pub(super) const MOST_CALLS: usize = 4_000_000;
/// The most bytes of texts that are held.
const MOST_TEXT: usize = 64_000_000;

/// What one record says of a call.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What tells the call from others.
    pub(super) identity: Identity,
    pub(super) model: Option<Arc<str>>,
    pub(super) channel: Option<Arc<str>>,
    pub(super) when: Option<Timestamp>,
    pub(super) reported: Reported,
    pub(super) requests: Requests,
    pub(super) tier: Option<Arc<str>>,
    pub(super) modifier: Option<(&'static str, Arc<str>)>,
    pub(super) billed: Option<Money>,
    pub(super) conversation: Option<Arc<str>>,
    pub(super) tags: Vec<(&'static str, Arc<str>)>,
    /// What the prompt holds.
    pub(super) content: Option<Box<Content>>,
    /// Whether the record is of a side chain, whose rows may repeat the main chain's.
    pub(super) side: bool,
}

/// What tells a call from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Identity {
    /// Nothing: every record is a call of its own.
    #[default]
    None,
    /// An id. Rows with the same one repeat the call or go on with it: each figure is the larger.
    Call(String),
    /// A message's id and the request's. Gateways leave the request's out: then the first decides alone.
    Message { id: String, request: Option<Arc<str>> },
    /// A line of a bill; lines with the same key add up.
    Sum(String),
}

/// A call that is being put together.
struct Entry {
    draft: Draft,
    model: Arc<str>,
    request: Option<Arc<str>>,
    line: u64,
}

/// Entries in blocks: a million of them neither move when more come nor stand in memory twice when
/// they become calls.
#[derive(Default)]
struct Entries {
    blocks: Vec<Vec<Entry>>,
    len: usize,
}

/// Entries of one block.
const BLOCK: usize = 4_096;

impl Entries {
    fn get(&self, place: usize) -> Option<&Entry> {
        self.blocks.get(place / BLOCK)?.get(place % BLOCK)
    }

    fn get_mut(&mut self, place: usize) -> Option<&mut Entry> {
        self.blocks.get_mut(place / BLOCK)?.get_mut(place % BLOCK)
    }

    fn push(&mut self, entry: Entry) {
        self.len += 1;
        match self.blocks.last_mut() {
            Some(block) if block.len() < BLOCK => block.push(entry),
            _ => self.blocks.push(vec![entry]),
        }
    }
}

/// The calls so far.
#[derive(Default)]
pub(super) struct Collector {
    entries: Entries,
    places: HashMap<Box<str>, usize>,
    names: HashSet<Arc<str>>,
    pub(super) dialogues: Vec<Dialogue>,
    text_held: usize,
    /// The line of the record at hand.
    pub(super) line: u64,
    /// Whether there were more than [`MOST_CALLS`].
    pub(super) full: bool,
    /// The message whose stream is being read, by identity and model.
    pub(super) streaming: Option<(Identity, Option<Arc<str>>)>,
    /// Which span stands in which.
    pub(super) spans: super::otel::Spans,
    /// The first response of the chain that each response belongs to.
    pub(super) chains: HashMap<Box<str>, Arc<str>>,
    /// What the request at hand holds, whose answer is read next.
    pub(super) request: Option<Content>,
    /// What was said in each conversation since its last call, where the record has a line for it.
    said: HashMap<Arc<str>, Content>,
    pub(super) report: Report,
}

impl Collector {
    /// One shared copy of a name that many records repeat.
    #[inline(never)]
    pub(super) fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    /// A call's tag, where there is a value.
    #[inline(never)]
    pub(super) fn tag(
        &mut self,
        tags: &mut Vec<(&'static str, Arc<str>)>,
        key: &'static str,
        value: Option<&str>,
    ) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = self.name(value);
            tags.push((key, value));
        }
    }

    /// Counts the fields of an object that nobody asked for.
    #[inline(never)]
    pub(super) fn unknown(&mut self, path: &str, object: &Object<'_>) {
        for name in object.unknown() {
            self.report.unknown(path, name);
        }
    }

    pub(super) fn aside(&mut self, aside: Aside) {
        self.report.aside(aside);
    }

    /// An amount that was billed; where it cannot be read exactly, that is counted.
    #[inline(never)]
    pub(super) fn billed(&mut self, object: &Object<'_>, key: &str) -> Option<Money> {
        let billed = object.money(key);
        if billed.is_none() && object.has(key) {
            self.report.billed_unreadable += 1;
        }
        billed
    }

    /// The moment of a call, as `read` reads it; where it cannot be read, that is counted.
    #[inline(never)]
    pub(super) fn moment(
        &mut self,
        written: Option<&str>,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        let written = written.filter(|written| !written.is_empty())?;
        let moment = read(written);
        self.report.moments_unreadable += u64::from(moment.is_none());
        moment
    }

    /// Takes what is said in a conversation: its next call sends it.
    pub(super) fn say(&mut self, conversation: Arc<str>, content: Content) {
        let said = self.said.entry(conversation);
        said.and_modify(|said| *said = said.plus(content)).or_insert(content);
    }

    /// Takes a call in, or merges it into the one that it is a row of.
    ///
    /// # Errors
    /// [`RowError`] where the record cannot be used.
    pub(super) fn take(&mut self, draft: Draft) -> Result<(), RowError> {
        let model = draft.model.clone().ok_or(RowError::Missing("model"))?;
        // Whether the figures hold together is known per row already.
        let usage = draft.reported.usage()?;
        if draft.requests == Requests::One
            && let Some(bucket) = usage.oversized()
        {
            let found = usage.get(bucket).to_string();
            let field = bucket.key().to_owned();
            return Err(RowError::OutOfRange { field, found, most: MOST_PER_BUCKET });
        }
        let (key, request) = match &draft.identity {
            Identity::None => (None, None),
            Identity::Call(id) | Identity::Sum(id) => (Some(id.clone()), None),
            Identity::Message { id, request } => (Some(id.clone()), request.clone()),
        };
        let key = key.map(|key| self.place_key(key, request.as_ref()));
        if let Some(key) = &key
            && let Some(place) = self.places.get(key.as_str())
            && let Some(entry) = self.entries.get_mut(*place)
        {
            entry.merge(draft, request);
            self.report.merged += 1;
            return Ok(());
        }
        if self.entries.len == MOST_CALLS {
            self.full = true;
            return Ok(());
        }
        if let Some(key) = key {
            self.places.insert(key.into(), self.entries.len);
        }
        let said = draft.conversation.as_ref().and_then(|id| self.said.remove(id));
        let content = draft.content.or_else(|| self.request.take().or(said).map(Box::new));
        let draft = Draft { identity: Identity::None, content, ..draft };
        self.entries.push(Entry { draft, model, request, line: self.line });
        Ok(())
    }

    /// Takes a conversation of texts in, as far as there is memory for it.
    pub(super) fn take_dialogue(&mut self, dialogue: Dialogue) {
        let size: usize = dialogue.messages.iter().map(|message| message.text.len()).sum();
        if self.text_held + size > MOST_TEXT {
            return self.aside(Aside::Text);
        }
        self.text_held += size;
        self.dialogues.push(dialogue);
    }

    /// How many calls and conversations there are so far.
    pub(super) fn len(&self) -> usize {
        self.entries.len + self.dialogues.len()
    }

    /// The calls with their usage, in the order of their first records, without those of these keys,
    /// which `aside` says what they are.
    pub(super) fn finish(
        self,
        without: &HashSet<String>,
        aside: Aside,
    ) -> (Vec<Call>, Vec<Dialogue>, Report) {
        let Self { entries, places, mut report, dialogues, .. } = self;
        let without: HashSet<usize> =
            without.iter().filter_map(|key| places.get(key.as_str()).copied()).collect();
        drop(places);
        let mut calls = Vec::with_capacity(entries.len);
        for (place, entry) in entries.blocks.into_iter().flatten().enumerate() {
            if without.contains(&place) {
                report.aside(aside);
                continue;
            }
            match entry.draft.reported.usage() {
                Ok(usage) => calls.push(entry.into_call(usage)),
                // Rows that hold together alone may not do so merged.
                Err(error) => report.refuse(entry.line, &error),
            }
        }
        report.calls = calls.len() as u64;
        (calls, dialogues, report)
    }

    /// The key under which a call is kept. A message's id alone is enough, unless two requests that are
    /// both named share it.
    fn place_key(&self, id: String, request: Option<&Arc<str>>) -> String {
        let Some(request) = request else { return id };
        let other = self.places.get(id.as_str()).and_then(|place| self.entries.get(*place));
        match other.and_then(|entry| entry.request.as_ref()) {
            Some(known) if known != request => format!("{id}\0{request}"),
            _ => id,
        }
    }
}

impl Entry {
    fn merge(&mut self, other: Draft, request: Option<Arc<str>>) {
        let sum = matches!(other.identity, Identity::Sum(_));
        self.request = self.request.take().or(request);
        let draft = &mut self.draft;
        draft.reported = if sum {
            draft.reported.plus(other.reported)
        } else {
            draft.reported.larger(other.reported)
        };
        draft.billed = match (draft.billed, other.billed) {
            (Some(one), Some(other)) if sum => Some(one + other),
            // A stream's last row knows the whole amount.
            (one, other) => other.or(one),
        };
        draft.when = draft.when.or(other.when);
        draft.tier = other.tier.or_else(|| draft.tier.take());
        draft.modifier = other.modifier.or_else(|| draft.modifier.take());
        // A side chain repeats rows of the main chain, to which the call belongs.
        if (draft.side && !other.side) || draft.conversation.is_none() {
            draft.conversation = other.conversation.or_else(|| draft.conversation.take());
            draft.side = other.side;
        }
        draft.content = draft.content.take().or(other.content);
        if draft.tags.is_empty() {
            draft.tags = other.tags;
        }
    }

    fn into_call(self, usage: Usage) -> Call {
        let Self { draft, model, line, .. } = self;
        Call {
            model,
            channel: draft.channel,
            when: draft.when,
            usage,
            requests: draft.requests,
            tier: draft.tier,
            modifier: draft.modifier,
            billed: draft.billed,
            conversation: draft.conversation,
            tags: draft.tags.into(),
            content: draft.content,
            line,
        }
    }
}
