"""The shipped spec: one YAML file per Lean module, and the JSON Schema of such files."""
