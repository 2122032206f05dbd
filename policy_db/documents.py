"""Finding documents and clauses: by key, number, title or label in whatever way people write them; and checking quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Optional, Union

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session, joinedload, selectinload

from policy_db.models import Clause, Document, EarlierClause, EarlierText

_BRACKETS = str.maketrans("[]【】﹝﹞〖〗", "〔〕〔〕〔〕〔〕")
_YEAR = re.compile(r"[〔（(]?((?:19|20)\d\d)[〕）)]?年?第?(\d{1,4})号?$")
_YEAR_AND_NUMBER = re.compile(r"[〔(]?((?:19|20)\d\d)(?:[〕)]?年?第?(\d{1,4})号|[〕)\-—－](\d{1,4})(?!\d|年|-))")
# No day of a month (1月15号, 15号截止) and no house.
_NUMBER = re.compile(r"(?<![\d月])(\d{1,4})号(?!楼|线|院|室|机|截止|之?前|开始|左右|上午|下午|到)")
# A number with the words before and after it that belong to it: 浙政办发〔2019〕28号文件.
_MENTION = re.compile(
    r"[\u4e00-\u9fff]{0,8}?[〔(]?(?:19|20)\d\d[〕)]?年?第?\d{1,4}号(?:文件?)?"
    r"|[\u4e00-\u9fff]{0,8}?[〔(]?(?:19|20)\d\d[〕)\-—－]\d{1,4}(?!\d|年|-)|第?\d{1,4}号(?:文件?)?")
_FULL_TEXT = re.compile(r"^查看|的?(?:全文|原文)$")
_AROUND_LABEL = re.compile(
    r"全文|原文|查看|看看?|打开|条款|内容|[讲说写](?:了|的)?(?:是)?(?:些)?什么|怎么[说写]的?|是什么|里面?|的|第|[条款项点?？。,]")
_LABEL = re.compile(r"\(?[一二三四五六七八九十]+\)?")
_PREFACES = ("前言", "印发通知", "征求意见公告")
_AIM = re.compile(r"(?<=[,，])(?:为|进一步|现就)")
SHORTEST_PURPOSE, LONGEST_PURPOSE = 30, 90
_PURPOSE = re.compile(r"(?:为|根据|现将)[^。:：]*[。:：]?")
SHORTEST_NAME = 4
_PUNCTUATION = str.maketrans({
    "，": ",", "、": ",", "。": ".", "．": ".", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")",
    "〔": "(", "〕": ")", "﹝": "(", "﹞": ")", "[": "(", "]": ")", "【": "(", "】": ")",
    "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
    "《": "<", "》": ">", "〈": "<", "〉": ">", "—": "-", "–": "-", "−": "-", "－": "-", "～": "~",
})


# What a document can be called by; the rest of it is read only of the one that is meant.
_NAMED = select(Document.id, Document.key, Document.doc_no, Document.title, Document.aliases).order_by(
    Document.held.desc(), Document.id)


@dataclass(frozen=True)
class ClauseText:
    """A clause as an index or an answer needs it. ``path`` is the headings above it, outermost first, its own last.

    ``doc_no`` is the document's number, or its key where the text bears none. ``doubts`` are readings that may be wrong in
    the source (疑似), as ("as printed", "perhaps meant").
    """

    id: int
    document: str
    doc_no: str
    title: str
    status: str
    label: str
    kind: str
    heading: str
    path: tuple[str, ...]
    pages: tuple[int, ...]
    text: str
    note: str
    doubts: tuple[tuple[str, str], ...]


def find_document(session: Session, text: str) -> Optional[Document]:
    """The document that ``text`` is or mentions: key, number (any brackets, spaces or none), title or short name; else None.

    A year and number, or the number alone (「170号」), is enough where only one document has it. Of several names in a text
    the longest counts, and of equals the document whose text is held.
    """
    documents = session.execute(_NAMED).all()
    wanted = normalise_number(text)
    same = (each for each in documents if wanted and wanted in map(_number_of, _names(each)))
    found = next(same, None) or _by_number(documents, text) or _by_name(documents, text)
    document: Optional[Document] = session.get(Document, found.id) if found else None
    return document


def find_clause(session: Session, document: str, label: str) -> Optional[Clause]:
    """The clause of ``document`` (as in ``find_document``) with this label; brackets, spaces and 第…条 may vary."""
    found = find_document(session, document)
    if found is None:
        return None
    wanted = normalise_label(label)
    return next((clause for clause in found.clauses if normalise_label(clause.label) == wanted), None)


def find_place(session: Session, text: str) -> Optional[tuple[Document, Optional[Clause]]]:
    """The document that ``text`` mentions and, where the rest of it names one (170号第十八条, 五（十八）全文), its clause."""
    document = find_document(session, text)
    if document is None:
        return None
    return document, _clause_named(document, beside_document(document, text))


def beside_document(document: Document, text: str) -> str:
    """What ``text`` says beside the document that it mentions, without white space."""
    rest = unicodedata.normalize("NFKC", "".join(text.split()).translate(_BRACKETS))
    for name in sorted(_names(document), key=len, reverse=True):
        rest = rest.replace(unicodedata.normalize("NFKC", "".join(name.split()).translate(_BRACKETS)), "")
    return _MENTION.sub("", rest).strip("《》")


def what_about(document: Document) -> str:
    """What a document is for in its own words: the sentence of its preface that says so, its beginning perhaps cut off with …."""
    for label in _PREFACES:
        text = next((clause.text for clause in document.clauses if clause.label == label), "")
        purpose = _PURPOSE.search(text)
        if purpose:
            said = purpose.group(0).strip()
            later = [at.start() for at in _AIM.finditer(said) if len(said) - at.start() >= SHORTEST_PURPOSE]
            return f"…{said[later[-1]:]}" if later and len(said) > LONGEST_PURPOSE else said
    return ""


def parts_of(session: Session, document: Document) -> list[str]:
    """The headings of a document's parts as printed (一、加大财税支持力度); a part whose heading is lost gives its number."""
    return [f"{clause.label}、{clause.heading}" if clause.heading else clause.label for clause in top_parts(document)]


