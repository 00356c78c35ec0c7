//! Frames against the examples that providers publish, text and all.

#![cfg(all(feature = "tokenizer", feature = "inflate"))]
// A test's helpers may fail the test.
#![allow(clippy::unwrap_used)]

use farebox::count::Count;
use farebox::framing::{Attachments, Framing, ToolChoice, frame, tools::tools};
use farebox::pricing::Catalogue;
use farebox::tokenizer::{Counters, TokenizerError, pack};
use serde_json::{Value, json};

/// Counts texts by one tokenizer.
struct Scale {
    counters: Counters,
    id: &'static str,
}

impl Scale {
    fn new(id: &'static str) -> Self {
        let mut counters = Counters::default();
        for pack in counters.needs(&[id]) {
            let packed = std::fs::read(format!("www/vocab/{}", pack.file)).unwrap();
            counters.load(pack.id, &pack::unpack(&packed).unwrap()).unwrap();
        }
        Self { counters, id }
    }

    fn measure(&mut self, text: &str) -> Result<Count, TokenizerError> {
        self.counters.count(text, &[self.id]).remove(0)
    }

    fn sum(&mut self, texts: &[&str]) -> Count {
        texts.iter().fold(Count::none(), |sum, text| &sum + &self.measure(text).unwrap())
    }
}

fn framed(model: &str, messages: u32, names: u32) -> Count {
    let attachments = Attachments::default();
    let framing = Framing {
        model,
        messages,
        names,
        tools: None,
        tool_prompt: None,
        attachments: &attachments,
    };
    frame(&framing).count()
}

/// The example messages of "How to count tokens with tiktoken": what the API counted for them.
#[test]
fn the_cookbooks_messages() {
    let texts = [
        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
        "New synergies will help drive top-line growth.",
        "Things working well together will increase revenue.",
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
        "Let's talk later when we're less busy about how to do better.",
        "This late pivot means we don't have time to boil the ocean for the client deliverable.",
        "example_user",
        "example_assistant",
        "example_user",
        "example_assistant",
    ];
    for (model, tokenizer, billed) in [
        ("openai/gpt-4o", "o200k_base", 124),
        ("openai/gpt-4o-mini", "o200k_base", 124),
        ("openai/gpt-4", "cl100k_base", 129),
        ("openai/gpt-4-0613", "cl100k_base", 129),
        ("openai/gpt-3.5-turbo", "cl100k_base", 129),
    ] {
        let count = &Scale::new(tokenizer).sum(&texts) + &framed(model, 6, 4);
        assert_eq!((count.low, count.tokens, count.high), (billed, billed, billed), "{model}");
        assert!(!count.is_exact());
    }
}

fn weather() -> Value {
    json!([{ "type": "function", "function": {
        "name": "get_current_weather",
        "description": "Get the current weather in a given location",
        "parameters": {
            "type": "object",
            "properties": {
                "location": { "type": "string", "description": "The city and state, e.g. San Francisco, CA" },
                "unit": {
                    "type": "string",
                    "description": "The unit of temperature to return",
                    "enum": ["celsius", "fahrenheit"],
                },
            },
            "required": ["location"],
        },
    } }])
}

/// The example tool of the same page.
#[test]
fn the_cookbooks_tools() {
    let texts = [
        "You are a helpful assistant that can answer to questions about the weather.",
        "What's the weather like in San Francisco?",
    ];
    for (model, tokenizer, billed) in [
        ("openai/gpt-4o", "o200k_base", 101),
        ("openai/gpt-4o-mini", "o200k_base", 101),
        ("openai/gpt-4", "cl100k_base", 105),
        ("openai/gpt-3.5-turbo", "cl100k_base", 105),
    ] {
        let mut scale = Scale::new(tokenizer);
        let schemas = tools(model, &weather(), &mut |text| scale.measure(text)).unwrap();
        let count = &(&scale.sum(&texts) + &framed(model, 2, 0)) + &schemas.count;
        assert_eq!((count.low, count.tokens, count.high), (billed, billed, billed), "{model}");
    }
    // A pull request to the cookbook tried the same with GPT-5: 110 foretold, 109 counted there.
    let mut scale = Scale::new("o200k_base");
    let schemas = tools("openai/gpt-5", &weather(), &mut |text| scale.measure(text)).unwrap();
    let count = &(&scale.sum(&texts) + &framed("openai/gpt-5", 2, 0)) + &schemas.count;
    assert!((count.low..=count.high).contains(&109), "{count:?}");
}

