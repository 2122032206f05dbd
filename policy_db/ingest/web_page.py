"""A document on a web page: its text without the furniture around it, and what the page says of it in labelled places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree, html

from policy_db.ingest.clause import Doubt
from policy_db.ingest.described import day_in, plain_number
from policy_db.ingest.errors import IngestError
from policy_db.ingest.numbering import chinese
from policy_db.ingest.opening import decode
from policy_db.ingest.passages import Cells, FileText, Passage

OUTSIDE = "网页正文之外"
HIDDEN = "网页中不显示的文字"
TITLE_ABOVE = "网页标题，与正文标题重复"
LABELLED = "网页上的公文信息栏"
BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "footer", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th",
    "thead", "tfoot", "tr", "ul", "aside", "caption",
})
SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe", "object", "svg"})
LONGEST_CELL = 600
MAIN_SHARE = 0.6
ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@lru_cache(maxsize=1)
def page_words() -> dict[str, Any]:
    """What stands around a text on a page, as data."""
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("web_page.yml").read_text(encoding="utf-8"))
    return words


def read_web_page(file: Path, content: bytes) -> FileText:
    """The text of a web page; raises ``IngestError`` for one without any."""
    text, doubts = decode(file, content)
    try:
        page = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(file, 0, "网页已损坏，读不出内容。") from error
    body = page.find("body") if page.tag != "body" else page
    if body is None:
        raise IngestError(file, 0, "网页里没有内容。")
    walk = _Walk(main=_main(body))
    walk.block(body, "" if walk.main is body else OUTSIDE)
    walk.flush("" if walk.main is body else OUTSIDE)
    found = FileText(walk.passages, doubts=doubts, annexes_missing=walk.annexes)
    _labelled(found, walk)
    _from_meta(found, page)
    _place_title(found, page)
    if not any(not passage.dropped for passage in found.passages):
        raise IngestError(file, 0, "网页里没有找到正文；如果正文在附件里，请下载附件再导入。")
    if walk.main is not body and not _is_container(walk.main):
        found.doubts.append(Doubt("text", "网页没有标明哪一块是正文，正文范围是按文字多少判断的，请看试运行的文字。"))
    return found


@dataclass
class _Walk:
    """Goes through the page in order and collects its lines. ``main`` is the element that holds the text."""

    main: Any
    passages: list[Passage] = field(default_factory=list)
    annexes: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    _line: list[str] = field(default_factory=list)

    def block(self, element: Any, reason: str) -> None:
        """An element with everything in it; ``reason`` why what is around it is dropped ("" where it is kept)."""
        own = _reason(element, self.main) or reason
        if element is self.main:
            own = _reason(element, None) if reason not in ("", OUTSIDE) else ""
        if element.tag in BLOCKS:
            self.flush(reason)
        if element.tag == "table" and self._table(element, own):
            return
        number = _list_number(element)
        if number:
            self._line.append(number)
        self._line.append(_squeezed(element.text))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SILENT:
                if child.tag == "br":
                    self.flush(own)
                elif _reason(child, self.main) and child.tag not in BLOCKS:
                    self.flush(own)
                    self.block(child, own)
                    self.flush(_reason(child, self.main) or own)
                else:
                    self.block(child, own)
            self._line.append(_squeezed(child.tail))
        if element.tag in BLOCKS:
            self.flush(own)

    def flush(self, reason: str) -> None:
        """Ends the line."""
        text = " ".join("".join(self._line).split())
        self._line = []
        if not text:
            return
        for rule in page_words()["lines"]:
            if re.fullmatch(rule["pattern"], text, re.IGNORECASE):
                if rule["reason"] == "附件下载链接" and not reason:
                    self.annexes.append(text)
                reason = reason or rule["reason"]
        self.passages.append(Passage(text, dropped=reason))

    def _table(self, element: Any, reason: str) -> bool:
        rows = _rows(element)
        if rows is None:
            return False
        labels = _label_pairs(rows)
        if labels:
            self.labels.update(labels)
            self.passages += [Passage("\t".join(cell or "" for cell in row), dropped=LABELLED) for row in rows]
        elif reason:
            self.passages += [Passage("\t".join(cell or "" for cell in row), dropped=reason) for row in rows]
        else:
            self.passages.append(Passage(cells=rows))
        return True


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", " ", text or "")


def _names_of(element: Any) -> set[str]:
    return {name for name in re.split(r"\s+", f"{element.get('id') or ''} {element.get('class') or ''}") if name}


def _is_container(element: Any) -> bool:
    return bool(_names_of(element) & set(page_words()["containers"]))


def _reason(element: Any, main: Any) -> str:
    """Why an element is no text; "" where it may be, and where it holds the text itself."""
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    if element.get("hidden") is not None or "display:none" in style:
        return HIDDEN
    if main is not None and (element is main or any(above is element for above in main.iterancestors())):
        return ""
    words = {word for name in _names_of(element) for word in (name.lower(), *re.split(r"[-_]", name.lower()))}
    for rule in page_words()["furniture"]:
        if element.tag in rule["tags"] or words & set(rule["names"]):
            return str(rule["reason"])
    return ""


def _main(body: Any) -> Any:
    """The element that holds the text: a known container, else the smallest one with most of the words that are no links."""
    known = page_words()["containers"]
    named = [element for element in body.iter() if isinstance(element.tag, str) and _is_container(element)]
    named = [element for element in named if _words(element) >= 20]
    if named:
        return min(named, key=lambda element: (min(known.index(name) for name in _names_of(element) & set(known)),
                                               -_words(element)))
    main, whole = body, _words(body)
    while True:
        inner = [child for child in main if isinstance(child.tag, str) and child.tag in BLOCKS and child.tag != "table"
                 and not _reason(child, None) and _words(child) >= MAIN_SHARE * whole]
        if len(inner) != 1 or inner[0].tag in ("p", "ol", "ul"):
            return main
        main = inner[0]


def _words(element: Any) -> int:
    """How many characters of text an element has, links and furniture left out."""
    if not isinstance(element.tag, str) or element.tag in SILENT or element.tag == "a" or _reason(element, None):
        return 0
    own = len("".join((element.text or "").split()))
    return own + sum(_words(child) + len("".join((child.tail or "").split())) for child in element)


def _list_number(element: Any) -> str:
    """The number that a browser prints before an item of an ordered list."""
    above = element.getparent()
    if element.tag != "li" or above is None or above.tag != "ol":
        return ""
    style = re.sub(r"\s", "", f"{above.get('style') or ''};{element.get('style') or ''}").lower()
    if "list-style:none" in style or "list-style-type:none" in style:
        return ""
    items = [item for item in above if item.tag == "li"]
    number = _whole(above.get("start"), 1)
    for item in items:
        number = _whole(item.get("value"), number)
        if item is element:
            break
        number += 1
    return f"{chinese(number)}、" if re.search(r"cjk-|chinese|japanese", style) else f"{number}."


def _rows(table: Any) -> Cells | None:
    """The cells of a table of data; None for a table that only lays out the page."""
    lines = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    if len(lines) < 2 or next(table.iterdescendants("table"), None) is not None:
        return None
    grid: list[dict[int, str | None]] = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in (item for item in line if item.tag in ("td", "th")):
            while column in grid[number]:
                column += 1
            text = " ".join(" ".join(_cell_text(cell)).split())
            if len(text) > LONGEST_CELL:
                return None
            for down in range(min(_span(cell, "rowspan"), len(lines) - number)):
                for right in range(_span(cell, "colspan")):
                    grid[number + down][column + right] = None
            grid[number][column] = text
            column += _span(cell, "colspan")
    width = max((max(row) + 1 for row in grid if row), default=0)
    rows: Cells = [[row.get(column, "") for column in range(width)] for row in grid if row]
    return rows if width > 1 else None


def _cell_text(cell: Any) -> Iterator[str]:
    for element in cell.iter():
        if isinstance(element.tag, str) and element.tag not in SILENT:
            if element.tag in BLOCKS or element.tag == "br":
                yield " "
            yield element.text or ""
        if element is not cell:
            yield element.tail or ""


def _span(cell: Any, name: str) -> int:
    return min(max(_whole(cell.get(name), 1), 1), 1000)


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,6}", value) else default


def _label_pairs(rows: Cells) -> dict[str, str]:
    """field -> value, where the cells are the labels of a document's description, each before its value."""
    by_label = {label: name for name, labels in page_words()["labels"].items() for label in labels}
    cells = [cell for row in rows for cell in row if cell]
    pairs: dict[str, str] = {}
    count = 0
    for place, cell in enumerate(cells):
        label, _, value = re.sub(r"[\s\u3000]", "", cell).partition("：" if "：" in cell else ":")
        if label in by_label:
            count += 1
            following = cells[place + 1] if place + 1 < len(cells) else ""
            pairs.setdefault(by_label[label], value or (following if not _is_label(following, by_label) else ""))
    return pairs if count >= 2 else {}


