; What can be folded: items, records, lists and the parts of printed forms.
[
  (form_item)
  (profile_item)
  (table_item)
  (printed_item)
  (calendar_item)
  (rule_item)
  (test_item)
  (waive_item)
  (record_member)
  (list_member)
  (part_member)
  (each_member)
] @fold
