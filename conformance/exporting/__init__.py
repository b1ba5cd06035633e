"""Declarations of a spec as files of Lean 4: held against the module that proves them, or standing by themselves."""
