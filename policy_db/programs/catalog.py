"""The catalogue of programs: id, official name, level and the ways people write it (``programs.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

CATALOG_PATH = Path(__file__).with_name("programs.yml")


@dataclass(frozen=True)
class Program:
    """A title that an enterprise can hold: ``level`` is ``nation`` or ``province``; ``aliases`` are Chinese short forms.

    ``below``: the programs to aim at when this one is out of reach, nearest first. ``title``: the fact that says that an
    enterprise holds it already, if there is one.
    """

    id: str
    name: str
    level: str
    aliases: tuple[str, ...]
    below: tuple[str, ...] = ()
    title: str = ""


def _read() -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(CATALOG_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


CATALOG: Mapping[str, Any] = MappingProxyType(_read())
"""The whole file: ``programs``, and what the mention finder needs beside (``spelled``, ``lookalikes``, ``guards``)."""

PROGRAMS: Mapping[str, Program] = MappingProxyType(
    {
        id_: Program(
            id=id_,
            name=entry["name"],
            level=entry["level"],
            aliases=tuple(entry["aliases"]),
            below=tuple(entry.get("below", ())),
            title=entry.get("title", ""),
        )
        for id_, entry in CATALOG["programs"].items()
    }
)
