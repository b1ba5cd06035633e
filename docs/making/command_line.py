"""The page of the command line, made from the commands themselves."""

from __future__ import annotations

import re

import click

from conformance.cli import cli

INTRODUCTION = """# Command line

Made from the commands themselves: `conformance COMMAND --help` prints the same. `python -m conformance` is the same
command. [Exit statuses](exit-status.md) are on a page of their own.
"""


def page() -> str:
    root = click.Context(cli, info_name="conformance")
    return "\n".join([INTRODUCTION, *_told(cli, root, 1)])


def _told(command: click.Command, context: click.Context, depth: int) -> list[str]:
    """A command and those that it has, each with a heading."""
    lines = []
    if depth > 1:
        lines = [f"{'#' * depth} `{context.command_path.removeprefix('conformance ')}`", ""]
        lines += ["```text", _usage(command, context), "```", ""]
        lines += [_plain(command.help or ""), ""]
        options = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
        records = [record for p in options if (record := p.get_help_record(context)) is not None and record[1]]
        if records:
            lines += ["| option | what it does |", "| --- | --- |"]
            lines += [f"| {_code(name)} | {_cell(help_)} |" for name, help_ in records]
            lines.append("")
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            part = command.get_command(context, name)
            assert part is not None
            if not part.hidden:
                lines += _told(part, click.Context(part, info_name=name, parent=context), depth + 1)
    return lines


def _usage(command: click.Command, context: click.Context) -> str:
    return " ".join(re.sub(r"^Usage: ", "", command.get_usage(context)).split())


def _plain(help_: str) -> str:
    """A docstring of a command as Markdown; what it keeps as it stands is a block of code."""
    parts = []
    for part in help_.split("\n\n"):
        kept = part.startswith("\b\n")
        parts.append(f"```text\n{part[2:]}\n```" if kept else _escaped(" ".join(part.split())))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return _escaped(" ".join(text.split())).replace("|", "&#124;")


def _escaped(text: str) -> str:
    """A text as Markdown, in which what stands between backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _plainly(text)
    return "".join(
        f"<code>{_plainly(part)}</code>" if place % 2 else _plainly(part) for place, part in enumerate(parts)
    )


def _plainly(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]])", lambda found: f"&#{ord(found[1])};", text)


def _code(text: str) -> str:
    return f"<code>{_plainly(text).replace('|', '&#124;')}</code>"
