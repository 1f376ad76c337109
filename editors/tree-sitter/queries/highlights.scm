; What has which colour, in names that the themes of Helix, Neovim and Zed know or shorten to ones that they know.

(comment) @comment

[(string) (language)] @string
(hole) @string.special

[(number) (date) (time) (ordinal)] @constant.numeric
(currency) @constant.numeric
(unit) @constant.numeric
(month_name) @constant.numeric
(boolean) @constant.builtin.boolean
(code) @constant
(cell_state) @constant.builtin
(outcome) @constant.builtin
(cause) @constant

(basic_type) @type.builtin
(parameter type: (path) @type)
(applies_clause form: (identifier) @type)
(form_item name: (identifier) @type)
(profile_item name: (identifier) @type)
(table_item name: (identifier) @type)
(printed_item name: (identifier) @type)
(calendar_item name: (identifier) @type)
(previous form: (identifier) @type)
(previous_closes_clause form: (identifier) @type)
(business_day calendar: (identifier) @type)
(business_days_between calendar: (identifier) @type)
(plural_clause name: (identifier) @type)
(pack_item name: (identifier) @namespace)
(use_item name: (identifier) @namespace)

(rule_name) @function
(define_item name: (identifier) @function)
(call function: (identifier) @function)
(function_words) @function.builtin

(parameter_item name: (identifier) @constant)
(parameter name: (identifier) @variable.parameter)
(given_clause name: (identifier) @variable)
(binder name: (identifier) @variable)
(name) @variable
(path) @variable
(member_access member: (member_name) @variable.other.member)
(field_member name: (identifier) @variable.other.member)
(record_member name: (identifier) @variable.other.member)
(list_member name: (identifier) @variable.other.member)
(each_member name: (identifier) @variable.other.member)
(key_clause (identifier) @variable.other.member)
(in_words (identifier) @variable.other.member)
(holds_list (identifier) @variable.other.member)
(lines_member (identifier) @variable.other.member)
(each_member (identifier) @variable.other.member)

[
  "pack" "use" "form" "profile" "table" "printed" "calendar" "parameter" "set" "define" "rule" "test" "waive" "end"
  "applies" "to" "cites" "effective" "from" "until" "by" "title" "because" "given" "when" "else" "doubt"
  "with" "changing" "expect" "only" "approved"
  "plural" "dated" "previous is the month before" "previous closes at" "closes at" "where this opens at" "amended when"
  "issuer known by" "counts" "rows in" "closed days in" "covers"
  "field" "record" "list" "label" "key" "code of" "part of"
  "blank is 0" "blank is not applicable" "blank is empty" "not applicable is 0" "rounded or truncated" "rounded" "truncated" "often wrong" "seldom wrong"
  "known by" "skip" "adds up" "multiplies" "line" "lines" "part" "each" "holds" "else blank" "led by" "numbered" "under heads" "in columns" "as in"
  "if" "then" "for" "where" "satisfies" "every" "some" "total of" "largest of" "smallest of" "whichever of" "loaded"
  "count of" "count of distinct" "previous" "business day" "next business day" "previous business day" "business days between" "business days"
  "month" "months" "after" "before" "the" "last day of the month" "first day of the next month"
  "in" "on" "as" "since" "of" "round" "up" "down" "half" "even" "place" "places"
] @keyword

(assertion_clause verb: _ @keyword)

["and" "or" "not" "is" "at" "least" "most" "agrees" "any" "one" "present" "missing"] @keyword.operator

["=" "<>" "<" "<=" ">" ">=" "+" "-" "*" "/"] @operator

["(" ")" "[" "]"] @punctuation.bracket

["," "." ":"] @punctuation.delimiter
