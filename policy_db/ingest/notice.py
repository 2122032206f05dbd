"""Cuts the text of one document into clauses and finds its title, number, issuer and dates, noting what it is not sure of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_db import yamlfile
from policy_db.ingest.clause import Doubt, ReadClause, ReadDocument
from policy_db.ingest.described import (
    LONGEST_TITLE_LINES,
    NUMBER,
    TITLE_END,
    day_in,
    described,
    only_day,
)
from policy_db.ingest.errors import IngestError
from policy_db.ingest.manifest import plain_clause
from policy_db.ingest.metadata import check_metadata
from policy_db.ingest.numbering import OUTLINE, STATUTE, Level
from policy_db.ingest.outline import Layout, read_outline
from policy_db.ingest.passages import FileText
from policy_db.ingest.printed import Printed, Table

ANNEX = re.compile(r"(附件|附录|附)([一二三四五六七八九十]|\d{1,2})?[:：]?$")
ANNEX_TITLED = re.compile(r"(附件|附录)([一二三四五六七八九十]|\d{1,2})[:：]?([^。；;]{2,40})$")
ANNEX_LIST = re.compile(r"附件[:：]?\d?")
RED_HEAD = re.compile(r"[一-龥（）()]{4,40}文件$")
MASTHEAD = re.compile(r"(签发人|密级|紧急程度|特急|加急|急件).{0,20}$")
BRACKETED_DAY = re.compile(r"[(（].*\d{4}年\d{1,2}月\d{1,2}日.*[)）]$")
ORGAN = re.compile(r"(部|委|局|厅|办|府|院|会|办公室|中心|署|行)$")
LONGEST_SIGNATURE_LINE = 30
LONGEST_GUESSED_TITLE = 60
AS_PRINTED = "as_printed"
# What is known of a document beside its text, and so is not forgotten because a newer file does not say it.
KEPT = ("doc_no", "issuer", "issued", "effective", "status_reason", "superseded_by", "supersedes", "aliases", "deadlines", "notes")


@dataclass(frozen=True)
class Line:
    """A paragraph of the printed text; ``table`` where it is one."""

    start: int
    end: int
    text: str
    table: Table | None = None


def read_notice(printed: Printed, found: FileText, header: Mapping[str, Any], places: yamlfile.Mapping) -> ReadDocument:
    """The document in ``printed``. ``header`` has what a person has stated of it, which wins over everything found.

    Raises ``IngestError`` for a text that cannot be cut into clauses at all.
    """
    lines = _lines(printed)
    if not lines:
        raise IngestError(printed.file, places.line, "文件没有正文。", printed.unit)
    doubts = list(found.doubts)
    opening = _opening(lines)
    title_lines = opening
    if not opening and "title" not in header and not found.title:
        title_lines = _guessed_title(lines)
        if title_lines:
            doubts.append(Doubt("title", f"标题是按首行猜的：「{title_lines[0].text}」。"))
    clauses: list[ReadClause] = []
    if title_lines:
        clauses.append(plain_clause(printed, lines[0].start, title_lines[-1].end, "标题", "title",
                                    new_lines=[line.text for line in title_lines[1:]]))
    body = lines[len(title_lines):]
    if not body:
        raise printed.error(lines[-1].start, "只有标题，没有正文。")
    gaps: list[Doubt] = []
    for prefix, segment in _segments(body):
        clauses += _segment(printed, prefix, segment, gaps)
    _refuse_repeats(printed, clauses)
    if header.get("numbering", AS_PRINTED) != AS_PRINTED:
        raise IngestError(printed.file, places.line_of("numbering"), f"numbering 只能是 {AS_PRINTED}。")
    if "numbering" not in header:
        doubts += gaps
    facts, more = described([line.text for line in title_lines], clauses, found, header)
    doubts += more
    if "title" not in header and "title" not in facts:
        raise printed.error(lines[0].start, "认不出标题，请在文件开头的 --- 之间（或同名 .yml 里）写明 title。")
    entry: dict[str, Any] = {"source": Path(printed.file).name, **facts, **header}
    entry.pop("numbering", None)
    entry.setdefault("key", entry.get("doc_no") or entry["title"])
    entry["title_in_text"] = header.get("title_in_text", bool(title_lines))
    document = ReadDocument(entry["key"], check_metadata(entry, Path(printed.file), places), clauses)
    for clause in clauses:
        if clause.kind == "title" and clause.label == "标题":
            clause.heading = str(entry["title"])
    pages = sorted({page for clause in clauses for page in clause.pages})
    document.metadata.update(held=True, page_first=pages[0] if pages else None, page_last=pages[-1] if pages else None)
    document.doubts = doubts
    document.unsaid = frozenset(name for name in KEPT if name not in entry) | (
        {"status"} if "status" not in header and entry["status"] == "in_force" else set())
    document.dropped = dict(Counter(passage.reason for passage in printed.dropped))
    return document


def _lines(printed: Printed) -> list[Line]:
    tables = {table.start: table for table in printed.tables}
    lines: list[Line] = []
    ends = {table.end for table in printed.tables}
    starts = [index for index in range(len(printed.chars)) if index == 0 or printed.gaps[index] == "\n" or index in ends]
    for start, end in zip(starts, [*starts[1:], len(printed.chars)]):
        lines.append(Line(start, end, printed.chars[start:end], tables.get(start)))
    return lines


def _opening(lines: list[Line]) -> list[Line]:
    """The lines from the top to the end of title and number; empty where no title is recognised."""
    taken: list[Line] = []
    titled, title_lines = False, 0
    for line in lines[: LONGEST_TITLE_LINES + 4]:
        if line.table is not None:
            break
        if NUMBER.fullmatch(line.text.strip("()（）")) or MASTHEAD.match(line.text):
            taken.append(line)
        elif titled:
            if not BRACKETED_DAY.match(line.text):
                break
            taken.append(line)
        elif RED_HEAD.match(line.text) and not taken:
            taken.append(line)
        elif title_lines < LONGEST_TITLE_LINES and not mark_level(line.text) and not re.search(r"[。；:：]", line.text):
            taken.append(line)
            title_lines += 1
            titled = bool(TITLE_END.search(re.sub(r"[(（][^()（）]*[〔\[﹝].+[)）]$", "", line.text)))
        else:
            break
    return taken if titled else []


def _guessed_title(lines: list[Line]) -> list[Line]:
    first = lines[0]
    short = len(first.text) <= LONGEST_GUESSED_TITLE and not re.search(r"[。；;:：，,]", first.text)
    return [first] if short and first.table is None and not mark_level(first.text) and len(lines) > 1 else []


def _segments(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The document itself (""), then its annexes, each under the words with which it opens."""
    segments: list[tuple[str, list[Line]]] = [("", [])]
    signed = False
    for index, line in enumerate(lines):
        annex = ANNEX.match(line.text) or (ANNEX_TITLED.match(line.text) if signed else None)
        if annex and line.table is None:
            segments.append((annex.group(1) + (annex.group(2) or ""), []))
        elif signed and len(segments) == 1 and only_day(lines[index - 1].text) and (_is_title(line) or _numbered(lines[index:])):
            segments.append(("附" if _numbered(segments[0][1]) else ATTACHED, []))
        signed = signed or only_day(line.text)
        segments[-1][1].append(line)
    return [(prefix, segment) for prefix, segment in segments if segment]


