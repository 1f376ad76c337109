//! Every document of a corpus of published filings, read and compared figure by figure. Where the corpus is not there, it says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rulecheck::data::{Cell, CellState, Content, Document, Node, Returns, Slot};
use rulecheck::driver::{self, DiskHost, Options};
use rulecheck::form::Forms;
use rulecheck::source::SourceMap;
use rulecheck::value::{RecordId, Value};

use crate::corpus::corpus;

/// A document as text, one for each tool that took its text out.
struct Filing {
    name: String,
    text: PathBuf,
    figures: Node,
}

fn filings(folder: &Path) -> Vec<Filing> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the corpus can be listed").map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let mut filings = Vec::new();
    for folder in folders {
        let only = std::env::var("RULECHECK_CORPUS_ONLY").unwrap_or_default();
        if !folder.to_string_lossy().contains(&only) {
            continue;
        }
        let Ok(figures) = std::fs::read_to_string(folder.join("figures.yaml")) else { continue };
        let mut sources = SourceMap::default();
        let id = sources.add("figures.yaml", figures);
        let figures = Document::of_data(&sources, id).content.unwrap_or_else(|wrong| panic!("{}: {}", folder.display(), wrong.message));
        let mut texts: Vec<PathBuf> = std::fs::read_dir(&folder)
            .expect("a folder of the corpus can be listed")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| {
                path.extension().is_some_and(|end| end == "txt" || (cfg!(feature = "pdf") && end == "pdf")) && !path.ends_with("source.txt")
            })
            .collect();
        texts.sort();
        for text in texts {
            let slug = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let file = text.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let name =
                if file == "text.txt" { slug } else { format!("{slug} {}", file.trim_start_matches("text.").trim_end_matches(".txt")) };
            filings.push(Filing { name, text, figures: figures.clone() });
        }
    }
    filings
}

fn get<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(node, |node, step| match (&node.content, step.parse::<usize>()) {
        (Content::Sequence(items), Ok(at)) => items.get(at),
        (Content::Mapping(entries), _) => entries.iter().find(|entry| entry.key == step).map(|entry| &entry.value),
        _ => None,
    })
}

fn words(node: &Node, path: &str) -> Option<String> {
    match &get(node, path)?.content {
        Content::Scalar(words) => Some(words.clone()),
        _ => None,
    }
}

