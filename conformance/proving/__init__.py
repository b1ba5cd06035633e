"""Theorems proved from the definitions of a spec alone: the typed tree as formulas for a solver, and induction."""
