"""What the results that a level demands come to, for a backend and for the spec, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord
from conformance.records.levels import in_words
from conformance.records.result import NOT_LOADED, Result, is_cut_short, is_decided, is_not_loaded
from conformance.records.vocabulary import FALSE_STATEMENT, UNANNOUNCED

_NAMED = 5
"""How many laws a verdict names."""


def is_acceptable(result: Result) -> bool:
    """Whether the result keeps no backend from conforming: it held, was announced, or was never claimed."""
    limited = result.status == "vacuous" and result.limited
    return limited or result.status in ("passed", "not_provided", "expected_failure")


def conform(required: Sequence[Result]) -> bool:
    """Whether all required results of a backend let it conform, and a law held."""
    return any(r.status == "passed" for r in required) and all(is_acceptable(r) for r in required)


def not_loaded(results: Iterable[Result]) -> dict[str, str]:
    """Why backends could not be loaded, by name."""
    return {r.backend: r.note.removeprefix(NOT_LOADED) for r in results if is_not_loaded(r)}


def false_statements(results: Sequence[Result]) -> list[Result]:
    """The laws that fail by the spec's own definitions, each once: what is told of them is the same everywhere."""
    return list({r.law: r for r in reversed(results) if r.status == FALSE_STATEMENT}.values())[::-1]


def decided(results: Sequence[Result]) -> str:
    """What statements are by the spec's own definitions: `is false`, `cannot be evaluated`, or either."""
    false = sum(map(is_decided, results))
    is_false = f"{'is' if len(results) == 1 else 'are'} false"
    if false == len(results):
        return is_false
    return f"{is_false} or cannot be evaluated" if false else "cannot be evaluated"


def verdict_on_spec(results: Sequence[Result]) -> str:
    """What is wrong with the spec by its own definitions, empty where nothing is."""
    false = false_statements(results)
    if not false:
        return ""
    names = [r.law for r in false]
    if len(false) == 1:
        return f"the spec is wrong: {names[0]} {decided(false)} by its own definitions"
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return f"the spec is wrong: {len(names)} statements {decided(false)} by its own definitions ({named})"


def modules_had(results: Sequence[Result], laws: Sequence[LawRecord]) -> frozenset[str]:
    """The modules of which a backend has an operation, and those without operations of which a theorem was checked.

    A theorem of a module may speak of an operation of another alone, so that one that was checked says nothing of its
    own module where that has operations.

    Args:
        results: of one backend.
        laws: of the run.
    """
    modules = {law.id: law.module for law in laws}
    with_operations = {law.module for law in laws if law.kind != "theorem"}
    return frozenset(
        modules[r.law] for r in results
        if r.status != "not_provided" and (r.kind != "theorem" or modules[r.law] not in with_operations)
    )  # fmt: skip


def of_modules_had(results: Sequence[Result], laws: Sequence[LawRecord]) -> list[Result]:
    """The results of modules of which a backend has something, and what was checked of others."""
    modules, had = {law.id: law.module for law in laws}, modules_had(results, laws)
    return [r for r in results if r.status != "not_provided" or modules[r.law] in had]


def verdict_on_part(backend: BackendRecord, results: Sequence[Result], require: str, part: str) -> str:
    """What a part of a run says of one backend that nothing was found against, as shards have it."""
    held = sum(r.status == "passed" for r in results)
    rest = f" ({len(results) - held} had none there)" if held < len(results) else ""
    return f"{backend.name}: {held} of {len(results)} {in_words(require)} laws held on the inputs of {part}{rest}"


def verdict_on(
    backend: BackendRecord, results: Sequence[Result], require: str, planned: int = 0, lacking: Sequence[str] = ()
) -> str:
    """What a run says of one backend, by the results that the level `require` demands.

    `planned`: of a run that was interrupted, how many of them there were to be. `lacking`: the modules of which the
    backend has no operation.
    """
    if why := not_loaded(results):
        return f"{backend.name}: not checked: {why[backend.name]}"
    if len(results) < planned:
        return f"{backend.name}: not finished: {len(results)} of {planned} laws were checked"
    laws = f"of {len(results)} {in_words(require)} laws"
    faults = sum(r.status == "harness_error" for r in results)
    false = [r for r in results if r.status == FALSE_STATEMENT]
    failed = sum(r.status in UNANNOUNCED for r in results)
    causes = len({r.cause or r.law for r in results if r.status in UNANNOUNCED})
    known = sum(r.status == "expected_failure" for r in results)
    mended = sum(r.status == "unexpected_pass" for r in results)
    passed = sum(r.status == "passed" for r in results)
    untested = sum(r.status == "vacuous" and not r.limited and not is_cut_short(r) for r in results)
    unfinished = sum(r.status == "vacuous" and is_cut_short(r) for r in results)
    short = sum(r.status == "passed" and is_cut_short(r) for r in results)
    limits = ", ".join(f"{k}={v}" for k, v in backend.limits.items())
    inside = f" within {limits}" if limits else ""
    if failed:
        of_causes = f", of {causes} {'cause' if causes == 1 else 'causes'}" if causes < failed else ""
        absent = sum(r.status == "not_provided" for r in results)
        not_there = f" ({absent} not provided)" if absent else ""
        return f"{backend.name}: does not conform: {failed} {laws} failed{of_causes}{not_there}"
    if false:
        return f"{backend.name}: no verdict: {len(false)} {laws} {decided(false)} by the spec's own definitions"
    if faults:
        return f"{backend.name}: no verdict: the harness failed on {faults} {laws}"
    if mended:
        return f"{backend.name}: {mended} {laws} {'hold' if mended > 1 else 'holds'} that should fail"
    if unfinished and not untested:
        return f"{backend.name}: no verdict: time ran out on {unfinished} {laws}, before all that a pass demands"
    if not passed and known:
        return f"{backend.name}: no success: none {laws} holds, {known} fail as expected"
    if not passed:
        return f"nothing was checked for {backend.name}: none {laws} could be"
    if untested:
        return f"{backend.name}: does not conform: no input met the premises of {untested} {laws}"
    unchecked = len(results) - passed - known
    rest = f" ({unchecked} not checked)" if unchecked else ""
    but = f" but for {known} known {'failure' if known == 1 else 'failures'}" if known else ""
    part = f", {short} of them on a part of the inputs, as time ran out" if short else ""
    none = f"; it has nothing of {', '.join(lacking)}" if lacking else ""
    return f"{backend.name}: conforms{inside}{but}: {passed} {laws} hold{part}{rest}{none}"