def _is_title(line: Line) -> bool:
    plain = len(line.text) <= LONGEST_GUESSED_TITLE and not re.search(r"[。；;:：，,]", line.text)
    return plain and bool(TITLE_END.search(line.text))


def _numbered(lines: list[Line]) -> bool:
    """Whether the lines open a numbering of their own before the next annex."""
    for line in lines:
        if ANNEX.match(line.text):
            return False
        if line.table is None and mark_level(line.text):
            return True
    return False


# A regulation that a short notice carries: its articles are cited without saying that it is attached.
ATTACHED = "\0"


def _segment(printed: Printed, prefix: str, lines: list[Line], doubts: list[Doubt]) -> list[ReadClause]:
    clauses: list[ReadClause] = []
    attached = prefix == ATTACHED
    prefix = "" if attached else prefix

    def plain(label: str, kind: str, part: list[Line], by_line: bool = True) -> None:
        for name, piece in _around_tables(prefix + label, part):
            if isinstance(piece, Line):
                assert piece.table is not None
                clauses.append(table_clause(printed, piece.table, name, prefix if prefix and not label else None))
            else:
                clauses.append(plain_clause(printed, piece[0].start, piece[-1].end, name, kind,
                                            new_lines=[line.text for line in piece[1:]] if by_line else ()))

    if attached:
        heading = 1 if _is_title(lines[0]) else 0
        while heading and heading < len(lines) and heading < LONGEST_TITLE_LINES and BRACKETED_DAY.match(lines[heading].text):
            heading += 1
        plain("附件标题", "title", lines[:heading])
        lines = lines[heading:]
    elif prefix:
        titled = ANNEX_TITLED.match(lines[0].text)
        two = not titled and len(lines) > 1 and lines[1].table is None and not mark_level(lines[1].text) and not re.search(
            r"[。；:：]", lines[1].text)
        heading = 2 if two else 1
        plain("", "part", lines[:heading])
        clauses[-1].heading = titled.group(3) if titled else lines[heading - 1].text if heading > 1 else prefix
        lines = lines[heading:]
    first = next((index for index, line in enumerate(lines) if line.table is None and mark_level(line.text)), None)
    signed = _signature(lines)
    listed = next((index for index in range(first or 0, signed[0])
                   if ANNEX_LIST.match(lines[index].text) and lines[index].table is None and not prefix), signed[0])
    if first is None or first >= listed:
        number = 0
        for line in lines[:listed]:
            if line.table is None:
                number += 1
                plain(f"第{number}段", "paragraph", [line], by_line=False)
            else:
                count = sum(clause.cells is not None for clause in clauses) + 1
                clauses.append(table_clause(printed, line.table, f"{prefix}·表{count}" if prefix else f"表{count}", prefix or None))
    else:
        plain("附件前言" if attached else "前言", "paragraph", lines[:first], by_line=False)
        levels = STATUTE if mark_level(lines[first].text) in STATUTE else OUTLINE
        clauses += read_outline(printed, lines[first].start, lines[listed - 1].end,
                                Layout(levels=levels, prefix=prefix, by_line=True, doubts=doubts), ())
    plain("附件目录", "paragraph", lines[listed:signed[0]])
    plain("落款", "signature", lines[signed[0]:signed[1]])
    plain("附注", "paragraph", lines[signed[1]:])
    return clauses


