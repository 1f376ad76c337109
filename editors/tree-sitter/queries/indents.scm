; What is indented, in the words of Helix and of Neovim.
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
] @indent @indent.begin

"end" @outdent @indent.branch @indent.end
