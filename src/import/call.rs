//! One call as a record tells it.

use std::sync::Arc;

use jiff::Timestamp;

use super::content::Content;
use crate::money::Money;
use crate::usage::Usage;

/// One call, or one line of a report that sums several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The model's name as recorded.
    pub model: Arc<str>,
    /// The billing channel that the record names or comes from, by its id in a price book.
    pub channel: Option<Arc<str>>,
    /// When it was made; for a report the beginning of its bucket.
    pub when: Option<Timestamp>,
    /// What it is billed by.
    pub usage: Usage,
    /// How many requests that is.
    pub requests: Requests,
    /// The service tier by its id in a price book; `None` for the standard one.
    pub tier: Option<Arc<str>>,
    /// A price modifier that the record names, such as `inferenceGeo` → `us`.
    pub modifier: Option<(&'static str, Arc<str>)>,
    /// What was billed, in dollars, where the record says it.
    pub billed: Option<Money>,
    /// The conversation that it belongs to, where the record says it.
    pub conversation: Option<Arc<str>>,
    /// Who and what it was for: project, key, team, user, agent…
    pub tags: Box<[(&'static str, Arc<str>)]>,
    /// What the prompt holds, where the record holds the prompt.
    pub content: Option<Box<Content>>,
    /// The line of the file on which its first record begins.
    pub line: u64,
}

/// How many requests a figure is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Requests {
    /// One: a prompt's length decides the long-context band.
    #[default]
    One,
    /// A sum of so many.
    Sum(u64),
    /// A sum of an unknown number.
    Unknown,
}

/// A conversation as texts, without figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialogue {
    /// Its id, where it has one.
    pub id: Option<Arc<str>>,
    /// The model's name, where the record says it.
    pub model: Option<Arc<str>>,
    /// What was said, in order.
    pub messages: Vec<Message>,
    /// The line of the file on which it begins.
    pub line: u64,
}

/// One text of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub text: Box<str>,
}

/// Who says a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The system prompt.
    System,
    /// The person, or a tool's result: what is sent to the model.
    User,
    /// The model.
    Assistant,
}