def _is_label(cell: str, by_label: dict[str, str]) -> bool:
    return re.sub(r"[\s\u3000:：]", "", cell) in by_label


def _labelled(found: FileText, walk: _Walk) -> None:
    values = walk.labels
    found.title, found.issuer = values.get("title", ""), values.get("issuer", "")
    number = plain_number(values.get("doc_no", ""))
    found.doc_no = number if re.search(r"\d号$", number) else ""
    found.issued = _day(values.get("issued", ""))
    found.published = _day(values.get("published", ""))


def _from_meta(found: FileText, page: Any) -> None:
    """The names that the guideline for government sites gives to a page's description."""
    named = {(item.get("name") or "").lower(): (item.get("content") or "").strip() for item in page.iter("meta")}
    found.title = found.title or named.get("articletitle", "")
    found.published = found.published or _day(named.get("pubdate", ""))


def _day(text: str) -> Any:
    return day_in("".join(text.split())) or day_in(ISO_DAY.sub(r"\1年\2月\3日", text.strip()))


def _place_title(found: FileText, page: Any) -> None:
    """A title that stands above the text goes to the head of it, unless the text repeats it."""
    above = [_line_of(element) for element in page.iter("h1", "h2") if _line_of(element)]
    wanted = {_bare(title) for title in (found.title, *above[:2]) if title}
    kept = [passage for passage in found.passages if not passage.dropped and passage.cells is None]
    opening = _bare("".join(passage.text for passage in kept[:6]))
    repeats = any(title in opening for title in wanted)
    for place, passage in enumerate(found.passages):
        if passage.dropped == OUTSIDE and _bare(passage.text) in wanted:
            if repeats:
                found.passages[place] = Passage(passage.text, dropped=TITLE_ABOVE)
            else:
                found.passages[place] = Passage(passage.text)
                repeats = True


def _line_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


__all__ = ["read_web_page"]
