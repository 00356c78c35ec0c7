//! Bad books, each refused with file, line and reason.

use crate::pricing::Catalogue;
use crate::pricing::error::BookError;

const GOOD: &str = include_str!("../testbook.toml");

fn read(text: &str) -> Result<Catalogue, BookError> {
    Catalogue::from_toml([("acme.toml", text)])
}

/// The good book with one change, and what it is refused for: the rule of a lint, or the code of an
/// error; the place; and the text of the line that the refusal points to.
fn refused(from: &str, to: &str, rule: &str, place: &str, line: &str) {
    assert_eq!(GOOD.matches(from).count(), 1, "{from:?} is to be there once");
    let text = GOOD.replace(from, to);
    let error = read(&text).expect_err(&format!("{to:?} is to be refused as {rule}"));
    let (found, path, at) = match &error {
        BookError::Syntax { line, .. } => (error.code(), String::new(), *line),
        BookError::Shape { path, line, .. } => (error.code(), path.clone(), *line),
        BookError::Lints(findings) => {
            let finding = findings
                .iter()
                .find(|finding| finding.rule == rule)
                .unwrap_or_else(|| panic!("{rule} is not among\n{error}"));
            (finding.rule, finding.path.clone(), finding.line)
        }
    };
    assert_eq!(found, rule, "{error}");
    assert_eq!(path, place, "{error}");
    let told = text.lines().nth(at.expect("a line") - 1).unwrap_or_default().trim();
    assert!(told.starts_with(line), "the refusal points to {told:?}, not to {line:?}:\n{error}");
    assert!(error.to_string().contains("acme.toml, line "), "{error}");
}

const ANVIL: &str = "model[0]";

fn at(rest: &str) -> String {
    format!("{ANVIL}{rest}")
}

#[test]
fn the_good_book_is_good() {
    let book = read(GOOD).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(book.models().count(), 2);
}

#[test]
fn text_that_is_no_book() {
    refused("schema = 1", "schema = ", "book_syntax", "", "schema =");
    refused("schema = 1", "schema = 1\nschema = 1", "book_syntax", "", "schema = 1");
    refused("schema = 1", "schema = 1.5", "book_syntax", "", "schema = 1.5");
    refused("schema = 1", "schema = 2", "schema_version", "schema", "schema = 2");
    refused("currency = \"USD\"", "currency = \"EUR\"", "currency", "currency", "currency");
    refused("\"usd_per_mtok\"", "\"usd_per_ktok\"", "unit", "unit", "unit");
}

#[test]
fn values_of_the_wrong_kind() {
    let first = at(".price[0].rates.input");
    // A float artefact, such as genai-prices has 28 of.
    refused(
        "input = \"4\", output = \"20\" }\n  [[model.price]]\n  from = 2026-06",
        "input = \"4.000000000000001\", output = \"20\" }\n  [[model.price]]\n  from = 2026-06",
        "book_shape",
        &first,
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = \"-2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "book_shape",
        &at(".price[1].rates.input"),
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = 2.0, cache_read = \"0.2\", cache_write = \"2.5\"",
        "book_syntax",
        "",
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = \"2e0\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "book_shape",
        &at(".price[1].rates.input"),
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = \"$2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "book_shape",
        &at(".price[1].rates.input"),
        "rates = ",
    );
    refused(
        "cache_write_1h = \"4\", output",
        "cached = \"4\", output",
        "book_shape",
        &at(".price[1].rates"),
        "rates = ",
    );
    refused(
        "max_output = 64000\n",
        "max_output = \"64k\"\n",
        "book_shape",
        &at(".max_output"),
        "max_output",
    );
    refused(
        "max_output = 64000\n",
        "max_outptu = 64000\n",
        "book_shape",
        &at(".max_outptu"),
        "max_outptu",
    );
    refused("retires = 2027-01-01\n", "retires = 2027-13-01\n", "book_syntax", "", "retires");
    refused(
        "status = \"promo\"",
        "status = \"sale\"",
        "book_shape",
        &at(".price[1].status"),
        "status",
    );
    refused(
        "confidence = \"A\"",
        "confidence = \"D\"",
        "book_shape",
        &at(".price[1].confidence"),
        "confidence",
    );
    refused("factor = \"1.1\"", "factor = \"110%\"", "book_shape", "modifier[0].factor", "factor");
}

