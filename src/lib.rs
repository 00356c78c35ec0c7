//! Farebox: what will this call, this conversation, this month cost, on which model, and why?
//!
//! Text becomes tokens, tokens become billed usage, usage becomes exact money. One direction, no way back:
//!
//! ```text
//! text ──► Count ──► Usage ──► Cost ──► the page, the package, a report
//!      tokenizer  conversation  pricing
//! ```
//!
//! - A [`Count`](count::Count) says how many tokens, by which tokenizer, exactly or with a band.
//! - A [`Usage`](usage::Usage) holds disjoint buckets of one request: no token is ever in two.
//! - A [`Cost`](pricing::Cost) is exact money, and each of its lines names the price row that it comes from.
//!
//! The whole way, for a prompt that every one of fifteen turns sends again:
//!
#![cfg_attr(all(feature = "tokenizer", feature = "inflate"), doc = "```")]
#![cfg_attr(not(all(feature = "tokenizer", feature = "inflate")), doc = "```ignore")]
//! use farebox::conversation::{Plan, fare};
//! use farebox::count::Count;
//! use farebox::pricing::{Catalogue, Terms};
//! use farebox::tokenizer::{Counters, pack};
//!
//! // The price book says by what a model is counted. Whoever computes brings files and the day: the library reads neither.
//! let book = Catalogue::built_in()?;
//! let tokenizer = &book.model("openai/gpt-5.5")?.tokenizer;
//! let mut counters = Counters::default();
//! for wanted in counters.needs(&["o200k_base"]) {
//!     let packed = std::fs::read(format!("www/vocab/{}", wanted.file))?;
//!     counters.load(wanted.id, &pack::unpack(&packed)?)?;
//! }
//!
//! let count = counters.count(include_str!("../LICENSE"), &["o200k_base"]).remove(0)?;
//! let system = tokenizer.believe(count);
//! assert!(system.is_exact());
//!
//! let card = book.card(&Terms::new("openai/gpt-5.5", jiff::civil::date(2026, 11, 22)))?;
//! let plan = Plan::even(system.clone(), Count::none(), &Count::typed(200), &Count::typed(500), 15);
//! let fare = fare(&plan, &card, None)?;
//! let sent: u64 = fare.calls.iter().map(|call| call.call.sent.total()).sum();
//! assert_eq!(sent, fare.usage.prompt_total());
//! assert_eq!(fare.calls[14].call.sent.total(), system.tokens + 15 * 200 + 14 * 500);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | go to |
//! |---|---|
//! | count a text, exactly or with a band | [`tokenizer`] |
//! | know what a provider adds around it: messages, tools, pictures, pages, seconds | [`framing`] |
//! | price one request, on any day, tier and channel | [`pricing`] |
//! | follow a conversation or an agent call by call | [`conversation`] |
//! | draw many futures of it, or reckon with months and seats | [`forecast`] |
//! | hold, share and open what a user set | [`scenario`] |
//! | read other people's records, and replay them | [`import`] |
//! | write a bill that other tools read | [`report`] |
//!
//! All of these build natively, and ask no clock, network, file or chance: what they need is an argument. What touches a
//! browser stands apart, behind features: `worker`, `desk`, `app`, and `js` for the JavaScript package.
//! `docs/architecture.md` in the repository is the map of the rooms, and says why they are cut as they are.

pub mod conversation;
pub mod count;
pub mod desk;
pub mod forecast;
pub mod framing;
pub mod import;
pub mod iso;
#[cfg(any(feature = "js", all(test, feature = "tokenizer")))]
pub mod js;
pub mod money;
pub mod pricing;
pub mod report;
pub mod scenario;
pub mod tokenizer;
pub mod usage;
pub mod worker;

#[cfg(feature = "ui")]
pub mod app;