/// Anthropic's page on token counting: 14 tokens for a system prompt and a message; 403 for one tool
/// and a message with Claude Opus 5.
#[test]
fn anthropics_examples_lie_within_the_bands() {
    let mut old = Scale::new("claude-legacy");
    let count = &old.sum(&["You are a scientist", "Hello, Claude"])
        + &framed("anthropic/claude-opus-4-6", 1, 0);
    assert!((count.low..=count.high).contains(&14), "{count:?}");

    let schemas = json!([{
        "name": "get_weather",
        "description": "Get the current weather in a given location",
        "input_schema": {
            "type": "object",
            "properties": {
                "location": { "type": "string", "description": "The city and state, e.g. San Francisco, CA" },
            },
            "required": ["location"],
        },
    }]);
    let model = "anthropic/claude-opus-5";
    let book = Catalogue::built_in().unwrap();
    let prompt = book.model(model).unwrap().tool_use_tokens.unwrap();
    let mut new = Scale::new("claude-2026");
    let rendered = tools(model, &schemas, &mut |text| new.measure(text)).unwrap();
    let attachments = Attachments::default();
    let framing = Framing {
        model,
        messages: 1,
        names: 0,
        tools: Some(ToolChoice::Auto),
        tool_prompt: Some([prompt.auto_none, prompt.any_tool]),
        attachments: &attachments,
    };
    let text = new.sum(&["What's the weather like in San Francisco?"]);
    let count = &(&text + &frame(&framing).count()) + &rendered.count;
    assert!((count.low..=count.high).contains(&403), "{count:?}");
    assert!(count.tokens.abs_diff(403) < 40, "{count:?}");
}

/// Google's own counter adds up the texts: name, description, two keys with their descriptions, two
/// values, the required key.
#[test]
fn google_counts_the_texts_of_tools() {
    let mut scale = Scale::new("o200k_base");
    let texts = [
        "get_current_weather",
        "Get the current weather in a given location",
        "location",
        "The city and state, e.g. San Francisco, CA",
        "unit",
        "The unit of temperature to return",
        "celsius",
        "fahrenheit",
        "location",
    ];
    let by_hand = scale.sum(&texts).tokens;
    let wrapped = json!({ "functionDeclarations": [weather()[0]["function"]] });
    for schemas in [weather(), json!([wrapped])] {
        let rule =
            tools("google/gemini-2.5-pro", &schemas, &mut |text| scale.measure(text)).unwrap();
        assert_eq!((rule.count.tokens, rule.known), (by_hand, true));
        assert!(!rule.count.is_exact());
    }
}

#[test]
fn strange_schemas_count_and_nothing_worse() {
    let mut scale = Scale::new("o200k_base");
    let mut deep = json!({ "type": "object" });
    for _ in 0..100 {
        deep = json!({ "properties": { "a": deep }, "description": "x." });
    }
    let tool =
        json!({ "name": 7, "parameters": { "properties": { "a": 1, "b": { "enum": [] } } } });
    for schemas in
        [json!(null), json!([]), json!("x"), json!([[[]]]), json!({ "tools": tool }), tool, deep]
    {
        for model in ["openai/gpt-4o", "openai/gpt-6-sol", "google/gemini-4-argon", "xai/grok-4.7"]
        {
            let count = tools(model, &schemas, &mut |text| scale.measure(text)).unwrap().count;
            assert!(count.low <= count.tokens && count.tokens <= count.high, "{count:?}");
        }
    }
}
