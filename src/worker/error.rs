//! What can go wrong in the worker.

use thiserror::Error;

use crate::tokenizer::TokenizerError;

/// A request or a pack that failed, with a stable [`code`](Self::code) and a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorkerError {
    /// The message is none of the protocol's.
    #[error(
        "the counting worker does not understand this message ({reason}); see `worker::protocol`"
    )]
    Malformed {
        /// What the decoder met.
        reason: String,
    },
    /// A newer request of the same slot came before this one was started.
    #[error("a newer text took the place of this one before it was counted")]
    Superseded,
    /// The host did not give the file.
    #[error(
        "the vocabulary file {file} could not be fetched ({reason}); check the connection to this page's host and try again"
    )]
    PackUnreachable {
        /// The file below `vocab/`.
        file: String,
        /// The host's status, or what the browser said.
        reason: String,
    },
    /// The page is a single file that holds other vocabularies.
    #[error(
        "{file} is not in this file, so its models are estimated; drop that vocabulary file onto the page to count exactly"
    )]
    PackNotInFile {
        /// The file below `vocab/`.
        file: String,
    },
    /// The page has locked its network before this file was fetched.
    #[error(
        "the network is locked and {file} is not on this machine, so its models are estimated; unlock to fetch it"
    )]
    PackLockedOut {
        /// The file below `vocab/`.
        file: String,
    },
    /// The host gave something else.
    #[error(
        "the vocabulary file {file} arrived damaged ({reason}); reload the page to fetch it anew"
    )]
    PackCorrupt {
        /// The file below `vocab/`.
        file: String,
        /// What differs from what this build expects.
        reason: String,
    },
    /// The browser lacks what unpacks the file.
    #[error(
        "this browser cannot unpack {file}: it lacks DecompressionStream with deflate-raw, which browsers have since 2023"
    )]
    NoDecompression {
        /// The file below `vocab/`.
        file: String,
    },
    /// The tokenizer estimates, and so has no tokens to show.
    #[error(
        "{tokenizer} is an estimate: its vocabulary is not public, so there are no tokens to show; choose an exact tokenizer"
    )]
    NoTokens {
        /// The id asked for.
        tokenizer: String,
    },
    /// Rows were asked for and no text is open.
    #[error("no text is open to show rows of; open one first")]
    NotOpen,
    /// The tokenizer's own.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
}

impl WorkerError {
    /// A stable name for programs: it does not change when the sentence does.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "request_malformed",
            Self::Superseded => "superseded",
            Self::PackUnreachable { .. } => "pack_unreachable",
            Self::PackNotInFile { .. } => "pack_not_in_file",
            Self::PackLockedOut { .. } => "pack_locked_out",
            Self::PackCorrupt { .. } => "pack_corrupt",
            Self::NoDecompression { .. } => "pack_no_decompression",
            Self::NoTokens { .. } => "no_tokens",
            Self::NotOpen => "not_open",
            Self::Tokenizer(error) => error.code(),
        }
    }
}
