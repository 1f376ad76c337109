//! Excerpts of published forms: told by words of their own where the title is left out, and not taken for a form where they are none.

use rulecheck::driver::{self, MemoryHost, Options, Readings};
use rulecheck::read::canonical;

fn read_text(text: &str) -> Readings {
    let host = MemoryHost::default().with("excerpt.txt", text);
    driver::read(&host, &Options { inputs: vec!["excerpt.txt".into()], ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What is read of a text, without places; nothing where its form is not known.
fn read(text: &str) -> Vec<String> {
    let readings = read_text(text);
    let yaml = canonical::yaml(&readings.sources, &readings.documents[0]).unwrap_or_default();
    yaml.lines().map(|line| line.split("  # ").next().unwrap_or_default().trim_end().to_owned()).collect()
}

const EXCERPT: &str = "30/04/2017 ... Example Holdings Limited 04/05/2017 ... (1) Stock code : 9 ... \
    Balance at close of preceding month 2,000 ... Total authorised ... 100";

#[test]
fn an_old_monthly_return_without_its_title_is_told_by_its_words() {
    let whole = read(EXCERPT);
    let has = |line: &str| whole.iter().any(|read| read.trim() == line);
    assert!(has("form: monthly_return") && has("period_end: 30/04/2017") && has("submitted: 04/05/2017"), "{whole:?}");
}

#[test]
fn words_of_a_form_tell_nothing_without_the_others_beside_them() {
    for other in [
        EXCERPT.replace("Stock code :", "Stock code"),
        EXCERPT.replace("Total authorised", "Total"),
        EXCERPT.replace("9 ...", "9, a company whose shares are listed on the Main Board of the Exchange since 1998. Its return:"),
        EXCERPT.replace("Balance at close", "Balances at close"),
        EXCERPT.replace("Total authorised ... 100", "(1) Stock code : 9"),
    ] {
        assert_eq!(read(&other), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn a_title_goes_before_the_words_of_another_form() {
    let title = "Next Day Disclosure Return (Equity issuer - changes in issued shares or treasury shares, share buybacks and/or on-market \
        sales of treasury shares)";
    assert_eq!(read(&format!("{EXCERPT}\n{title}\n"))[0], "form: next_day_return");
}

/// An excerpt that leaves out the words of the closing balance.
const BALANCES: &str = "30/04/2017 ... Example Holdings Limited 04/05/2017 ... (1) Stock code : 9 ... Balance at close of preceding month \
    2,000,000 ... 0.05 | 100,000 | 0.05 | 100,000 ... 2,000,000 ... Total authorised ... 100,000 ... 1.Exercise Price HK$0.83";

/// The figures of the authorised capital that are read of a text.
fn authorised(text: &str) -> Vec<String> {
    let is_figure = |line: &String| line.starts_with("  ") || line.starts_with("authorised_total");
    let read = read(text).into_iter().filter(is_figure).map(|line| line.trim_start_matches([' ', '-']).to_owned());
    read.filter(|line| !line.contains("unreadable")).collect()
}

#[test]
fn balances_of_an_excerpt_are_told_by_the_arithmetic_of_the_form_alone() {
    let whole = [
        "opening: 2,000,000",
        "opening_par_value: 0.05",
        "opening_capital: 100,000",
        "closing: 2,000,000",
        "closing_par_value: 0.05",
        "closing_capital: 100,000",
        "authorised_total: 100,000",
    ];
    assert_eq!(authorised(BALANCES), whole);
    for other in [
        // A product does not hold, a balance has changed and nothing says by how much, or a figure is left over.
        BALANCES.replacen("0.05", "0.06", 1),
        BALANCES.replace("100,000 ... 2,000,000 ...", "100,000 ... 2,000,001 ..."),
        BALANCES.replace("... Total", "... 7,000 ... Total"),
        // The closing balance is left out.
        BALANCES.replace("| 0.05 | 100,000 ... 2,000,000 ...", "..."),
        // The total is that of more than these figures, or left out.
        BALANCES.replace("authorised ... 100,000", "authorised ... 300,000"),
        BALANCES.replace("authorised ... 100,000", "authorised ... See Remark (1)"),
    ] {
        assert_eq!(authorised(&other), Vec::<String>::new(), "{other}");
    }
}