#[test]
fn dates_that_cannot_be() {
    refused(
        "from = 2026-06-01\n  to",
        "from = 2026-05-01\n  to",
        "rows_overlap",
        &at(".price[1].from"),
        "from = 2026-05-01",
    );
    refused(
        "from = 2026-06-01\n  to",
        "from = 2026-07-01\n  to",
        "rows_gap",
        &at(".price[1].from"),
        "from = 2026-07-01",
    );
    refused(
        "from = 2026-06-01\n  to",
        "from = 2025-06-01\n  to",
        "rows_unordered",
        &at(".price[1].from"),
        "from = 2025-06-01",
    );
    refused("  to = 2026-06-01\n", "", "row_open", &at(".price[0].to"), "[[model.price]]");
    refused(
        "  from = 2026-01-01\n  to = 2026-06-01\n",
        "  from = 2026-06-01\n  to = 2026-06-01\n",
        "row_empty",
        &at(".price[0].to"),
        "to = 2026-06-01",
    );
    refused(
        "  from = 2026-01-01\n  to = 2026-06-01\n",
        "  from = 1970-01-01\n  to = 2026-06-01\n",
        "date_implausible",
        &at(".price[0].from"),
        "from = 1970",
    );
    refused(
        "  to = 2026-12-01\n",
        "",
        "promo_without_end",
        &at(".price[1].status"),
        "status = \"promo\"",
    );
    refused(
        "status = \"promo\"",
        "status = \"historical\"",
        "historical_in_force",
        &at(".price[1].status"),
        "status",
    );
    refused(
        "status = \"historical\"",
        "status = \"announced\"",
        "announced_in_force",
        &at(".price[0].status"),
        "status",
    );
    refused(
        "status = \"announced\"",
        "status = \"list\"",
        "future_not_announced",
        &at(".price[2].status"),
        "status",
    );
    refused(
        "retires = 2027-01-01\n",
        "retires = 2025-01-01\n",
        "retired_before_release",
        &at(".retires"),
        "retires",
    );
    refused(
        "    id = \"batch\"\n",
        "    id = \"batch\"\n    to = 2027-06-01\n",
        "tier_outside_row",
        &at(".price[1].tier[0]"),
        "[[model.price.tier]]",
    );
}

#[test]
fn figures_that_cannot_be() {
    let rates = at(".price[1].rates.");
    // Dollars per million taken for dollars per thousand, and the other way round.
    refused(
        "output = \"10\" }",
        "output = \"10000\" }",
        "rate_over_100",
        &format!("{rates}output"),
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\", cache_write_1h = \"4\", output = \"10\"",
        "input = \"0.002\", cache_read = \"0.0002\", cache_write = \"0.0025\", cache_write_1h = \"0.004\", output = \"0.01\"",
        "jump",
        &format!("{rates}input"),
        "rates = ",
    );
    refused(
        "output = \"10\" }",
        "output = \"1\" }",
        "output_below_input",
        &format!("{rates}output"),
        "rates = ",
    );
    refused(
        "cache_write_1h = \"4\"",
        "cache_write_1h = \"2.5\"",
        "write_ratio",
        &format!("{rates}cache_write_1h"),
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2\"",
        "write_ratio",
        &format!("{rates}cache_write"),
        "rates = ",
    );
    refused(
        "input = \"2\", cache_read = \"0.2\", cache_write = \"2.5\"",
        "input = \"2\", cache_read = \"2.1\", cache_write = \"2.5\"",
        "read_above_input",
        &format!("{rates}cache_read"),
        "rates = ",
    );
    refused(
        "input = \"1\", cache_read = \"0.1\", cache_write = \"1.25\"",
        "input = \"1.2\", cache_read = \"0.1\", cache_write = \"1.5\"",
        "batch_ratio",
        &at(".price[1].tier[0].rates.input"),
        "rates = ",
    );
    refused(
        "input = \"4\", cache_read = \"0.4\", cache_write = \"5\"",
        "input = \"1\", cache_read = \"0.4\", cache_write = \"1.25\"",
        "band_cheaper",
        &at(".price[1].band[0].rates.input"),
        "rates = ",
    );
    refused(
        "rates = { input = \"4\", output = \"20\" }\n\n",
        "rates = {}\n\n",
        "row_without_rates",
        &at(".price[2]"),
        "[[model.price]]",
    );
    refused(
        "figures = { cache_write_1h",
        "figures = { cache_write_12h",
        "figure_without_rate",
        &at(".price[1].figures.cache_write_12h"),
        "figures",
    );
}

#[test]
fn bands_and_tiers_that_cannot_be() {
    let band = at(".price[1].band[0]");
    refused(
        "    at_least = 200000\n    rates",
        "    at_least = 200\n    rates",
        "band_too_early",
        &band,
        "[[model.price.band]]",
    );
    refused(
        "    at_least = 200000\n    rates",
        "    rates",
        "band_threshold",
        &band,
        "[[model.price.band]]",
    );
    refused(
        "    at_least = 200000\n    rates",
        "    at_least = 200000\n    over = 200000\n    rates",
        "band_threshold",
        &band,
        "[[model.price.band]]",
    );
    refused(
        "over = 200000\n",
        "over = 50000\n",
        "bands_unordered",
        "model[1].price[0].band[1]",
        "[[model.price.band]]",
    );
    refused(
        "    over = 200000\n    scope = \"marginal\"",
        "    over = 200000\n    scope = \"request\"",
        "band_scopes_mixed",
        "model[1].price[0].band[1]",
        "[[model.price.band]]",
    );
    refused(
        "      [[model.price.tier.band]]\n      at_least = 200000\n      rates = {}\n",
        "",
        "tier_without_band",
        &at(".price[1].tier[0]"),
        "[[model.price.tier]]",
    );
    refused(
        "    id = \"batch\"\n",
        "    id = \"bulk\"\n",
        "tier_unknown",
        &at(".price[1].tier[0].id"),
        "id = \"bulk\"",
    );
    refused(
        "tiers = [\"batch\", \"fast\"]",
        "tiers = [\"batch\"]",
        "exclusive_alone",
        "exclusive[0]",
        "[[exclusive]]",
    );
}

