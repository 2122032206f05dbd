"""Cuts a numbered text into its tree of clauses, and refuses one whose numbering does not run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policy_db.ingest.clause import Doubt, ReadClause
from policy_db.ingest.corrections import Edit, render
from policy_db.ingest.numbering import OUTLINE, STATUTE, Level, number_of
from policy_db.ingest.printed import Printed, Table

SENTENCE_END = "。；;:：)）"
HEADING_END = "。：:"
HEADING_BREAK = "，,；;"
LONGEST_HEADING = 30
# The rank of a table, and of the text behind it, which are parts of a clause and have none themselves.
BESIDE = 99


@dataclass(frozen=True)
class Lost:
    """At ``at`` (words of the text) the numbers of ``path`` should stand but do not: lost with a page of the source.

    ``tail``: the text from there on is the end of the clause that the path names; otherwise that clause is wholly lost.
    ``resumes``: the number with which the next rank goes on.
    """

    at: str
    path: Sequence[str]
    tail: bool = False
    resumes: int | None = None
    note: str = ""
    line: int = 1


@dataclass(frozen=True)
class Layout:
    """What a reader must be told about one text. ``named``: under a label, the headings (each closed by 。) of its unnumbered
    sub-clauses. ``tails``: under a label, the first words of a paragraph that belongs to it and not to its last sub-clause.
    ``headings``: whether items open with a heading. ``by_line``: marks stand only at the beginning of a line. ``doubts``:
    where a number that does not follow is noted instead of refused; a repeated one then stays text of the clause before it.
    """

    levels: Sequence[Level] = OUTLINE
    prefix: str = ""
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tails: Mapping[str, str] = field(default_factory=dict)
    lost: Sequence[Lost] = ()
    headings: bool = True
    by_line: bool = False
    doubts: list[Doubt] | None = None


@dataclass
class _Mark:
    start: int
    body: int
    rank: int
    label: str
    kind: str = ""
    heading: str | None = None
    missing: bool = False
    note: str = ""
    table: Table | None = None


def read_outline(printed: Printed, start: int, end: int, layout: Layout, edits: Sequence[Edit]) -> list[ReadClause]:
    """The clauses of ``start``..``end``, in order; raises ``IngestError`` with the line of a number that does not follow."""
    marks = _named(printed, _numbered(printed, start, end, layout), end, layout)
    if not marks or marks[0].start != start:
        raise printed.error(start, "正文不是以编号开头，无法分条。")
    marks = _with_tables(printed, marks, end)
    clauses: list[ReadClause] = []
    open_labels: list[tuple[int, str]] = []
    for index, mark in enumerate(marks):
        stop = marks[index + 1].start if index + 1 < len(marks) else end
        while open_labels and open_labels[-1][0] >= mark.rank:
            open_labels.pop()
        parent = open_labels[-1][1] if open_labels else layout.prefix or None
        following = next((other for other in marks[index + 1:] if other.rank != BESIDE), None)
        branch = following is not None and following.rank > mark.rank
        level = layout.levels[mark.rank] if mark.rank < len(layout.levels) else None
        kind = mark.kind or ((level.branch if branch else level.leaf) if level else "item")
        heading_end = _heading_end(printed, mark, stop, kind, branch, layout, edits)
        heading = mark.heading or render(printed, mark.body, heading_end, edits).strip("。：: ")
        breaks = {heading_end: "\n"} if kind in ("part", "section") and heading_end > mark.body else {}
        if level in STATUTE:
            breaks[mark.body] = " "
        clauses.append(ReadClause(
            label=mark.label, kind=kind, parent=parent, heading=heading,
            text=render(printed, mark.start, stop, edits, breaks),
            original=render(printed, mark.start, stop, breaks=breaks),
            pages=printed.pages_of(mark.start, stop), span=(mark.start, stop), missing=mark.missing, note=mark.note,
        ))
        if mark.table is not None:
            clauses[-1].text = clauses[-1].original = mark.table.text
            clauses[-1].cells = mark.table.cells
        open_labels.append((mark.rank, mark.label))
    _refuse_repeats(printed, clauses)
    return clauses


def _numbered(printed: Printed, start: int, end: int, layout: Layout) -> list[_Mark]:
    lost = {_locate(printed, item, start, end): item for item in layout.lost}
    marks: list[_Mark] = []
    numbers = [0] * len(layout.levels)
    labels = [""] * len(layout.levels)
    fresh = [True] * len(layout.levels)

    def enter(rank: int, number: int, place: int, body: int, missing: bool, note: str) -> None:
        numbers[rank] = number
        labels[rank] = layout.levels[rank].label_of(number)
        for lower in range(rank + 1, len(labels)):
            labels[lower], fresh[lower] = "", True
        fresh[rank] = False
        own = labels[rank] if layout.levels[rank].name == "article" else "".join(labels[: rank + 1])
        marks.append(_Mark(place, body, rank, layout.prefix + own, missing=missing, note=note))

    for index in range(start, end):
        allowed: int | None = None
        if index in lost:
            item = lost[index]
            for rank, number in _path(printed, item, layout.levels):
                if labels[rank] != layout.levels[rank].label_of(number):
                    enter(rank, number, index, index, True, item.note)
            allowed = item.resumes
        if not _may_begin(printed, index, start, layout.by_line):
            continue
        for rank, level in enumerate(layout.levels):
            found = level.mark.match(printed.chars, index, end)
            printed_number = number_of(found.group(1)) if found else None
            if found is None or printed_number is None:
                continue
            expected = {numbers[rank] + 1} | ({1} if fresh[rank] else set()) | ({allowed} if allowed else set())
            if printed_number not in expected:
                words = f"「{found.group()}{printed.chars[found.end():found.end() + 10]}」"
                if layout.doubts is None:
                    raise printed.error(index, f"编号不连续：{words}之前应为「{level.label_of(min(expected))}」。")
                place = f"第{printed.line(index)}{printed.unit}"
                if not fresh[rank] and printed_number <= numbers[rank]:
                    layout.doubts.append(Doubt("numbering", f"{place}编号重复：{words}作为前一条的内容，不另分条。"))
                    break
                layout.doubts.append(Doubt(
                    "numbering", f"{place}编号不连续：{words}之前应为「{level.label_of(min(expected))}」，照原文编号收入。"))
            enter(rank, printed_number, index, found.end(), False, "")
            break
    return marks


def _with_tables(printed: Printed, marks: list[_Mark], end: int) -> list[_Mark]:
    result = list(marks)
    counts: dict[str, int] = {}
    for table in printed.tables:
        if not marks[0].start <= table.start < end:
            continue
        owner = max((mark for mark in marks if mark.start <= table.start), key=lambda mark: mark.start)
        counts[owner.label] = number = counts.get(owner.label, 0) + 1
        label = f"{owner.label}·表{number}"
        result.append(_Mark(table.start, table.start, BESIDE, label, "paragraph", "", table=table))
        stop = next((mark.start for mark in marks if mark.start > table.start), end)
        following = next((other.start for other in printed.tables if other.start > table.start), end)
        if table.end < min(stop, following):
            result.append(_Mark(table.end, table.end, BESIDE, f"{label}后文", "paragraph", ""))
    return sorted(result, key=lambda mark: mark.start)


def _may_begin(printed: Printed, index: int, start: int, by_line: bool) -> bool:
    if index == start:
        return True
    if by_line:
        return printed.gaps[index] == "\n"
    return bool(printed.gaps[index]) or printed.chars[index - 1] in SENTENCE_END


def _locate(printed: Printed, item: Lost, start: int, end: int) -> int:
    place = printed.find(item.at, start)
    if not start <= place < end:
        raise printed.error(start, f"找不到缺文之处「{item.at}」。")
    return place


def _path(printed: Printed, item: Lost, levels: Sequence[Level]) -> list[tuple[int, int]]:
    result = []
    for text in item.path:
        rank, number = next(((rank, level.read(text)) for rank, level in enumerate(levels) if level.read(text)), (None, None))
        if rank is None or number is None:
            raise printed.error(printed.find(item.at), f"缺文的编号「{text}」无法识别。")
        result.append((rank, number))
    return result


def _named(printed: Printed, marks: list[_Mark], end: int, layout: Layout) -> list[_Mark]:
    by_label = {mark.label: index for index, mark in enumerate(marks)}
    added: list[_Mark] = []
    wanted = [(label, heading, heading + "。", len(layout.levels)) for label, headings in layout.named.items()
              for heading in headings]
    wanted += [(label, "", words, -1) for label, words in layout.tails.items()]
    for label, heading, words, rank in wanted:
        if label not in by_label:
            raise printed.error(marks[0].start, f"没有条款「{label}」，不能在其下分段。")
        position = by_label[label]
        own_rank = marks[position].rank
        stop = next((mark.start for mark in marks[position + 1:] if mark.rank <= own_rank), end)
        place = printed.find(words, marks[position].start)
        if not marks[position].start < place < stop:
            raise printed.error(marks[position].start, f"「{label}」之下找不到「{words}」。")
        if rank < 0:
            added.append(_Mark(place, place, own_rank + 1, f"{label}·小结", "paragraph", "小结"))
        else:
            added.append(_Mark(place, place, rank, f"{label}·{heading}", "item", heading))
    return sorted(marks + added, key=lambda mark: mark.start)


def _heading_end(printed: Printed, mark: _Mark, stop: int, kind: str, branch: bool, layout: Layout,
                 edits: Sequence[Edit]) -> int:
    if mark.heading is not None or mark.missing:
        return mark.body
    if kind == "article" or (kind == "item" and not layout.headings):
        return mark.body
    spaced = kind in ("part", "section") or branch
    limit = min(stop, mark.body + LONGEST_HEADING + (10 if spaced else 0))
    corrected = {edit.start: edit.text for edit in edits if edit.end == edit.start + 1}
    for index in range(mark.body, stop):
        if index > mark.body and spaced and printed.gaps[index]:
            return index
        char = corrected.get(index, printed.chars[index])
        if char in HEADING_END:
            return index + 1
        if index >= limit or (char in HEADING_BREAK and not spaced):
            return mark.body
    return stop if spaced else mark.body


def _refuse_repeats(printed: Printed, clauses: Sequence[ReadClause]) -> None:
    seen: set[str] = set()
    for clause in clauses:
        if clause.label in seen:
            raise printed.error(clause.span[0], f"条款「{clause.label}」重复。")
        seen.add(clause.label)


__all__ = ["Layout", "Lost", "read_outline"]
