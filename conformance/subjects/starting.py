"""A first backend: a Python file with a function for each of some operations, and what comes in and must go out."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from keyword import iskeyword
from pathlib import Path

from conformance.carriers import CarrierError, carrier
from conformance.carriers.base import Carrier
from conformance.carriers.forms import attribute_of
from conformance.errors import UsageError, did_you_mean
from conformance.laws.specfile import Spec
from conformance.lean.render import render
from conformance.lean.syntax import Binder, Definition
from conformance.subjects.forms import RETURNS, words_for
from conformance.subjects.formtable import fields_of, form_text
from conformance.subjects.naming import known_names
from conformance.subjects.said import ARRAY
from conformance.values.known import formed
from conformance.values.naming import snake_case

_WIDTH = 120


def backend_start(
    file: str, definitions: Sequence[Definition], chosen_carrier: Carrier, specs: Sequence[str] = ()
) -> str:
    """The text of a Python file that `conformance check FILE` loads, with functions that are still to be written.

    Args:
        file: what the file is called.
        definitions: the operations to have.
        chosen_carrier: in which form values come.
        specs: the spec files that the operations come from; none where those ship.
    """
    chosen = "".join(f" --spec {spec}" for spec in specs)
    parts = [_HEAD.format(file=file, chosen=chosen, carrier=chosen_carrier.text, array=_array(chosen_carrier))]
    parts[0] += "".join(f"\n{line}" for line in ["", *_forms(definitions)]) + "\n"
    parts += [_function(definition) for definition in definitions]
    return "\n\n".join(parts)


def chosen_operations(spec: Spec, patterns: Sequence[str]) -> list[Definition]:
    """The operations that a spec declares, those that patterns choose by either name where there are some.

    Raises:
        UsageError: a pattern chooses none, or there is none.
    """
    declared = [d.declared for d in spec.declarations if isinstance(d.declared, Definition) and not d.is_helper]
    found: dict[str, Definition] = {}
    for pattern in patterns or ("*",):
        chosen = {d.name: d for d in declared if any(fnmatchcase(n, pattern) for n in (d.name, snake_case(d.name)))}
        if not chosen:
            names = [snake_case(d.name) for d in declared]
            hint = did_you_mean(pattern, names) or "; `conformance list operations` shows those that ship"
            raise UsageError(f"no operation matches `{pattern}`{hint}")
        found |= chosen
    return list(found.values())


def checked_file(name: str) -> Path:
    """The file of a backend of that name, which may end in `.py`.

    Raises:
        UsageError: no module can be called so, or something else is, which would be found in its place or hidden by it.
    """
    path = Path(name if name.endswith(".py") else f"{name}.py")
    stem = path.stem
    ask = f"; choose another name, as `my_{re.sub('[^A-Za-z0-9_]', '_', stem)}`"
    if path.exists():
        raise UsageError(f"`{path}` is there already, and nothing is written over; choose another name")
    if iskeyword(stem):
        raise UsageError(f"`{stem}` is a word of Python, by which no module can be imported{ask}")
    if stem in known_names():
        raise UsageError(f"`{stem}` is a backend that is known by this name already{ask}")
    if stem in sys.stdlib_module_names or stem in sys.builtin_module_names or _is_installed(stem):
        raise UsageError(f"`{stem}` is a module of Python or of a package, which `{path.name}` would stand before{ask}")
    return path


def _is_installed(module: str) -> bool:
    """Whether a module can be imported by that name; a mere folder is none, nor is what a file was loaded as."""
    try:
        found = (finder.find_spec(module, None) for finder in sys.meta_path)
        return any(spec is not None and spec.origin is not None for spec in found)
    except (ImportError, ValueError):
        return False


def chosen_carrier(text: str) -> Carrier:
    """The carrier of a text.

    Raises:
        UsageError: there is none.
    """
    try:
        return carrier(text)
    except CarrierError as error:
        raise UsageError(str(error)) from None


_HEAD = '''\
"""Functions under the names that laws ask for; what a law asks for that is not here is told as not provided.

conformance check {file}{chosen}
"""

# In which form values come and go: "python", "numpy:float32", "torch:float32" and so on.
# What is called an array below is {array}.
carrier = "{carrier}"

# What is not claimed, so that no law is checked beyond it.
# limits = {{"max_n": 1024, "nonempty": True, "distinct_indices": True}}

# Which functions take batches, values with a leading axis: True, or their names.
# batched = True'''


def _array(chosen: Carrier) -> str:
    return f"an array of {chosen.library}" if chosen.has_arrays else "a list, of lists where there are more axes"


def _forms(definitions: Iterable[Definition]) -> list[str]:
    """Comments that list the other forms in which the values of each operation may come."""
    found: dict[str, list[str]] = {}
    for definition in definitions:
        values = [(snake_case(b.name), b.type) for b in definition.explicit] + [(RETURNS, definition.result)]
        for name, type_ in values:
            words = [word for word in words_for(type_) if word != ARRAY]
            if words:
                found[f"{snake_case(definition.name)}.{name}"] = words
    if not found:
        return []
    key, words = next(iter(found.items()))
    width = max(map(len, found))
    return [
        "# Values that come in another form than is said below, each by a word, or by several with `/` between them.",
        f'# forms = {{"{key}": "{words[0]}"}}',
        *(line for of, several in found.items() for line in _wrapped(f"#   {of:<{width}}  ", several)),
    ]


def _wrapped(head: str, words: Sequence[str]) -> list[str]:
    """Words with commas between them, on lines that begin alike."""
    indent = f"#{' ' * (len(head) - 1)}"
    return textwrap.wrap(", ".join(words), _WIDTH, initial_indent=head, subsequent_indent=indent)


def _function(definition: Definition) -> str:
    name = snake_case(definition.name)
    taken = ", ".join(_argument(b) for b in definition.explicit)
    told = [f"{_argument(binder)}: {_told(binder)}" for binder in definition.explicit]
    if assumed := [render(premise.statement) for _, premise in definition.preconditions]:
        told.append(f"It is called only where {' and '.join(assumed)}.")
    told.append(f"It must give {form_text(definition.result)}.")
    told += [f"    .{field}: {form_text(type_)}" for field, type_ in fields_of(definition.result)]
    if definition.body is not None:
        told.append(f"As in Lean: {render(definition.body)}")
    comments = [line for text in told for line in textwrap.wrap(text, _WIDTH - 8, subsequent_indent="    ")]
    head = f"def {name}({taken}):"
    if len(head) > _WIDTH:
        head = f"def {name}(\n    {taken}\n):"
    lines = [head, *(f"    # {line}" for line in comments)]
    return "\n".join([*lines, f'    raise NotImplementedError("{name}")']) + "\n"


def _argument(binder: Binder) -> str:
    return attribute_of(snake_case(binder.name))


def _told(binder: Binder) -> str:
    former, _ = formed(binder.type)
    return "an int below 2^31, which decides all that is drawn" if former.is_seed else form_text(binder.type)
