"""What a project says of itself in `[tool.conformance]`: its backends, and options for where none are given."""
