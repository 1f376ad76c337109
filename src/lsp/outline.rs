//! The items of a file as an outline, and what of it can be folded away.

use ls_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, SymbolKind};

use super::loose::Outline;
use super::position::Lines;
use super::view::View;
use crate::source::Span;
use crate::syntax::ast::{Item, MemberDecl, Name};

/// The outline of a file; items that cannot be read stand in it by their names.
pub fn symbols(view: &View<'_>) -> Vec<DocumentSymbol> {
    let outline = Outline::new(view.lines.text());
    let items = view.analysis.tree(view.source).map(|file| &file.items[..]).unwrap_or_default();
    let mut symbols: Vec<DocumentSymbol> = items.iter().filter_map(|item| symbol(&view.lines, item)).collect();
    for chunk in &outline.chunks {
        let is_read = items.iter().any(|item| item.span().start as usize == chunk.range.start);
        if let (false, Some(name)) = (is_read, &chunk.name) {
            let text = outline.text[name.clone()].to_owned();
            symbols.push(made(&view.lines, text, None, kind_of(chunk.word), chunk.range.clone(), name.clone(), Vec::new()));
        }
    }
    symbols.sort_by_key(|symbol| (symbol.range.start.line, symbol.range.start.character));
    symbols
}

fn symbol(lines: &Lines<'_>, item: &Item) -> Option<DocumentSymbol> {
    let of = |word: &str, name: &Name, detail: Option<String>, children| {
        Some(made(lines, name.text.clone(), detail, kind_of(word), item.span().range(), name.span.range(), children))
    };
    let title = |title: &Option<crate::syntax::ast::Quoted>| title.as_ref().map(|title| title.text.clone());
    match item {
        Item::Pack(pack) => of("pack", &pack.name, title(&pack.title), Vec::new()),
        Item::Use(_) => None,
        Item::Form(form) => of("form", &form.name, title(&form.title), members(lines, &form.members)),
        Item::Table(table) => of("table", &table.name, title(&table.title), members(lines, &table.members)),
        Item::Printed(printed) => of("printed", &printed.form, title(&printed.title), Vec::new()),
        Item::Calendar(calendar) => of("calendar", &calendar.name, title(&calendar.title), Vec::new()),
        Item::Parameter(parameter) => of("parameter", &parameter.name, title(&parameter.title), Vec::new()),
        Item::Set(set) => {
            let name: Vec<&str> = set.parameter.names.iter().map(|name| name.text.as_str()).collect();
            Some(made(lines, name.join("."), None, kind_of("set"), set.span.range(), set.parameter.span.range(), Vec::new()))
        }
        Item::Define(define) => of("define", &define.name, None, Vec::new()),
        Item::Rule(rule) => of("rule", &rule.name, title(&rule.title), Vec::new()),
        Item::Test(test) => {
            let title = test.title.text.clone();
            Some(made(
                lines,
                title,
                Some(format!("of {}", test.rule.text)),
                kind_of("test"),
                test.span.range(),
                test.title.span.range(),
                Vec::new(),
            ))
        }
        Item::Waive(waive) => of("waive", &waive.rule, Some(waive.reason.text.clone()), Vec::new()),
    }
}

fn members(lines: &Lines<'_>, members: &[MemberDecl]) -> Vec<DocumentSymbol> {
    let member = |member: &MemberDecl| {
        let (name, label, span, kind, inner) = match member {
            MemberDecl::Field(field) => (&field.name, &field.label, field.span, SymbolKind::FIELD, Vec::new()),
            MemberDecl::Record { name, label, members: inner, span, .. } => {
                (name, label, *span, SymbolKind::STRUCT, self::members(lines, inner))
            }
            MemberDecl::List { name, label, members: inner, span, .. } => {
                (name, label, *span, SymbolKind::ARRAY, self::members(lines, inner))
            }
        };
        let detail = label.as_ref().map(|label| label.text.clone());
        made(lines, name.text.clone(), detail, kind, span.range(), name.span.range(), inner)
    };
    members.iter().map(member).collect()
}

fn kind_of(word: &str) -> SymbolKind {
    match word {
        "pack" => SymbolKind::MODULE,
        "form" | "profile" => SymbolKind::CLASS,
        "table" => SymbolKind::ARRAY,
        "printed" => SymbolKind::INTERFACE,
        "calendar" => SymbolKind::NAMESPACE,
        "parameter" | "set" => SymbolKind::CONSTANT,
        "test" => SymbolKind::METHOD,
        "waive" => SymbolKind::EVENT,
        _ => SymbolKind::FUNCTION,
    }
}

#[allow(deprecated, reason = "the protocol's own struct still has the field that it deprecates")]
fn made(
    lines: &Lines<'_>,
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    range: std::ops::Range<usize>,
    selection: std::ops::Range<usize>,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    DocumentSymbol {
        // The protocol has no symbol without a name.
        name: if name.is_empty() { "…".to_owned() } else { name },
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: lines.range(range),
        selection_range: lines.range(selection),
        children: (!children.is_empty()).then_some(children),
    }
}

/// What can be folded: items and members of several lines, and comments that follow each other.
pub fn folding(view: &View<'_>) -> Vec<FoldingRange> {
    let outline = Outline::new(view.lines.text());
    let mut ranges: Vec<FoldingRange> = outline.chunks.iter().filter_map(|chunk| fold(&view.lines, chunk.range.clone(), None)).collect();
    if let Some(file) = view.analysis.tree(view.source) {
        for item in &file.items {
            if let Item::Form(form) = item {
                fold_members(&view.lines, &form.members, &mut ranges);
            }
        }
        ranges.extend(comments(&view.lines, &file.comments));
    }
    ranges.sort_by_key(|range| (range.start_line, range.end_line));
    ranges
}

fn fold_members(lines: &Lines<'_>, members: &[MemberDecl], ranges: &mut Vec<FoldingRange>) {
    for member in members {
        if let MemberDecl::Record { members, span, .. } | MemberDecl::List { members, span, .. } = member {
            ranges.extend(fold(lines, span.range(), None));
            fold_members(lines, members, ranges);
        }
    }
}

/// Comments that stand on lines one after another.
fn comments(lines: &Lines<'_>, comments: &[Span]) -> Vec<FoldingRange> {
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for comment in comments {
        let line = lines.position(comment.start as usize).line;
        match blocks.last_mut() {
            Some(block) if lines.position(block.end).line + 1 == line => block.end = comment.end as usize,
            _ => blocks.push(comment.range()),
        }
    }
    blocks.into_iter().filter_map(|block| fold(lines, block, Some(FoldingRangeKind::Comment))).collect()
}

fn fold(lines: &Lines<'_>, bytes: std::ops::Range<usize>, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    let range = lines.range(bytes);
    (range.start.line < range.end.line).then(|| FoldingRange {
        start_line: range.start.line,
        end_line: range.end.line,
        kind,
        ..FoldingRange::default()
    })
}
