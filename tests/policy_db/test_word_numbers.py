"""The numbers that Word prints before paragraphs, as Word counts them."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from policy_db.ingest.word_numbers import Numbers

ABSTRACT = f"""<w:abstractNum {nsdecls('w')} w:abstractNumId="800">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3.%4"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>
<w:lvl w:ilvl="5"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="注%6"/></w:lvl>
</w:abstractNum>"""
NUMS = (
    f'<w:num {nsdecls("w")} w:numId="800"><w:abstractNumId w:val="800"/></w:num>',
    f'<w:num {nsdecls("w")} w:numId="801"><w:abstractNumId w:val="800"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>",
)


def printed(steps: list[tuple[str | None, int | None]]) -> list[str]:
    """What stands before each of a file's paragraphs, given as (list, level); (None, None) is a paragraph in style Heading 1."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(ABSTRACT))
    for num in NUMS:
        root.append(parse_xml(num))
    style: Any = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="800"/></w:numPr>'))
    for id_, level in steps:
        paragraph = document.add_paragraph("文字", style="Heading 1" if id_ is None else None)
        if id_ is not None:
            paragraph._p.get_or_add_pPr().append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{id_}"/></w:numPr>'))
    numbers = Numbers.of(document)
    return [numbers.before(paragraph._p) for paragraph in document.paragraphs]


@pytest.mark.parametrize(("steps", "wanted"), [
    ([("800", 0), ("800", 1), ("800", 1), ("800", 0), ("800", 1)], ["一、", "（一）", "（二）", "二、", "（一）"]),
    ([("800", 0)] * 11, ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、", "十一、"]),
    ([("800", 2), ("800", 2), ("800", 3), ("800", 3), ("800", 2), ("800", 3)], ["3.", "4.", "4.1", "4.2", "5.", "5.1"]),
    ([("800", 1), ("801", 1), ("801", 1), ("800", 1)], ["（一）", "（七）", "（八）", "（九）"]),
    ([("800", 0), ("800", 4), ("0", 0), ("999", 0)], ["一、", "", "", ""]),
    ([("800", 5), ("800", 0), ("800", 5)], ["注1", "一、", "注2"]),
    ([(None, None), ("800", 1), (None, None), ("800", 1)], ["一、", "（一）", "二、", "（一）"]),
])
def test_numbers_are_counted_as_word_counts_them(steps: list[tuple[str | None, int | None]], wanted: list[str]) -> None:
    assert printed(steps) == wanted


def test_a_file_without_lists_has_no_numbers() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("文字")
    assert Numbers.of(document).before(paragraph._p) == ""