/// The fields of our forms and where the corpus has their figures; `#` stands for the number of a row.
const FIGURES: &[(&str, &str)] = &[
    ("period_end", "month_end"),
    ("submitted", "date_submitted"),
    ("authorised.#.opening", "classes.#.authorised.shares_open"),
    ("authorised.#.change", "classes.#.authorised.shares_move"),
    ("authorised.#.closing", "classes.#.authorised.shares_close"),
    ("authorised.#.opening_par_value", "classes.#.authorised.par"),
    ("authorised.#.closing_par_value", "classes.#.authorised.par"),
    ("authorised.#.opening_capital", "classes.#.authorised.capital_open"),
    ("authorised.#.closing_capital", "classes.#.authorised.capital_close"),
    ("authorised_total", "authorised_total.amount"),
    ("issued.#.opening", "classes.#.issued.opening"),
    ("issued.#.change", "classes.#.issued.movement"),
    ("issued.#.closing", "classes.#.issued.closing"),
    ("issued.#.opening_treasury", "classes.#.treasury.opening"),
    ("issued.#.closing_treasury", "classes.#.treasury.closing"),
    ("issued.#.opening_total", "classes.#.total.opening"),
    ("issued.#.closing_total", "classes.#.total.closing"),
    ("options.0.schemes.#.closing", "options.#.closing"),
    ("options.0.schemes.#.others", "options.#.movement.others_sold"),
    ("options.0.schemes.#.issued", "options.#.issued_in_month"),
    ("options.0.schemes.#.issuable", "options.#.issuable"),
    ("convertibles.0.instruments.#.opening", "convertibles.#.amount_open"),
    ("convertibles.0.instruments.#.closing", "convertibles.#.amount_close"),
    ("convertibles.0.instruments.#.conversion_price", "convertibles.#.conversion_price"),
    ("convertibles.0.instruments.#.approval_date", "convertibles.#.gm_approval"),
    ("convertibles.0.instruments.#.issuable", "convertibles.#.issuable"),
    ("classes.#.opening", "classes.#.opening.shares"),
    ("classes.#.opening", "classes.#.opening.ex_treasury"),
    ("classes.#.opening_treasury", "classes.#.opening.treasury"),
    ("classes.#.opening_total", "classes.#.opening.total"),
    ("classes.#.opening_date", "classes.#.opening.date"),
    ("classes.#.closing", "classes.#.closing.shares"),
    ("classes.#.closing", "classes.#.closing.ex_treasury"),
    ("classes.#.closing_treasury", "classes.#.closing.treasury"),
    ("classes.#.closing_total", "classes.#.closing.total"),
    ("classes.0.uncancelled.#.shares", "classes.0.part_B.#.shares"),
    ("classes.0.uncancelled.#.percent", "classes.0.part_B.#.pct"),
    ("classes.0.uncancelled.#.price", "classes.0.part_B.#.price"),
    ("classes.0.uncancelled.#.date", "classes.0.part_B.#.date"),
    ("classes.#.closing_date", "classes.#.closing.date"),
    ("classes.0.rows.#.shares", "classes.0.rows.#.shares"),
    ("classes.0.rows.#.percent", "classes.0.rows.#.pct"),
    ("classes.0.rows.#.date", "classes.0.rows.#.date"),
    ("purchase_reports.0.purchases.#.date", "purchase_report.#.date"),
    ("purchase_reports.0.purchases.#.shares", "purchase_report.#.shares"),
    ("purchase_reports.0.purchases.#.highest_price", "purchase_report.#.high"),
    ("purchase_reports.0.purchases.#.lowest_price", "purchase_report.#.low"),
    ("purchase_reports.0.purchases.#.paid", "purchase_report.#.total"),
    ("purchase_reports.0.total_shares", "purchase_total.shares"),
    ("purchase_reports.0.total_paid", "purchase_total.total"),
    ("purchase_reports.0.bought_to_date", "additional.ytd_shares"),
    ("purchase_reports.0.bought_percent", "additional.pct"),
    ("purchase_reports.0.total_shares", "repurchase_total.shares"),
    ("purchase_reports.0.total_paid", "repurchase_total.total"),
    ("purchase_reports.0.for_treasury", "repurchase_total.for_treasury"),
    ("purchase_reports.0.resolution_date", "mandate.resolution"),
    ("purchase_reports.0.mandate_shares", "mandate.authorised"),
    ("purchase_reports.0.bought_to_date", "mandate.used"),
    ("purchase_reports.0.bought_percent", "mandate.pct"),
    ("purchase_reports.0.pause_ends", "mandate.moratorium_to"),
    ("purchase_reports.0.explanatory_statement_date", "additional.explanatory_statement"),
];

/// Figures whose digits stand in a text, but only as those of other fields: their own place is left out of it.
const NOT_IN_PLACE: &[(&str, &str)] = &[
    // The head of the form is left out; the day is printed as that of the event.
    ("hutchmed-00013-ff304-20210715", "submitted"),
    // One par value is printed for each class, with the opening balance, and the text leaves out how the second class closes.
    ("qingdao-port-06198-legacy-201907", "authorised.0.closing_par_value"),
    ("qingdao-port-06198-legacy-201907", "authorised.1.closing"),
    ("qingdao-port-06198-legacy-201907", "authorised.1.closing_par_value"),
    // The text ends before the closing balance.
    ("sinotrans-00598-ff301-202305-zh", "authorised.0.closing_par_value"),
];

