//! The messages between a page and the counting worker.
//!
//! Plain data, so that a page written in JavaScript speaks the same protocol: objects tagged by
//! `type`, camelCase, tokens as numbers. The worker posts [`Reply::Ready`] first; what is sent before
//! it would be lost. Every request is answered once, by [`Reply::Counted`] or [`Reply::Failed`].

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
        /// The text. It stays in this worker's memory only while it is counted.
        text: String,
        /// Ids of tokenizers or estimators, such as `o200k_base` or `claude-2026`.
        tokenizers: Vec<String>,
    },
}

/// What the worker tells the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reply {
    /// The worker listens now.
    Ready,
    /// A vocabulary pack is on its way.
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
    },
    /// A request failed; the worker lives on.
    Failed {
        /// The id of the request.
        id: u32,
        /// A stable code, such as `tokenizer_unknown`.
        code: String,
        /// What was wrong and what to do, for a person.
        message: String,
    },
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
