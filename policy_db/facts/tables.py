"""Tables and forms pasted into a message, as sentences: a row under years becomes one a year, with the unit beside its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_CELLS = re.compile(r"\s*\|\s*|\t+|\u3000+")
_YEAR = re.compile(r"20\d\d(?:年度?)?|(?:去|前|今|上|本)年度?|上一年度?|前一年度?")
_RULE = re.compile(r"[\s|:+-]+")
_UNIT = re.compile(r"[(（](?:单位[:：]?)?(万元|亿元|元|%|人|项|件|个|年)[)）]")
_UNIT_OF_ALL = re.compile(r"[(（]?单位\s*[:：]?\s*(?:人民币)?(万元|亿元|元)[)）]?")
_FIGURE = re.compile(r"-?[\d,]*\d(?:\.\d+)?")
_SPACED = re.compile(r"[\u4e00-\u9fff()（）]+(?:[ ]+(?:-?[\d,]*\d(?:\.\d+)?%?|20\d\d年?))+")
# 营业收入(万元): 26,480.55 outside a table.
_FORM = re.compile(rf"{_UNIT.pattern}\s*[:：]?\s*({_FIGURE.pattern})(?![\d,.]*\s*[\d%万亿元年])")
_AMOUNT = re.compile(r"收入|营收|费用|利润|产值|金额|资产(?!负债率)|融资")
_LABELLED = re.compile(rf"([\u4e00-\u9fff]{{2,12}})\s*[:：]\s*({_FIGURE.pattern})(?=$|\n|[;；。])")
# What is no amount, whatever the head of the table says.
_NO_AMOUNT = re.compile(r"率|占比|比[重例]|人数|人员|员工|职工|专利|数量|年限|排名|得分")
_TICKS = {"是": "是", "有": "有", "否": "不是", "无": "没有", "没有": "没有", "已": "已有", "未": "没有", "√": "有", "×": "没有"}
# 高新技术企业: 是, 追溯体系(有), 是否产生效益 是
_TICKED = re.compile(
    r"(?P<before>^|[\n;；,，、。:：]|\d[.、])\s*(?P<whether>是否)?(?P<label>(?:上市|融资|欠薪|偷税|失信|单冠|科小|高企|国专|省专)|[\u4e00-\u9fffa-zA-ZⅠ-Ⅻ“”/]{3,20}?)"
    r"(?:\s*[:：]\s*|[(（]|(?(whether)[ \t]+|(?!)))(?P<tick>没有|[是否有无已未√×])(?:[(（][^()（）]{1,14}[)）])?"
    r"(?P<more>[,，][^()（）]{1,12})?[)）]?"
    r"(?=$|[\n;；,，、。])")
_SERIES = r"(?:[\d,.]+(?:%|万元|亿元|万|亿)?)"
_SLASHED = re.compile(
    rf"(?P<years>20\d\d年?(?:\s*[/、,，]\s*20\d\d年?)+)\s*(?P<rest>[\u4e00-\u9fff]{{2,12}}\s*{_SERIES}(?:\s*/\s*{_SERIES})+"
    rf"(?:\s*[;；,，]\s*[\u4e00-\u9fff]{{2,12}}\s*{_SERIES}(?:\s*/\s*{_SERIES})+)*)")
_OF_A_YEAR = r"20\d\d年?度?\s*[:：]?\s*\d[\d,]*(?:\.\d+)?%?"
_YEAR_AND_FIGURE = re.compile(r"(20\d\d)年?度?\s*[:：]?\s*(\d[\d,]*(?:\.\d+)?%?)")
# 营业收入(万元): 2024年 7400, 2025年 8100
_YEARLY = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,10})[(（](?:单位[:：]?)?(?P<unit>万元|亿元|元|%|人)[)）]\s*[:：]?\s*"
    rf"(?P<pairs>{_OF_A_YEAR}(?:\s*[,，;；、/ ]\s*{_OF_A_YEAR})+)")
_IN_TURN = re.compile(
    rf"(?P<first>20\d\d)年?\s*[-至到—~]\s*(?P<last>20\d\d)年?度?(?P<label>[\u4e00-\u9fff]{{2,12}}?)(?:依次|分别)(?:为|是)?"
    rf"(?P<values>{_SERIES}(?:[、,，和及]\s*{_SERIES}(?![\d,.]*年))+)")


def spread_tables(text: str) -> str:
    """The text with tables, forms and series written out; a text without any is given back as it is."""
    whole = _UNIT_OF_ALL.search(text)
    if whole:
        text = _UNIT_OF_ALL.sub("", text)
    text = "\n".join(_lines(text, whole.group(1) if whole else ""))
    if whole:
        text = _LABELLED.sub(lambda found: found.group() + (whole.group(1) if _AMOUNT.search(found.group(1)) else ""), text)
    text = _YEARLY.sub(_one_a_year, text)
    text = _SLASHED.sub(_by_year, text)
    text = _IN_TURN.sub(_in_turn, text)
    text = _TICKED.sub(lambda found: f"{found['before']}{_TICKS[found['tick']]}{found['label']}{found['more'] or ''}", text)
    return _FORM.sub(r" \2\1", text)


def _lines(text: str, unit: str) -> Iterator[str]:
    head: Sequence[str] = ()
    for line in text.split("\n"):
        if "\t" in line or "|" in line or "\u3000" in line.strip():
            cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|")) if cell.strip()]
        elif _SPACED.fullmatch(line.strip()):
            cells = line.split()
        else:
            cells = [line]
        if len(cells) < 2:
            head = ()
            yield line
        elif _RULE.fullmatch(line):
            continue
        elif len(cells) > 2 and all(_YEAR.fullmatch(cell) for cell in cells[1:]):
            head = cells
        else:
            yield from _row(cells, head, unit)


def _row(cells: Sequence[str], head: Sequence[str], whole: str) -> Iterator[str]:
    label, values = cells[0], cells[1:]
    own = _UNIT.search(label) or (None if _NO_AMOUNT.search(label) or not head else _UNIT.search(head[0]))
    unit = own.group(1) if own else "" if _NO_AMOUNT.search(label) else whole
    name = _UNIT.sub("", label)
    units = [unit if _FIGURE.fullmatch(value) else "" for value in values]
    if len(head) == len(cells):
        yield from (f"{_full(year)}{name}{value}{beside}" for year, value, beside in zip(head[1:], values, units))
    elif len(values) == 1:
        yield f"{name}:{values[0]}{units[0]}"
    else:
        yield "，".join(cells)


def _by_year(found: re.Match[str]) -> str:
    """2024 / 2025 净利率 4.9% / 6.1%: each figure beside its year."""
    years = re.findall(r"20\d\d", found["years"])
    said = []
    for label, values in re.findall(rf"([\u4e00-\u9fff]{{2,12}})\s*({_SERIES}(?:\s*/\s*{_SERIES})+)", found["rest"]):
        figures = re.split(r"\s*/\s*", values)
        if len(figures) != len(years):
            return found.group()
        said += [f"{year}年{label}{figure}" for year, figure in zip(years, figures)]
    return "；".join(said)


def _one_a_year(found: re.Match[str]) -> str:
    """营业收入(万元): 2024年 7400, 2025年 8100: each figure with its label and unit."""
    unit = found["unit"] or ""
    pairs = _YEAR_AND_FIGURE.findall(found["pairs"])
    return "，".join(f"{year}年{found['label']}{figure}{'' if figure.endswith('%') else unit}" for year, figure in pairs)


def _in_turn(found: re.Match[str]) -> str:
    """2023至2025年营业收入依次为 three amounts: each beside its year."""
    years = range(int(found["first"]), int(found["last"]) + 1)
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?(?:%|万元|亿元|万|亿)?", found["values"])
    if len(figures) != len(years):
        return found.group()
    unit = re.search(r"(?:%|万元|亿元|万|亿)$", figures[-1])
    return "，".join(
        f"{year}年{found['label']}{figure}{unit.group() if unit and not figure.endswith(unit.group()) else ''}"
        for year, figure in zip(years, figures))


def _full(year: str) -> str:
    return f"{year}年" if year.isdigit() else year


__all__ = ["spread_tables"]