#[test]
fn sources_and_names_that_are_not_there() {
    refused(
        "sources = [\"page\", \"pack\"]",
        "sources = [\"page\", \"blog\"]",
        "source_unknown",
        &at(".price[1]"),
        "[[model.price]]",
    );
    refused(
        "sources = [\"page\", \"pack\"]",
        "sources = []",
        "source_missing",
        &at(".price[1]"),
        "[[model.price]]",
    );
    refused(
        "sources = [\"page\", \"pack\"]",
        "sources = [\"pack\"]",
        "confidence_too_high",
        &at(".price[1]"),
        "[[model.price]]",
    );
    refused("id = \"pack\"", "id = \"page\"", "source_twice", "source[1]", "[[source]]");
    refused(
        "ref = \"invented 1.0: prices.json\"",
        "ref = \"\"",
        "source_empty",
        "source[1]",
        "[[source]]",
    );
    refused("id = \"stairs\"", "id = \"anvil\"", "model_twice", "model[1].id", "id = \"anvil\"");
    refused("id = \"stairs\"", "id = \"The Stairs\"", "bad_id", "model[1].id", "id = \"The");
    refused("name = \"Stairs\"", "name = \"\"", "name_empty", "model[1].name", "name");
    refused(
        "models = [\"anvil\"]",
        "models = [\"hammer\"]",
        "model_unknown",
        "modifier[0]",
        "[[modifier]]",
    );
    refused(
        "max_output = { confidence = \"B\", sources = [\"page\"] }\n",
        "",
        "limit_without_source",
        &at(".max_output"),
        "max_output",
    );
    refused(
        "max_output = { confidence",
        "max_tokens = { confidence",
        "limit_unknown",
        &at(".limits.max_tokens"),
        "max_tokens",
    );
}

#[test]
fn rules_that_cannot_be() {
    refused(
        "factor = \"1.1\"",
        "factor = \"110\"",
        "modifier_factor",
        "modifier[0].factor",
        "factor",
    );
    refused("id = \"web_search\"", "id = \"web_serach\"", "fee_unknown", "fee[0].id", "id = ");
    refused("per = 1000", "per = 0", "fee_per", "fee[0].per", "per = 0");
    refused("price = \"10\"", "price = \"-10\"", "fee_negative", "fee[0].price", "price");
    refused(
        "write = \"cache_write\"",
        "write = \"cache_put\"",
        "ttl_write",
        "cache.ttls[0]",
        "ttls",
    );
    refused("seconds = 300", "seconds = 0", "ttl_zero", "cache.ttls[0]", "ttls");
    refused(
        "writes = \"own_rate\"",
        "writes = \"input\"",
        "write_rate_unused",
        &at(".price[1].rates"),
        "rates = ",
    );
    refused(
        "max_output = 64000\n",
        "max_output = 640000\n",
        "limit_beyond_window",
        &at(".max_output"),
        "max_output",
    );
    refused(
        "max_output = 64000\n",
        "max_output = 0\n",
        "limit_zero",
        &at(".max_output"),
        "max_output",
    );
}

#[test]
fn hours_and_days_that_cannot_be() {
    let hours = "schedule[0]";
    refused(
        "end = \"23:30\"",
        "end = \"01:30\"",
        "window_empty",
        &format!("{hours}.windows"),
        "windows",
    );
    refused(
        "end = \"23:30\"",
        "end = \"25:30\"",
        "book_shape",
        &format!("{hours}.windows[0].end"),
        "windows",
    );
    refused(
        "weekdays = [1, 2, 3]",
        "weekdays = [0, 1, 2]",
        "weekday_unknown",
        &format!("{hours}.weekdays"),
        "weekdays",
    );
    refused(
        "calendar = \"feasts\"",
        "calendar = \"fests\"",
        "calendar_missing",
        &format!("{hours}.calendar"),
        "calendar",
    );
    refused(
        "factor = \"0.5\"",
        "factor = \"0.05\"",
        "modifier_factor",
        &format!("{hours}.factor"),
        "factor",
    );
    refused(
        "2026-05-05, 2026-06-06",
        "2026-06-06, 2026-05-05",
        "days_unordered",
        "calendar[0].days",
        "days",
    );
    refused(
        "2026-05-05, 2026-06-06",
        "2026-05-05, 2027-06-06",
        "day_not_covered",
        "calendar[0].days",
        "days",
    );
}

#[test]
fn a_book_twice_is_refused() {
    let error = Catalogue::from_toml([("a.toml", GOOD), ("b.toml", GOOD)]).unwrap_err();
    assert!(error.to_string().contains("b.toml, line 4: channel: another file"), "{error}");
}
