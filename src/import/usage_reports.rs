//! The usage reports of `OpenAI`'s and Anthropic's admin interfaces: buckets of time with a line for
//! each group.
//!
//! A line sums many requests, so that the length of a single prompt is not known. `OpenAI`'s input
//! includes cached tokens (since GPT-5.6 also those written), Anthropic's is uncached. A line has no id:
//! its bucket and groups tell it from others, so that a page that was fetched twice counts once.

use super::anthropic;
use super::call::Requests;
use super::collect::{Collector, Draft, Identity};
use super::error::RowError;
use super::json::Object;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::tier;
use super::when;

/// Reads a bucket of `OpenAI`'s report.
pub(super) fn openai(bucket: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let start = bucket.raw("start_time").unwrap_or_default();
    each_line(bucket, to, |line, to| openai_line(line, start, to))
}

/// Reads a bucket of Anthropic's report.
pub(super) fn anthropic(bucket: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let start = bucket.text("starting_at").unwrap_or_default();
    each_line(bucket, to, |line, to| anthropic_line(line, &start, to))
}

fn each_line(
    bucket: &Object<'_>,
    to: &mut Collector,
    mut read: impl FnMut(&Object<'_>, &mut Collector) -> Result<(), RowError>,
) -> Result<(), RowError> {
    for raw in bucket.list("results")? {
        to.report.records += 1;
        if let Err(error) = Object::parse(raw).and_then(|line| read(&line, to)) {
            to.report.refuse(to.line, &error);
        }
    }
    bucket.know(&[
        "object",
        "start_time",
        "end_time",
        "starting_at",
        "ending_at",
        "start_time_iso",
        "end_time_iso",
    ]);
    to.unknown("bucket", bucket);
    Ok(())
}

fn openai_line(line: &Object<'_>, start: &str, to: &mut Collector) -> Result<(), RowError> {
    let object = line.text("object").unwrap_or_default().into_owned();
    if object == "organization.costs.result" {
        return openai_cost(line, to);
    }
    let (input, output) = (line.tokens("input_tokens")?, line.tokens("output_tokens")?);
    if input.is_none() && output.is_none() {
        return Err(RowError::Missing("number of tokens"));
    }
    let amount = |key: &str| line.tokens(key).map(Option::unwrap_or_default);
    let reported = Reported {
        counts: Input::Whole,
        input: input.unwrap_or_default(),
        cache_read: amount("input_cached_tokens")?,
        cache_write: line
            .tokens_of(&["input_cache_write_tokens", "input_cache_creation_tokens"])?
            .unwrap_or_default(),
        input_audio: amount("input_audio_tokens")?,
        output: output.unwrap_or_default(),
        output_audio: amount("output_audio_tokens")?,
        ..Reported::default()
    };
    let requests = line.tokens("num_model_requests")?;
    let batch = line.flag("batch");
    let tier = line.text("service_tier");
    let tier = if batch { Some(tier::BATCH) } else { tier.as_deref().and_then(tier::openai) };
    let tier = tier.map(|tier| to.name(tier));
    let mut tags = Vec::new();
    let mut key = format!("{object}\0{start}\0{batch}\0{}", tier.as_deref().unwrap_or_default());
    for (tag, field) in [("project", "project_id"), ("user", "user_id"), ("key", "api_key_id")] {
        let value = line.text(field);
        add_to_key(&mut key, value.as_deref());
        to.tag(&mut tags, tag, value.as_deref());
    }
    let model = line.text("model");
    add_to_key(&mut key, model.as_deref());
    line.know(&[
        "input_text_tokens",
        "output_text_tokens",
        "input_image_tokens",
        "output_image_tokens",
        "input_cached_text_tokens",
        "input_cached_audio_tokens",
        "input_cached_image_tokens",
        "input_uncached_tokens",
    ]);
    to.unknown("results", line);
    let model = model.ok_or(RowError::Missing("model: group the report by model"))?;
    let draft = Draft {
        identity: Identity::Call(key),
        model: Some(to.name(&model)),
        channel: Some(to.name("openai")),
        when: to.moment(Some(start), when::seconds),
        reported,
        requests: requests.map_or(Requests::Unknown, sum_of),
        tier,
        tags,
        ..Draft::default()
    };
    to.take(draft)
}

/// A line of the costs report: money without tokens.
fn openai_cost(line: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let amount = line.object("amount")?.ok_or(RowError::Missing("amount"))?;
    let dollars =
        amount.text("currency").is_none_or(|currency| currency.eq_ignore_ascii_case("usd"));
    match amount.money("value").filter(|_| dollars) {
        Some(value) => to.report.other_charges = to.report.other_charges + value,
        None => to.report.billed_unreadable += 1,
    }
    to.aside(Aside::OtherCharge);
    Ok(())
}

fn anthropic_line(line: &Object<'_>, start: &str, to: &mut Collector) -> Result<(), RowError> {
    let amount = |key: &str| line.tokens(key).map(Option::unwrap_or_default);
    if !line.has("uncached_input_tokens") && !line.has("output_tokens") {
        if line.has("amount") {
            to.aside(Aside::OtherCharge);
            // Anthropic's costs report counts in cents, and names no calls.
            return Ok(());
        }
        return Err(RowError::Missing("number of tokens"));
    }
    let mut reported = Reported {
        counts: Input::Uncached,
        input: amount("uncached_input_tokens")?,
        cache_read: amount("cache_read_input_tokens")?,
        output: amount("output_tokens")?,
        ..Reported::default()
    };
    if let Some(written) = line.object("cache_creation")? {
        (reported.cache_write_5m, reported.cache_write_1h) = anthropic::written_by_life(&written)?;
        to.unknown("results.cache_creation", &written);
    }
    if let Some(tools) = line.object("server_tool_use")? {
        reported.web_searches = tools.tokens("web_search_requests")?.unwrap_or_default();
        to.unknown("results.server_tool_use", &tools);
    }
    let (tier, modifier) = anthropic::terms(line, to);
    let mut tags = Vec::new();
    let mut key = start.to_owned();
    for field in ["service_tier", "speed", "inference_geo"] {
        add_to_key(&mut key, line.text(field).as_deref());
    }
    for (tag, field) in [
        ("workspace", "workspace_id"),
        ("key", "api_key_id"),
        ("account", "account_id"),
        ("context", "context_window"),
    ] {
        let value = line.text(field);
        add_to_key(&mut key, value.as_deref());
        to.tag(&mut tags, tag, value.as_deref());
    }
    let model = line.text("model");
    add_to_key(&mut key, model.as_deref());
    line.know(&["service_account_id"]);
    to.unknown("results", line);
    let model = model.ok_or(RowError::Missing("model: group the report by model"))?;
    let draft = Draft {
        identity: Identity::Call(key),
        model: Some(to.name(&model)),
        channel: Some(to.name(anthropic::CHANNEL)),
        when: to.moment(Some(start), when::written),
        reported,
        requests: Requests::Unknown,
        tier,
        modifier,
        tags,
        ..Draft::default()
    };
    to.take(draft)
}

fn sum_of(requests: u64) -> Requests {
    if requests == 1 { Requests::One } else { Requests::Sum(requests) }
}

fn add_to_key(key: &mut String, value: Option<&str>) {
    key.push('\0');
    key.push_str(value.unwrap_or_default());
}
