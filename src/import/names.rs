//! The names that models have in records, and the price book's ids for them.
//!
//! The same model is `claude-opus-4-7-20260416` to its maker, `us.anthropic.claude-opus-4-7-v1:0` to
//! Bedrock and `anthropic/claude-opus-4.7` to a gateway. Only spelling is undone: channel prefixes, dates
//! and versions at the end. Two models are never taken for each other, and a name that fits none, or more
//! than one channel's, is not found: it is listed, and its calls are unpriced.

use std::collections::HashMap;
use std::sync::Arc;

use super::call::Call;
use crate::pricing::{Catalogue, Model};

/// Finds the models of records in a price book.
#[derive(Debug)]
pub struct Names<'a> {
    book: &'a Catalogue,
    known: HashMap<Recorded, Option<Arc<str>>>,
}

/// A model's and a channel's names as recorded.
type Recorded = (Arc<str>, Option<Arc<str>>);

impl<'a> Names<'a> {
    /// Looks names up in this book.
    pub fn new(book: &'a Catalogue) -> Self {
        Self { book, known: HashMap::new() }
    }

    /// The id of a call's model in the book; `None` where it is not found.
    pub fn of(&mut self, call: &Call) -> Option<Arc<str>> {
        let key = (Arc::clone(&call.model), call.channel.clone());
        if let Some(found) = self.known.get(&key) {
            return found.clone();
        }
        let found = find(self.book, &call.model, call.channel.as_deref()).map(Into::into);
        self.known.insert(key, found.clone());
        found
    }
}

/// The id in a price book of a model that a record calls `name`, billed by the channel that the record
/// calls `channel` (where it says so); `None` where that is unknown or not clear.
pub fn find<'a>(book: &'a Catalogue, name: &str, channel: Option<&str>) -> Option<&'a str> {
    let whole = spellings(name).into_iter().find_map(|name| id_of(book, &name));
    let (prefix, short) = split(name);
    // What the name itself says goes before what the record says beside it.
    let told = match prefix.or(channel) {
        None => None,
        Some(told) => match channel_of(told) {
            Some(channel) => Some(channel),
            // A channel that the book does not know sells at prices that it does not know.
            None => return whole.filter(|_| channel.is_none()),
        },
    };
    let mut names = spellings(short);
    if told == Some("bedrock") {
        names = names.iter().flat_map(|name| on_bedrock(name)).collect();
    }
    match told {
        Some(channel) => {
            names.iter().find_map(|name| id_of(book, &format!("{channel}/{name}"))).or(whole)
        }
        None => whole.or_else(|| names.iter().find_map(|name| of_maker(book, name))),
    }
}

/// The id of a model that is known by this id, or by it as an alias.
fn id_of<'a>(book: &'a Catalogue, id: &str) -> Option<&'a str> {
    book.has(id).then(|| book.model(id).ok())?.map(|model| model.id.as_str())
}

/// The model of this name, where its maker sells it, or where a single channel does.
fn of_maker<'a>(book: &'a Catalogue, name: &str) -> Option<&'a str> {
    let named = |model: &&Model| {
        model.short_id() == name || model.aliases.iter().any(|alias| alias == name)
    };
    let mut sold = book.models().filter(named);
    if let Some(own) = book.models().filter(named).find(|model| model.channel == model.provider) {
        return Some(&own.id);
    }
    match (sold.next(), sold.next()) {
        (Some(only), None) => Some(&only.id),
        _ => None,
    }
}

/// A name without its prefixes, and the last of them that names a channel: `openrouter/anthropic/x`.
fn split(name: &str) -> (Option<&str>, &str) {
    let name = name.strip_prefix("models/").unwrap_or(name);
    match name.rsplit_once('/') {
        None => (None, name),
        // An address of a resource on Bedrock.
        Some((before, short)) if before.starts_with("arn:aws") => (Some("bedrock"), short),
        Some((before, short))
            if before.starts_with("publishers/") || before.starts_with("projects/") =>
        {
            (Some("vertex"), short)
        }
        Some((before, short)) => (before.rsplit('/').next(), short),
    }
}

