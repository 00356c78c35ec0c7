//! The worker that counts by a user's own tokenizer: its messages, and (with the feature
//! `custom-worker`) its loop.
//!
//! It is a module of its own, loaded only once somebody brings a `tokenizer.json`. The file goes to it
//! as the browser's own `File`, so that a page never holds it; what is kept of it on this machine, the
//! worker keeps. A file that makes the worker trap or hang costs this worker and nothing else.

use serde::{Deserialize, Serialize};

#[cfg(feature = "custom-worker")]
mod keep;
#[cfg(feature = "custom-worker")]
pub mod serve;

/// What a page asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OwnRequest {
    /// Read a tokenizer; the message has the `File` (or a `Blob`) as `file` beside. Its bytes are kept on
    /// this machine, if the browser lets them be. [`OwnReply::Read`] answers.
    Read {
        /// Comes back with the answer.
        id: u32,
    },
    /// Read the one that was kept; [`OwnReply::Read`] answers.
    Recall {
        /// Comes back with the answer.
        id: u32,
    },
    /// Forget the tokenizer, here and on this machine; [`OwnReply::Forgotten`] answers.
    Forget {
        /// Comes back with the answer.
        id: u32,
    },
    /// Count a text; [`OwnReply::Counted`] answers.
    Count {
        /// Comes back with the answer.
        id: u32,
        /// The text.
        text: String,
        /// Whether each special token that is spelt in it counts as one.
        special: bool,
    },
}

impl OwnRequest {
    /// The request's id.
    pub const fn id(&self) -> u32 {
        let (Self::Read { id }
        | Self::Recall { id }
        | Self::Forget { id }
        | Self::Count { id, .. }) = self;
        *id
    }
}

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OwnReply {
    /// The worker listens now.
    Ready,
    /// A tokenizer was read and counts from now on.
    Read {
        /// The id of the request.
        id: u32,
        /// `BPE`, `Unigram`, `WordPiece` or `WordLevel`.
        kind: String,
        /// How many entries its vocabulary has.
        vocabulary: u32,
        /// Whether it is kept on this machine.
        kept: bool,
    },
    /// A text's tokens.
    Counted {
        /// The id of the request.
        id: u32,
        /// How many.
        tokens: u64,
    },
    /// Nothing is left of the tokenizer.
    Forgotten {
        /// The id of the request.
        id: u32,
    },
    /// A request failed; the worker lives on.
    Failed {
        /// The id of the request.
        id: u32,
        /// A stable code, such as `own_not_json`.
        code: String,
        /// What was wrong and what to do, for a person.
        message: String,
    },
}
