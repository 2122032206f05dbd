"""The same notice as text, web page, Word file and PDF gives the same clauses; nothing of a file is lost without a reason."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy.orm import Session

from policy_db.documents import quotes
from policy_db.ingest.clause import ReadDocument
from policy_db.ingest.files import read_file
from policy_db.ingest.manifest import Collection
from policy_db.ingest.notice import read_notice
from policy_db.ingest.passages import FileText, print_passages
from policy_db.ingest.pdf_file import plain_text, read_pdf_file
from policy_db.ingest.plan import apply, plan
from policy_db.ingest.printed import CELL_MARK
from policy_db.ingest.text_file import read_text_document
from policy_db.ingest.web_page import read_web_page
from policy_db.ingest.word_file import read_word_file
from policy_db.models import Clause
from policy_db.yamlfile import Mapping
from tests.policy_db.formats.writing import as_docx, as_html, as_pdf, as_text

TABLE = [["类别", "补助标准", "名额"], ["省级“专精特新”中小企业", "一次性奖励20万元", "不限"], ["国家级“小巨人”企业", "一次性奖励50万元", "10家"]]
SAMPLES = [("浙政办发〔2019〕28号", "一（二）"), ("工信部企业〔2021〕170号", "五（十八）"), ("浙经信企创〔2016〕234号", "三（二）")]


def lines_of(compendium: Collection, key: str, tabled: str) -> tuple[str, list[Any]]:
    """Title and lines of a document of the compendium, with a table behind one of its clauses."""
    document = next(item for item in compendium.documents if item.key == key)
    lines: list[Any] = [document.metadata["title"], document.metadata["doc_no"]]
    for clause in document.clauses:
        if clause.kind != "title":
            lines += [re.sub(r"^\(([一二三四五六七八九十]+)\)", r"（\1）", line) for line in clause.text.split("\n")]
        if clause.label == tabled:
            lines.append(TABLE)
    return document.metadata["title"], lines


def clauses_of(file: Path) -> list[tuple[Any, ...]]:
    _, (read,) = read_file(file)
    return [(clause.label, clause.kind, clause.parent, clause.heading, clause.text, clause.cells) for clause in read.clauses]


@pytest.mark.parametrize(("key", "tabled"), SAMPLES)
def test_one_notice_in_four_formats_is_one_document(compendium: Collection, tmp_path: Path, key: str, tabled: str) -> None:
    title, lines = lines_of(compendium, key, tabled)
    (tmp_path / "文件.txt").write_text(as_text(lines), encoding="utf-8")
    (tmp_path / "文件.html").write_bytes(as_html(lines, title, "gb2312"))
    as_docx(tmp_path / "文件.docx", lines)
    as_pdf(tmp_path / "文件.pdf", lines)
    wanted = clauses_of(tmp_path / "文件.txt")
    assert next(clause for clause in wanted if clause[0] == f"{tabled}·表1")[4:] == (
        "类别｜补助标准｜名额\n省级“专精特新”中小企业｜一次性奖励20万元｜不限\n国家级“小巨人”企业｜一次性奖励50万元｜10家", TABLE)
    for name in ("文件.html", "文件.docx", "文件.pdf"):
        assert clauses_of(tmp_path / name) == wanted, name
    described = []
    for name in ("文件.txt", "文件.html", "文件.docx", "文件.pdf"):
        _, (read,) = read_file(tmp_path / name)
        described.append([read.metadata[field] for field in ("title", "doc_no", "issuer", "issued", "effective", "status")])
    assert all(item == described[0] for item in described) and described[0][1] == key


def test_a_pdf_keeps_its_pages_and_loses_its_margins(compendium: Collection, tmp_path: Path) -> None:
    _, lines = lines_of(compendium, *SAMPLES[0])
    as_pdf(tmp_path / "文件.pdf", lines)
    _, (read,) = read_file(tmp_path / "文件.pdf")
    last = read.metadata["page_last"]
    assert last > 2 and read.metadata["page_first"] == 1
    assert next(clause for clause in read.clauses if clause.label == "标题").pages == [1]
    assert read.clauses[-1].pages == [last]
    assert read.dropped == {"页眉": last, "页码": last}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_page_printed_by_a_browser_gives_the_clauses_of_the_page(compendium: Collection, tmp_path: Path) -> None:
    title, lines = lines_of(compendium, *SAMPLES[0])
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    body = "".join(f'<p style="text-indent:2em">{line}</p>' if isinstance(line, str) else f"<table border=1>{rows}</table>"
                   for line in lines[1:])
    page = tmp_path / "文件.html"
    page.write_text(f"<html><meta charset=utf-8><body style='font-size:16px'><h2 align=center>{title}</h2>{body}</body></html>",
                    encoding="utf-8")
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={tmp_path / '文件.pdf'}",
                    "--no-pdf-header-footer", page.as_uri()], check=True, capture_output=True, timeout=120)
    assert clauses_of(tmp_path / "文件.pdf") == clauses_of(page)


def test_a_row_of_a_table_can_be_quoted_and_its_cells_are_kept(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(as_text(["台州市经信局关于奖励的通知", "台经信〔2026〕8号", "一、标准如下。", TABLE, "注：以认定文件为准。", "二、其他。"]),
                    encoding="utf-8")
    apply(session, plan(session, [file]))
    table = session.query(Clause).filter(Clause.label == "一·表1").one()
    assert table.parent.label == "一" and table.cells == TABLE
    assert quotes(table.text, "国家级“小巨人”企业｜一次性奖励50万元｜10家")
    assert session.query(Clause).filter(Clause.label == "一·表1后文").one().text == "注：以认定文件为准。"


def test_merged_cells_are_marked_as_covered(tmp_path: Path) -> None:
    page = tmp_path / "通知.html"
    page.write_text(
        "<html><body><p>台州市经信局关于奖励的通知</p><p>一、标准</p><table><tr><td rowspan=2>小巨人</td><td>首次</td><td>50</td></tr>"
        "<tr><td>复核</td><td></td></tr><tr><td colspan=3>合计</td></tr></table></body></html>", encoding="utf-8")
    wanted = [["小巨人", "首次", "50"], [None, "复核", ""], ["合计", None, None]]
    assert clauses_of(page)[-1][5] == wanted
    document = docx.Document()
    document.add_paragraph("台州市经信局关于奖励的通知")
    document.add_paragraph("一、标准")
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(table.rows, wanted):
        for cell, text in zip(row.cells, cells):
            cell.text = text or ""
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(2, 2))
    document.save(str(tmp_path / "通知.docx"))
    assert clauses_of(tmp_path / "通知.docx")[-1][5] == wanted


def test_the_labelled_places_of_a_page_describe_the_document(tmp_path: Path) -> None:
    page = tmp_path / "政策.html"
    page.write_bytes("""<html><head><meta charset="gbk"></head><body><div class="nav"><a>首页</a></div>
