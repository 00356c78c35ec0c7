//! FOCUS: what was written is read by our own importer and comes to the same, to the last digit.

use farebox::conversation::{Fare, Plan, fare};
use farebox::count::Count;
use farebox::import::{Pricer, Reader, Records};
use farebox::money::{Factor, Money, Rate};
use farebox::pricing::{Adjustment, Catalogue, Deal, OwnRate, Terms};
use farebox::report::{Counted, FocusError, Statement, focus};
use farebox::usage::Bucket;

use crate::table::{Row, cells, rows};

/// A fare and what it is written as.
pub(crate) struct Written {
    pub(crate) fare: Fare,
    pub(crate) text: String,
}

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

/// Three turns, the second of them with two tool rounds and an attempt that fails; thinking, and a cache whose
/// entries live as long as asked.
fn plan(user: u64, ttl: Option<&str>) -> Plan {
    let [tools, system, user, output] = [700, 4_301, user, 1_003].map(Count::typed);
    let mut plan = Plan::even(system, tools, &user, &output, 3);
    plan.turns[1].rounds = 2;
    plan.turns[1].results = Count::typed(517);
    plan.turns[2].reasoning = Count::typed(811);
    plan.rules.caching.ttl = ttl.map(str::to_owned);
    plan.rules.retries.per_mille = 250;
    plan.rules.retries.most = 1;
    plan
}

/// Turns of this size come to more than 272,000 tokens.
const LONG: u64 = 90_000;
/// These do not.
const SHORT: u64 = 30_000;

fn written(
    terms: &Terms,
    deal: &Deal,
    user: u64,
    ttl: Option<&str>,
) -> Result<Written, FocusError> {
    let book = book();
    let card = book.card_with(terms, deal)?;
    let policy = book.cache_policy(&terms.model)?;
    let fare = fare(&plan(user, ttl), &card, Some(&policy)).unwrap();
    let counted = Counted { exact: true, by: "typed".to_owned() };
    let text = focus(&fare, &Statement { book: &book, terms, counted: &counted })?;
    Ok(Written { fare, text })
}

fn on(model: &str) -> Terms {
    Terms::new(model, "2026-11-20".parse().unwrap())
}

/// A discount on all, and an own rate for one bucket.
fn deal(model: &str) -> Deal {
    let adjustment = Adjustment {
        label: "agreement, \"gold\"".to_owned(),
        factor: Factor::parse("0.85").unwrap(),
        provider: None,
        channel: None,
        model: None,
        buckets: Vec::new(),
    };
    let rate = OwnRate {
        model: model.to_owned(),
        bucket: Bucket::Output,
        rate: Rate::parse("11.25").unwrap(),
    };
    Deal { adjustments: vec![adjustment], rates: vec![rate], ..Deal::default() }
}

/// What is written, of each kind: bands, tiers, channels, lives of a cache, own prices.
pub(crate) fn all() -> Vec<(&'static str, Written)> {
    let none = Deal::default();
    [
        ("cache for an hour", on("anthropic/claude-opus-5"), none.clone(), SHORT, Some("1h")),
        ("cache for twelve hours", on("openai/gpt-6-astra"), none.clone(), SHORT, Some("12h")),
        ("long context", on("openai/gpt-5.5"), none.clone(), LONG, None),
        ("batch", on("google/gemini-2.5-pro").tier("batch"), none.clone(), SHORT, None),
        ("a cloud", on("bedrock/regional.claude-opus-4-7"), none, LONG, None),
        ("own prices", on("openai/gpt-5.4"), deal("openai/gpt-5.4"), SHORT, None),
    ]
    .map(|(name, terms, deal, user, ttl)| (name, written(&terms, &deal, user, ttl).unwrap()))
    .into()
}

fn read(text: &str) -> Records {
    let mut reader = Reader::default();
    for piece in text.as_bytes().chunks(1_000) {
        reader.push(piece).unwrap();
    }
    reader.finish().unwrap()
}

