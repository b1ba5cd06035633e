"""Laws proved from the definitions, or refuted by them on an input that the evaluator confirms."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from conformance.cases.profiles import Profile
from conformance.checking.recording import spec_record
from conformance.checking.statements import FALSE_BY_DEFINITION, false_statements
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.proofs import SCHEMA_VERSION, ProofRecord, ProofsRecord, Verdict

EXTRA = "prove"
"""The extra of the package that has the solver."""


def prove_laws(
    spec: Spec, every: Sequence[Law], chosen: Sequence[Law], undefined: Sequence[Law], profile: Profile, seed: int,
    progress: Callable[[str, int, int], None] | None = None,
) -> ProofsRecord:  # fmt: skip
    """Proves laws from the definitions of a spec; what is not proved is tried on the inputs of a profile.

    Args:
        spec: where the definitions are.
        every: all its laws, of which the theorems before another may be used for its proof.
        chosen: those that are to be proved.
        undefined: those that are left out, as an operation of theirs has no body.
        profile: how many inputs are tried.
        seed: the seed of those that are drawn.
        progress: is told the id of each law before it is proved, how many were, and how many there are.

    Raises:
        UsageError: the solver is not installed.
    """
    try:
        import z3

        from conformance.proving.theory import Theory, facts
    except ImportError:
        message = "the solver, z3, is not installed: pip install 'masking-conformance"
        raise UsageError(f"{message}[{EXTRA}]'") from None
    facts()  # so that their time is not that of the first law
    theory = Theory(every, spec.definitions)
    proofs = []
    for done, law in enumerate(chosen):
        if progress is not None:
            progress(law.id, done, len(chosen))
        started = time.perf_counter()
        proof = theory.proof(law)
        verdict: Verdict = "proved"
        how, inputs = proof.method, dict[str, Any]()
        if not proof.is_proved:
            verdict, how = "gave_up", proof.reason
            false = false_statements(spec, [law], profile, seed).get(law.id)
            if false is not None and false.is_refuted:
                verdict, how, inputs = (
                    "refuted",
                    false.failure.message.removesuffix(f"; {FALSE_BY_DEFINITION}"),
                    dict(false.failure.inputs),
                )
        seconds = time.perf_counter() - started
        proofs.append(ProofRecord(
            law.id, law.kind, law.module, verdict, how, inputs, proof.steps, proof.questions, seconds
        ))  # fmt: skip
    solver = f"z3 {z3.get_version_string()}"
    about = spec_record(spec)
    return ProofsRecord(SCHEMA_VERSION, about, tuple(proofs), tuple(law.id for law in undefined), solver)


def without_body(spec: Spec, law: Law) -> bool:
    """Whether a law speaks of an operation that has no body."""
    return any(spec.definitions[name].body is None for name in law.operations)
