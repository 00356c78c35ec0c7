//! One's own sums: a commitment, and a currency with a rate that one types and dates.

use jiff::civil::Date;
use leptos::prelude::*;

use super::super::dates::{day, parse_day};
use super::super::numbers::{NotTaken, parse_whole, whole};
use super::super::session::Session;
use super::own_prices::{bare, refusal};
use super::typed_field::TypedField;
use crate::money::{Factor, Money};
use crate::pricing::{Commitment, Currency};

/// The longest commitment that is taken, in months.
const MOST_MONTHS: u64 = 120;
/// How long a commitment is unless one says.
const USUAL_MONTHS: u32 = 12;

/// The fields of commitment and currency.
#[component]
pub(in crate::app) fn OwnSums() -> impl IntoView {
    view! {
        <div class="own-line"><CommitmentFields/><CurrencyFields/></div>
    }
}

#[component]
fn CommitmentFields() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let kept = Memo::new(move |_| scenario.with(|scenario| scenario.deal.commitment));
    let months = RwSignal::new(USUAL_MONTHS);
    let amount_shown = Signal::derive(move || {
        kept.get().map(|commitment| commitment.amount.exact()).unwrap_or_default()
    });
    let take_amount = move |typed: &str| {
        let plain = bare(typed).replace(',', "");
        let amount = match plain.as_str() {
            "" => None,
            figure => Some(Money::parse(figure).map_err(|error| refusal(&error))?),
        };
        if amount.is_some_and(|amount| amount < Money::ZERO) {
            return Err("It cannot be negative; the one before holds.".to_owned());
        }
        let months = months.get_untracked();
        scenario.update(|scenario| {
            scenario.deal.commitment = amount.map(|amount| Commitment { amount, months });
        });
        Ok(())
    };
    let months_shown = Signal::derive(move || {
        let kept = kept.get().map_or_else(|| months.get(), |commitment| commitment.months);
        whole(u64::from(kept))
    });
    let take_months = move |typed: &str| {
        let number = parse_whole(typed, 1, MOST_MONTHS).map_err(|NotTaken(why)| why)?;
        let number = u32::try_from(number).unwrap_or(USUAL_MONTHS);
        months.set(number);
        scenario.update(|scenario| {
            if let Some(commitment) = &mut scenario.deal.commitment {
                commitment.months = number;
            }
        });
        Ok(())
    };
    view! {
        <TypedField id="own-commitment" notice_id="own-commitment-notice" label=Signal::stored("Commitment".to_owned())
            placeholder=Signal::stored("none".to_owned()) unit="$" shown=amount_shown take=Box::new(take_amount)/>
        <TypedField id="own-months" notice_id="own-months-notice" label=Signal::stored("For".to_owned())
            unit="months" shown=months_shown take=Box::new(take_months)/>
    }
}

/// A currency that is not whole yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    code: String,
    per_dollar: Option<Factor>,
    dated: Option<Date>,
}

impl Draft {
    fn of(currency: &Currency) -> Self {
        let Currency { code, per_dollar, dated } = currency.clone();
        Self { code, per_dollar: Some(per_dollar), dated: Some(dated) }
    }

    fn whole(&self) -> Option<Currency> {
        let code = Some(self.code.clone()).filter(|code| !code.is_empty())?;
        Some(Currency { code, per_dollar: self.per_dollar?, dated: self.dated? })
    }
}

#[component]
fn CurrencyFields() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let draft = RwSignal::new(Draft::default());
    // A currency that came, or went, from elsewhere.
    Effect::new(move || {
        let kept = scenario.with(|scenario| scenario.deal.currency.clone());
        if draft.with_untracked(Draft::whole) != kept {
            draft.set(kept.as_ref().map(Draft::of).unwrap_or_default());
        }
    });
    let change = move |change: &dyn Fn(&mut Draft)| {
        draft.update(change);
        let whole = draft.with_untracked(Draft::whole);
        if scenario.with_untracked(|scenario| scenario.deal.currency != whole) {
            scenario.update(|scenario| scenario.deal.currency = whole);
        }
    };
    let take_code = move |typed: &str| {
        let code = typed.trim().to_ascii_uppercase();
        if !code.is_empty()
            && (code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            return Err("Type the three letters of a currency, such as EUR.".to_owned());
        }
        change(&|draft| draft.code.clone_from(&code));
        Ok(())
    };
    let take_rate = move |typed: &str| {
        let rate = match bare(typed) {
            "" => None,
            figure => Some(Factor::parse(figure).map_err(|error| refusal(&error))?),
        };
        change(&|draft| draft.per_dollar = rate);
        Ok(())
    };
    let take_date = move |typed: &str| {
        let today = typed.trim().eq_ignore_ascii_case("today").then_some(session.today);
        let dated = parse_day(typed).map_err(|NotTaken(why)| why)?.or(today);
        change(&|draft| draft.dated = dated);
        Ok(())
    };
    let missing = move || {
        draft.with(|draft| {
            let begun = *draft != Draft::default();
            (begun && draft.whole().is_none()).then_some(
                "A sum in your currency needs its code, the rate and the rate\u{2019}s date.",
            )
        })
    };
    let shown_code = Signal::derive(move || draft.with(|draft| draft.code.clone()));
    let shown_rate = Signal::derive(move || {
        draft.with(|draft| draft.per_dollar.map(Factor::decimal).unwrap_or_default())
    });
    let shown_date =
        Signal::derive(move || draft.with(|draft| draft.dated.map(day).unwrap_or_default()));
    view! {
        <TypedField id="own-currency" notice_id="own-currency-notice" label=Signal::stored("Your currency".to_owned())
            placeholder=Signal::stored("USD".to_owned()) shown=shown_code take=Box::new(take_code)/>
        <TypedField id="own-rate" notice_id="own-rate-notice" label=Signal::stored("One dollar is".to_owned())
            placeholder=Signal::stored("0.92".to_owned()) shown=shown_rate take=Box::new(take_rate)/>
        <TypedField id="own-dated" notice_id="own-dated-notice" label=Signal::stored("Rate\u{2019}s date".to_owned())
            placeholder=Signal::stored("a date".to_owned()) shown=shown_date take=Box::new(take_date)/>
        <p class="notice own-missing" class:none=move || missing().is_none() aria-live="polite">{missing}</p>
    }
}
