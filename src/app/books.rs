//! Price books beside the page: a host's own, and the wide one.
//!
//! Both are files of the page's own origin. The page never waits for them: it paints with the book
//! that is built in.

use std::sync::Arc;

use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use super::numbers::{bytes, whole};
use crate::order::sorted;
use crate::pricing::{BUILT_IN, BookError, Catalogue, Kind, Model};

/// The host's book: what is built in, until a host replaces it.
const HOSTS: &str = "prices.json";
/// The wide book.
const WIDE: &str = "community.json";
/// The largest book that is read, in bytes: ten times the wide one.
const LARGEST: usize = 8_000_000;

#[wasm_bindgen]
extern "C" {
    // A file beside the page, or in it: `www/shell/files.js`.
    #[wasm_bindgen(js_namespace = ["farebox", "files"], js_name = get)]
    fn get_file(name: &str, options: &RequestInit) -> Promise;
}

/// Where the price book in use comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was built into the page.
    BuiltIn,
    /// The host has put it beside the page.
    Host {
        /// Whether its figures were gathered before those that are built in.
        older: bool,
    },
    /// The host's cannot be used, so the built-in one is; a sentence that says why.
    Refused(String),
}

/// The book of models that nobody here has reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    /// Nobody has searched yet.
    NotAsked,
    /// On its way.
    Loading,
    /// Here, with its text for the desk, which computes with books of its own.
    Here(Arc<Catalogue>, Arc<str>),
    /// It cannot be read; a sentence that says why.
    Failed(String),
}

/// The text of the host's book, where it is in use: what the desk is to price by too.
pub(super) type Hosts = StoredValue<Option<String>>;

/// Looks for the host's book and, where it is another than the one in use, puts it in its place.
pub(super) fn look_for_hosts(
    book: RwSignal<Arc<Catalogue>>,
    origin: RwSignal<Origin>,
    text_in_use: Hosts,
) {
    spawn_local(async move {
        let text = match beside(HOSTS).await {
            Beside::Text(text) => text,
            Beside::Missing => return,
            Beside::Broken(why) => return origin.set(refused(&why)),
        };
        if text.trim_end() == BUILT_IN.trim_end() {
            return;
        }
        match read(&text) {
            Err(why) => origin.set(refused(&why)),
            Ok(hosts) => {
                let built_in = book.get_untracked();
                if hosts != *built_in {
                    let older = hosts.retrieved_at() < built_in.retrieved_at();
                    book.set(Arc::new(hosts));
                    text_in_use.set_value(Some(text));
                    origin.set(Origin::Host { older });
                }
            }
        }
    });
}

/// Fetches the wide book, unless it is here or on its way.
pub(super) fn load_wide(wide: RwSignal<Wide>) {
    if wide.with_untracked(|wide| matches!(wide, Wide::Loading | Wide::Here(..))) {
        return;
    }
    wide.set(Wide::Loading);
    spawn_local(async move {
        wide.set(match beside(WIDE).await {
            Beside::Text(text) => match read(&text) {
                Ok(book) => Wide::Here(Arc::new(book), text.into()),
                Err(why) => Wide::Failed(format!("The wide price book cannot be used: {why}")),
            },
            Beside::Missing => Wide::Failed(format!(
                "The wide price book is not to be had: {WIDE} does not lie beside this page, or the network is away. Type again to try again."
            )),
            Beside::Broken(why) => Wide::Failed(format!("The wide price book cannot be used: {why}")),
        });
    });
}

fn refused(why: &str) -> Origin {
    Origin::Refused(format!(
        "The host\u{2019}s price book is not used: {why} The built-in one holds."
    ))
}

/// A book, or a sentence that says why it is none.
fn read(text: &str) -> Result<Catalogue, String> {
    if text.len() > LARGEST {
        return Err(format!(
            "it has {}, and {} are the most that is read.",
            bytes(text.len()),
            bytes(LARGEST)
        ));
    }
    Catalogue::from_json(text).map_err(|error| first_of(&error))
}

/// The first thing that is wrong with a book, and how many more there are.
fn first_of(error: &BookError) -> String {
    let text = error.to_string();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    match lines.count() {
        0 => format!("{first}."),
        more => format!("{first}, and {} more.", whole(more as u64)),
    }
}

/// A file beside the page.
enum Beside {
    Text(String),
    /// The host has no such file, or cannot be reached: nothing that a reader must know.
    Missing,
    /// It is there and cannot be read; a sentence.
    Broken(String),
}

async fn beside(name: &str) -> Beside {
    let options = RequestInit::new();
    // A host may have changed it since the browser kept it.
    options.set_cache(RequestCache::NoCache);
    let answer = JsFuture::from(get_file(name, &options)).await;
    let Some(answer) = answer.ok().and_then(|answer| answer.dyn_into::<Response>().ok()) else {
        return Beside::Missing;
    };
    match answer.status() {
        404 | 410 => return Beside::Missing,
        200..300 => {}
        status => return Beside::Broken(format!("the host answers {name} with status {status}.")),
    }
    let text = match answer.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()),
        Err(_) => None,
    };
    text.map_or_else(
        || Beside::Broken(format!("{name} broke off while it was read.")),
        Beside::Text,
    )
}

/// What a search in the wide book gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The ids of the best.
    pub(super) ids: Vec<String>,
    /// How many there are in all.
    pub(super) all: usize,
}

/// How many models a search shows.
const MOST_FOUND: usize = 20;

/// The chat models of the wide book that have every word of a query in id, name or maker, and are not
/// in the reviewed book; the shortest ids first, as they are the plainest models.
pub(super) fn search(wide: &Catalogue, reviewed: &Catalogue, query: &str) -> Found {
    let query = query.to_ascii_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let found: Vec<&Model> = wide
        .models()
        .filter(|model| model.kind == Kind::Chat && !reviewed.has(&model.id))
        .filter(|model| {
            let text =
                format!("{} {} {}", model.id, model.name, model.provider).to_ascii_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    let found = sorted(found, |one, other| {
        one.id.len().cmp(&other.id.len()).then_with(|| one.id.cmp(&other.id))
    });
    let ids = found.iter().take(MOST_FOUND).map(|model| model.id.clone()).collect();
    Found { ids, all: found.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide() -> Catalogue {
        Catalogue::from_json(include_str!("../../pricing/community.json")).unwrap()
    }

    #[test]
    fn a_search_finds_by_every_word_and_leaves_out_what_is_reviewed() {
        let (wide, reviewed) = (wide(), Catalogue::built_in().unwrap());
        let found = search(&wide, &reviewed, "OpenAI gpt-3.5 TURBO");
        assert_eq!(found.ids[0], "openai/gpt-3.5-turbo");
        assert!(found.all >= found.ids.len() && found.ids.len() <= MOST_FOUND);
        assert_eq!(search(&wide, &reviewed, "no such model").all, 0);
        assert_eq!(search(&wide, &wide, "gpt").all, 0);
    }

    #[test]
    fn the_first_finding_stands_for_all() {
        let broken = Catalogue::from_json(r#"{"schema":1,"channels":[{"channel":"x"}]}"#);
        let said = first_of(&broken.unwrap_err());
        assert!(said.contains("prices.json") && said.ends_with('.'), "{said}");
    }
}