fn money(row: &Row, column: &str) -> Money {
    Money::parse(&row[column]).unwrap()
}

fn sum(rows: &[Row], column: &str) -> Money {
    rows.iter().map(|row| money(row, column)).sum()
}

#[test]
fn what_is_written_is_read_back_to_the_last_digit() {
    for (name, Written { fare, text }) in all() {
        assert!(fare.calls.len() > 5, "{name}: turns have several calls");
        let records = read(&text);
        assert_eq!(records.report.refused, 0, "{name}: {:?}", records.report.refusals);
        assert_eq!(records.calls.len(), fare.calls.len(), "{name}");
        for (call, written) in records.calls.iter().zip(&fare.calls) {
            assert_eq!(call.usage, written.call.usage, "{name}");
            assert_eq!(call.billed, written.cost.total, "{name}");
        }
        let billed: Option<Money> = records.calls.iter().map(|call| call.billed).sum();
        assert_eq!(billed, fare.total, "{name}");
    }
}

#[test]
fn what_is_read_back_is_priced_the_same_by_model_tier_and_band() {
    let book = book();
    for (name, Written { text, .. }) in all() {
        let mut pricer = Pricer::new(&book, "2026-11-20".parse().unwrap());
        let records = read(&text);
        let computed: Option<Money> =
            records.calls.iter().map(|call| pricer.as_recorded(call).cost).sum();
        assert_eq!(computed, Some(sum(&rows(&text), "ListCost")), "{name}");
    }
}

#[test]
fn each_cost_is_its_unit_price_times_its_quantity() {
    for (name, Written { fare, text }) in all() {
        let rows = rows(&text);
        assert_eq!(Some(sum(&rows, "BilledCost")), fare.total, "{name}");
        for row in &rows {
            for (price, cost) in
                [("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost")]
            {
                // Both are decimals; whole numbers of their last places multiply without a loss.
                let product = whole(&row[price], 12) * whole(&row["PricingQuantity"], 6);
                assert_eq!(product, whole(&row[cost], 18), "{name}: {row:?}");
            }
            let (tokens, millions) = (&row["ConsumedQuantity"], &row["PricingQuantity"]);
            assert_eq!(whole(tokens, 0), whole(millions, 6), "{name}: {row:?}");
            assert_eq!(row["EffectiveCost"], row["ContractedCost"]);
        }
    }
}

/// A decimal as a whole number of its last place, which is the so-manieth.
fn whole(decimal: &str, places: usize) -> i128 {
    let (whole, fraction) = decimal.split_once('.').unwrap();
    let fraction = fraction.trim_end_matches('0');
    assert!(fraction.len() <= places, "{decimal}");
    format!("{whole}{fraction:0<places$}").parse().unwrap()
}

#[test]
fn own_prices_are_the_contract_and_the_book_is_the_list() {
    let (_, written) = all().into_iter().next_back().unwrap();
    let rows = rows(&written.text);
    let of = |meter: &str| rows.iter().find(|row| row["SkuMeter"] == meter).unwrap();
    // 2.50 less 15 %; the own rate of 11.25 less 15 %, where the list has 15.
    let (input, output) = (of("Input Tokens"), of("Output Tokens"));
    assert_eq!((&*input["ListUnitPrice"], &*input["ContractedUnitPrice"]), ("2.5", "2.125"));
    assert_eq!((&*output["ListUnitPrice"], &*output["ContractedUnitPrice"]), ("15.0", "9.5625"));
    assert!(rows.iter().all(|row| row["x_Negotiated"] == "true"));
    let details: serde_json::Value = serde_json::from_str(&input["SkuPriceDetails"]).unwrap();
    assert_eq!(details["x_Factor1"], "agreement, \"gold\" 0.85");
}

