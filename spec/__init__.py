"""The shipped spec files: one for each module of the source, and what training code does around it."""

MODULES = ("masking", "mae", "jepa", "vicreg", "predictive_view", "practice")
"""Their names without the ending; each comes after those that it imports."""
