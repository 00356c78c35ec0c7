//! Other people's records: what was called, and what it was billed at.
//!
//! A [`Reader`] takes the bytes of a file as they come, tells by the content what kind of records they
//! are ([`Format`]), and gives the [`Call`]s with their [`Usage`](crate::usage::Usage) in disjoint
//! buckets, beside a [`Report`] of what became of every record. Providers count differently: Anthropic's
//! input excludes what was cached, everybody else's includes it. Rows that repeat a call are merged into
//! it, and nothing is dropped without being counted.
//!
//! A [`Pricer`] prices the calls by a price book as they were made, or under a [`Replay`]: another model,
//! tier, day or use of the cache; [`summary()`] sets that against what was billed, exactly.

mod anthropic;
mod call;
mod claude_code;
mod collect;
mod content;
mod csv;
mod decimal;
mod divide;
mod encoding;
mod error;
mod estimate;
mod focus;
mod format;
mod frame;
mod json;
mod litellm;
mod lives;
mod names;
mod openai;
mod otel;
mod otlp_attributes;
mod otlp_value;
mod price;
mod reader;
mod report;
mod reported;
mod seen;
mod settle;
mod sharegpt;
mod span_content;
mod span_flattened;
mod tally;
mod texts;
mod tier;
mod usage_reports;
mod when;

pub use call::{Call, Dialogue, Message, Requests, Role};
pub use content::{Content, Scope};
pub use error::{ImportError, RowError};
pub use estimate::{Gaps, Recorded, RecordedError, scenario_of, scenario_of_texts};
pub use format::Format;
pub use lives::Lives;
pub use names::{Names, find};
pub use price::{CacheUse, Priced, Pricer, Replay, Trouble};
pub use reader::{Reader, Records};
pub use report::{Aside, FIELDS_KEPT, REFUSALS_KEPT, Refusal, Report};
pub use seen::{MOST_SEEN, seen};
pub use tally::{Conversation, OfModel, Summary, Tally, summary};
pub use texts::{TextsError, fare_of, plan};
