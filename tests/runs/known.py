"""Files of known failures."""

from __future__ import annotations

from pathlib import Path


def file_of(folder: Path, *entries: str, head: str = "", name: str = "known.yaml") -> Path:
    path = folder / name
    body = "".join(f"  - {entry}\n" for entry in entries)
    path.write_text(f"{head}expect:{f'{chr(10)}{body}' if body else ' []'}", encoding="utf-8")
    return path


def entry(law: str = "maskedLoss", *more: str, backend: str = "b") -> str:
    return "\n    ".join([f"backend: {backend}", f"law: {law}", "reason: Repeats are lost.", *more])
