"""Writes one notice as text, web page, Word file and PDF, as offices would."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from policy_db.ingest.numbering import OUTLINE, STATUTE, number_of

FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"


def as_text(lines: Sequence[Any]) -> str:
    """A paragraph a line, the cells of a table between tabs."""
    return "\n".join(line if isinstance(line, str) else "\n".join("\t".join(row) for row in line) for line in lines) + "\n"


def as_html(lines: Sequence[Any], title: str, charset: str = "utf-8", container: str = "TRS_Editor") -> bytes:
    """A page as a content management system of an office makes it, furniture included."""
    text = "".join(
        f'<p style="text-indent:2em">\u3000\u3000{html.escape(line)}</p>\n' if isinstance(line, str) else
        "<table>" + "".join("<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>" for row in line)
        + "</table>\n" for line in lines)
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_台州市经济和信息化局</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2026-02-12 09:30:00">
<style>p {{margin:0}}</style><script>var hits = 12;</script></head><body>
<div class="header"><a href="/">网站首页</a><ul class="nav"><li><a href="/zw">政务公开</a></li><li><a>办事服务</a></li></ul></div>
<div class="crumbs">当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>通知公告</a></div>
<div class="main"><h1>{title}</h1>
<div class="info">发布时间：2026-02-12　来源：台州市经信局　浏览次数：<span id="hits">12</span>　字号：[ 大 中 小 ]</div>
<div class="{container}">{text}<p><a href="a.docx">附件1：申报表.docx</a></p></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div><p>【打印】【关闭】</p></div>
<div class="footer">主办单位：台州市经济和信息化局　<a>网站地图</a>　浙ICP备05000000号</div></body></html>""".encode(
        "gb18030" if charset.startswith("gb") else charset)


def as_docx(file: Path, lines: Sequence[Any], automatic: bool = True) -> None:
    """A Word file; ``automatic``: numbers are lists of Word and stand nowhere in the text."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "台州市经济和信息化局文件"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    numbering = _numbering(document) if automatic else None
    for place, line in enumerate(lines):
        if not isinstance(line, str):
            table = document.add_table(rows=len(line), cols=len(line[0]))
            for row, cells in zip(table.rows, line):
                for cell, text in zip(row.cells, cells):
                    cell.text = text
            continue
        mark = _mark(line) if automatic else None
        paragraph = document.add_paragraph(line if mark is None else line[mark[1]:])
        if place == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if mark is not None and numbering is not None:
            paragraph._p.get_or_add_pPr().append(_num_properties(numbering(mark[0], mark[2]), mark[0]))
    document.save(str(file))


def as_pdf(file: Path, lines: Sequence[Any], title_lines: int = 1, **options: Any) -> None:
    """A PDF with running head and page numbers, lines broken at the margin; ``options`` go to reportlab."""
    pdfmetrics.registerFont(TTFont("wqy", FONT, subfontIndex=0))
    base = ParagraphStyle("base", fontName="wqy", fontSize=16, leading=28, wordWrap="CJK", firstLineIndent=32, alignment=TA_JUSTIFY)
    title = ParagraphStyle("title", parent=base, fontSize=20, firstLineIndent=0, alignment=TA_CENTER)
    signature = ParagraphStyle("signature", parent=base, firstLineIndent=0, alignment=TA_RIGHT)
    flat = ParagraphStyle("flat", parent=base, firstLineIndent=0)
    cell = ParagraphStyle("cell", parent=base, fontSize=12, leading=16, firstLineIndent=0)
    story: list[Any] = []
    for place, line in enumerate(lines):
        if not isinstance(line, str):
            story.append(Table([[Paragraph(text, cell) for text in row] for row in line], repeatRows=1,
                               style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])))
            continue
        signed = (place + 1 < len(lines) and lines[place + 1:place + 2] and _is_day(lines[place + 1])) or _is_day(line)
        style = title if place < title_lines else signature if signed else flat if line.endswith("：") and place < 4 else base
        story.append(Paragraph(html.escape(line), style))

    def margins(canvas: Any, document: Any) -> None:
        canvas.setFont("wqy", 10)
        canvas.drawString(28 * mm, A4[1] - 12 * mm, "台州市经济和信息化局文件汇编")
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"— {document.page} —")

    SimpleDocTemplate(str(file), pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm, topMargin=37 * mm, bottomMargin=35 * mm,
                      **options).build(story, onFirstPage=margins, onLaterPages=margins)


def _is_day(line: Any) -> bool:
    return isinstance(line, str) and len(line) <= 12 and line.endswith("日") and line[:4].isdigit()


def _mark(line: str) -> tuple[int, int, int] | None:
    """(rank, length of the mark, its number) of a line that opens with a number of an outline."""
    if any(level.mark.match(line) for level in STATUTE):
        return None
    for rank, level in enumerate(OUTLINE):
        found = level.mark.match(line)
        number = number_of(found.group(1)) if found else None
        if found and number:
            return rank, found.end(), number
    return None


def _numbering(document: Any) -> Any:
    """Makes lists of three ranks as Word's multilevel list for official documents; each list that starts anew is a num."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "900")
    for rank, (how, text) in enumerate((("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(rank))
        for name, value in (("w:start", "1"), ("w:numFmt", how), ("w:lvlText", text)):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    root.insert(0, abstract)
    state: dict[str, Any] = {"id": 900, "last": {}}

    def number(rank: int, wanted: int) -> str:
        last = state["last"]
        follows = wanted == last.get(rank, 0) + 1
        if not follows or state["id"] == 900:
            state["id"] += 1
            num = OxmlElement("w:num")
            num.set(qn("w:numId"), str(state["id"]))
            of = OxmlElement("w:abstractNumId")
            of.set(qn("w:val"), "900")
            num.append(of)
            if not follows:
                override = OxmlElement("w:lvlOverride")
                override.set(qn("w:ilvl"), str(rank))
                start = OxmlElement("w:startOverride")
                start.set(qn("w:val"), str(wanted))
                override.append(start)
                num.append(override)
            root.append(num)
        last[rank] = wanted
        for lower in range(rank + 1, 3):
            last.pop(lower, None)
        return str(state["id"])

    return number


def _num_properties(id_: str, rank: int) -> Any:
    properties = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(rank)), ("w:numId", id_)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    return properties


__all__ = ["as_docx", "as_html", "as_pdf", "as_text"]
