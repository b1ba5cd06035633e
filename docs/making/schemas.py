"""Pages of the files that are read and written, made from their JSON Schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Schema = dict[str, Any]


def page(title: str, path: str, introduction: str) -> str:
    """A table for each kind of object that a schema describes."""
    schema: Schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
    lines = [
        f"# {title}",
        "",
        introduction,
        "",
        f"The JSON Schema is `{path}`, which is installed with the package.",
        "",
    ]
    lines += ["## The file", "", *_described(schema)]
    for name, definition in schema.get("$defs", {}).items():
        lines += [f"## {name}", "", *_described(definition)]
    return "\n".join(lines)


def _described(schema: Schema) -> list[str]:
    lines = [_sentence(schema["description"]), ""] if "description" in schema else []
    properties: Schema = schema.get("properties", {})
    if not properties:
        return [*lines, f"It is {_type(schema)}.", ""]
    required = set(schema.get("required", ()))
    lines += ["| key | value | must be there | what it is |", "| --- | --- | --- | --- |"]
    for key, value in properties.items():
        told = _cell(value.get("description", ""))
        lines.append(f"| `{key}` | {_type(value)} | {'yes' if key in required else 'no'} | {told} |")
    return [*lines, ""]


def _type(schema: Schema) -> str:
    """What a value is, in words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return f"[{name}](#{name.lower()})" if "/" not in name else f"as `{name.rpartition('/')[2]}` there"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(_type(one) for one in schema[key])
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return " or ".join(_type({**schema, "type": one}) for one in kind)
    if kind == "array":
        return f"list of {_type(schema['items'])}" if schema.get("items") else "list"
    if kind == "object":
        inside = schema.get("additionalProperties")
        return f"mapping to {_type(inside)}" if isinstance(inside, dict) and inside else "mapping"
    return WORDS.get(kind, "any value")


WORDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false", "null": "null"}


def _sentence(text: str) -> str:
    return text if text.endswith((".", ":")) else f"{text}."


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("<", "&lt;").replace("*", "&#42;")
