//! What a reader must know about a price: its age, its end, its evidence, and what does not fit.

use jiff::civil::Date;

use crate::money::whole;
use crate::pricing::card::{Origin, RateCard, Threshold};
use crate::pricing::catalogue::{Channel, Model, Review, TokenizerBasis};
use crate::pricing::price::{Line, Warning};
use crate::pricing::row::{Confidence, PriceRow, Status, Tier};
use crate::pricing::terms::Terms;
use crate::usage::{Bucket, Usage};

/// What there is to say whatever the usage is.
pub(super) fn about_card(
    channel: &Channel,
    model: &Model,
    row: &PriceRow,
    tier: Option<&Tier>,
    terms: &Terms,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut say = |code, message| warnings.push(Warning { code, message });
    let Terms { date, .. } = terms;
    let name = &model.name;

    if channel.review == Review::Community {
        let source = channel.sources.first().map_or("a community", |source| &source.reference);
        say(
            "community",
            format!("The price of {name} is taken from {source}; nobody here has reviewed it."),
        );
    }
    if row.is_over(*date) {
        let last = row.to.map_or(*date, last_day);
        let what = if row.status == Status::Promo { "promotional price" } else { "price" };
        say(
            "price_expired",
            format!(
                "The {what} of {name} was stated until {last}. What holds on {date} is unknown; the last known price is shown."
            ),
        );
    } else if row.status == Status::Promo
        && let Some(to) = row.to
    {
        say(
            "promotion_ends",
            format!("This is a promotional price of {name}; it ends on {}.", last_day(to)),
        );
    }
    if row.status == Status::Announced && row.from > channel.retrieved_at {
        say(
            "price_announced",
            format!(
                "This price of {name} was announced for {} and was not yet in force when the price book was made ({}).",
                row.from, channel.retrieved_at
            ),
        );
    }
    if let Some(next) = model.next_row(*date) {
        say(
            "change_announced",
            format!("From {} on, {name} costs {}.", next.from, in_and_out(next)),
        );
    }
    if let Some(tier) = tier
        && let Some(to) = tier.to.filter(|to| date < to)
    {
        say(
            "tier_ends",
            format!(
                "{name} is sold on the tier \u{201c}{}\u{201d} until {}.",
                tier.id,
                last_day(to)
            ),
        );
    }
    if let Some(retires) = model.retires {
        let doubt = match model.limits.get("retires") {
            Some(evidence) if evidence.confidence == Confidence::C => {
                " (one source says so; the provider may serve it longer)"
            }
            _ => "",
        };
        if retires <= *date {
            say("model_retired", format!("{name} is listed as retired since {retires}{doubt}."));
        } else {
            say("model_retires", format!("{name} is listed to retire on {retires}{doubt}."));
        }
    }
    for schedule in channel.schedules_for(model, *date) {
        let calendar = channel.calendar_of(schedule);
        if terms.time.is_none() && schedule.has_dear_hours(calendar, *date) {
            say(
                "peak_hours",
                format!(
                    "In {} ({}) {name} costs {} times this; the other hours are shown.",
                    schedule.name,
                    schedule.hours(),
                    schedule.factor
                ),
            );
        }
        if let Some(calendar) = calendar.filter(|calendar| !calendar.covers(*date)) {
            say(
                "calendar_unknown",
                format!(
                    "{} are not known for {date}: it is taken as an ordinary day.",
                    calendar.name
                ),
            );
        }
    }
    if model.tokenizer.basis == TokenizerBasis::Inferred {
        say(
            "tokenizer_inferred",
            format!(
                "{name} is assumed to use {}; its provider has not published that.",
                model.tokenizer.id
            ),
        );
    }
    warnings
}

