// The syntax of rule files for editors, after grammar/rulecheck.pest, which alone decides what is a rule file.
// This grammar takes more than that one does: it has to read and to colour what is right, not to find what is wrong.
// A phrase is one token, as it is there; a word is a keyword only where one may stand, so that nearly all may be names elsewhere.

/// <reference types="tree-sitter-cli/dsl" />

/** The words of a phrase, with blanks between them, as one token. */
const phrase = (words) => alias(token(prec(1, new RustRegex(words.split(" ").join("[\\s\\u{a0}\\u{2007}\\u{202f}\\u{3000}\\u{feff}]+")))), words);
const listed = (rule) => seq(rule, repeat(seq(",", rule)));
const joined = (rule) => seq(rule, repeat(seq(choice("and", ","), rule)));
/** How many, in a phrase that counts. */
const counted = ($) => choice($.number, $.name, $.member_access);
const words = ($) => seq($.string, repeat(seq("or", $.string)));

/** How tightly things bind, from loose to tight. */
const P = { tail: -1, or: 1, and: 2, not: 3, compare: 4, reach: 5, sum: 6, product: 7, sign: 8, tight: 9, member: 10 };

module.exports = grammar({
  name: "rulecheck",

  word: ($) => $.identifier,

  extras: ($) => [/[\s\u00a0\u2007\u202f\u3000\ufeff]/, $.comment],

  // A comma after the rows of a reckoning begins the next row's name, or the next of the values that the reckoning is one of.
  conflicts: ($) => [[$._binders], [$.months_from]],

  rules: {
    source_file: ($) =>
      repeat(
        choice(
          $.pack_item, $.use_item, $.form_item, $.profile_item, $.table_item, $.printed_item, $.calendar_item,
          $.parameter_item, $.set_item, $.define_item, $.rule_item, $.test_item, $.waive_item,
        ),
      ),

    comment: () => token(seq("--", /[^\n]*/)),

    // ---- Items

    pack_item: ($) => seq("pack", $._head),
    use_item: ($) => seq("use", field("name", $.identifier)),
    form_item: ($) => seq("form", $._head, repeat($._form_part), "end"),
    profile_item: ($) => seq("profile", $._head, repeat($._form_part), "end"),
    table_item: ($) => seq("table", $._head, repeat(choice($.title_clause, $.rows_in_clause, $.key_clause, $.field_member)), "end"),
    calendar_item: ($) => seq("calendar", $._head, phrase("closed days in"), $.string, "covers", $.date, "to", $.date, "end"),
    parameter_item: ($) => seq("parameter", $._head, "=", $._expr, repeat(choice($.effective_clause, $.cites_clause))),
    set_item: ($) => seq("set", $.path, "=", $._expr, repeat(choice($.effective_clause, $.cites_clause))),
    define_item: ($) => seq("define", field("name", $.identifier), "(", optional(listed($.parameter)), ")", "=", $._expr),
    parameter: ($) => seq(field("name", $.identifier), ":", field("type", $.path)),
    rule_item: ($) => seq("rule", field("name", $.rule_name), optional(field("title", $.string)), repeat($._rule_clause), "end"),
    test_item: ($) =>
      seq("test", field("title", $.string), "of", field("rule", $.rule_name), repeat(choice($.with_clause, $.changing_clause, $.expect_clause)), "end"),
    waive_item: ($) =>
      seq("waive", field("rule", $.rule_name), repeat(choice($.waived_for_clause, $.only_clause, $.why_clause, $.approved_clause, $.until_clause)), "end"),
    printed_item: ($) => seq("printed", $._head, repeat($._printed_member), "end"),
    _head: ($) => seq(field("name", $.identifier), optional(field("title", $.string))),

    // ---- Rules

    _rule_clause: ($) =>
      choice(
        $.title_clause, $.why_clause, $.applies_clause, $.cites_clause, $.effective_clause, $.for_each_clause, $.when_clause,
        $.given_clause, $.assertion_clause, $.else_clause, $.doubt_clause,
      ),
    title_clause: ($) => seq("title", $.language, $.string),
    why_clause: ($) => seq("because", optional($.language), $.string),
    applies_clause: ($) => seq("applies", "to", field("form", $.identifier)),
    cites_clause: ($) => seq("cites", joined($.string)),
    effective_clause: ($) =>
      seq(choice(seq("effective", "from", $.date, optional(seq("until", $.date))), seq("effective", "until", $.date)), optional(seq("by", $.path))),
    for_each_clause: ($) => $._over,
    when_clause: ($) => seq("when", $._expr),
    given_clause: ($) => seq("given", field("name", $.identifier), "=", $._expr),
    assertion_clause: ($) => seq(field("verb", choice("must", "should", "note")), $._expr),
    else_clause: ($) => seq("else", optional($.language), $.string),
    doubt_clause: ($) => seq("doubt", listed($._value)),

    // ---- Tests and waivers

    with_clause: ($) => seq("with", joined($.string)),
    changing_clause: ($) =>
      seq("changing", $._value, optional(seq("in", $.string)), "to", choice($.cell_state, seq(repeat("-"), $._literal), $.time_on, $.code)),
    cell_state: () => choice("blank", "unreadable", "absent", phrase("not applicable")),
    expect_clause: ($) => seq("expect", $.outcome, optional(field("cause", alias($.rule_name, $.cause))), optional(seq("for", $._rows)), optional(seq("in", $.string))),
    outcome: () => choice("pass", "fail", phrase("not applicable"), "undetermined"),
    _rows: ($) => joined($.string),
    waived_for_clause: ($) => seq("for", $._expr),
    only_clause: ($) => seq("only", $._rows),
    approved_clause: ($) => seq("approved", "by", $.string),
    until_clause: ($) => seq("until", $.date),

    // ---- Forms and tables

    _form_part: ($) =>
      choice(
        $.title_clause, $.plural_clause, $.dated_clause, $.previous_month, $.previous_closes_clause, $.amended_clause, $.known_by_clause, $.counts_clause,
        $._member,
      ),
    plural_clause: ($) => seq("plural", field("name", $.identifier)),
    dated_clause: ($) => seq("dated", $.path),
    previous_month: () => phrase("previous is the month before"),
    previous_closes_clause: ($) =>
      seq(
        choice(phrase("previous closes at"), seq("previous", field("form", $.identifier), phrase("closes at"))),
        $.path, optional($.balance), phrase("where this opens at"), $.path, optional($.balance),
      ),
    balance: ($) => seq("with", $.path),
    amended_clause: ($) => seq(phrase("amended when"), $.path, "is", $.code),
    known_by_clause: ($) => seq(phrase("issuer known by"), listed($.path)),
    counts_clause: ($) => seq("counts", $.path, "from", $.path, "until", $.path, "as", $.path),
    rows_in_clause: ($) => seq(phrase("rows in"), $.string),
    _member: ($) => choice($.field_member, $.record_member, $.list_member),
    field_member: ($) => seq("field", $._head, field("type", choice($.code_type, $.basic_type)), repeat($._attribute)),
    record_member: ($) => seq("record", $._head, repeat($.label_clause), repeat($._member), "end"),
    list_member: ($) => seq("list", $._head, repeat(choice($.blank_clause, $.label_clause, $.key_clause)), repeat($._member), "end"),
    label_clause: ($) => seq("label", $.language, $.string),
    key_clause: ($) => seq("key", listed($.identifier)),
    basic_type: () => choice("shares", "money", "price", "ratio", "percent", "number", "date", "month", "moment", "text", "yes_no", "days"),
    code_type: ($) => seq(phrase("code of"), listed($.code_option)),
    code_option: ($) => seq(field("name", $.code), optional(words($))),
    _attribute: ($) => choice($.blank_clause, $.printed_clause, $.trust_clause, $.part_of_clause, $.label_clause),
    blank_clause: () => choice(phrase("blank is 0"), phrase("blank is not applicable"), phrase("blank is empty"), phrase("not applicable is 0")),
    printed_clause: () => choice(phrase("rounded or truncated"), "rounded", "truncated"),
    trust_clause: () => choice(phrase("often wrong"), phrase("seldom wrong")),
    part_of_clause: ($) => seq(phrase("part of"), $.path),

    // ---- Printed forms

    _printed_member: ($) =>
      choice($.known_words_clause, $.skip_clause, $.adds_up_clause, $.multiplies_clause, $.lines_member, $.line_member, $.part_member, $.each_member),
    known_words_clause: ($) => seq(phrase("known by"), words($)),
    skip_clause: ($) => seq("skip", words($)),
    adds_up_clause: ($) => seq(phrase("adds up"), listed($.path), "to", $.path),
    multiplies_clause: ($) => seq("multiplies", listed($.path), "to", $.path),
    line_member: ($) => seq("line", words($), optional(phrase("else blank")), optional($.in_words)),
    in_words: ($) => seq("in", $.identifier),
    part_member: ($) => seq("part", words($), optional($.holds_list), repeat($._printed_member), "end"),
    holds_list: ($) => seq("holds", $.identifier, optional(phrase("else blank"))),
    each_member: ($) => seq("each", field("name", $.identifier), $._row_start, repeat($._printed_member), "end"),
    _row_start: ($) =>
      choice(seq("from", words($)), seq(phrase("led by"), $.identifier), seq("until", words($)), "numbered", phrase("under heads"), $._columns),
    _columns: ($) => seq(phrase("in columns"), $.identifier, joined($.string)),
    lines_member: ($) => seq("lines", $.path, choice(seq(phrase("as in"), $.identifier), $.in_words), words($)),

    // ---- Expressions

    _expr: ($) => choice($.if_expr, $.or_expr, $.and_expr, $.not_expr, $.comparison, $.agrees_expr, $.is_expr, $._value),
    if_expr: ($) => prec.right(P.tail, seq("if", $._expr, "then", $._expr, "else", $._expr)),
    or_expr: ($) => prec.left(P.or, seq($._expr, "or", $._expr)),
    and_expr: ($) => prec.left(P.and, seq($._expr, "and", $._expr)),
    not_expr: ($) => prec(P.not, seq("not", $._expr)),
    comparison: ($) => prec.left(P.compare, seq($._value, repeat1(prec.left(P.compare, seq($.compare_op, $._value))))),
    compare_op: () => choice("<=", ">=", "<>", "=", "<", ">", seq("is", "at", choice("least", "most"))),
    agrees_expr: ($) =>
      prec.right(P.compare, seq($._value, "agrees", "with", choice(seq("any", "of", listed($._value)), $._value))),
    is_expr: ($) => prec.right(P.compare, seq($._value, "is", optional("not"), choice("present", "missing", seq("one", "of", listed($.code)), $.code))),
    code: ($) => $.identifier,

    _value: ($) =>
      choice(
        $.sum, $.product, $.negation, $.member_access, $.lookup, $.time_on, $.business_day, $.business_days_between, $.months_from, $.total,
        $.extreme, $.whichever, $.count, $.count_of_values, $.quantified, $.rounding, $.function_of, $.previous, $.call, $.paren, $.name, $._literal,
      ),
    sum: ($) => prec.left(P.sum, seq($._value, choice("+", "-"), $._value)),
    product: ($) => prec.left(P.product, seq($._value, choice("*", "/"), $._value)),
    negation: ($) => prec(P.sign, seq("-", $._value)),
    member_access: ($) => prec(P.member, seq($._value, ".", field("member", alias($.identifier, $.member_name)))),
    lookup: ($) => prec(P.member, seq($._value, "[", listed($._expr), "]")),
    time_on: ($) => prec(P.reach, seq(choice($.time, $.name), "on", $._value)),
    business_day: ($) =>
      seq(
        choice(
          seq($.ordinal, phrase("business day")), phrase("next business day"), phrase("previous business day"),
          seq(counted($), choice(phrase("business day"), phrase("business days"))),
        ),
        choice("after", "before"), $._value, "in", field("calendar", $.identifier),
      ),
    business_days: ($) => prec(1, seq("the", $.business_day)),
    business_days_between: ($) => seq(phrase("business days between"), $._value, "and", $._value, "in", field("calendar", $.identifier)),
    months_from: ($) => prec(P.reach, seq(counted($), choice("month", "months"), choice("after", "before"), $._value, optional($.short_month))),
    short_month: () => seq(",", "or", "the", choice(phrase("last day of the month"), phrase("first day of the next month"))),
    total: ($) => seq(phrase("total of"), $._value, $._over),
    extreme: ($) => seq(choice(phrase("largest of"), phrase("smallest of")), choice($.values, seq($._value, $._over))),
    whichever: ($) => seq(phrase("whichever of"), $.values, "is", "loaded"),
    values: ($) => seq("(", $._expr, repeat1(seq(",", $._expr)), ")"),
    count: ($) => seq(phrase("count of"), $._gone_through),
    count_of_values: ($) => seq(phrase("count of distinct"), $._value, $._over),
    quantified: ($) => prec.right(P.tail, seq(choice("every", "some"), $._gone_through, "satisfies", $._expr)),
    _over: ($) => seq("for", "each", $._gone_through),
    _gone_through: ($) => prec.right(P.tail, seq($._binders, optional($.where))),
    where: ($) => prec.right(P.tail, seq("where", $._expr)),
    _binders: ($) => listed($.binder),
    binder: ($) =>
      prec.right(P.tight, seq(field("name", $.identifier), "in", choice($.business_days, seq($._value, optional(choice(seq("from", $._value, "to", $._value), seq("in", $._value), seq("since", $._value))))))),
    rounding: ($) =>
      prec.right(P.tight, seq("round", $._value, optional(choice("up", "down")), "to", $.number, choice("place", "places"), optional(seq("half", choice("up", "down", "even"))))),
    function_of: ($) => prec(P.tight, seq($.function_words, "of", $._value)),
    function_words: ($) => seq($.identifier, optional(seq($.identifier, optional($.identifier)))),
    previous: ($) => seq("previous", field("form", $.identifier)),
    call: ($) => seq(field("function", $.identifier), "(", optional(listed($._expr)), ")"),
    paren: ($) => seq("(", $._expr, ")"),
    name: ($) => choice($.identifier, alias(choice("previous", "every", "some"), $.identifier)),

    // ---- Literals and names

    _literal: ($) => choice($.date, $.month, $.money, $.time, $.quantity, $.string, $.boolean),
    date: () => /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/,
    month: ($) => seq($.month_name, $.number),
    month_name: () => choice("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    time: () => /[0-9]{1,2}:[0-9]{1,2}/,
    ordinal: () => /[0-9]+(st|nd|rd|th)/,
    money: ($) => seq($.currency, $.number),
    currency: () => /[A-Z]{3}/,
    quantity: ($) => prec.right(seq($.number, optional(alias(choice("%", "share", "shares", "day", "days", "month", "months"), $.unit)))),
    number: () => /[0-9]([0-9]|[,.][0-9])*([eE][+-]?[0-9]+)?/,
    boolean: () => choice("yes", "no"),

    string: ($) =>
      choice(
        seq('"', repeat(choice(token.immediate(prec(2, /([^"{]|"")+/)), $._brace, $.hole)), token.immediate('"')),
        seq("“", repeat(choice(token.immediate(prec(2, /([^”{]|””)+/)), $._brace, $.hole)), token.immediate("”")),
      ),
    // What a message tells of the case: only its extent, for its words are read as an expression where the rule is compiled.
    hole: () => token.immediate(prec(3, /\{[^{}"”\n]*\}/)),
    _brace: () => token.immediate(prec(2, "{")),

    language: () => token(prec(-1, /[a-z]{2,3}(-[A-Za-z0-9]{2,8})*/)),
    path: ($) => seq($.identifier, repeat(seq(".", alias($.identifier, $.member_name)))),
    rule_name: ($) => seq($.identifier, repeat(token.immediate(/[.\-][a-z0-9_]+/))),
    identifier: () => /[a-z][a-z0-9_]*/,
  },
});