/// Cells of which a text has damaged letters and not the figure: they are right where they are kept as printed, unreadable.
const DAMAGED: &[(&str, &str, &str)] = &[("seed-00020-ff304-20220923", "purchase_reports.0.total_shares", "нкі")];

/// The cell that a path of a form leads to.
fn cell<'r>(forms: &Forms, returns: &'r Returns, root: RecordId, path: &str) -> Option<&'r Cell> {
    let mut at = root;
    let steps: Vec<&str> = path.split('.').collect();
    let mut place = 0;
    while place < steps.len() {
        let record = returns.record(at);
        let member = forms.shape(record.shape).find(steps[place])?;
        match record.slots.get(member as usize)? {
            Slot::Cell(cell) => return Some(returns.cell(*cell)),
            Slot::Record(inner) => at = *inner,
            Slot::Rows(rows) => {
                at = *rows.get(steps.get(place + 1)?.parse::<usize>().ok()?)?;
                place += 1;
            }
            Slot::NoRows(_) => return None,
        }
        place += 1;
    }
    None
}

/// A number without its grouping and its last zeros; a date as year, month and day.
fn plain(text: &str) -> String {
    let text = text.replace(',', "");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Quantity(quantity) => plain(&quantity.number.to_string()),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.date.to_string(),
        value => value.to_string(),
    }
}

#[derive(Default)]
struct Count {
    right: usize,
    wrong: Vec<String>,
    left: Vec<String>,
    /// The figures of the filing that its text as found does not have.
    lost: Vec<String>,
}

/// A text in which the figures of a transcription are looked for, whatever tool tore it.
struct Printed {
    /// Without spaces, in small letters.
    together: String,
    /// The same without the commas that group digits.
    digits: String,
    /// The figures as they stand, each without its grouping and its last zeros.
    figures: Vec<String>,
}

impl Printed {
    fn of(text: &str) -> Printed {
        let together: String = text.to_lowercase().split_whitespace().collect();
        let runs = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.'));
        let figures = runs.map(|run| plain(run.trim_matches([',', '.']))).collect();
        Printed { digits: together.replace(',', ""), together, figures }
    }

