"""What a report says of laws, backends and the environment: records made from what was loaded."""

from __future__ import annotations

import inspect
import platform
import sys
from collections.abc import Mapping
from importlib import metadata

from conformance import __version__
from conformance.cases.telescope import size_variables
from conformance.laws.laws import Law
from conformance.laws.obligations import application
from conformance.laws.proofs import proved
from conformance.laws.specfile import Spec
from conformance.lean.mathml import judgement, typing
from conformance.lean.render import render
from conformance.lean.syntax import Binder, Definition
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.law import BinderRecord, LawRecord, SpecRecord
from conformance.subjects.backend import Backend
from conformance.subjects.digests import digest
from conformance.subjects.operation import Operation
from conformance.values.known import formed, sizes_in
from conformance.values.naming import snake_case


def spec_record(spec: Spec) -> SpecRecord:
    """What a report tells of a spec."""
    return SpecRecord(spec.modules, spec.digest, spec.revision, spec.covered, spec.lacks)


def law_record(law: Law) -> LawRecord:
    """What a report says of a law."""
    sizes = size_variables(law)
    binders = tuple(_binder_record(b, sizes) for b in law.binders)
    return LawRecord(
        law.id,
        law.kind,
        law.level,
        law.statement,
        law.about,
        law.source,
        law.training,
        _mathml(law),
        binders,
        law.module,
        law.origin,
        law.stated_by,
        proved(law),
    )


def _mathml(law: Law) -> str:
    """What the law claims; of an obligation, the type of the operation that it follows from."""
    if law.obligation is None:
        return judgement(law.binders, law.premises, law.claim)
    assert law.subject is not None
    return typing(law.subject.binders, application(law.subject), law.subject.result)


def signature(definition: Definition) -> str:
    """A backend's function for a definition: its name, and the Lean types of what it takes and gives."""
    taken = ", ".join(f"{snake_case(b.name)} : {render(b.type)}" for b in definition.explicit)
    return f"{snake_case(definition.name)}({taken}) : {render(definition.result)}"


def _binder_record(binder: Binder, sizes: frozenset[str]) -> BinderRecord:
    former, type_ = formed(binder.type)
    role = "size" if binder.name in sizes else former.role(type_)
    counted = next(iter(sizes_in(type_)), None) if role else None
    return BinderRecord(binder.name, render(binder.type), role or "other", "" if counted is None else render(counted))


def backend_record(backend: Backend, operations: Mapping[str, Operation]) -> BackendRecord:
    """What a report says of a backend after its operations were called."""
    versions = {}
    library = backend.carrier.library
    if library in sys.modules and library != "python":
        versions[library] = str(getattr(sys.modules[library], "__version__", "unknown"))
    told = {}
    for name, operation in operations.items():
        last = operation.last
        told[snake_case(name)] = OperationRecord(
            operation.calls, source_of(operation.function),
            last.type if last else None, last.dtype if last else None, last.device if last else None,
        )  # fmt: skip
    return BackendRecord(
        backend.name,
        backend.carrier.text,
        backend.limits.shown(),
        versions,
        told,
        _version_of(backend),
        digest(backend.digests, backend.functions),
        backend.hints,
        dict(backend.digests),
        backend.forms.shown(),
        backend.identity,
    )


def environment() -> dict[str, str]:
    """Versions that a run depends on."""
    return {
        "python": platform.python_version(),
        # `platform.platform` starts a process, which never ends where a worker is forked at the same time.
        "platform": "-".join((platform.system(), platform.release(), platform.machine())),
        "conformance": __version__,
        "hypothesis": metadata.version("hypothesis"),
    }


def source_of(function: object) -> str | None:
    """File and line of a function, as `path:line`."""
    try:
        plain = inspect.unwrap(function)  # type: ignore[arg-type]
        return f"{inspect.getsourcefile(plain)}:{inspect.getsourcelines(plain)[1]}"
    except (TypeError, OSError, ValueError):
        return None


def _version_of(backend: Backend) -> str | None:
    """`__version__` of the backend or of the package that it lies in."""
    owner = sys.modules.get(getattr(backend.target, "__name__", "") or type(backend.target).__module__)
    package = sys.modules.get(getattr(owner, "__name__", "").partition(".")[0])
    for place in (backend.target, owner, package):
        told = vars(place) if hasattr(place, "__dict__") else {}
        if "__version__" in told:
            return told["__version__"] if isinstance(told["__version__"], str) else None
    return None
