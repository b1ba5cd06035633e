"""Mathematical notation from a record, as markup that holds presentation elements of MathML and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import Markup

from conformance.escaping import visible

_ELEMENTS = frozenset(
    ("math", "mtable", "mtr", "mtd", "mrow", "mi", "mo", "mn", "mtext", "msub", "msup", "msubsup", "munder", "mover",
     "munderover", "mfrac", "msqrt")
)  # fmt: skip
_ATTRIBUTES = {"display": ("block", "inline"), "mathvariant": ("normal",), "stretchy": ("true", "false")}
_LONGEST = 50_000
_DEEPEST = 200


def safe(text: str) -> Markup:
    """The `math` element, made anew from allowed elements and attributes; empty where the text is something else."""
    if not text or len(text) > _LONGEST or "<!" in text or "<?" in text:
        return Markup("")
    try:
        root = ElementTree.fromstring(text)
        return Markup("").join(_written(root, 0)) if root.tag == "math" else Markup("")
    except (ElementTree.ParseError, ValueError):
        return Markup("")


def _written(element: ElementTree.Element, depth: int) -> Iterator[Markup]:
    if element.tag not in _ELEMENTS or depth > _DEEPEST:
        raise ValueError(f"not MathML that is shown: {element.tag}")
    tag = Markup(element.tag)
    kept = Markup("").join(
        Markup(' {}="{}"').format(name, value)
        for name, value in element.attrib.items()
        if value in _ATTRIBUTES.get(name, ())
    )
    yield Markup("<{}{}>").format(tag, kept)
    yield Markup("{}").format(visible(element.text or ""))
    for child in element:
        yield from _written(child, depth + 1)
    yield Markup("</{}>").format(tag)