/// A name as it is, then without what is only a version of its spelling, most like it first.
fn spellings(name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    let mut add = |name: &str| {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    let lower = name.trim().to_ascii_lowercase();
    add(&lower);
    // Claude Code marks the long window so; the price does not differ by it but by the prompt's length.
    let plain = lower.strip_suffix("[1m]").unwrap_or(&lower);
    add(plain);
    let plain = plain.split_once('@').map_or(plain, |(before, _)| before);
    let plain = plain.strip_suffix(":0").unwrap_or(plain);
    let plain =
        ["-v1", "-v2", "-latest"].iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(plain);
    add(plain);
    let undated = without_date(plain);
    add(undated);
    // Gateways write Claude's versions with a point.
    if undated.contains("claude") && undated.contains('.') {
        add(&undated.replace('.', "-"));
    }
    names
}

/// A name without a day at its end: `-20260416`, `-2026-03-05`.
fn without_date(name: &str) -> &str {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = name.rsplitn(4, '-').collect();
    match parts.as_slice() {
        [day, month, year, before]
            if day.len() == 2
                && month.len() == 2
                && year.len() == 4
                && digits(day)
                && digits(month)
                && digits(year) =>
        {
            before
        }
        [day, ..] if day.len() == 8 && digits(day) && day.starts_with("20") => {
            name.get(..name.len() - 9).unwrap_or(name)
        }
        _ => name,
    }
}

/// What a Bedrock id may be called in the book: a region's prefix is an endpoint, and its own vendor prefix
/// goes.
fn on_bedrock(name: &str) -> Vec<String> {
    let (endpoint, rest) = match name.split_once('.') {
        Some(("global", rest)) => (Some("global"), rest),
        Some(("us" | "eu" | "apac" | "jp" | "au" | "ca", rest)) => (Some("regional"), rest),
        _ => (None, name),
    };
    let short = ["anthropic.", "amazon.", "openai.", "meta.", "mistral."]
        .iter()
        .find_map(|vendor| rest.strip_prefix(vendor))
        .unwrap_or(rest);
    // An id without an endpoint is called in its own region.
    let mut names = vec![name.to_owned(), format!("{}.{short}", endpoint.unwrap_or("regional"))];
    if let Some((region, _)) = name.split_once('.').filter(|_| endpoint == Some("regional")) {
        names.insert(1, format!("{region}-geo.{short}"));
    }
    if endpoint.is_none() {
        names.extend([short.to_owned(), rest.to_owned()]);
    }
    names
}

/// The book's id of a channel by the names that gateways, instrumentations and bills give it.
fn channel_of(name: &str) -> Option<&'static str> {
    Some(match name.trim().to_lowercase().as_str() {
        "openai" | "text-completion-openai" | "openai, inc." => "openai",
        "anthropic" | "anthropic, pbc" => "anthropic",
        "bedrock"
        | "bedrock_converse"
        | "aws.bedrock"
        | "aws_bedrock"
        | "amazon bedrock"
        | "aws"
        | "amazon web services" => "bedrock",
        "vertex" | "vertex_ai" | "vertex_ai_beta" | "gcp.vertex_ai" | "google vertex"
        | "google cloud" => "vertex",
        "gemini" | "google" | "gcp.gemini" | "gcp.gen_ai" | "google ai studio" => "google",
        "azure" | "azure_ai" | "az.ai.openai" | "azure.ai.openai" | "az.ai.inference"
        | "azure.ai.inference" | "microsoft" => "azure",
        "xai" | "x_ai" | "x-ai" => "xai",
        "mistral" | "mistral_ai" | "mistralai" => "mistral",
        "deepseek" => "deepseek",
        "groq" => "groq",
        "cohere" | "cohere_chat" => "cohere",
        "together" | "together_ai" | "togetherai" => "together",
        "meta" | "meta_llama" | "meta-llama" => "meta",
        "alibaba" | "dashscope" | "qwen" => "alibaba",
        "voyage" | "voyageai" => "voyage",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_model_is_found_under_all_its_names() {
        let book = Catalogue::built_in().unwrap();
        for (name, channel, expected) in [
            ("claude-opus-4-7", Some("anthropic"), Some("anthropic/claude-opus-4-7")),
            ("claude-opus-4-7-20260416", None, Some("anthropic/claude-opus-4-7")),
            ("claude-opus-4-7[1m]", Some("anthropic"), Some("anthropic/claude-opus-4-7")),
            ("anthropic/claude-opus-4.7", Some("openrouter"), Some("anthropic/claude-opus-4-7")),
            ("openrouter/anthropic/claude-opus-4.7", None, Some("anthropic/claude-opus-4-7")),
            ("gpt-5.4-2026-03-05", None, Some("openai/gpt-5.4")),
            ("openai/gpt-5.4", None, Some("openai/gpt-5.4")),
            ("models/gemini-2.5-pro", Some("gcp.gemini"), Some("google/gemini-2.5-pro")),
            (
                "bedrock/us.anthropic.claude-opus-4-7-v1:0",
                Some("bedrock"),
                Some("bedrock/regional.claude-opus-4-7"),
            ),
            (
                "global.anthropic.claude-opus-4-7-20260416-v1:0",
                Some("aws.bedrock"),
                Some("bedrock/global.claude-opus-4-7"),
            ),
            (
                "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-opus-4-7",
                None,
                Some("bedrock/regional.claude-opus-4-7"),
            ),
            ("amazon.nova-pro-v1:0", Some("bedrock"), Some("bedrock/nova-pro")),
            ("us.amazon.nova-2-lite-v1:0", Some("bedrock"), Some("bedrock/us-geo.nova-2-lite")),
            ("openai.gpt-oss-120b-1:0", Some("bedrock"), None),
            ("groq/openai/gpt-oss-120b", None, Some("groq/openai/gpt-oss-120b")),
        ] {
            assert_eq!(find(&book, name, channel), expected, "{name} on {channel:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_guessed() {
        let book = Catalogue::built_in().unwrap();
        for (name, channel) in [
            ("claude-opus-9", Some("anthropic")),
            ("ft:gpt-4o-mini-2024-07-18:acme::x1", None),
            // Somebody's own machine has no list price.
            ("gpt-5.4", Some("ollama")),
            ("ollama/gpt-5.4", None),
            // Sold by two channels, neither of them its maker.
            ("llama-4-maverick", None),
            ("=HYPERLINK(1)", None),
            ("", None),
        ] {
            assert_eq!(find(&book, name, channel), None, "{name} on {channel:?}");
        }
    }
}