#[test]
fn a_price_of_another_band_is_another_sku_price_of_the_same_sku() {
    let (_, written) = all().into_iter().find(|(name, _)| *name == "long context").unwrap();
    let mut ids: Vec<(String, String)> = rows(&written.text)
        .iter()
        .filter(|row| row["SkuMeter"] == "Output Tokens")
        .map(|row| (row["SkuId"].clone(), row["SkuPriceId"].clone()))
        .collect();
    ids.dedup();
    let sku = "openai/gpt-5.5/output";
    let since = ids[0].1.rsplit('/').next().unwrap().to_owned();
    assert_eq!(
        ids,
        ["standard", "standard/over-272000"]
            .map(|price| (sku.to_owned(), format!("{sku}/{price}/{since}")))
    );
}

#[test]
fn every_row_says_that_it_is_an_estimate_and_where_its_price_is_from() {
    for (name, Written { text, .. }) in all() {
        for row in rows(&text) {
            assert_eq!((&*row["x_Estimate"], &*row["InvoiceId"]), ("true", ""), "{name}");
            assert_eq!(row["BillingAccountName"], "Estimate (not an invoice)");
            assert!(!row["x_PriceSources"].is_empty() && !row["x_PriceRetrieved"].is_empty());
            assert_eq!(row["ChargePeriodStart"], "2026-11-20T00:00:00Z");
            assert_eq!(row["ChargePeriodEnd"], "2026-11-21T00:00:00Z");
            assert_eq!(row["BillingPeriodStart"], "2026-11-01T00:00:00Z");
            assert_eq!(row["BillingPeriodEnd"], "2026-12-01T00:00:00Z");
        }
    }
}

#[test]
fn columns_are_in_order_and_those_of_our_own_come_last() {
    let (_, written) = all().remove(0);
    let head = cells(&written.text).remove(0);
    let (own, focus): (Vec<_>, Vec<_>) = head.iter().partition(|name| name.starts_with("x_"));
    assert_eq!(
        head,
        [focus.clone(), own.clone()].concat().into_iter().cloned().collect::<Vec<_>>()
    );
    assert!(focus.is_sorted() && own.is_sorted());
}

#[test]
fn an_unknown_cost_is_no_row_and_no_zero() {
    // GPT-5.5 Pro batch has no rate above 272,000.
    let terms = on("openai/gpt-5.5-pro").tier("batch");
    let error = written(&terms, &Deal::default(), LONG, None).err().unwrap();
    assert_eq!(error.code(), "unpriced");
    assert!(error.to_string().contains("GPT-5.5 Pro"), "{error}");
    // With a rate of one's own for all that is used, the list price is still not known.
    let rates = [Bucket::Input, Bucket::CacheRead, Bucket::Output, Bucket::Reasoning];
    let rates = rates.map(|bucket| OwnRate {
        model: terms.model.clone(),
        bucket,
        rate: Rate::parse("1").unwrap(),
    });
    let own = Deal { rates: rates.into(), ..Deal::default() };
    assert_eq!(written(&terms, &own, LONG, None).err().unwrap().code(), "unlisted");
}

#[test]
fn names_that_spreadsheets_would_run_are_texts() {
    // A host's price book may hold any name.
    let json = serde_json::to_string(&book()).unwrap();
    let json = json.replace("\"GPT-5.4\"", "\"=cmd|' /C calc'!A0\"");
    let hosts = Catalogue::from_json(&json).unwrap();
    let terms = on("openai/gpt-5.4");
    let card = hosts.card(&terms).unwrap();
    let fare = fare(&plan(SHORT, None), &card, None).unwrap();
    let counted = Counted { exact: false, by: "@SUM(A1), \"x\"".to_owned() };
    let text = focus(&fare, &Statement { book: &hosts, terms: &terms, counted: &counted }).unwrap();
    for row in cells(&text).iter().flatten() {
        assert!(!row.starts_with(['=', '+', '@', '\t', '\r']), "{row}");
    }
    assert_eq!(rows(&text)[0]["x_Tokenizer"], "'@SUM(A1), \"x\"");
    assert_eq!(rows(&text)[0]["x_CountBasis"], "estimated");
}