def _around_tables(label: str, lines: list[Line]) -> list[tuple[str, Line | list[Line]]]:
    """The lines in front of, between and behind the tables among them, each with its label."""
    pieces: list[tuple[str, Line | list[Line]]] = []
    name, run, count = label, list[Line](), 0
    for line in lines:
        if line.table is None:
            run.append(line)
            continue
        if run:
            pieces.append((name, run))
        count, run = count + 1, []
        pieces.append((f"{label}·表{count}", line))
        name = f"{label}·表{count}后文"
    return [*pieces, (name, run)] if run else pieces


def table_clause(printed: Printed, table: Table, label: str, parent: str | None) -> ReadClause:
    """A table that stands in no numbered clause."""
    return ReadClause(label=label, kind="paragraph", parent=parent, heading="", text=table.text, original=table.text,
                      pages=printed.pages_of(table.start, table.end), span=(table.start, table.end), cells=table.cells)


def mark_level(text: str) -> Level | None:
    """The rank of numbering whose first number opens ``text``; None where none does."""
    for level in (*STATUTE, *OUTLINE):
        found = level.mark.match(text)
        if found and found.group(1) in ("一", "1"):
            return level
    return None


def _signature(lines: list[Line]) -> tuple[int, int]:
    """From the first line of the signature to behind its date; (end, end) where there is none."""
    end = next((index for index in range(len(lines) - 1, -1, -1) if only_day(lines[index].text)), None)
    if end is None or (len(lines) - end > 3 and not (end and ORGAN.search(lines[end - 1].text))):
        return len(lines), len(lines)
    start = end
    while start > 0 and lines[start - 1].table is None and len(lines[start - 1].text) <= LONGEST_SIGNATURE_LINE and not re.search(
            r"[。；，,:：\d]", lines[start - 1].text) and not _opens_clause(lines[start - 1].text):
        start -= 1
    return start, end + 1


def _opens_clause(text: str) -> bool:
    return any(level.mark.match(text) for level in (*STATUTE, *OUTLINE))


def _refuse_repeats(printed: Printed, clauses: list[ReadClause]) -> None:
    seen: set[str] = set()
    for clause in clauses:
        if clause.label in seen:
            raise printed.error(clause.span[0], f"条款「{clause.label}」重复。")
        seen.add(clause.label)


__all__ = ["day_in", "mark_level", "read_notice"]
