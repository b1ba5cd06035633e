"""A typed subset of Lean 4: parse, elaborate, evaluate, render.

This package knows nothing of backends, Hypothesis or YAML. Its public surface:

- `parse.parse_declaration`, `parse.parse_proposition`: text to surface syntax
- `elaborate.environment.Environment`: declarations in scope
- `elaborate.declarations`: surface syntax to typed trees (`syntax`)
- `evaluate.compile_term`: a typed tree to a Python callable
- `render.render`: a typed tree back to Lean text
- `mathml.judgement`: what a law says, in mathematical notation
"""
