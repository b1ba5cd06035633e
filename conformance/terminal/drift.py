"""A spec held against its sources in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from conformance.drift.records import HOLDS, STATUSES, Comparison, Drift, SourceRecord
from conformance.terminal.console import Console
from conformance.text.escaping import inline

_MEANS = {
    "same but for form": "Same but for form (arrays for lists, or a type written out)",
    "left out": "Left out: the source declares it, and the spec names it under `lacks`",
    "changed": "Changed",
    "missing here": "Missing here: the source declares it, and the spec does not",
    "missing there": "Missing there: the spec declares it, and the source does not",
    "unreadable": "Unreadable",
}
_SIDES = {"both": "       ", "one": "here   ", "other": "there  "}


def show_drift(drift: Drift, out: Console) -> None:
    """How many declarations of each source came out how, all that are not the same, and whether the spec holds."""
    for source in drift.sources:
        out.paragraph(_source_text(source))
    _show_assumed(drift.comparisons, out)
    for status in STATUSES[1:]:
        if found := drift.of(status):
            out.line()
            out.paragraph(f"{_MEANS[status]}:")
            for one in found:
                _show(one, out)
    out.line()
    out.line(verdict_text(drift), "bold")


def verdict_text(drift: Drift) -> str:
    """Whether the spec says what the sources say, in a sentence."""
    differing = [s for s in STATUSES if s not in HOLDS and drift.counts.get(s)]
    told = ", ".join(f"{drift.counts[s]} {s}" for s in differing)
    revision = f", read as revision {drift.revision}," if drift.revision else ""
    if told:
        return f"The spec{revision} does not say what its source says: {told}."
    return f"The spec{revision} says what its source says: {sum(drift.counts.values())} declarations."


def _source_text(source: SourceRecord) -> str:
    counts = ", ".join(f"{count} {status}" for status, count in source.counts.items())
    told = [f"{inline(source.path)} ({source.form}): {_many(source.declared, 'declaration')}: {counts}"]
    if source.examples:
        told.append(f"{_many(source.examples, 'example')} without a name")
    if source.passed_over:
        words = ", ".join(f"{word} {count}" for word, count in source.passed_over.items())
        told.append(f"commands that declare nothing: {words}")
    return "; ".join(told)


def _show_assumed(comparisons: Sequence[Comparison], out: Console) -> None:
    assumed = Counter(character for c in comparisons for character in c.assumed)
    if assumed:
        count = sum(bool(c.assumed) for c in comparisons)
        told = ", ".join(f"{character} {times}" for character, times in assumed.most_common())
        out.paragraph(f"In {_many(count, 'declaration')} characters were assumed that the text has lost: {told}.")
    if untold := Counter(c.untold for c in comparisons if c.untold):
        for reason, times in untold.items():
            out.paragraph(f"Of {_many(times, 'declaration')} not all is told: {reason}.")


def _show(one: Comparison, out: Console) -> None:
    places = " and ".join(inline(place) for place in (one.here, one.there) if place)
    out.paragraph(f"{inline(one.name) or 'a declaration'}: {places}", indent=2)
    if one.note:
        out.paragraph(one.note, indent=4)
    for line in one.lines:
        style = {"one": "green", "other": "red"}.get(line.side, "")
        out.folded(f"    {_SIDES[line.side]}{inline(line.text)}", style)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
