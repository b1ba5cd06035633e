"""The shipped spec files, one for each module of the source."""

MODULES = ("masking", "mae", "jepa", "vicreg")
"""Their names, without the ending, in the order of the source; each comes after those that it imports."""
