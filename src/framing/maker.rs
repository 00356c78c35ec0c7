//! Whose model it is, by its id.

/// Whose rules hold for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    OpenAi,
    Anthropic,
    Google,
    /// Nobody whose rules are published.
    Other,
}

/// The maker of a model, and the model's name from there on: `bedrock/global.claude-opus-5-5` is
/// Anthropic's `claude-opus-5-5`, wherever it is sold.
pub(super) fn of(model: &str) -> (Maker, &str) {
    let short = model.rsplit('/').next().unwrap_or(model);
    for (start, maker) in [
        ("claude-", Maker::Anthropic),
        // Open weights: who serves them frames them.
        ("gpt-oss", Maker::Other),
        ("gpt-", Maker::OpenAi),
        ("gemini-", Maker::Google),
    ] {
        if let Some(at) = short.find(start) {
            return (maker, short.get(at..).unwrap_or(short));
        }
    }
    let o_series = short.strip_prefix('o').is_some_and(|rest| rest.starts_with(['1', '3', '4']));
    (if o_series { Maker::OpenAi } else { Maker::Other }, short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_its_makers_wherever_it_is_sold() {
        for (model, maker, name) in [
            ("openai/gpt-4o", Maker::OpenAi, "gpt-4o"),
            ("azure/us-datazone.gpt-5.4", Maker::OpenAi, "gpt-5.4"),
            ("openai/o4-mini", Maker::OpenAi, "o4-mini"),
            ("bedrock/regional.claude-opus-4-7", Maker::Anthropic, "claude-opus-4-7"),
            ("vertex/gemini-3.1-pro-preview", Maker::Google, "gemini-3.1-pro-preview"),
            ("groq/openai/gpt-oss-120b", Maker::Other, "gpt-oss-120b"),
            ("xai/grok-4.7", Maker::Other, "grok-4.7"),
        ] {
            assert_eq!(of(model), (maker, name), "{model}");
        }
    }
}