<table><tr><td>索 引 号：</td><td>002/2026-001</td><td>主题分类：</td><td>工业</td></tr>
<tr><td>发文机关：</td><td>台州市经济和信息化局</td><td>成文日期：</td><td>2026年03月02日</td></tr>
<tr><td>发文字号：</td><td>台经信〔2026〕9号</td><td>发布日期：</td><td>2026-03-05</td></tr></table>
<h1>关于公布专精特新企业名单的通知</h1><div id="UCAP-CONTENT"><p>各县（市、区）经信局：</p>
<p>现将名单公布如下，请认真做好服务工作，并按要求上报。</p><ol><li>甲公司</li><li>乙公司</li></ol></div></body></html>""".encode("gbk"))
    _, (read,) = read_file(page)
    assert read.doubts == []
    assert [str(read.metadata[name]) for name in ("title", "doc_no", "issuer", "issued")] == [
        "关于公布专精特新企业名单的通知", "台经信〔2026〕9号", "台州市经济和信息化局", "2026-03-02"]
    assert {clause.label: clause.text for clause in read.clauses} == {
        "标题": "关于公布专精特新企业名单的通知", "前言": "各县（市、区）经信局：\n现将名单公布如下，请认真做好服务工作，并按要求上报。",
        "1": "1.甲公司", "2": "2.乙公司"}


WORDS = st.text(alphabet="台州市企业培育认定标准补助资金申报材料审核公示", min_size=4, max_size=30)


@st.composite
def notices(draw: st.DrawFn) -> list[Any]:
    """Title, number, parts with points and items, tables among them, signature."""
    lines: list[Any] = [f"台州市经信局关于{draw(WORDS)}的通知", "台经信〔2026〕5号", draw(WORDS) + "如下。"]
    for part in range(draw(st.integers(1, 3))):
        lines.append("一二三"[part] + "、" + draw(WORDS))
        for point in range(draw(st.integers(0, 3))):
            lines.append(f"（{'一二三'[point]}）{draw(WORDS)}。{draw(WORDS)}。")
            if draw(st.booleans()):
                lines.append([[draw(WORDS) for _ in range(3)] for _ in range(draw(st.integers(2, 4)))])
            if draw(st.booleans()):
                lines.append(draw(WORDS) + "。")
    return [*lines, "台州市经信局", "2026年2月10日"]


def covered(found: FileText, file: Path) -> tuple[ReadDocument, str]:
    """The document of a file and its text, after checking that each character is in exactly one clause or dropped."""
    printed = print_passages(file, found.passages)
    read = read_notice(printed, found, Mapping(), Mapping())
    places: Counter[int] = Counter()
    for clause in read.clauses:
        places.update(printed.offsets[clause.span[0]:clause.span[1]])
    for passage in printed.dropped:
        assert passage.reason
        places.update(passage.offsets)
    assert set(places) == {offset for offset, char in enumerate(printed.raw) if not char.isspace()}
    assert set(places.values()) <= {1}
    return read, "".join(printed.raw.split())


def page_text(content: bytes) -> str:
    page = html.document_fromstring(content.decode("utf-8"))
    for element in page.xpath("//script | //style | //head"):
        element.drop_tree()
    return "".join(page.text_content().split())


@given(lines=notices())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_character_of_a_file_is_in_one_clause_or_dropped_by_a_rule(tmp_path: Path, lines: list[Any]) -> None:
    content = as_html(lines, lines[0])
    read, text = covered(read_web_page(tmp_path / "文件.html", content), tmp_path / "文件.html")
    assert Counter(text) == Counter(page_text(content))
    as_docx(tmp_path / "文件.docx", lines, automatic=False)
    again, text = covered(read_word_file(tmp_path / "文件.docx"), tmp_path / "文件.docx")
    margins = "台州市经济和信息化局文件—1—"
    assert Counter(text) == Counter("".join(as_text(lines).split()) + margins)
    assert [clause.text for clause in again.clauses] == [clause.text for clause in read.clauses]


# What people paste: points of other kinds, rows with tabs, empty and odd lines.
LINES = st.text(alphabet="一二三12（）()、.．第条章附件：:。；，“”｜\t 　企业认定标准20%万元〔2026〕号年月日", max_size=40)


@given(lines=notices(), pasted=st.lists(LINES, max_size=12), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_character_of_a_text_file_is_in_one_clause(
    tmp_path: Path, lines: list[Any], pasted: list[str], end: str
) -> None:
    file = tmp_path / "文件.txt"
    text = end.join([*as_text(lines[:-2]).splitlines(), *pasted, *as_text(lines[-2:]).splitlines()])
    file.write_bytes(text.encode())
    read = read_text_document(file)
    # Between the cells of a row stands the mark of a table, whatever stood there in the file.
    kept = "".join("".join(clause.original.split()) for clause in read.clauses)
    assert kept.replace(CELL_MARK, "") == "".join(text.split()).replace(CELL_MARK, "")


def test_every_character_of_a_pdf_is_in_one_clause_or_dropped_by_a_rule(compendium: Collection, tmp_path: Path) -> None:
    import pdfplumber

    file = tmp_path / "文件.pdf"
    _, lines = lines_of(compendium, *SAMPLES[0])
    as_pdf(file, lines)
    _, text = covered(read_pdf_file(file, file.read_bytes()), file)
    with pdfplumber.open(file) as document:
        wanted = "".join(char["text"] for page in document.pages for char in page.chars)
    assert Counter(text) == Counter("".join(plain_text(wanted).split()))


