//! Exact money: the only place that rounds or formats.
//!
//! Prices are published as decimal US dollars per million tokens. One dollar per million tokens is
//! one micro-dollar per token, so a published figure with up to six decimals is a whole number of
//! **pico-dollars per token** ([`Rate`]). Amounts ([`Money`]) are whole numbers of 10⁻²⁴ dollars:
//! twelve decimals for the pico-dollar and twelve more for the factors (1.1 for a region, 0.5 for a
//! batch…) that multiply it, so that no step of a calculation ever rounds.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Decimals that [`Money`] holds.
const MONEY_DECIMALS: u32 = 24;
/// Decimals that a pico-dollar has.
const PICO_DECIMALS: u32 = 12;
/// Decimals that a published rate (dollars per million tokens) may have.
const RATE_DECIMALS: u32 = 6;
/// The most that a rate may be, in pico-dollars per token: a million dollars per million tokens.
const MAX_RATE: u64 = 1_000_000_000_000;
/// Decimals that a factor may have.
const FACTOR_DECIMALS: u32 = 6;

/// Why a figure is no amount of money, rate or factor.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    /// The text is no plain decimal number.
    #[error("\u{201c}{0}\u{201d} is not a plain decimal number such as 2.50")]
    NotDecimal(String),
    /// The figure has more decimals than can be held exactly.
    #[error(
        "{figure} has more than {most} decimals; that is finer than any published price, so it is likely a float artefact"
    )]
    TooFine {
        /// The figure as written.
        figure: String,
        /// How many decimals there may be.
        most: u32,
    },
    /// A figure that cannot be negative is.
    #[error("{0} is negative")]
    Negative(String),
    /// The figure, or a product with it, is beyond what the engine holds.
    #[error("the amount is too large to be held exactly")]
    TooLarge,
    /// Exact multiplication would need more decimals than [`Money`] has.
    #[error("multiplying by {0} would need more decimals than an exact amount holds")]
    Inexact(String),
}

/// An exact amount of US dollars, in units of 10⁻²⁴ dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i128);

impl Money {
    /// No money at all.
    pub const ZERO: Self = Self(0);

    /// A whole number of pico-dollars (10⁻¹² dollars).
    pub const fn from_pico(pico: i64) -> Self {
        Self(pico as i128 * 10_i128.pow(MONEY_DECIMALS - PICO_DECIMALS))
    }

