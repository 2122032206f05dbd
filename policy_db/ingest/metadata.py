"""The description of a document: which fields there are, and what each may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policy_db import yamlfile
from policy_db.ingest.errors import IngestError

STATUSES = ("in_force", "draft", "superseded", "historical")
PRINTED_STATES = ("complete", "truncated_start", "truncated_end")
RATINGS = ("A", "B", "compendium")

_TEXTS = ("doc_no", "title", "issuer", "status_reason", "notes", "source", "book_section", "superseded_by", "printed_note")
_DATES = ("issued", "effective", "since")
_LISTS = ("annexes_missing", "deadlines", "aliases", "supersedes")
FIELDS = (*_TEXTS, *_DATES, *_LISTS, "key", "status", "printed_state", "title_in_text", "consultation", "rating")


def check_metadata(entry: Mapping[str, Any], file: Path, lines: yamlfile.Mapping) -> dict[str, Any]:
    """The columns of a described document; raises ``IngestError`` with the line of the first field that cannot stand."""
    for name, value in entry.items():
        problem = _problem(name, value)
        if problem:
            raise IngestError(file, lines.line_of(name), problem)
    for name in ("key", "title", "status"):
        if not entry.get(name):
            raise IngestError(file, lines.line, f"文件说明缺少 {name}。")
    opens, closes = entry.get("consultation") or (None, None)
    columns = {name: entry.get(name) for name in (*_TEXTS, *_DATES, "status")}
    if columns["since"] is None:
        del columns["since"]
    columns |= {name: list(entry.get(name) or []) for name in _LISTS}
    columns |= {
        "printed_state": entry.get("printed_state", "complete"), "title_in_text": entry.get("title_in_text", True),
        "rating": entry.get("rating"), "consultation_opens": opens, "consultation_closes": closes,
    }
    return columns


def _problem(name: str, value: Any) -> str | None:
    if name not in FIELDS:
        return f"不认识的字段「{name}」；可用的有 {'、'.join(sorted(FIELDS))}。"
    if value is None:
        return None
    allowed = {"status": STATUSES, "printed_state": PRINTED_STATES, "rating": RATINGS}.get(name)
    if allowed and value not in allowed:
        return f"{name} 只能是 {'、'.join(allowed)}，现为「{value}」。"
    if name in _DATES and (not isinstance(value, dt.date) or isinstance(value, dt.datetime)):
        return f"{name} 须是日期，如 2026-01-05，现为「{value}」。"
    if name == "consultation" and not (
            isinstance(value, list) and len(value) == 2 and all(isinstance(item, dt.datetime) for item in value)):
        return "consultation 须是两个时刻，如 [2021-08-20 08:30:00, 2021-09-20 23:59:59]。"
    if name in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return f"{name} 须是一列文字。"
    if name in (*_TEXTS, "key") and not isinstance(value, str):
        return f"{name} 须是文字，现为「{value}」。"
    return None


__all__ = ["FIELDS", "PRINTED_STATES", "RATINGS", "STATUSES", "check_metadata"]
