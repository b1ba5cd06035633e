"""The shipped spec files, one for each module of the source."""

MODULES = ("masking", "mae", "jepa", "vicreg")
"""Those that are checked where none is named, without the ending; each comes after those that it imports."""

NAMED = (*MODULES, "predictive_view")
"""All that can be named, in the order of the source."""