/// What there is to say about this usage.
pub(super) fn about_usage(
    card: &RateCard,
    usage: &Usage,
    lines: &[Line],
    warnings: &mut Vec<Warning>,
) {
    let mut say = |code, message| warnings.push(Warning { code, message });
    let prompt = usage.prompt_total();
    let answer = usage.completion_total();
    let limits = &card.limits;

    if let Some(most) = limits.max_input.or(limits.context_window).filter(|most| prompt > *most) {
        say(
            "prompt_too_long",
            format!("The prompt has {} tokens; the model takes {}.", whole(prompt), whole(most)),
        );
    }
    if let Some(most) = limits.max_output.filter(|most| answer > *most) {
        say(
            "output_too_long",
            format!(
                "The answer has {} tokens; the model gives at most {}.",
                whole(answer),
                whole(most)
            ),
        );
    }
    if let Some(window) =
        limits.context_window.filter(|window| prompt.saturating_add(answer) > *window)
    {
        say(
            "window_exceeded",
            format!(
                "Prompt and answer have {} tokens together; the context window holds {}.",
                whole(prompt.saturating_add(answer)),
                whole(window)
            ),
        );
    }
    if let Some(threshold) = lines.iter().find_map(|line| line.row.band) {
        let which = match threshold {
            Threshold::Over(tokens) => format!("more than {}", whole(tokens)),
            Threshold::AtLeast(tokens) => format!("{} or more", whole(tokens)),
        };
        let what = if card.is_marginal() {
            "the tokens beyond are"
        } else {
            "every token of the request is"
        };
        say(
            "long_context",
            format!("The prompt has {which} tokens: {what} charged at the long-context rates."),
        );
    }
    let cached =
        usage.cache_read + usage.cache_write + usage.cache_write_1h + usage.cache_write_12h;
    if let Some(least) = limits.cache_minimum.filter(|least| cached > 0 && prompt < *least) {
        say(
            "below_cache_minimum",
            format!(
                "The prompt has {} tokens; prompts below {} are not cached, and nothing says so.",
                whole(prompt),
                whole(least)
            ),
        );
    }
    if let Some(line) = lines
        .iter()
        .find(|line| line.charged_as == Some(Bucket::Input) && line.bucket != Bucket::InputImage)
    {
        say(
            "cache_write_as_input",
            format!(
                "Writing to the cache has no price of its own here: {} tokens are charged as input.",
                whole(line.tokens)
            ),
        );
    }
    let unpriced: Vec<_> =
        lines.iter().filter(|line| line.amount.is_none()).map(|line| line.bucket.key()).collect();
    if !unpriced.is_empty() {
        say(
            "unpriced",
            format!(
                "No price is known for {}: the sum leaves it out, and it is not free.",
                unpriced.join(", ")
            ),
        );
    }
    let mut thin: Vec<_> = lines
        .iter()
        .filter(|line| line.amount.is_some() && line.row.confidence == Confidence::C)
        .map(|line| line.bucket.key())
        .collect();
    thin.dedup();
    if !thin.is_empty() {
        say(
            "confidence_low",
            format!(
                "The price of {} rests on one source, or on sources that differ.",
                thin.join(", ")
            ),
        );
    }
    let base = card.bands.first();
    for line in lines {
        let origin =
            base.and_then(|band| band.origins.get(line.bucket as usize)).and_then(Option::as_ref);
        if let Some(Origin::Fee(origin)) = origin
            && let Some(free) = &origin.fee.free
        {
            say(
                "free_allowance",
                format!(
                    "The first {} per {} are free ({}); each is charged here.",
                    free.count, free.period, free.scope
                ),
            );
        }
    }
}

/// The last day before an end.
fn last_day(to: Date) -> Date {
    to.yesterday().unwrap_or(to)
}

fn in_and_out(row: &PriceRow) -> String {
    let rate = |bucket| {
        row.rates
            .get(bucket)
            .map_or_else(|| "an unknown price".to_owned(), crate::money::Rate::readable)
    };
    format!("{} in, {} out per million tokens", rate(Bucket::Input), rate(Bucket::Output))
}
