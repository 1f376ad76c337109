//! A form of forty columns, and rules about it, each with something else in it: text to lint and to edit.

use std::ops::Range;

pub fn form() -> String {
    let mut text = String::from("form sheet \"Sheet 表\"\n  list rows \"Rows\" key name\n    field name \"Name\" text\n");
    (0..40).for_each(|field| text.push_str(&format!("    field f{field} \"Column {field} 欄\" shares blank is 0 part of total\n")));
    text.push_str("    field total \"Total\" shares\n  end\nend\n");
    text
}

pub fn rules(which: Range<usize>) -> String {
    which.map(rule).collect()
}

fn rule(rule: usize) -> String {
    let (a, b, c) = (rule % 40, (rule / 40 + 1) % 40, (rule / 7) % 40);
    format!(
        "
rule group-{}.rule-{rule}
  \"Column {a} goes with column {b} 相符\"
  applies to sheet
  cites \"House rule {rule}\"
  effective from 2009-01-01
  for each r in rows where r.f{c} > {rule} shares
  given moved = r.f{a} + r.f{b}
  given all = total of x.f{a} - x.f{c} for each x in rows where x.f{b} >= {rule} shares
  when r.total > 0
  must moved + {rule} shares <= all * 2
    else \"{{r.f{a}}} and {{r.f{b}}} make {{moved}}, not {{all}}; the difference is {{difference}}.\"
    doubt r.f{a}, r.f{b}
end
",
        rule % 50
    )
}
