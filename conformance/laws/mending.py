"""A YAML file without what is wrong with it, so that all else can be read, and told of, at once."""

from __future__ import annotations

import yaml

from conformance.errors import FileError
from conformance.laws.yamlfile import YamlFile

_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"


def mend(file: YamlFile) -> list[FileError]:
    """Takes out of a file what `YamlFile.plain` refuses, and returns what is said of it.

    Of a key that stands twice the first is kept. Where both hold mappings at the top of the file, what the second holds
    is read with the first.
    """
    found: list[FileError] = []
    _mend(file, file.root, found)
    return found


def take_out(node: yaml.Node, step: str | int) -> None:
    """Takes a key out of a mapping, or puts nothing at a position of a list."""
    if isinstance(node, yaml.MappingNode):
        node.value = [(key, value) for key, value in node.value if key.value != step]
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        node.value[step] = yaml.ScalarNode(_NOTHING, "", node.start_mark, node.end_mark)


def _mend(file: YamlFile, node: yaml.Node, found: list[FileError]) -> None:
    if isinstance(node, yaml.MappingNode):
        node.value = _pairs(file, node, found)
        for _, value in node.value:
            _mend(file, value, found)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _mend(file, value, found)
    else:
        try:
            file.scalar(node)
        except file.error as error:
            found.append(error)
            node.tag = _TEXT


def _pairs(file: YamlFile, node: yaml.MappingNode, found: list[FileError]) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys of a mapping that can be read, each once, with their values."""
    kept: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value in node.value:
        try:
            key = file.key(key_node)
        except file.error as error:
            found.append(error)
            continue
        if key not in kept:
            kept[key] = key_node, value
            continue
        found.append(file.repeated(node, key_node))
        _, first = kept[key]
        if node is file.root and isinstance(first, yaml.MappingNode) and isinstance(value, yaml.MappingNode):
            first.value = first.value + value.value
    return list(kept.values())
