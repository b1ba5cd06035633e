"""What a law reads as in each revision, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.laws.forms import Form
from conformance.terminal.console import Console


def show_forms(forms: Sequence[Form], out: Console) -> None:
    """Tells of the revisions that read as what was shown, which is the first of the forms, and then of each other."""
    for turn, form in enumerate(forms):
        *before, last = form.revisions
        named = f"revisions {', '.join(before)} and {last}" if before else f"revision {last}"
        if not turn:
            out.line(f"Stated so in {named}.")
        elif form.declaration is None:
            out.line(f"Not there in {named}.")
        else:
            out.line(f"In {named}{_ALONE if form.is_another_in_form_alone else ''}:")
            out.lines(f"\n{form.declaration.lean}\n")


_ALONE = ", another in form alone (a list and an array have the same values, and the two forms the same inputs)"
