"""The printed text of a source: its characters without layout, each with its place in the file and its page.

Line ends, page ends and the spaces that a page layout puts between Chinese characters are no part of the text. They are
kept beside it as *gaps*, because some of them mark where a heading or a paragraph ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policy_db.ingest.errors import IngestError

PAGE_MARK = re.compile(r"第(\d{1,4})页")
CELL_MARK = "｜"
PARAGRAPH_END = "。；;：:！？”》)）"


@dataclass(frozen=True)
class Dropped:
    """A passage that is no part of any document. ``offsets`` are places in the file, white space left out."""

    reason: str
    text: str
    page: int | None
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """The characters ``start``..``end`` are a table of these ``cells``, row by row (None: covered by a merged cell)."""

    start: int
    end: int
    cells: list[list[str | None]]

    @property
    def text(self) -> str:
        """The table as a text: a row a line, its cells between ｜."""
        return "\n".join(CELL_MARK.join(cell or "" for cell in row) for row in self.cells)


@dataclass
class Printed:
    """``chars[i]`` stands at ``offsets[i]`` of the file, on ``pages[i]`` (None where the file has no pages).

    ``gaps[i]`` is the white space before it: "" none, " " a space or a page end, "\\n" a line end. ``tables`` are in order.
    ``unit`` says what the lines of ``raw`` are to a reader of the file: lines (行) or paragraphs (段).
    """

    file: Path
    raw: str
    chars: str = ""
    offsets: list[int] = field(default_factory=list)
    pages: list[int | None] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    unit: str = "行"

    def error(self, index: int, message: str) -> IngestError:
        """The error that says what is wrong at character ``index``."""
        return IngestError(self.file, self.line(index), message, self.unit)

    def append(self, text: str, offset: int, page: int | None, gap: str) -> None:
        """Takes over ``text``, which stands at ``offset``; ``gap`` is the white space before it."""
        chars: list[str] = []
        for index, char in enumerate(text):
            if char.isspace():
                gap = gap or " "
                continue
            chars.append(char)
            self.offsets.append(offset + index)
            self.pages.append(page)
            self.gaps.append(gap)
            gap = ""
        self.chars += "".join(chars)

    def line(self, index: int) -> int:
        """The line of the file on which character ``index`` stands (the last line for an index behind the end)."""
        offset = self.offsets[index] if index < len(self.offsets) else len(self.raw)
        return self.raw.count("\n", 0, offset) + 1

    def find(self, anchor: str, start: int = 0) -> int:
        """Where ``anchor`` (white space ignored) begins at or after ``start``; -1 if it does not occur."""
        return self.chars.find(squeeze(anchor), start)

    def pages_of(self, start: int, end: int) -> list[int]:
        """The printed pages that the characters ``start``..``end`` touch, in order."""
        return sorted({page for page in self.pages[start:end] if page is not None})


def squeeze(text: str) -> str:
    """``text`` without any white space."""
    return "".join(text.split())


def read_printed(file: Path, raw: str, *, furniture: Sequence[tuple[str, str]] = (), summary: str | None = None,
                 skip_lines: int = 0) -> Printed:
    """Reads a source file: page marks (lines 「第51页」) and ``furniture`` (whole lines, each with the reason) are dropped.

    ``summary`` is the ending of a line before the first page that repeats the beginning of that page, as web viewers print
    it; the line is dropped only if it truly repeats it. ``skip_lines`` lines at the top (a header) are not text.
    A paged file with any other text outside its pages raises ``IngestError``.
    """
    printed = Printed(file, raw)
    reasons = dict(furniture)
    lines = raw.splitlines(keepends=True)
    paged = any(PAGE_MARK.fullmatch(line.strip()) for line in lines)
    page: int | None = None
    repeats: list[tuple[int, int, str]] = []
    offset = 0
    page_begins = True
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        mark = PAGE_MARK.fullmatch(text)
        if number <= skip_lines:
            _drop(printed, "文件头", line, offset, None)
        elif mark:
            following = int(mark.group(1))
            if page is not None and following != page + 1:
                raise IngestError(file, number, f"页码不连续：第{page}页之后是第{following}页。")
            page, page_begins = following, True
            _drop(printed, "页码", line, offset, page)
        elif text in reasons:
            _drop(printed, reasons[text], line, offset, page)
        elif text and paged and page is None:
            if summary is None or not text.endswith(summary):
                raise IngestError(file, number, f"首页之前有来历不明的文字「{text[:20]}」。")
            repeats.append((number, offset, line))
        elif text:
            printed.append(line, offset, page, " " if page_begins and paged else "\n")
            page_begins = False
        offset += len(line)
    for number, start, line in repeats:
        if not printed.chars.startswith(squeeze(line.strip().removesuffix(summary or ""))):
            raise IngestError(file, number, "首页之前的摘要与首页文字不一致，不能当作重复内容略去。")
        _drop(printed, "网页摘要，重复首页开头", line, start, None)
    return printed


def _drop(printed: Printed, reason: str, line: str, offset: int, page: int | None) -> None:
    offsets = tuple(offset + index for index, char in enumerate(line) if not char.isspace())
    if offsets:
        printed.dropped.append(Dropped(reason, line.strip(), page, offsets))


def is_layout(before: str, gap: str, after: str) -> bool:
    """Whether white space between two characters is mere layout: everywhere but between Latin letters or digits."""
    if gap == "\n" and before in PARAGRAPH_END:
        return False
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


__all__ = ["CELL_MARK", "PAGE_MARK", "Dropped", "Printed", "Table", "is_layout", "read_printed", "squeeze"]
