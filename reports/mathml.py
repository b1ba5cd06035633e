"""Mathematical notation from a record, as markup that holds presentation elements of MathML and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

from markupsafe import Markup, escape

from conformance.text.escaping import visible

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
        written: list[str] = []
        if root.tag == "math":
            _write(root, 0, written)
        return Markup("".join(written))
    except (ElementTree.ParseError, ValueError):
        return Markup("")


def _write(element: ElementTree.Element, depth: int, written: list[str]) -> None:
    if element.tag not in _ELEMENTS or depth > _DEEPEST:
        raise ValueError(f"not MathML that is shown: {element.tag}")
    kept = "".join(f' {name}="{value}"' for name, value in element.attrib.items() if value in _ATTRIBUTES.get(name, ()))
    written.append(f"<{element.tag}{kept}>{escape(visible(element.text or ''))}")
    for child in element:
        _write(child, depth + 1, written)
    written.append(f"</{element.tag}>")