    /// Whether the digits of a figure, or a date in any of the ways in which it is printed, stand in the text.
    fn has(&self, figure: &str) -> bool {
        let figure = figure.trim_start_matches('-');
        if let [year, month, day] = figure.split('-').collect::<Vec<_>>()[..] {
            let (Ok(at), Ok(short)) = (month.parse::<usize>(), day.parse::<u8>()) else { return false };
            let name = MONTHS[at - 1];
            let ways = [
                format!("{day}{name}{year}"),
                format!("{short}{name}{year}"),
                format!("{name}{day},{year}"),
                format!("{name}{short},{year}"),
                format!("{year}-{month}-{day}"),
                format!("{day}/{month}/{year}"),
                format!("{short}/{at}/{year}"),
                format!("{year}年{at}月{short}日"),
                format!("{year}年{month}月{day}日"),
            ];
            return ways.iter().any(|way| self.together.contains(way.as_str()));
        }
        let is_long = figure.bytes().filter(u8::is_ascii_digit).count() > 3;
        self.figures.iter().any(|printed| printed == figure) || (is_long && self.digits.contains(figure))
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

fn compare(filing: &Filing) -> Count {
    let mut count = Count::default();
    let reader = driver::Reader::Here { limits: rulecheck::read::document::Limits::default() };
    let options = Options { inputs: vec![filing.text.clone()], reader, ..Options::default() };
    let Ok(readings) = driver::read(&DiskHost, &options) else { return count };
    let root = readings.returns.returns.first().map(|first| first.root);
    let source = readings.documents.first().map(|document| readings.sources.get(document.source));
    let printed = Printed::of(source.map_or("", |source| &source.text));
    let stands_not = |field: &str| NOT_IN_PLACE.contains(&(&*filing.name, field));
    let damaged = |field: &str| DAMAGED.iter().find(|(name, of, _)| *name == filing.name && *of == field).map(|(.., print)| *print);
    for (field, figure) in FIGURES {
        let rows = if figure.contains('#') { 40 } else { 1 };
        for row in 0..rows {
            let (field, figure) = (field.replace('#', &row.to_string()), figure.replace('#', &row.to_string()));
            let Some(expected) = words(&filing.figures, &figure).map(|words| plain(&words)) else { continue };
            let percent = field.contains("percent");
            let cell = root.and_then(|root| cell(&readings.forms, &readings.returns, root, &field));
            match cell.map(|cell| &cell.state) {
                Some(CellState::Figure(value)) if stands_not(&field) || damaged(&field).is_some() => {
                    count.wrong.push(format!("{field}: {}, which does not stand in its place", shown(value)))
                }
                Some(CellState::Unreadable(_)) if damaged(&field).is_some_and(|print| cell.is_some_and(|cell| *cell.printed == *print)) => {
                    count.right += 1
                }
                _ if stands_not(&field) => count.lost.push(field),
                Some(CellState::Figure(value)) => {
                    let read = shown(value);
                    let same = if percent {
                        read.trim_end_matches('%').trim() == expected || is_hundredth(&read, &expected)
                    } else {
                        read == expected
                    };
                    if same { count.right += 1 } else { count.wrong.push(format!("{field}: {read} for {expected}")) }
                }
                Some(CellState::Blank) if expected == "0" => count.right += 1,
                _ if !printed.has(&expected) => count.lost.push(field),
                Some(CellState::Blank) if expected.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                    count.wrong.push(format!("{field}: blank for {expected}"))
                }
                _ => count.left.push(field),
            }
        }
    }
    count
}

/// Whether a share of one is so many hundredths.
fn is_hundredth(read: &str, expected: &str) -> bool {
    let digits = |text: &str| text.replace('.', "").trim_start_matches('0').to_owned();
    digits(read) == digits(expected)
}

/// How many of a hundred figures must be right, over all texts, those that do not stand in them counted too.
const LEAST_SHARE: usize = 95;

/// The least number of figures that must be right in some documents; the others are measured.
const REACHED: &[(&str, usize)] = &[
    ("alibaba-09988-ff301-202412", 17),
    ("alibaba-09988-ff305-20240904-zh", 30),
    ("carpenter-tan-00837-doc-201412", 4),
    ("carpenter-tan-00837-doc-201811", 4),
    ("galaxy-06881-ff301-202311-zh", 23),
    ("hkex-00388-legacy-201807", 5),
    ("honghua-00196-legacy-201907", 2),
    ("hutchmed-00013-ff301-202210", 13),
    ("hutchmed-00013-ff304-20210715", 3),
    ("lufax-06623-ff301-202409-zh", 16),
    ("medinet-08161-legacy-201806", 10),
    ("miniso-09896-ff301-202207", 13),
    ("miniso-09896-ff301-202209", 13),
    ("miniso-09896-ff301-202409", 17),
    #[cfg(feature = "pdf")]
    ("moon-inc-1723-ff301 original.pdf", 20),
    ("moon-inc-1723-ff301 pdfminer", 20),
    ("moon-inc-1723-ff301 pdfplumber", 20),
    ("moon-inc-1723-ff301 pdftotext", 20),
    ("moon-inc-1723-ff301 pdftotext-layout", 20),
    ("moon-inc-1723-ff301 pdftotext-raw", 20),
    ("moon-inc-1723-ff301 pypdf", 20),
    ("qingdao-port-06198-legacy-201907", 11),
    ("honghua-00196-legacy-201907", 9),
    ("minth-00425-legacy-201812", 12),
    ("seed-00020-ff301-202209", 25),
    ("seed-00020-ff304-20220923", 27),
    ("shoucheng-00697-ff305-20260128-prose", 12),
    ("sinopec-shanghai-00338-ff305-20240916", 31),
    ("sinotrans-00598-ff301-202305-zh", 5),
    ("tencent-00700-ff301-202401", 5),
    ("tencent-00700-ff304-20240118", 34),
    ("zhihu-02390-ff301-202305", 23),
];

#[test]
fn no_figure_of_the_corpus_is_read_wrong() {
    let Some(folder) = corpus() else {
        eprintln!("NOT MEASURED: RULECHECK_CORPUS names no folder of published filings");
        return;
    };
    let mut table = String::new();
    let mut wrong = Vec::new();
    let mut right: BTreeMap<String, usize> = BTreeMap::new();
    let (mut all_right, mut all_figures, mut all_lost) = (0, 0, 0);
    for filing in filings(&folder) {
        let count = compare(&filing);
        let all = count.right + count.wrong.len() + count.left.len();
        table.push_str(&line(&filing.name, count.right, count.wrong.len(), count.left.len(), count.lost.len()));
        (all_right, all_figures, all_lost) = (all_right + count.right, all_figures + all, all_lost + count.lost.len());
        if std::env::var_os("RULECHECK_CORPUS_LEFT").is_some() {
            count.left.iter().for_each(|left| table.push_str(&format!("    {left}\n")));
        }
        wrong.extend(count.wrong.into_iter().map(|wrong| format!("{}: {wrong}", filing.name)));
        right.insert(filing.name, count.right);
    }
    table.push_str(&line("together", all_right, wrong.len(), all_figures - all_right - wrong.len(), all_lost));
    eprintln!("{table}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let is_all = std::env::var_os("RULECHECK_CORPUS_ONLY").is_none();
    assert!(!is_all || all_right * 100 >= LEAST_SHARE * (all_figures + all_lost), "fewer than {LEAST_SHARE} % are right\n{table}");
    for (name, least) in REACHED {
        assert!(right.get(*name).is_some_and(|right| right >= least), "{name}: fewer figures are right than before\n{table}");
    }
}

fn line(name: &str, right: usize, wrong: usize, left: usize, lost: usize) -> String {
    let all = right + wrong + left;
    format!("{name:<50} {right:>3} of {all:>3} right, {wrong} wrong, {left} left, {lost} not in the text\n")
}

#[cfg(feature = "spreadsheets")]
#[test]
fn the_published_reports_of_repurchases_are_read_as_printed() {
    use rulecheck::driver::Reader;
    use rulecheck::read::document::Limits;
    let Some(folder) = corpus().map(|folder| folder.join("srrpt-2017")) else {
        eprintln!("NOT MEASURED: RULECHECK_CORPUS names no folder of published filings");
        return;
    };
    let rows = std::fs::read_to_string(folder.join("rows.psv")).expect("the rows as printed");
    let mut of_day: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split('|').collect();
        of_day.entry(cells[0]).or_default().push(cells[1..].to_vec());
    }
    let fields = [
        "company",
        "stock_code",
        "security",
        "date",
        "shares",
        "highest_price",
        "lowest_price",
        "paid",
        "method",
        "bought_to_date",
        "bought_percent",
    ];
    let mut right = 0;
    for (day, rows) in of_day {
        let reader = Reader::Here { limits: Limits::default() };
        let options = Options { inputs: vec![folder.join(format!("SRRPT{day}.xls"))], reader, ..Options::default() };
        let readings = driver::read(&DiskHost, &options).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(readings.unreadable(), Vec::<String>::new());
        let read = readings.documents[0].content.as_ref().unwrap_or_else(|wrong| panic!("{day}: {}", wrong.message));
        for (at, row) in rows.iter().enumerate() {
            for (field, expected) in fields.iter().zip(row) {
                let read = words(read, &format!("rows.{at}.{field}")).unwrap_or_else(|| "-".to_owned());
                assert_eq!(read, *expected, "{day}: row {at}, {field}");
                right += 1;
            }
        }
        assert!(get(read, &format!("rows.{}", rows.len())).is_none(), "{day}: more rows than printed");
    }
    eprintln!("{right} cells of the share repurchase reports are right");
}
