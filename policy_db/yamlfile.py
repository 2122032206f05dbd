"""YAML data files read with the line of every mapping and list kept, so that a mistake can be named where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class FileError(ValueError):
    """A data file that cannot be used: ``path``, ``line`` (1-based) and a message that says what is wrong and what to write."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path.name}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


class Mapping(dict[str, Any]):
    """A YAML mapping that knows its own line and the line of each of its keys."""

    line: int = 0
    key_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line on which ``key`` stands, or the line of the mapping where the key is absent."""
        return self.key_lines.get(key, self.line)


class Sequence(list[Any]):
    """A YAML list that knows its own line."""

    line: int = 0


class _Loader(yaml.CSafeLoader):
    pass


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping:
    loader.flatten_mapping(node)
    result = Mapping()
    result.line = node.start_mark.line + 1
    result.key_lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"键 {key!r} 须写成带引号的文字", key_node.start_mark)
        if key in result and key_node.start_mark.line + 1 > result.key_lines[key] >= result.line:
            raise yaml.constructor.ConstructorError(None, None, f"键 {key} 重复", key_node.start_mark)
        result.key_lines[key] = key_node.start_mark.line + 1
        result[key] = loader.construct_object(value_node, deep=True)  # type: ignore[no-untyped-call]
    return result


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> Sequence:
    result = Sequence(loader.construct_object(child, deep=True) for child in node.value)  # type: ignore[no-untyped-call]
    result.line = node.start_mark.line + 1
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)


def read(path: Path) -> Any:
    """The content of a YAML file as ``Mapping``/``Sequence`` objects; raises ``FileError`` with the line of a syntax mistake."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader with line marks
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError(path, mark.line + 1 if mark else 1, f"不是合法的 YAML：{error.problem}") from error
    except yaml.YAMLError as error:
        raise FileError(path, 1, f"不是合法的 YAML：{error}") from error


def line_of(value: Any, default: int = 1) -> int:
    """The line on which a value read by ``read`` begins; ``default`` for scalars, which carry none."""
    return value.line if isinstance(value, (Mapping, Sequence)) else default


__all__ = ["FileError", "Mapping", "Sequence", "line_of", "read"]