def top_parts(document: Document) -> list[Clause]:
    """The parts of a document in their order."""
    return [clause for clause in document.clauses if clause.kind == "part" and clause.parent_id is None]


def iter_clauses(session: Session, *, document: Optional[str] = None, on: Optional[date] = None) -> Iterator[ClauseText]:
    """Every clause that has a text, in the order of the documents; of one document (its key) or of all that are held.

    ``on``: as the texts and statuses were on that day, without documents that were not issued yet; None: as they are stored.
    """
    query = (
        select(Document).order_by(Document.id)
        .options(selectinload(Document.clauses).selectinload(Clause.corrections), joinedload(Document.successor))
    )
    if document is not None:
        query = query.where(Document.key == document)
    for found in session.execute(query).scalars():
        status = status_on(found, on)
        if status is None:
            continue
        text = text_on(found, on)
        headings: dict[str, tuple[str, ...]] = {}
        for clause in text.clauses:
            above = headings.get(clause.parent.label, ()) if clause.parent is not None else ()
            headings[clause.label] = path = (*above, clause.heading) if clause.heading else above
            if clause.text:
                yield _clause_text(text, found, clause, path, status)


def status_on(document: Document, on: Optional[date]) -> Optional[str]:
    """The status of a document on a day: as stored, or ``upcoming`` (issued, not yet in force), or None (not issued yet).

    A successor counts from its own first day. Where a date is not known, the year of the document's number is the earliest.
    ``on`` None: as stored.
    """
    if on is None:
        return document.status
    text = text_on(document, on)
    issued, effective = (_day(value_of(text, name)) for name in ("issued", "effective"))
    status: str = value_of(text, "status")
    first = issued or _numbered_from(document)
    if first is not None and on < first:
        return None
    if status == "superseded" and document.successor is not None:
        replaced_from = begins(document.successor) or _numbered_from(document.successor)
        if replaced_from is not None and on < replaced_from:
            status = "in_force"
    return "upcoming" if status == "in_force" and effective is not None and on < effective else status


def begins(document: Document) -> Optional[date]:
    """The first day of a document: from when it is in force, else when it was issued; None where neither is known."""
    first: Optional[date] = document.effective or document.issued
    return first


def _numbered_from(document: Document) -> Optional[date]:
    found = _YEAR.search(normalise_number(document.doc_no or ""))
    return date(int(found.group(1)), 1, 1) if found else None


def text_on(document: Document, on: Optional[date]) -> Union[Document, EarlierText]:
    """Whose clauses were the document's text on a day: an earlier text's, or the document's own (always for None)."""
    if on is None or document.since is None or on >= document.since:
        return document
    standing = [text for text in document.earlier if (text.since is None or text.since <= on) and on < text.until]
    return standing[-1] if standing else document


def value_of(text: Union[Document, EarlierText], name: str) -> Any:
    """A column of the document as it was with this text; dates of an earlier text are written 2026-03-01."""
    return text.description.get(name) if isinstance(text, EarlierText) else getattr(text, name)


def full_text(clause: Clause) -> str:
    """The clause with everything under it, one paragraph a line."""
    return "\n".join(text for text in (clause.text, *(full_text(child) for child in clause.children)) if text)


def normalise_number(text: str) -> str:
    """A document number in one form: 工信部企业[2021] 170 号 -> 工信部企业〔2021〕170号. Other text only loses its spaces."""
    text = unicodedata.normalize("NFKC", "".join(text.split()).translate(_BRACKETS)).strip("《》")
    number = _YEAR.search(text)
    if number and number.start() > 0:
        return f"{text[:number.start()]}〔{number.group(1)}〕{int(number.group(2))}号"
    return text.translate(_PUNCTUATION) if not text.endswith("号") else text


