"""The shipped spec files, one for each module of the source."""

MODULES = ("masking", "mae", "jepa", "vicreg", "predictive_view")
"""Their names without the ending; each comes after those that it imports."""
