"""A first law, and a first operation, in a spec file: entries with comments that say what each line is for."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from conformance.errors import SpecError, UsageError
from conformance.laws.declaration import Declaration
from conformance.laws.specfile import load, shipped
from conformance.laws.yamlfile import YamlFile, read_text
from conformance.system.files import write_text
from conformance.values.naming import snake_case


@dataclass(frozen=True, slots=True)
class Start:
    """An entry to begin with: the section of a spec file that it belongs to, its name, and its text."""

    section: str
    name: str
    text: str


def law_start(name: str) -> tuple[Start, ...]:
    """A law of an operation that ships, of which only the statement need be exchanged."""
    return (Start("laws", name, _LAW.format(name=name)),)


def operation_start(name: str, *, has_body: bool) -> tuple[Start, ...]:
    """An operation of one's own: a definition, or one without a body and a law that speaks of it."""
    values = {"name": name, "function": snake_case(name)}
    if has_body:
        return (Start("definitions", name, _DEFINITION.format(**values)),)
    law = Start("laws", f"{name}_count", _COUNT.format(**values))
    return Start("operations", name, _OPERATION.format(**values)), law


_LAW = """\
{name}:
  # What it says, in one sentence.
  about: Twice the complement of a mask is the mask.
  # What states it: a paper, a page, an issue.
  stated: this project
  # The statement, in Lean. Before the last `:` stand the variables, `{{...}}` around those that no function takes, and
  # what is assumed, as `(h : k ≤ n)`; after it stands what must hold. What it calls is what a backend is asked for.
  lean: |
    theorem {name} {{n : Nat}} (m : Mask n) : complement (complement m) = m
"""

_DEFINITION = """\
{name}:
  # What it gives, in one sentence.
  about: How many positions a mask selects.
  # Backends are asked for a function `{function}`, which must give what stands after `:=` on every input. Where it is
  # only a way to say something in laws, `helper: true` has no backend asked for it.
  lean: |
    def {name} {{n : Nat}} (m : Mask n) : Nat :=
      (List.finRange n).countP (fun i => m i)
  # Each is evaluated when the file is read, and must hold.
  examples:
    - "{name} (fun (i : Fin 3) => i.val < 2) = 2"
"""

_OPERATION = """\
{name}:
  # What it gives, in one sentence.
  about: A mask that selects k of n positions at random.
  # Backends are asked for a function `{function}`. It has no body: the laws below say all that is known of it.
  # `(h : k ≤ n)` is a precondition, which is no argument: the function is called inside it alone.
  lean: "opaque {name} (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
"""

_COUNT = """\
{name}_count:
  about: Of n positions k are selected.
  # What states it: a paper, a page, an issue.
  stated: this project
  lean: |
    theorem {name}_count (n k : Nat) (seed : Seed) (h : k ≤ n) :
      (List.finRange n).countP (fun i => {name} n k seed h i) = k
"""

_FILE = """\
# Laws of this project. What a statement may say: docs/language.md. Is it read, and is it true?
#   conformance spec check {path}
# Does a backend keep it?
#   conformance check BACKEND --spec {path}
module: {module}
"""

_INDENT = 2


def write_start(path: Path, starts: tuple[Start, ...]) -> None:
    """Adds entries to a spec file, or makes one of them; what stands there stays as it is.

    Raises:
        SpecError: the file that is there cannot be read.
        UsageError: a name is taken, there or by what ships; what would stand there cannot be read; or the file cannot
            be written.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"`{path}`: the name of a spec file ends in .yaml")
    for start in starts:
        _check_shipped(start)
    if is_there := path.exists():
        _check_free(starts, load([path]).declarations)
        text = read_text(path, SpecError)
    else:
        text = _FILE.format(path=path, module=_module_of(path))
    for start in starts:
        text = with_entry(str(path), text, start)
    # Beside the file, as what it imports is looked for there.
    tried = path.with_name(f".{path.stem}.new.yaml")
    try:
        write_text(tried, text)
        load([tried])
        if not is_there and path.exists():
            raise UsageError(f"`{path}` has come to be there in the meantime; try again")
        write_text(path, text)
    except SpecError as error:
        told = str(error).replace(str(tried), str(path))
        raise UsageError(f"nothing is written, as what would stand there is wrong: {told}") from None
    except OSError as problem:
        raise UsageError(f"`{path}` cannot be written: {problem.strerror}") from None
    finally:
        tried.unlink(missing_ok=True)


def _check_shipped(start: Start) -> None:
    """Refuses a name that something has which ships: a law of another statement, or another function of that name."""
    name = start.name
    modules = {d.id: d.module for d in shipped().declarations}
    operations = {snake_case(operation): operation for operation in shipped().operations}
    is_operation = start.section in ("definitions", "operations")
    taken = name if name in modules else operations.get(snake_case(name), "") if is_operation else ""
    if not taken:
        return
    also = "" if taken == name else f", as `{snake_case(name)}` in Python"
    raise UsageError(
        f"`{name}` is taken: `{taken}` of the module {modules[taken]} ships{also}, and is checked without more; "
        f"`conformance show {taken}` shows it; choose another name for what is your own"
    )


def _check_free(starts: tuple[Start, ...], declared: Iterable[Declaration]) -> None:
    """Refuses a name that a file has already."""
    places = {d.id: d.source for d in declared}
    for start in starts:
        if start.name in places:
            raise UsageError(
                f"`{start.name}` is there already, at {places[start.name]}, and nothing is written over; "
                "change it there, or choose another name"
            )


def with_entry(path: str, text: str, start: Start) -> str:
    """The text of a spec file with one more entry, the last of its section; all else stays as it is.

    Raises:
        SpecError: the text is no YAML, or its section is written in braces.
    """
    root = YamlFile(path, text, SpecError, "a spec").root
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found = [(key, value) for key, value in pairs if key.value == start.section]
    lines = text.rstrip("\n").split("\n")
    if not found:
        # Where it stands among the sections makes no difference: they are read in an order of their own.
        entry = textwrap.indent(start.text, " " * _INDENT)
        return "\n".join([*lines, "", f"{start.section}:", entry])
    key, value = found[0]
    if not isinstance(value, yaml.MappingNode) or value.flow_style:
        line = key.start_mark.line + 1
        raise SpecError(f"`{start.section}:` is written in braces; write a line for each of its entries", path, line)
    last = key.start_mark.line
    for k in range(last + 1, len(lines)):
        if lines[k].strip() and not lines[k].startswith(" "):
            break
        last = k if lines[k].strip() else last
    entry = textwrap.indent(start.text, " " * value.start_mark.column)
    return "\n".join([*lines[: last + 1], entry.rstrip("\n"), *lines[last + 1 :], ""])


def checked_name(name: str) -> str:
    """A name for a law or an operation.

    Raises:
        UsageError: Lean has no such name.
    """
    if not re.fullmatch(r"[A-Za-z_][\w']*", name, re.ASCII):
        raise UsageError(f"a law or operation is called by letters, digits and `_`, as `keepMost_count`, not {name!r}")
    return name


def _module_of(path: Path) -> str:
    """The name of the module that a new file declares."""
    words = re.findall(r"[A-Za-z0-9]+", path.stem)
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() else f"Laws{name}"
