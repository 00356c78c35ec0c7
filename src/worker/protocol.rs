//! The messages between a page and the counting worker.
//!
//! Plain data, so that a page written in JavaScript speaks the same protocol: objects tagged by
//! `type`, camelCase, tokens as numbers. The worker posts [`Reply::Ready`] first; what is sent before
//! it would be lost. Every request is answered by the reply that it names or by [`Reply::Failed`]: once, but for
//! a count that waits for vocabularies, which says with each that came what it knows.

use std::str::Utf8Error;

use serde::{Deserialize, Serialize};

use crate::count::Count;

/// What a page asks of the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Count one text under several tokenizers.
    Count {
        /// Comes back with the answer; a page drops answers whose id is not its latest.
        id: u32,
        /// What the text is of, such as one field of the page. While this request waits, a newer one
        /// of the same slot takes its place, and this one fails with the code `superseded`.
        #[serde(default)]
        slot: u32,
        /// The text. It stays in this worker's memory only until it is counted. A message may have its bytes
        /// in UTF-8 instead, as a `Uint8Array` that is transferred: a megabyte is handed over sooner so.
        text: Text,
        /// Ids of tokenizers or estimators, such as `o200k_base` or `claude-2026`. What they need is loaded in
        /// this order.
        tokenizers: Vec<String>,
        /// Whether each special token that is spelt in the text counts as one; estimates are what they are.
        #[serde(default)]
        special: bool,
    },
    /// Lay a text out by its tokens, to look at; [`Reply::Opened`] answers. It takes the place of the
    /// text that was open before.
    Open {
        /// Comes back with the answer.
        id: u32,
        /// As in [`Request::Count`].
        #[serde(default)]
        slot: u32,
        /// The text, or its bytes as in [`Request::Count`]. It stays in this worker's memory until another is
        /// opened or this one is closed.
        text: Text,
        /// The id of an exact tokenizer.
        tokenizer: String,
        /// How wide a row is, in characters of a fixed-width font.
        columns: u32,
        /// As in [`Request::Count`].
        #[serde(default)]
        special: bool,
    },
    /// Some rows of the open text; [`Reply::Rows`] answers.
    Rows {
        /// Comes back with the answer.
        id: u32,
        /// As in [`Request::Count`]: where one scrolls on, only the newest is answered.
        #[serde(default)]
        slot: u32,
        /// The first row.
        first: u32,
        /// How many, at most [`MOST_ROWS`].
        count: u32,
    },
    /// Forget the open text; [`Reply::Closed`] answers.
    Close {
        /// Comes back with the answer.
        id: u32,
        /// As in [`Request::Count`].
        #[serde(default)]
        slot: u32,
    },
}

/// A text to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// As such.
    Plain(String),
    /// Its bytes in UTF-8, into which nobody has looked.
    Bytes(Vec<u8>),
}

impl Text {
    /// Its bytes in UTF-8, if it is a text.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text.
    ///
    /// # Errors
    /// [`Utf8Error`] for bytes that are none.
    pub fn as_str(&self) -> Result<&str, Utf8Error> {
        match self {
            Self::Plain(text) => Ok(text),
            Self::Bytes(bytes) => std::str::from_utf8(bytes),
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

/// The most rows that one request gets.
pub const MOST_ROWS: u32 = 500;

impl Request {
    /// The request's id.
    pub const fn id(&self) -> u32 {
        let (Self::Count { id, .. }
        | Self::Open { id, .. }
        | Self::Rows { id, .. }
        | Self::Close { id, .. }) = self;
        *id
    }

    /// The request's slot.
    pub const fn slot(&self) -> u32 {
        let (Self::Count { slot, .. }
        | Self::Open { slot, .. }
        | Self::Rows { slot, .. }
        | Self::Close { slot, .. }) = self;
        *slot
    }
}

/// What the worker tells the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reply {
    /// The worker listens now.
    Ready,
    /// A vocabulary pack is on its way. While it is, this may be said again.
    Loading {
        /// The tokenizer whose pack it is.
        tokenizer: String,
    },
    /// The answer to [`Request::Count`].
    Counted {
        /// The id of the request.
        id: u32,
        /// One count per tokenizer asked for, in that order. Where [`Trouble`] names a tokenizer, its
        /// count is an estimate with its band.
        counts: Vec<Count>,
        /// Tokenizers that could not be loaded, empty when all went well. The next request tries
        /// them again.
        troubles: Vec<Trouble>,
        /// Whether more is to come, for packs are on their way: then `troubles` names what waits for them with
        /// the code `pack_not_loaded`, and this request is answered again.
        more: bool,
    },
    /// The answer to [`Request::Open`].
    Opened {
        /// The id of the request.
        id: u32,
        /// How many tokens the text has.
        tokens: u64,
        /// How many rows it takes.
        rows: u32,
    },
    /// The answer to [`Request::Rows`].
    Rows {
        /// The id of the request.
        id: u32,
        /// The first of these rows.
        first: u32,
        /// The rows, fewer than asked for at the end of the text.
        rows: Vec<Row>,
    },
    /// The answer to [`Request::Close`].
    Closed {
        /// The id of the request.
        id: u32,
    },
    /// A request failed; the worker lives on.
    Failed {
        /// The id of the request.
        id: u32,
        /// A stable code, such as `unknown_tokenizer`.
        code: String,
        /// What was wrong and what to do, for a person.
        message: String,
    },
}

/// One row of a text that is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The number of its first token in the text, from 0.
    pub first: u32,
    /// Its tokens, in order.
    pub tokens: Vec<Piece>,
}

/// One token of a text that is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Its published id.
    pub id: u32,
    /// Its bytes; a token may begin or end within a character.
    pub bytes: Vec<u8>,
}

/// Why a tokenizer could not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// The tokenizer asked for.
    pub tokenizer: String,
    /// A stable code, such as `pack_unreachable`.
    pub code: String,
    /// What was wrong and what to do, for a person.
    pub message: String,
}
