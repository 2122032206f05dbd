"""A single document from a plain text file, one paragraph a line, optionally with a YAML header between ``---`` lines."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from policy_db import yamlfile
from policy_db.ingest.clause import ReadDocument
from policy_db.ingest.errors import IngestError
from policy_db.ingest.notice import read_notice
from policy_db.ingest.opening import decode
from policy_db.ingest.passages import FileText
from policy_db.ingest.printed import CELL_MARK, Printed, Table, read_printed

ROW_MARK = re.compile(rf"\t+|{CELL_MARK}")
ONLY_NUMBER = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]?$")
FEWEST_ROWS = 2


def read_text_document(file: Path, stated: yamlfile.Mapping | None = None) -> ReadDocument:
    """Reads ``file``; title, number, issuer and dates are taken from the text where neither its header nor ``stated`` gives them.

    Raises ``IngestError`` with the line of whatever keeps the text from being cut into clauses.
    """
    raw, doubts = decode(file, file.read_bytes())
    header, header_lines, places = _header(file, raw)
    places.line = header_lines + 1
    for name, value in (stated or {}).items():
        header.setdefault(name, value)
    printed = read_printed(file, raw, skip_lines=header_lines)
    _find_tables(printed)
    return read_notice(printed, FileText([], doubts=doubts), header, places)


def _find_tables(printed: Printed) -> None:
    """Two lines or more with the same number of cells, between tabs or ｜, are a table."""
    if not printed.chars:
        return
    starts = [index for index in range(len(printed.chars)) if index == 0 or printed.gaps[index] == "\n"]
    lines = list(zip(starts, [*starts[1:], len(printed.chars)], strict=True))
    rows = [_cells(printed, start) for start, _ in lines]
    place = 0
    for width, run in groupby(rows, key=lambda row: len(row)):
        cells: list[list[str | None]] = [list(row) for row in run]
        begin, place = place, place + len(cells)
        if width > 1 and len(cells) >= FEWEST_ROWS:
            printed.tables.append(Table(lines[begin][0], lines[place - 1][1], cells))
            for start, _ in lines[begin + 1:place]:
                printed.gaps[start] = " "


def _cells(printed: Printed, start: int) -> list[str]:
    offset = printed.offsets[start]
    begin = printed.raw.rfind("\n", 0, offset) + 1
    end = printed.raw.find("\n", offset)
    line = printed.raw[begin: end if end >= 0 else len(printed.raw)].strip(" \u3000\r")
    cells = [" ".join(cell.split()) for cell in ROW_MARK.split(line.lstrip("\t") if CELL_MARK not in line else line)]
    return [] if len(cells) == 2 and (ONLY_NUMBER.match(cells[0]) or not cells[0]) and CELL_MARK not in line else cells


def _header(file: Path, raw: str) -> tuple[dict[str, Any], int, yamlfile.Mapping]:
    places = yamlfile.Mapping()
    places.line, places.key_lines = 1, {}
    lines = raw.split("\n")
    if lines[0].strip() != "---":
        return {}, 0, places
    closing = next((number for number, line in enumerate(lines[1:], start=2) if line.strip() == "---"), None)
    if closing is None:
        raise IngestError(file, 1, "文件头以 --- 开始，却没有以 --- 结束。")
    try:
        header = yaml.safe_load("\n".join(lines[: closing - 1]))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise IngestError(file, mark.line + 1 if mark else 1, "文件头不是合法的 YAML，应每行写一项，如 title: 标题。") from error
    if not isinstance(header, dict):
        raise IngestError(file, 1, "文件头应每行写一项，如 title: 标题。")
    for place, line in enumerate(lines[: closing - 1], start=1):
        places.key_lines.setdefault(line.split(":", 1)[0].strip(), place)
    return header, closing, places


__all__ = ["read_text_document"]
