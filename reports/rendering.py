"""A template rendered as one self-contained page, under a policy that lets nothing run but what it was made with."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from conformance.records.values import lean_text
from conformance.text.escaping import visible

_TEMPLATES = Path(__file__).parent / "templates"


def page(
    template: str,
    values: dict[str, Any],
    styles: tuple[str, ...] = ("page.css",),
    script: str = "",
    filters: dict[str, Any] | None = None,
    named: dict[str, Any] | None = None,
) -> str:
    """The page of a template.

    Args:
        values: what the template names.
        styles: files of `templates/page/` that make its one style element.
        script: the file of `templates/page/` that is its one script element, if it has one.
        filters: filters beside `visible`, `lean` and `count`.
        named: what macros in other templates see as well.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"visible": visible, "lean": lean_text, "count": "{:,}".format, **(filters or {})}
    style, source = "".join(map(_own, styles)), _own(script) if script else ""
    # A script or style element runs only where its text has the hash that the policy names.
    policy = f"default-src 'none'; style-src {_hash(style)}"
    policy += f"; script-src {_hash(source)}" if source else ""
    policy += "; base-uri 'none'; form-action 'none'"
    environment.globals |= {"style": Markup(style), "script": Markup(source), "policy": policy, **(named or {})}
    return environment.get_template(template).render(**values)


def _own(name: str) -> str:
    return (_TEMPLATES / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
