"""What Lean's types and purity say of an operation without a theorem: each obligation, and its check, in one file."""
