"""Title, number, issuer and dates of a document, from its text and from what its file format says; doubts where it guesses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from policy_db.ingest.clause import Doubt, ReadClause
from policy_db.ingest.numbering import number_of
from policy_db.ingest.passages import FileText

NUMBER = re.compile(r"[一-龥]{2,12}[〔\[﹝【(（](\d{4})[〕\]﹞】)）](?:第)?(\d{1,4})号")
TITLE_END = re.compile(
    r"(通知|意见|办法|公告|方案|措施|细则|规定|条例|清单|通报|批复|函|规划|纲要|计划|标准)([(（].{2,8}[)）])?$")
LONGEST_TITLE_LINES = 3
_DAY = r"(\d{4}|[二〇零○O一三四五六七八九]{4})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
ONLY_DAY = re.compile(f"{_DAY}$")
FROM_DAY = re.compile(f"自{_DAY}起(?:施行|实施|执行|生效)")
FROM_ISSUE = re.compile(r"自(?:发布|印发|公布|颁布)之日起(?:(\d{1,3})日(?:后|内)?)?(?:施行|实施|执行|生效)")
REPEALED = re.compile(r"《[^《》]{4,60}》(?:[(（]([^()（）]{4,40}?号)[)）])?[^。；]{0,40}(?:同时废止|予以废止|即行废止)")
ABOUT = re.compile(r"^(.{4,40}?)关于")
_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")


def day_in(text: str) -> dt.date | None:
    """The day that ``text`` begins with (2026年2月10日, 二〇二六年二月十日); None where it is none."""
    found = re.match(_DAY, text)
    return _day(*found.groups()) if found else None


def only_day(text: str) -> bool:
    """Whether ``text`` is a date and nothing else."""
    return ONLY_DAY.fullmatch(text) is not None


def described(title_lines: Sequence[str], clauses: Sequence[ReadClause], found: FileText,
              header: Mapping[str, Any]) -> tuple[dict[str, Any], list[Doubt]]:
    """The fields that could be found, and a doubt for each that was guessed or is missing, unless ``header`` states it."""
    facts: dict[str, Any] = {}
    doubts: list[Doubt] = []

    def doubt(field: str, message: str) -> None:
        if field not in header:
            doubts.append(Doubt(field, message))

    title, number, red_head = _title(title_lines)
    if title or found.title:
        facts["title"] = title or found.title
    for name, own, other in (("title", title, found.title), ("doc_no", number, found.doc_no)):
        if own and other and _bare(own) != _bare(other):
            doubt(name, f"{_NAMES[name]}两处不同：正文写「{own}」，文件另记「{other}」；按正文。")
    if number or found.doc_no:
        facts["doc_no"] = number or found.doc_no
    else:
        doubt("doc_no", "没有找到文号。")
    facts["status"] = "draft" if "征求意见稿" in facts.get("title", "") else "in_force"
    signature = next((clause for clause in clauses if clause.label == "落款"), None)
    *signed, day = signature.text.split("\n") if signature else [""]
    if signed:
        facts["issuer"] = "、".join(signed)
    elif found.issuer:
        facts["issuer"] = found.issuer
    elif red_head or ABOUT.match(facts.get("title", "")):
        about = ABOUT.match(facts.get("title", ""))
        facts["issuer"] = red_head or (about.group(1) if about else "")
        doubt("issuer", f"发文机关是按{'文件头' if red_head else '标题'}猜的：「{facts['issuer']}」。")
    else:
        doubt("issuer", "没有找到发文机关。")
    issued = day_in(day) or found.issued or found.published
    if issued:
        facts["issued"] = issued
        if not day_in(day) and not found.issued:
            doubt("issued", f"成文日期是按网页发布日期猜的：{issued}。")
    else:
        doubt("issued", "没有找到成文日期。")
    effective = _effective(clauses, header.get("issued", issued))
    if len(effective) == 1:
        facts["effective"] = effective[0]
    elif effective:
        doubt("effective", f"正文写了不止一个施行日期：{'、'.join(map(str, effective))}；没有采用。")
    repealed = sorted({name.group() for clause in clauses for name in REPEALED.finditer(clause.text)})
    if repealed:
        doubt("supersedes", f"正文说「{repealed[0]}」，而没有写明 supersedes：不会标记取代关系。")
    if found.annexes_missing:
        facts["annexes_missing"] = list(found.annexes_missing)
    return facts, doubts


_NAMES = {"title": "标题", "doc_no": "文号"}


def _title(lines: Sequence[str]) -> tuple[str, str, str]:
    title = number = red_head = ""
    for line in lines:
        bare = line.strip("()（）")
        own = NUMBER.fullmatch(bare)
        if own is None:
            own = next((inner for inner in map(NUMBER.fullmatch, re.findall(r"[(（](.+)[)）]$", line)) if inner), None)
            if own is not None:
                title += re.sub(r"[(（].+[)）]$", "", line)
            elif not title and line.endswith("文件"):
                red_head = line.removesuffix("文件")
            elif not re.match(r"签发人|密级|紧急程度|特急|加急|急件|[(（].*\d{4}年\d{1,2}月\d{1,2}日", line):
                title += line
        if own is not None:
            number = plain_number(own.group())
    return title, number, red_head


def plain_number(text: str) -> str:
    """A document number with 〔〕 around its year."""
    return re.sub(r"[\[﹝【(（](\d{4})[\]﹞】)）]", r"〔\1〕", "".join(text.split()))


def _effective(clauses: Sequence[ReadClause], issued: dt.date | None) -> list[dt.date]:
    days: set[dt.date] = set()
    for clause in clauses:
        days |= {day for found in FROM_DAY.finditer("".join(clause.text.split())) if (day := _day(*found.groups()))}
        for found in FROM_ISSUE.finditer("".join(clause.text.split())):
            if issued is not None:
                days.add(issued + dt.timedelta(days=int(found.group(1) or 0)))
    return sorted(days)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year.translate(_DIGITS)), number_of(month) or 0, number_of(day) or 0)
    except ValueError:
        return None


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", plain_number(text))


__all__ = ["LONGEST_TITLE_LINES", "NUMBER", "TITLE_END", "day_in", "described", "only_day", "plain_number"]
