"""A document in a Word file (.docx): its paragraphs with the numbers that Word prints before them, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from policy_db.ingest.clause import Doubt
from policy_db.ingest.errors import IngestError
from policy_db.ingest.opening import check_archive
from policy_db.ingest.passages import Cells, FileText, Passage
from policy_db.ingest.word_numbers import Numbers

DELETED = "修订中已删除的文字"
HIDDEN = "Word 中隐藏的文字"
MARGIN = "页眉页脚"
FOOTNOTE = "脚注"
_MARGINS = ("/word/header", "/word/footer")
_NOTES = ("/word/footnotes", "/word/endnotes")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_word_file(file: Path) -> FileText:
    """The text of a Word file; raises ``IngestError`` for one that is damaged or has none."""
    check_archive(file)
    try:
        document = docx.Document(str(file))
        passages = list(_Reader(Numbers.of(document)).body(document.element.body))
        beside = list(_beside(document))
    except Exception as error:
        # A damaged file fails anywhere inside the library, with whatever it ran into.
        raise IngestError(file, 0, "Word 文件已损坏，打不开；请用 Word 或 WPS 重新另存后再导入。") from error
    if not any(not passage.dropped for passage in passages):
        raise IngestError(file, 0, "Word 文件里没有文字；如果是扫描图片，需要先做文字识别（OCR）。")
    found = FileText([*passages, *beside])
    notes = sum(passage.dropped == FOOTNOTE for passage in beside)
    if notes:
        found.doubts.append(Doubt("text", f"有 {notes} 条脚注没有收入。"))
    if any(passage.dropped == DELETED for passage in passages):
        found.doubts.append(Doubt("text", "文件带有未接受的修订，按全部接受读出。"))
    return found


@dataclass
class _Reader:
    numbers: Numbers

    def body(self, parent: Any) -> Iterator[Passage]:
        """The paragraphs and tables of ``parent`` (body, cell, content control, text box) in order."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                yield from self.body(content if content is not None else ())
            elif child.tag in (qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
                yield from self.body(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Passage]:
        line = self.numbers.before(paragraph)
        boxes: list[Any] = []
        for kind, text in _pieces(paragraph, boxes):
            if kind:
                yield Passage(text, dropped=kind)
            elif text == "\n":
                yield from _said(line)
                line = ""
            else:
                line += text
        yield from _said(line)
        for box in boxes:
            yield from self.body(box)

    def _table(self, table: Any) -> Iterator[Passage]:
        grid: Cells = []
        open_cells: dict[int, bool] = {}
        for row in (item for item in table.iter(qn("w:tr")) if next(item.iterancestors(qn("w:tbl"))) is table):
            cells: list[str | None] = []
            for cell in (item for item in row.iter(qn("w:tc")) if next(item.iterancestors(qn("w:tr"))) is row):
                properties = cell.find(qn("w:tcPr"))
                merged = properties.find(qn("w:vMerge")) if properties is not None else None
                span = properties.find(qn("w:gridSpan")) if properties is not None else None
                goes_on = merged is not None and merged.get(qn("w:val")) != "restart" and open_cells.get(len(cells), False)
                open_cells[len(cells)] = merged is not None
                passages = list(self.body(cell))
                yield from (passage for passage in passages if passage.dropped)
                kept = [passage for passage in passages if not passage.dropped]
                text = " ".join(passage.text or _flat(passage) for passage in kept)
                cells.append(None if goes_on and not text else " ".join(text.split()))
                cells += [None] * (min(int(span.get(qn("w:val"))), 100) - 1 if span is not None else 0)
            grid.append(cells)
        width = max((len(row) for row in grid), default=0)
        if width > 1 and len(grid) > 1:
            yield Passage(cells=[row + [""] * (width - len(row)) for row in grid])
        else:
            yield from (Passage(cell) for row in grid for cell in row if cell)


def _pieces(paragraph: Any, boxes: list[Any]) -> Iterator[tuple[str, str]]:
    """(why it is dropped or "", text) of a paragraph's runs; text boxes in it are put aside into ``boxes``."""
    pending = [(child, "") for child in reversed(paragraph)]
    while pending:
        element, reason = pending.pop()
        if element.tag == qn("w:t") and element.text:
            yield reason, element.text
        elif element.tag == qn("w:delText") and element.text:
            yield DELETED, element.text
        elif element.tag in (qn("w:br"), qn("w:cr")):
            yield "", "\n"
        elif element.tag == qn("w:tab"):
            yield "", " "
        elif element.tag == qn("w:noBreakHyphen"):
            yield reason, "-"
        elif element.tag == qn("w:txbxContent"):
            boxes.append(element)
        elif isinstance(element.tag, str) and element.tag not in (_FALLBACK, qn("w:pPr")):
            own = DELETED if element.tag in (qn("w:del"), qn("w:moveFrom")) else reason
            if element.tag == qn("w:r"):
                hidden = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
                own = own or (HIDDEN if hidden is not None and hidden.get(qn("w:val")) not in ("0", "false") else "")
            pending += [(child, own) for child in reversed(element)]


def _said(line: str) -> Iterator[Passage]:
    if line.strip():
        yield Passage(line.strip())


def _flat(passage: Passage) -> str:
    return " ".join(cell or "" for row in passage.cells or () for cell in row)


def _beside(document: Any) -> Iterator[Passage]:
    """What stands in the margins and notes of the file."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        reason = MARGIN if name.startswith(_MARGINS) else FOOTNOTE if name.startswith(_NOTES) else ""
        if reason:
            root = etree.fromstring(part.blob, parser=etree.XMLParser(resolve_entities=False, no_network=True))
            for paragraph in root.iter(qn("w:p")):
                text = "".join(element.text or "" for element in paragraph.iter(qn("w:t"))).strip()
                if text:
                    yield Passage(text, dropped=reason)


__all__ = ["read_word_file"]
