use super::*;

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

#[test]
fn the_lines_of_a_bill_add_up_as_they_are_shown() {
    // 136,500 at $0.50, 21,000 at $6.25, 7,500 at $25 a million: to four decimals 0.0682 + 0.1312 + 0.1875 are 0.3869.
    let lines = ["0.06825", "0.13125", "0.1875"].map(money);
    let decimals = Money::decimals_to_add_up(&lines, money("0.387"));
    assert_eq!(decimals, 5);
    let shown = lines.map(|line| line.readable_with(decimals));
    assert_eq!(shown, ["$0.06825", "$0.13125", "$0.18750"]);
    // Four are enough here, and a small line keeps what it takes to be seen.
    let lines = ["1.1625", "0.225"].map(money);
    assert_eq!(Money::decimals_to_add_up(&lines, money("1.3875")), 4);
    assert_eq!(money("0.0000045").readable_with(4), "$0.00000450");
    // These six come to two cents, not to two hundred dollars: no number of decimals makes them.
    let lines = [money("0.00333333333333"); 6];
    assert_eq!(Money::decimals_to_add_up(&lines, money("200")), 0);
}

#[test]
fn a_rate_is_pico_dollars_per_token() {
    assert_eq!(Rate::parse("5").unwrap().pico_per_token(), 5_000_000);
    assert_eq!(Rate::parse("0.003625").unwrap().pico_per_token(), 3_625);
    assert_eq!(Rate::parse("0.003625").unwrap().to_string(), "0.003625");
    assert_eq!(Rate::parse("2.50").unwrap().readable(), "$2.50");
    assert_eq!(Rate::parse("5").unwrap().readable(), "$5.00");
}

#[test]
fn figures_that_are_no_prices_are_refused() {
    assert!(matches!(Rate::parse("0.15000000000000002"), Err(MoneyError::TooFine { .. })));
    assert!(matches!(Rate::parse("-1"), Err(MoneyError::Negative(_))));
    for text in ["", ".", "1.", ".5", "1e3", "$2", "1,000", "0x10", "1.2.3", " 1", "--1"] {
        assert!(matches!(Rate::parse(text), Err(MoneyError::NotDecimal(_))), "{text}");
    }
    assert_eq!(Rate::parse("1000001"), Err(MoneyError::TooLarge));
}

#[test]
fn opus_5_with_50_000_in_and_15_000_out_by_hand() {
    // 50,000 × 5,000,000 pico = 0.25 dollars; 15,000 × 25,000,000 pico = 0.375 dollars.
    let input = Rate::parse("5").unwrap().of(50_000).unwrap();
    let output = Rate::parse("25").unwrap().of(15_000).unwrap();
    assert_eq!((input + output).decimal(), "0.625");
    assert_eq!((input + output).pico(), 625_000_000_000);
}

#[test]
fn factors_multiply_exactly_or_not_at_all() {
    let pico_of_one_token = Rate::parse("0.003625").unwrap().of(1).unwrap();
    let geo = Factor::parse("1.1").unwrap();
    let once = pico_of_one_token.times(geo).unwrap();
    // 3,625 pico × 1.1 = 3,987.5 pico: half a pico-dollar, kept.
    assert_eq!(once, money("0.0000000039875"));
    let fine = Factor::parse("1.000001").unwrap();
    assert!(once.times(fine).is_ok());
    assert!(once.times(fine).unwrap().times(fine).is_err());
}

#[test]
fn rounding_is_half_even_and_only_at_display() {
    assert_eq!(money("0.125").fixed(2), "0.12");
    assert_eq!(money("0.135").fixed(2), "0.14");
    assert_eq!(money("-0.125").fixed(2), "-0.12");
    assert_eq!(money("0.1250001").fixed(2), "0.13");
    assert_eq!(money("2.5").fixed(0), "2");
    assert_eq!(money("3.5").fixed(0), "4");
}

#[test]
fn a_small_amount_never_reads_as_nothing() {
    assert_eq!(money("0.00012").readable(), "$0.000120");
    assert_eq!(money("0.0000000039875").readable(), "$0.00000000399");
    assert_eq!(money("0").readable(), "$0.0000");
    assert_eq!(money("0.5842").readable(), "$0.5842");
    assert_eq!(money("1.3875").readable(), "$1.3875");
    assert_eq!(money("1234567.891").readable(), "$1,234,567.89");
    assert_eq!(money("-12.5").readable(), "\u{2212}$12.5000");
}

#[test]
fn a_band_whose_ends_read_alike_is_none() {
    let band = |least, most| money(least).readable_to(money(most));
    assert_eq!(band("0.2165", "0.24305").as_deref(), Some("$0.2165\u{2013}0.2430"));
    assert_eq!(band("0.21648", "0.21652"), None);
    assert_eq!(band("-1", "1.5").as_deref(), Some("\u{2212}$1.0000\u{2013}1.5000"));
}

#[test]
fn per_cents_off_and_on_top() {
    assert_eq!(Factor::less_percent("15").unwrap().decimal(), "0.85");
    assert_eq!(Factor::less_percent("12.5").unwrap().change_in_percent(), "-12.5");
    assert_eq!(Factor::less_percent("100").unwrap().decimal(), "0");
    assert_eq!(Factor::plus_percent("8").unwrap().decimal(), "1.08");
    assert_eq!(Factor::plus_percent("8").unwrap().change_in_percent(), "8");
    assert_eq!(Factor::ONE.change_in_percent(), "0");
    assert_eq!(Factor::less_percent("100.01"), Err(MoneyError::TooLarge));
    assert!(matches!(Factor::less_percent("-5"), Err(MoneyError::Negative(_))));
    assert!(matches!(Factor::less_percent("1.23456"), Err(MoneyError::TooFine { .. })));
    assert!(matches!(Factor::plus_percent("8%"), Err(MoneyError::NotDecimal(_))));
}

#[test]
fn an_exact_amount_is_written_to_its_last_decimal() {
    assert_eq!(money("0.0000000039875").exact(), "0.0000000039875");
    assert_eq!(money("-12.50").exact(), "-12.5");
    assert_eq!(Money::ZERO.exact(), "0");
    assert_eq!(money("1234.5").readable_in("EUR"), "1,234.50\u{a0}EUR");
}

#[test]
fn a_purse_pays_so_many_times() {
    assert_eq!(money("0.3").times_in(money("1")), Some(3));
    assert_eq!(money("0.5").times_in(money("1")), Some(2));
    assert_eq!(money("2").times_in(money("1")), Some(0));
    assert_eq!(Money::ZERO.times_in(money("1")), None);
}

#[test]
fn json_keeps_every_digit() {
    let exact = money("0.000000003987500000000001");
    let json = serde_json::to_string(&exact).unwrap();
    assert_eq!(json, "\"0.000000003987500000000001\"");
    assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), exact);
}

#[test]
fn shares_are_in_ten_thousandths() {
    assert_eq!(money("1").per_ten_thousand_of(money("3")), Some(3_333));
    // Rounded once: of 12.446 % to 12.45 it would be 12.5.
    assert_eq!(money("12.446").per_mille_of(money("100")), Some(124));
    assert_eq!(money("-2").per_mille_of(money("3")), Some(-667));
    assert_eq!(money("1").per_ten_thousand_of(Money::ZERO), None);
}
