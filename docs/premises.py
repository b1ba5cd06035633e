"""Makes the table of docs/premises.md: `python docs/premises.py`."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.cases.meeting import meetings, shares
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import ALL, Spec, load

DRAWS = 500
PAGE = Path(__file__).with_name("premises.md")


def made() -> str:
    """The page with its table made anew."""
    spec = load([ALL])
    rows = ["| law | premises, in the order in which they are made to hold | by chance | made so | of these, telling |",
            "| --- | --- | --- | --- | --- |"]  # fmt: skip
    rows += [_row(law, spec) for law in laws_of(spec) if law.assumed]
    table = "<!-- table -->\n" + "\n".join(rows) + "\n<!-- end -->"
    return re.sub("<!-- table -->.*<!-- end -->", lambda _: table, PAGE.read_text(encoding="utf-8"), flags=re.S)


def _row(law: Law, spec: Spec) -> str:
    told = [
        f"`{m.premise}`: {m.done}{' (a backend is asked as well)' if m.is_asked else ''}"
        for m in meetings(law, spec.definitions, spec.reference)
    ]
    found = shares(law, spec.definitions, spec.reference, DRAWS)
    numbers = [_percent(found.by_chance, found.drawn), _percent(found.made, found.drawn),
               _percent(found.telling, found.made)]  # fmt: skip
    return f"| `{law.id}` | {'; '.join(told)} | {' | '.join(numbers)} |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole} %" if whole else "none"


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
    print(f"Wrote {PAGE}")
