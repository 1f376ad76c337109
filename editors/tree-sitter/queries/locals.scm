; Where the names of values, rows and parameters hold.
[
  (rule_item)
  (define_item)
  (total)
  (extreme)
  (count)
  (count_of_values)
  (quantified)
] @local.scope

(given_clause name: (identifier) @local.definition)
(binder name: (identifier) @local.definition)
(parameter name: (identifier) @local.definition)

(name) @local.reference