    /// Parses a plain decimal number of dollars, such as `0.625` or `-12`.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        parse_decimal(text, MONEY_DECIMALS).map(Self)
    }

    /// Pico-dollars, rounded half-even from the exact amount.
    pub const fn pico(self) -> i128 {
        div_half_even(self.0, 10_i128.pow(MONEY_DECIMALS - PICO_DECIMALS))
    }

    /// This amount times a factor, exactly.
    pub fn times(self, factor: Factor) -> Result<Self, MoneyError> {
        let product = self.0.checked_mul(i128::from(factor.units)).ok_or(MoneyError::TooLarge)?;
        let scale = 10_i128.pow(FACTOR_DECIMALS);
        if product % scale == 0 {
            Ok(Self(product / scale))
        } else {
            Err(MoneyError::Inexact(factor.to_string()))
        }
    }

    /// This amount `count` times over.
    pub fn times_count(self, count: u64) -> Result<Self, MoneyError> {
        self.0.checked_mul(i128::from(count)).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// This amount divided by a whole number, exactly; `None` where that is not possible.
    pub const fn divided_exactly(self, by: u64) -> Option<Self> {
        if by == 0 || self.0 % by as i128 != 0 { None } else { Some(Self(self.0 / by as i128)) }
    }

    /// This amount shared out by a whole number, rounded half-even at 10⁻²⁴ dollars: for averages
    /// that are shown, never for sums that go on.
    pub const fn shared(self, by: u64) -> Option<Self> {
        if by == 0 { None } else { Some(Self(div_half_even(self.0, by as i128))) }
    }

    /// How large this amount is against another, in ten-thousandths, rounded half-even.
    pub const fn per_ten_thousand_of(self, whole: Self) -> Option<i128> {
        self.parts_of(whole, 10_000)
    }

    /// How large this amount is against another, in thousandths, rounded half-even.
    pub const fn per_mille_of(self, whole: Self) -> Option<i128> {
        self.parts_of(whole, 1_000)
    }

    /// So many parts are the whole.
    const fn parts_of(self, whole: Self, parts: i128) -> Option<i128> {
        if whole.0 <= 0 {
            return None;
        }
        // Both are scaled down first so that the product fits; 10⁻¹² dollars is fine enough to show.
        let (part, whole) = (self.pico(), whole.pico());
        if whole == 0 { None } else { Some(div_half_even(part * parts, whole)) }
    }

    /// Adds, or says that the sum is too large to be held.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// Whether this is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount in dollars with exactly `decimals` decimals, rounded half-even: `1.3875`.
    pub fn fixed(self, decimals: u32) -> String {
        let decimals = decimals.min(MONEY_DECIMALS);
        let rounded = div_half_even(self.0, 10_i128.pow(MONEY_DECIMALS - decimals));
        fixed_point(rounded, decimals)
    }

    /// The amount in dollars to the pico-dollar (rounded half-even), without trailing zeros:
    /// `0.625`, `1.360005`, `0`.
    pub fn decimal(self) -> String {
        let text = self.fixed(PICO_DECIMALS);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if text == "-0" { "0".to_owned() } else { text.to_owned() }
    }

    /// Decimals a reader wants for an amount of this size: two from a hundred dollars on, four below,
    /// more where the first significant digits would not show. A small amount never reads as zero.
    pub const fn readable_decimals(self) -> u32 {
        let amount = self.0.unsigned_abs();
        let one = 10_u128.pow(MONEY_DECIMALS);
        if amount >= 100 * one {
            2
        } else if amount == 0 || amount >= one / 100 {
            4
        } else {
            let mut decimals = 4;
            while decimals < PICO_DECIMALS && amount < 10_u128.pow(MONEY_DECIMALS - decimals + 2) {
                decimals += 1;
            }
            decimals
        }
    }

    /// The amount in dollars with every decimal that it has, none rounded away: `0.0000000039875`.
    pub fn exact(self) -> String {
        let text = fixed_point(self.0, MONEY_DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// How many whole times this amount can be paid from another; `None` where it costs nothing.
    pub fn times_in(self, purse: Self) -> Option<u64> {
        if self.0 <= 0 { None } else { u64::try_from(purse.0 / self.0).ok() }
    }

    /// A price for a reader: at least two decimals, and as many as it has: `$2.50`, `$0.003625`.
    pub fn price(self) -> String {
        let decimal = self.decimal();
        match decimal.split_once('.') {
            None => format!("${decimal}.00"),
            Some((_, fraction)) if fraction.len() == 1 => format!("${decimal}0"),
            Some(_) => format!("${decimal}"),
        }
    }

    /// The amount for a reader, with thousands separated: `$1,234.50`, `$0.5842`, `$0.000120`.
    pub fn readable(self) -> String {
        let (sign, figure) = self.readable_figure();
        format!("{sign}${figure}")
    }

    /// The amount for a reader with at least so many decimals; see [`Money::decimals_to_add_up`].
    pub fn readable_with(self, decimals: u32) -> String {
        let (sign, figure) = self.figure(self.readable_decimals().max(decimals));
        format!("{sign}${figure}")
    }

    /// With how many decimals the lines of a bill add up, for whoever adds what is shown, to the total that is
    /// shown; none where not even two more than the total's make them.
    pub fn decimals_to_add_up(lines: &[Self], total: Self) -> u32 {
        let shown = total.readable_decimals();
        let sum = |least: u32| -> Self {
            lines.iter().map(|line| line.rounded(line.readable_decimals().max(least))).sum()
        };
        (shown..=shown + 2)
            .find(|decimals| sum(*decimals).rounded(shown) == total.rounded(shown))
            .unwrap_or_default()
    }

    /// The amount rounded half-even to so many decimals.
    fn rounded(self, decimals: u32) -> Self {
        let step = 10_i128.pow(MONEY_DECIMALS - decimals.min(MONEY_DECIMALS));
        Self(div_half_even(self.0, step).saturating_mul(step))
    }

    /// From this amount to a larger one, for a reader: `$0.2165\u{2013}0.2431`; `None` where both read alike.
    pub fn readable_to(self, most: Self) -> Option<String> {
        let (least, most) = (self.readable(), most.readable());
        (least != most).then(|| format!("{least}\u{2013}{}", most.replacen('$', "", 1)))
    }

    /// The same amount of another currency, with its code: `0.5375 EUR`.
    pub fn readable_in(self, code: &str) -> String {
        let (sign, figure) = self.readable_figure();
        format!("{sign}{figure}\u{a0}{code}")
    }

    /// The sign, and the figure with as many decimals as a reader wants.
    fn readable_figure(self) -> (&'static str, String) {
        self.figure(self.readable_decimals())
    }

    /// The sign, and the figure with its thousands separated.
    fn figure(self, decimals: u32) -> (&'static str, String) {
        let text = self.fixed(decimals);
        let (sign, text) =
            text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("\u{2212}", rest));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = group_thousands(whole);
        if fraction.is_empty() { (sign, whole) } else { (sign, format!("{whole}.{fraction}")) }
    }
}

impl Add for Money {
    type Output = Self;

    /// Adds; sums beyond ±1.7 · 10¹⁴ dollars stay at that bound. Engines that take unbounded input
    /// use [`Money::checked_add`].
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Serialize for Money {
    /// A decimal string of dollars, exact to 10⁻²⁴.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.exact())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A price per token, in pico-dollars; published as dollars per million tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u64);

impl Rate {
    /// Nothing is charged. (An unknown rate is `None`, never this.)
    pub const FREE: Self = Self(0);

    /// Parses dollars per million tokens, such as `2.50` or `0.003625`.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let units = parse_decimal(text, RATE_DECIMALS)?;
        let pico = u64::try_from(units).map_err(|_| MoneyError::Negative(text.to_owned()))?;
        if pico > MAX_RATE { Err(MoneyError::TooLarge) } else { Ok(Self(pico)) }
    }

    /// Pico-dollars per token.
    pub const fn pico_per_token(self) -> u64 {
        self.0
    }

    /// What `tokens` cost at this rate, exactly.
    pub fn of(self, tokens: u64) -> Result<Money, MoneyError> {
        i128::from(self.0)
            .checked_mul(i128::from(tokens))
            .and_then(|pico| pico.checked_mul(10_i128.pow(MONEY_DECIMALS - PICO_DECIMALS)))
            .map(Money)
            .ok_or(MoneyError::TooLarge)
    }

    /// Dollars per million tokens without trailing zeros: `2.5`.
    pub fn decimal(self) -> String {
        let text = fixed_point(i128::from(self.0), RATE_DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Dollars per million tokens for a reader, with at least two decimals: `$2.50`, `$0.003625`.
    pub fn readable(self) -> String {
        // Micro-dollars per token are dollars per million tokens.
        Money(i128::from(self.0) * 10_i128.pow(MONEY_DECIMALS - RATE_DECIMALS)).price()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A non-negative factor such as 1.1, exact to six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor {
    /// Millionths.
    units: u32,
}

impl Factor {
    /// Changes nothing.
    pub const ONE: Self = Self { units: 1_000_000 };

    /// Parses a plain decimal number such as `1.1`.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let units = parse_decimal(text, FACTOR_DECIMALS)?;
        if units < 0 {
            return Err(MoneyError::Negative(text.to_owned()));
        }
        u32::try_from(units).map(|units| Self { units }).map_err(|_| MoneyError::TooLarge)
    }

    /// What is left after so many per cent off: `15` is 0.85. Up to four decimals.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] for more than 100, and what [`Factor::parse`] refuses.
    pub fn less_percent(text: &str) -> Result<Self, MoneyError> {
        let off = percent(text)?;
        let units = Self::ONE.units.checked_sub(off).ok_or(MoneyError::TooLarge)?;
        Ok(Self { units })
    }

    /// What it is with so many per cent on top: `8` is 1.08. Up to four decimals.
    ///
    /// # Errors
    /// What [`Factor::parse`] refuses.
    pub fn plus_percent(text: &str) -> Result<Self, MoneyError> {
        let on_top = percent(text)?;
        let units = Self::ONE.units.checked_add(on_top).ok_or(MoneyError::TooLarge)?;
        Ok(Self { units })
    }

    /// By how many per cent it changes what it multiplies: `-15` for 0.85, `8` for 1.08.
    pub fn change_in_percent(self) -> String {
        let change = i128::from(self.units) - i128::from(Self::ONE.units);
        let text = fixed_point(change, FACTOR_DECIMALS - 2);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// So many times a whole number, rounded up to a whole number.
    pub fn of_count(self, count: u64) -> u64 {
        let product = u128::from(count) * u128::from(self.units);
        u64::try_from(product.div_ceil(10_u128.pow(FACTOR_DECIMALS))).unwrap_or(u64::MAX)
    }

    /// The factor without trailing zeros: `1.1`.
    pub fn decimal(self) -> String {
        let text = fixed_point(i128::from(self.units), FACTOR_DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Serialize for Factor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Parses per cents into millionths.
fn percent(text: &str) -> Result<u32, MoneyError> {
    let units = parse_decimal(text, FACTOR_DECIMALS - 2)?;
    if units < 0 {
        return Err(MoneyError::Negative(text.to_owned()));
    }
    u32::try_from(units).map_err(|_| MoneyError::TooLarge)
}

/// Parses a plain decimal number into units of 10^-`decimals`.
fn parse_decimal(text: &str, decimals: u32) -> Result<i128, MoneyError> {
    let not_decimal = || MoneyError::NotDecimal(text.to_owned());
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return Err(not_decimal());
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals as usize {
        return Err(MoneyError::TooFine { figure: text.to_owned(), most: decimals });
    }
    let mut units: i128 = 0;
    let padding = decimals as usize - fraction.len();
    let all = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', padding));
    for byte in all {
        units = units
            .checked_mul(10)
            .and_then(|units| units.checked_add(i128::from(byte - b'0')))
            .ok_or(MoneyError::TooLarge)?;
    }
    Ok(if negative { -units } else { units })
}

/// Divides, rounding half to even. `by` is positive.
const fn div_half_even(value: i128, by: i128) -> i128 {
    let quotient = value.div_euclid(by);
    let rest = value.rem_euclid(by);
    let twice = rest - (by - rest);
    if twice > 0 || (twice == 0 && quotient % 2 != 0) { quotient + 1 } else { quotient }
}

/// Writes `units` of 10^-`decimals` as a decimal number.
fn fixed_point(units: i128, decimals: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    if decimals == 0 {
        return format!("{sign}{units}");
    }
    let one = 10_u128.pow(decimals);
    format!("{sign}{}.{:0width$}", units / one, units % one, width = decimals as usize)
}

/// A whole number with its thousands separated: `26,000`.
pub fn whole(value: u64) -> String {
    group_thousands(&value.to_string())
}

/// `1234567` as `1,234,567`.
pub fn group_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests;
