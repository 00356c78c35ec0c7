//! The messages between a page and the desk: plain objects, camelCase, tagged by `type`.
//!
//! The desk posts [`Kind::Ready`] first; what is sent before it would be lost. Answers have one form for
//! all kinds of work, so that the page needs one way to show them.

use serde::{Deserialize, Serialize};

use crate::forecast::What;
use crate::import::Replay;

/// What a page asks of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Price by this book, as JSON, in the place of the built-in one; it is not answered. One that cannot
    /// be read changes nothing: whoever sends it has read it before.
    Book {
        /// The book.
        text: String,
    },
    /// Price what the book has not by this one, as JSON; it is not answered.
    Wide {
        /// The book.
        text: String,
    },
    /// Read records. The message has a list `files` beside this: `File`s or `Blob`s, which are read one
    /// after the other as one import. What was imported before stays until this one has succeeded.
    Import {
        /// Comes back with the answers.
        id: u32,
    },
    /// Show what was imported.
    Show {
        /// Comes back with the answer.
        id: u32,
        /// What is looked at.
        look: Look,
    },
    /// Draw the futures of a conversation, in the place of a drawing that goes on. It is told how far it
    /// is, and answered at its end.
    Futures {
        /// Comes back with the answers.
        id: u32,
        /// The conversation: a link ([`link`](mod@crate::scenario::link)) with sizes in the place of texts.
        scenario: String,
    },
    /// Give up the drawing that goes on, which is then not answered.
    Stop,
    /// Tell what the imported records say of a size: a table with one row, whose cells are the values.
    Seen {
        /// Comes back with the answer.
        id: u32,
        /// Of which.
        what: What,
    },
    /// Compare the strategies for a history that grows.
    Strategies {
        /// Comes back with the answer.
        id: u32,
        /// The conversation, as in [`Futures`](Self::Futures).
        scenario: String,
    },
    /// Write an estimate down as FOCUS 1.2: the answer's `text` is CSV.
    Focus {
        /// Comes back with the answer.
        id: u32,
        /// The estimate as a share link, with sizes in the place of its texts.
        link: String,
        /// Whether the sizes are exact.
        exact: bool,
        /// By what they were counted, for a reader.
        counted_by: String,
    },
}

/// What of an import is looked at, and how it is replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Look {
    /// The conversation whose turns are shown, by the key of its row.
    pub picked: Option<u32>,
    /// The first turn that is shown, from 0.
    pub first: u32,
    /// Other terms to replay the calls under; `None` for none.
    pub replay: Option<Replay>,
}

/// What the desk tells the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The id of the request.
    pub id: u32,
    /// A sentence: how far the work is, or what was wrong and what to do; or the text that was asked for.
    pub text: String,
    /// A stable code of what was wrong.
    pub code: String,
    /// What there is to show.
    pub tables: Vec<Table>,
}

/// What a reply is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The desk listens now.
    #[default]
    Ready,
    /// The work goes on.
    Progress,
    /// The answer.
    Done,
    /// The request cannot be answered; the desk lives on, and what was there before stays.
    Refused,
}

/// A table to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// A stable name, such as `models`.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// A sentence below the heading.
    pub note: String,
    /// The columns' names; empty for a list of names and values.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where rows are left out: the first that is shown, from 0, and how many there are in all.
    pub part: Option<(u32, u32)>,
    /// A link to the conversation that it shows, as a scenario; empty where it shows none.
    pub link: String,
    /// What the rows' bars show; empty where they have none.
    pub bars: String,
    /// Where a line goes down through all bars, in thousandths of their room.
    pub line: Option<u16>,
}

/// A row of a table: the first cell names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What to pick it by, where it can be picked.
    pub key: Option<u32>,
    /// Its cells.
    pub cells: Vec<String>,
    /// Whether it is the picked one, or a sum.
    pub marked: bool,
    /// Its bars, one below the other: from and to, in thousandths of their room. The cells say the same in
    /// figures.
    pub bars: Vec<(u16, u16)>,
}
