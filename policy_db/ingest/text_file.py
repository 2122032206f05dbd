"""A single document from a plain text file, one paragraph a line, optionally with a YAML header between ``---`` lines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policy_db import yamlfile
from policy_db.ingest.clause import ReadClause, ReadDocument
from policy_db.ingest.errors import IngestError
from policy_db.ingest.manifest import plain_clause, read_text
from policy_db.ingest.metadata import check_metadata
from policy_db.ingest.numbering import OUTLINE, STATUTE, Level
from policy_db.ingest.outline import Layout, read_outline
from policy_db.ingest.printed import Printed, read_printed

NUMBER = re.compile(r"[一-龥]{2,12}[〔\[﹝【(（](\d{4})[〕\]﹞】)）](?:第)?(\d{1,4})号")
TITLE_END = re.compile(
    r"(通知|意见|办法|公告|方案|措施|细则|规定|条例|清单|通报|批复|函|规划|纲要|计划|标准)([(（].{2,8}[)）])?$")
DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
ANNEX = re.compile(r"(附件|附录)([一二三四五六七八九十]|\d{1,2})?[:：]?$")
ANNEX_LIST = re.compile(r"附件[:：]?\d?")
LONGEST_TITLE_LINES = 3
LONGEST_SIGNATURE_LINE = 30


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str


def read_text_document(file: Path) -> ReadDocument:
    """Reads ``file``; title, number, issuer and date are taken from the text where the header does not give them.

    Raises ``IngestError`` with the line of whatever keeps the text from being cut into clauses.
    """
    raw = read_text(file)
    header, header_lines, places = _header(file, raw)
    printed = read_printed(file, raw, skip_lines=header_lines)
    lines = _lines(printed)
    if not lines:
        raise IngestError(file, header_lines + 1, "文件没有正文。")
    title_lines = _title_lines(lines)
    clauses: list[ReadClause] = []
    if title_lines:
        clauses.append(plain_clause(printed, lines[0].start, title_lines[-1].end, "标题", "title",
                                    new_lines=[line.text for line in title_lines[1:]]))
    body = lines[len(title_lines):]
    if not body:
        raise IngestError(file, printed.line(lines[-1].start), "只有标题，没有正文。")
    for prefix, segment in _segments(body):
        clauses += _segment(printed, prefix, segment)
    found = _described(title_lines, clauses)
    if "title" not in header and "title" not in found:
        raise IngestError(file, printed.line(lines[0].start), "认不出标题，请在文件开头的 --- 之间写明 title。")
    entry = {"source": file.name, **found, **header}
    entry.setdefault("key", entry.get("doc_no") or entry["title"])
    document = ReadDocument(entry["key"], check_metadata(entry, file, places), clauses)
    pages = sorted({page for clause in clauses for page in clause.pages})
    document.metadata.update(held=True, page_first=pages[0] if pages else None, page_last=pages[-1] if pages else None)
    return document


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


def _lines(printed: Printed) -> list[_Line]:
    if not printed.chars:
        return []
    starts = [index for index in range(len(printed.chars)) if index == 0 or printed.gaps[index] == "\n"]
    return [_Line(start, end, printed.chars[start:end])
            for start, end in zip(starts, [*starts[1:], len(printed.chars)], strict=True)]


def _title_lines(lines: list[_Line]) -> list[_Line]:
    taken: list[_Line] = []
    titled = False
    for line in lines[: LONGEST_TITLE_LINES + 1]:
        if NUMBER.fullmatch(line.text.strip("()（）")):
            taken.append(line)
        elif not titled and not _mark_level(line.text) and not re.search(r"[。；:：]", line.text):
            taken.append(line)
            titled = bool(TITLE_END.search(re.sub(r"[(（][^()（）]*[〔\[﹝].+[)）]$", "", line.text)))
        else:
            break
    return taken if titled else []


def _described(title_lines: list[_Line], clauses: list[ReadClause]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    title = ""
    for line in title_lines:
        bare = line.text.strip("()（）")
        number = NUMBER.fullmatch(bare)
        if number is None:
            number = next((inner for inner in map(NUMBER.fullmatch, re.findall(r"[(（](.+)[)）]$", line.text)) if inner), None)
            title += line.text if number is None else re.sub(r"[(（].+[)）]$", "", line.text)
        if number is not None:
            found["doc_no"] = re.sub(r"[\[﹝【(（](\d{4})[\]﹞】)）]", r"〔\1〕", number.group())
    if title:
        found["title"] = title
    found["status"] = "draft" if "征求意见稿" in title else "in_force"
    signature = next((clause for clause in clauses if clause.label == "落款"), None)
    if signature:
        *issuers, day = signature.text.split("\n")
        date = DATE.search(day)
        if issuers:
            found["issuer"] = "、".join(issuers)
        if date:
            found["issued"] = dt.date(*(int(part) for part in date.groups()))
    return found


def _segments(lines: list[_Line]) -> list[tuple[str, list[_Line]]]:
    segments: list[tuple[str, list[_Line]]] = [("", [])]
    for line in lines:
        annex = ANNEX.match(line.text)
        if annex:
            segments.append((annex.group(1) + (annex.group(2) or ""), []))
        segments[-1][1].append(line)
    return [(prefix, segment) for prefix, segment in segments if segment]


def _segment(printed: Printed, prefix: str, lines: list[_Line]) -> list[ReadClause]:
    clauses: list[ReadClause] = []

    def plain(label: str, kind: str, part: list[_Line], by_line: bool = True) -> None:
        if part:
            clauses.append(plain_clause(printed, part[0].start, part[-1].end, prefix + label, kind,
                                        new_lines=[line.text for line in part[1:]] if by_line else ()))

    if prefix:
        heading = 2 if len(lines) > 1 and not _mark_level(lines[1].text) and not re.search(r"[。；:：]", lines[1].text) else 1
        plain("", "part", lines[:heading])
        clauses[-1].heading = lines[heading - 1].text if heading > 1 else prefix
        lines = lines[heading:]
    first = next((index for index, line in enumerate(lines) if _mark_level(line.text)), None)
    signed = _signature(lines)
    listed = next((index for index in range(first or 0, signed[0])
                   if ANNEX_LIST.match(lines[index].text) and not prefix), signed[0])
    if first is None or first >= listed:
        for number, line in enumerate(lines[:listed], start=1):
            plain(f"第{number}段", "paragraph", [line], by_line=False)
    else:
        plain("前言", "paragraph", lines[:first], by_line=False)
        levels = STATUTE if _mark_level(lines[first].text) in STATUTE else OUTLINE
        clauses += read_outline(printed, lines[first].start, lines[listed - 1].end,
                                Layout(levels=levels, prefix=prefix, by_line=True), ())
    plain("附件目录", "paragraph", lines[listed:signed[0]])
    plain("落款", "signature", lines[signed[0]:signed[1]])
    plain("附注", "paragraph", lines[signed[1]:])
    return clauses


def _mark_level(text: str) -> Level | None:
    for level in (*STATUTE, *OUTLINE):
        found = level.mark.match(text)
        if found and found.group(1) in ("一", "1"):
            return level
    return None


def _signature(lines: list[_Line]) -> tuple[int, int]:
    """From the first line of the signature to behind its date; (end, end) where there is none."""
    end = next((index for index in range(len(lines) - 1, -1, -1) if DATE.fullmatch(lines[index].text)), None)
    if end is None or len(lines) - end > 3:
        return len(lines), len(lines)
    start = end
    while start > 0 and len(lines[start - 1].text) <= LONGEST_SIGNATURE_LINE and not re.search(
            r"[。；，,:：\d]", lines[start - 1].text):
        start -= 1
    return start, end + 1


__all__ = ["read_text_document"]
