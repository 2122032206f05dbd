"""Tables and forms pasted into a message, as sentences: a row under years becomes one a year, with the unit beside its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_CELLS = re.compile(r"\s*\|\s*|\t+")
_YEAR = re.compile(r"20\d\d(?:年度?)?|(?:去|前|今|上|本)年度?|上一年度?|前一年度?")
_RULE = re.compile(r"[\s|:+-]+")
_UNIT = re.compile(r"[(（](?:单位[:：]?)?(万元|亿元|元|%|人|项|件|个|年)[)）]")
_FIGURE = re.compile(r"-?[\d,]*\d(?:\.\d+)?")
# 营业收入(万元): 26,480.55 outside a table.
_FORM = re.compile(rf"{_UNIT.pattern}\s*[:：]?\s*({_FIGURE.pattern})(?![\d,.]*\s*[\d%万亿元])")
# What is no amount, whatever the head of the table says.
_NO_AMOUNT = re.compile(r"率|占比|比[重例]|人数|人员|员工|职工|专利|数量|年限|排名|得分")


def spread_tables(text: str) -> str:
    """The text with its tables written out; a text without any is given back as it is, but for units beside their figures."""
    if "\t" not in text and "|" not in text:
        return _FORM.sub(r" \2\1", text)
    lines: list[str] = []
    head: Sequence[str] = ()
    for line in text.split("\n"):
        cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|")) if cell.strip()]
        if len(cells) < 2:
            head = ()
            lines.append(line)
        elif _RULE.fullmatch(line):
            continue
        elif len(cells) > 2 and all(_YEAR.fullmatch(cell) for cell in cells[1:]):
            head = cells
        else:
            lines.extend(_row(cells, head))
    return "\n".join(lines)


def _row(cells: Sequence[str], head: Sequence[str]) -> Iterator[str]:
    label, values = cells[0], cells[1:]
    unit = _UNIT.search(label) or (None if _NO_AMOUNT.search(label) or not head else _UNIT.search(head[0]))
    name = _UNIT.sub("", label)
    units = [unit.group(1) if unit and _FIGURE.fullmatch(value) else "" for value in values]
    if len(head) == len(cells):
        yield from (f"{_full(year)}{name}{value}{own}" for year, value, own in zip(head[1:], values, units))
    elif len(values) == 1:
        yield f"{name}:{values[0]}{units[0]}"
    else:
        yield "，".join(cells)


def _full(year: str) -> str:
    return f"{year}年" if year.isdigit() else year


__all__ = ["spread_tables"]
