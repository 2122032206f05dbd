"""A document in a PDF with a text layer: lines joined into paragraphs again, margins taken off, tables and pages kept."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from policy_db.ingest.described import TITLE_END
from policy_db.ingest.errors import IngestError
from policy_db.ingest.numbering import OUTLINE, STATUTE
from policy_db.ingest.opening import LARGEST_UNPACKED
from policy_db.ingest.passages import Cells, FileText, Passage

PAGE_NUMBER = re.compile(r"[-—–－·\s]*(第?\s*(\d{1,4})\s*(页|/\s*\d{1,4})?(\s*[,，]?\s*共\s*\d{1,4}\s*页)?)[-—–－·\s]*$")
# The parser warns of fonts without a box, of which there are many and which do no harm.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MOST_PAGES = 500
MARGIN = 0.09  # of the height of a page, at its top and at its foot
UNREADABLE = 0.02
LINE_END = "。；;：:！？”》)）"
BASELINE = 0.4  # of the size of a character: what stands higher or lower is another line
# Radicals that PDF writers put in the place of characters, where Unicode knows no equivalence.
_RADICALS = str.maketrans(
    "⻓⻔⻚⻢⻋⻅⻉⻝⻥⻦⻩⻬⻰⻘⻆⻜⻛⻄⻳⻫⻪⻤⻣⻁⻂⻒⻮⻨⻧",
    "长门页马车见贝食鱼鸟黄齐龙青角飞风西龟齐黾鬼骨虎衤彑齿麦卤",
)


@dataclass
class _Line:
    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    width: float
    dropped: str = ""


@dataclass
class _Page:
    number: int
    lines: list[_Line] = field(default_factory=list)
    tables: list[tuple[float, Cells]] = field(default_factory=list)
    height: float = 0.0


def read_pdf_file(file: Path, content: bytes) -> FileText:
    """The text of a PDF; raises ``IngestError`` for one that is damaged, locked, scanned or without readable characters."""
    _refuse_bomb(file, content)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            pages = _pages(file, document)
    except IngestError:
        raise
    except Exception as error:
        # A damaged PDF fails anywhere inside the parser, with whatever it ran into.
        if isinstance(error, PDFPasswordIncorrect) or any(isinstance(item, PDFPasswordIncorrect) for item in error.args):
            raise IngestError(file, 0, "PDF 加了密码，请去掉密码后再导入。") from error
        raise IngestError(file, 0, "PDF 已损坏，打不开；请重新下载或另存后再导入。") from error
    _drop_margins(pages)
    _number_as_printed(pages)
    passages = list(_joined(pages))
    if not any(not passage.dropped for passage in passages):
        raise IngestError(file, 0, "PDF 里没有文字。")
    return FileText(passages)


def _pages(file: Path, document: Any) -> list[_Page]:
    if len(document.pages) > MOST_PAGES:
        raise IngestError(file, 0, f"PDF 有 {len(document.pages)} 页，最多 {MOST_PAGES} 页。")
    pages: list[_Page] = []
    scanned: list[int] = []
    characters = unreadable = 0
    for number, page in enumerate(document.pages, start=1):
        text = [char["text"] for char in page.chars if not char["text"].isspace()]
        if not text and page.images:
            scanned.append(number)
        characters += len(text)
        unreadable += sum(map(_is_unreadable, text))
        pages.append(_page(page, number))
        page.close()
    if scanned:
        raise IngestError(file, 0, f"第{_ranges(scanned)}页是扫描的图像，没有文字层；需要先做文字识别（OCR）再导入。")
    if characters and unreadable > UNREADABLE * characters:
        raise IngestError(file, 0, "PDF 的文字层读不出来（字体没有编码表）；需要先做文字识别（OCR）再导入。")
    return pages


def _page(page: Any, number: int) -> _Page:
    result = _Page(number, height=float(page.height))
    boxes = []
    if page.lines or page.rects or page.curves:
        for table in page.find_tables():
            cells = _cells(table)
            if cells is not None:
                boxes.append(table.bbox)
                result.tables.append((table.bbox[1], cells))
    chars = [char for char in page.chars if not any(
        left <= (char["x0"] + char["x1"]) / 2 <= right and top <= float(page.height) - char["matrix"][5] <= bottom
        for left, top, right, bottom in boxes)]
    result.lines = list(_lines(chars, number, float(page.width), float(page.height)))
    return result


def _lines(chars: Sequence[Any], page: int, width: float, height: float) -> Iterator[_Line]:
    """The characters in lines, by their base line: the boxes of some fonts are wrong."""
    slanted = "".join(char["text"] for char in chars if not char["upright"])
    if slanted.strip():
        yield _Line(plain_text(slanted), page, 0, 0, height / 2, height / 2, 0, width, dropped="斜排的水印文字")
    upright = sorted((char for char in chars if char["upright"]), key=lambda char: (-char["matrix"][5], char["x0"]))
    rows: list[list[Any]] = []
    for char in upright:
        near = BASELINE * (char["size"] or 1)
        if rows and rows[-1][0]["matrix"][5] - char["matrix"][5] <= near:
            rows[-1].append(char)
        else:
            rows.append([char])
    for row in rows:
        row.sort(key=lambda char: char["x0"])
        text, twice = "", ""
        kept: list[Any] = []
        for char in row:
            if not char["text"].strip():
                text += " "
            elif kept and kept[-1]["text"] == char["text"] and abs(kept[-1]["x0"] - char["x0"]) < 1:
                twice += char["text"]
            else:
                if kept and char["x0"] - kept[-1]["x1"] > 0.25 * char["size"]:
                    text += " "
                text += char["text"]
                kept.append(char)
        if not kept:
            continue
        base, size = height - median(char["matrix"][5] for char in kept), median(char["size"] for char in kept)
        line = _Line(plain_text(text), page, kept[0]["x0"], kept[-1]["x1"], base - size, base, size, width)
        yield line
        if twice:
            yield replace(line, text=plain_text(twice), dropped="重叠印刷的字")


def plain_text(text: str) -> str:
    """``text`` with the radicals that some PDF writers use in place of characters written as characters."""
    return "".join(unicodedata.normalize("NFKC", char) if "⼀" <= char <= "⿟" or "豈" <= char <= "﫿" else char
                   for char in text.translate(_RADICALS))


def _cells(table: Any) -> Cells | None:
    rows: Cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        rows.append([None if box is None else " ".join(plain_text(text or "").split("\n"))
                     for box, text in zip(row.cells, texts, strict=True)])
    rows = [[None if cell is None else _unbroken(cell) for cell in row] for row in rows]
    filled = sum(bool(cell) for row in rows for cell in row)
    wide = max((len(row) for row in rows), default=0) > 1
    return rows if wide and len(rows) > 1 and filled * 3 >= sum(cell is not None for row in rows for cell in row) else None


def _unbroken(text: str) -> str:
    """The text of a cell without the breaks of its lines, which stand between Chinese characters."""
    return re.sub(r"(?<![!-~])\s+|\s+(?![!-~])", "", text.strip())


def _drop_margins(pages: Sequence[_Page]) -> None:
    """Marks page numbers, and what recurs at the top or the foot of pages."""
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        for line in page.lines:
            place = _margin(page, line)
            if place is not None:
                seen[place, _without_digits(line.text)] += 1
    for page in pages:
        for line in page.lines:
            place = _margin(page, line)
            if place is None or line.dropped:
                continue
            if PAGE_NUMBER.match(line.text):
                line.dropped = "页码"
            elif len(pages) > 1 and seen[place, _without_digits(line.text)] * 2 >= len(pages) and seen[
                    place, _without_digits(line.text)] > 1:
                line.dropped = "页眉" if place else "页脚"


def _margin(page: _Page, line: _Line) -> bool | None:
    """True: in the top margin, False: in the foot margin, None: in neither."""
    if line.bottom <= page.height * MARGIN:
        return True
    return False if line.top >= page.height * (1 - MARGIN) else None


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


def _number_as_printed(pages: Sequence[_Page]) -> None:
    """Takes over the printed page numbers where they run on through the file; otherwise pages count from 1."""
    printed = {page.number: int(found.group(2)) for page in pages for line in page.lines
               if line.dropped == "页码" and (found := PAGE_NUMBER.match(line.text))}
    shifts = {number - place for place, number in printed.items()}
    if len(printed) > 1 and len(shifts) == 1:
        shift = shifts.pop()
        for page in pages:
            page.number += shift
            page.lines = [replace(line, page=page.number) for line in page.lines]


def _joined(pages: Sequence[_Page]) -> Iterator[Passage]:
    kept = [line for page in pages for line in page.lines if not line.dropped]
    left = _usual([line.left for line in kept])
    right = _right_edge([line.right for line in kept])
    size = _usual([line.size for line in kept])
    step = _usual([below.top - above.top for above, below in zip(kept, kept[1:]) if 0 < below.top - above.top < 60])
    before: _Line | None = None
    table: tuple[Cells, list[int]] | None = None
    for page in pages:
        items: list[tuple[float, Any]] = [(line.top, line) for line in page.lines] + list(page.tables)
        for _, item in sorted(items, key=lambda pair: pair[0]):
            if not isinstance(item, _Line):
                table = yield from _with_table(table, item, page.number)
                before = None
                continue
            if item.dropped:
                yield Passage(item.text, item.page, dropped=item.dropped)
                continue
            if table is not None:
                yield Passage(cells=table[0], page=table[1][0], row_pages=table[1])
                table = None
            joins = before is not None and (_goes_on(before, item, left, right, step) or _same_title(before, item, size))
            yield Passage(item.text, item.page, joins=joins)
            before = item
    if table is not None:
        yield Passage(cells=table[0], page=table[1][0], row_pages=table[1])


def _with_table(table: tuple[Cells, list[int]] | None, cells: Cells, page: int) -> Generator[
        Passage, None, tuple[Cells, list[int]]]:
    """Joins a table with the one that it goes on from over a page end; its repeated head is dropped."""
    if table is not None and len(table[0][0]) == len(cells[0]) and table[1][-1] < page:
        if cells[0] == table[0][0]:
            yield Passage("\t".join(cell or "" for cell in cells[0]), page, dropped="续表重复的表头")
            cells = cells[1:]
        return table[0] + cells, table[1] + [page] * len(cells)
    if table is not None:
        yield Passage(cells=table[0], page=table[1][0], row_pages=table[1])
    return cells, [page] * len(cells)


def _same_title(before: _Line, line: _Line, size: float) -> bool:
    """Whether two lines in larger print in the middle of the page are one title."""
    large = min(before.size, line.size) > size + 1 and abs(before.size - line.size) < 1
    return large and before.page == line.page and _centred(before) and _centred(line) and not TITLE_END.search(before.text)


def _centred(line: _Line) -> bool:
    return abs((line.left + line.right) - line.width) < 2 * line.size


def _goes_on(before: _Line, line: _Line, left: float, right: float, step: float) -> bool:
    """Whether ``line`` goes on the paragraph of the line before it."""
    full = before.right >= right - 2.2 * before.size
    if not full or (_centred(before) and before.left > left + 3 * before.size) or abs(line.size - before.size) > 1:
        return False
    indented = line.left > left + 1.2 * line.size
    spaced = before.page == line.page and step and line.top - before.top > 1.35 * step
    if indented or spaced:
        return False
    return not (before.text[-1] in LINE_END and any(level.mark.match(line.text) for level in (*STATUTE, *OUTLINE)))


def _usual(values: Sequence[float]) -> float:
    """The most frequent value, to the point."""
    counted = Counter(round(value) for value in values)
    return float(counted.most_common(1)[0][0]) if counted else 0.0


def _right_edge(values: Sequence[float]) -> float:
    """How far lines reach: the outermost edge that several share, as a single line may run over it."""
    ordered = sorted(values, reverse=True)
    enough = max(2, len(ordered) // 20)
    for value in ordered:
        if sum(value - 4 <= other <= value for other in ordered) >= enough:
            return value
    return ordered[0] if ordered else 0.0


def _is_unreadable(text: str) -> bool:
    return text.startswith("(cid:") or any(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn") for char in text)


def _ranges(numbers: Sequence[int]) -> str:
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}—{part[-1]}" for part in parts)


def _refuse_bomb(file: Path, content: bytes) -> None:
    """Refuses a file with a stream that unpacks to more than a document can hold; the parser would unpack it whole."""
    for found in re.finditer(rb"stream\r?\n", content):
        unpacker, size = zlib.decompressobj(), 0
        rest: bytes = content[found.end():]
        try:
            while rest and not unpacker.eof:
                size += len(unpacker.decompress(rest, 1_000_000))
                rest = unpacker.unconsumed_tail
                if size > LARGEST_UNPACKED:
                    raise IngestError(file, 0, "文件展开后大得不像一份文件，没有打开。")
        except zlib.error:
            continue


__all__ = ["plain_text", "read_pdf_file"]