def normalise_label(label: str) -> str:
    """A clause label in one form: 「六、(十八)」 and 「六 （十八）」 are 六(十八); 第 and 项 around a number fall away."""
    text = unicodedata.normalize("NFKC", "".join(label.split()))
    return re.sub(r"[、.,，。]|第(?=[(\d])|(?<=\d)项|部分", "", text)


def normalise_quote(text: str) -> str:
    """``text`` without white space and with Chinese and ASCII punctuation made alike, for comparing quotes."""
    squeezed = "".join(text.split()).translate(_PUNCTUATION)
    return unicodedata.normalize("NFKC", squeezed)


def quotes(text: str, quote: str) -> bool:
    """Whether ``quote`` stands word for word in ``text``, white space and style of punctuation aside."""
    wanted = normalise_quote(quote)
    return bool(wanted) and wanted in normalise_quote(text)


def _clause_named(document: Document, rest: str) -> Optional[Clause]:
    spoken = normalise_label(rest)
    for label in (_FULL_TEXT.sub("", rest), rest):
        exact = next((clause for clause in document.clauses if normalise_label(clause.label) == normalise_label(label)), None)
        if exact is not None and "条" not in rest:
            return exact
    wanted = _AROUND_LABEL.sub("", spoken)
    if not wanted:
        return None
    found = next((clause for clause in document.clauses if normalise_label(clause.label) == wanted), None)
    if _LABEL.fullmatch(wanted) and (found is None or "条" in rest):
        # 「第十八条」 of a document whose measures are numbered through: 五（十八）.
        ends = f"({wanted.strip('()')})"
        numbered = [clause for clause in document.clauses if normalise_label(clause.label).endswith(ends)]
        return numbered[0] if len(numbered) == 1 else found
    return found


def _names(document: Union[Document, Row]) -> list[str]:
    return [name for name in (document.key, document.doc_no, document.title, *document.aliases) if name]


@lru_cache(maxsize=4096)
def _number_of(name: str) -> str:
    return normalise_number(name)


def _by_number(documents: Sequence[Row], text: str) -> Optional[Row]:
    squeezed = unicodedata.normalize("NFKC", "".join(text.split()).translate(_BRACKETS))
    numbers = [(document, found) for document in documents
               if (found := _YEAR.search(_number_of(document.doc_no or "")))]
    for mention in list(_YEAR_AND_NUMBER.finditer(squeezed)) or _NUMBER.finditer(squeezed):
        *year, number = [group for group in mention.groups() if group]
        matching = [(document, found) for document, found in numbers
                    if int(found.group(2)) == int(number) and (not year or found.group(1) == year[0])]
        named = [document for document, found in matching
                 if squeezed[: mention.start()].endswith(_number_of(document.doc_no or "")[: found.start()])]
        if len(named) == 1 or len(matching) == 1:
            return named[0] if len(named) == 1 else matching[0][0]
    return None


def _by_name(documents: Sequence[Row], text: str) -> Optional[Row]:
    squeezed = _bare(text)
    mentions = [(len(bare), document) for document in documents for name in _names(document)
                if len(bare := _bare_name(name)) >= SHORTEST_NAME and bare in squeezed]
    best: Optional[tuple[int, Row]] = max(mentions, key=lambda mention: mention[0], default=None)
    return best[1] if best else None


@lru_cache(maxsize=4096)
def _bare_name(name: str) -> str:
    return _bare(name)


def _bare(text: str) -> str:
    return re.sub(r"[\"'<>(),.]", "", normalise_quote(text))


def _day(value: Union[date, str, None]) -> Optional[date]:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _clause_text(text: Union[Document, EarlierText], document: Document, clause: Union[Clause, EarlierClause],
                 path: tuple[str, ...], status: str) -> ClauseText:
    if isinstance(clause, EarlierClause):
        doubts = tuple((wrong, right) for wrong, right in clause.doubts)
    else:
        doubts = tuple((item.wrong, item.right) for item in clause.corrections if not item.sure)
    return ClauseText(
        id=clause.id, document=document.key, doc_no=value_of(text, "doc_no") or document.key,
        title=value_of(text, "title"), status=status,
        label=clause.label, kind=clause.kind, heading=clause.heading, path=path, pages=tuple(clause.pages), text=clause.text,
        note=clause.note, doubts=doubts)


__all__ = [
    "ClauseText", "begins", "beside_document", "find_clause", "find_document", "find_place", "full_text", "iter_clauses",
    "normalise_label", "normalise_number", "normalise_quote", "parts_of", "quotes", "status_on", "text_on", "top_parts",
    "value_of", "what_about",
]
