"""What an entry of a spec reads as in each revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.laws.declaration import Declaration
from conformance.laws.specfile import Spec, load
from conformance.lean.normal import differ_in_form_alone


@dataclass(frozen=True, slots=True)
class Form:
    """What an entry reads as in these revisions, None where they do not have it.

    `is_another_in_form_alone` says that it and the one that it is held against have the same inputs and say the same.
    """

    revisions: tuple[str, ...]
    declaration: Declaration | None
    is_another_in_form_alone: bool = False


def forms_of(declaration: Declaration, spec: Spec, paths: Sequence[str | Path] = ()) -> tuple[Form, ...]:
    """The forms of a declaration of a spec that was read from these files, the one that it has there first.

    None where its own file names no revisions, whatever those do that it imports.
    """
    if not declaration.revision:
        return ()
    found: dict[str | None, Form] = {declaration.lean: Form((), declaration)}
    for revision in spec.revisions:
        named = {d.entry: d for d in load(paths, revision).declarations if d.module == declaration.module}
        other = named.get(declaration.entry)
        key = None if other is None else other.lean
        alone = other is not None and differ_in_form_alone(declaration.declared, other.declared)
        before = found.get(key)
        if before is None:
            found[key] = Form((revision,), other, alone)
        else:
            found[key] = Form((*before.revisions, revision), before.declaration, before.is_another_in_form_alone)
    return tuple(found.values())
