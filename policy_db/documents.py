"""Finding documents and clauses: by key, number, title or label in whatever way people write them; and checking quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from policy_db.models import Clause, Document

_BRACKETS = str.maketrans("[]【】﹝﹞〖〗", "〔〕〔〕〔〕〔〕")
_YEAR = re.compile(r"[〔（(]?((?:19|20)\d\d)[〕）)]?年?第?(\d{1,4})号?$")
_YEAR_AND_NUMBER = re.compile(r"[〔(]?((?:19|20)\d\d)[〕)]?年?第?(\d{1,4})号")
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})号")
SHORTEST_NAME = 4
_PUNCTUATION = str.maketrans({
    "，": ",", "、": ",", "。": ".", "．": ".", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")",
    "〔": "(", "〕": ")", "﹝": "(", "﹞": ")", "[": "(", "]": ")", "【": "(", "】": ")",
    "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
    "《": "<", "》": ">", "〈": "<", "〉": ">", "—": "-", "–": "-", "−": "-", "－": "-", "～": "~",
})


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
    documents: list[Document] = session.execute(
        select(Document).order_by(Document.held.desc(), Document.id)).scalars().all()
    wanted = normalise_number(text)
    for document in documents:
        if wanted and wanted in {normalise_number(name) for name in _names(document)}:
            return document
    return _by_number(documents, text) or _by_name(documents, text)


def find_clause(session: Session, document: str, label: str) -> Optional[Clause]:
    """The clause of ``document`` (as in ``find_document``) with this label; brackets, spaces and 第…条 may vary."""
    found = find_document(session, document)
    if found is None:
        return None
    wanted = normalise_label(label)
    return next((clause for clause in found.clauses if normalise_label(clause.label) == wanted), None)


def parts_of(session: Session, document: Document) -> list[str]:
    """The headings of a document's parts as printed (一、加大财税支持力度); a part whose heading is lost gives its number."""
    parts = (clause for clause in document.clauses if clause.kind == "part" and clause.parent_id is None)
    return [f"{clause.label}、{clause.heading}" if clause.heading else clause.label for clause in parts]


def iter_clauses(session: Session, *, document: Optional[str] = None) -> Iterator[ClauseText]:
    """Every clause that has a text, in the order of the documents; of one document (its key) or of all that are held."""
    query = (
        select(Clause).join(Clause.document)
        .options(joinedload(Clause.document), selectinload(Clause.corrections))
        .order_by(Document.id, Clause.ordinal)
    )
    if document is not None:
        query = query.where(Document.key == document)
    headings: dict[int, tuple[str, ...]] = {}
    for clause in session.execute(query).scalars():
        above = headings.get(clause.parent_id, ()) if clause.parent_id is not None else ()
        path = (*above, clause.heading) if clause.heading else above
        headings[clause.id] = path
        if clause.text:
            yield _clause_text(clause, path)


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


def _names(document: Document) -> list[str]:
    return [name for name in (document.key, document.doc_no, document.title, *document.aliases) if name]


def _by_number(documents: Sequence[Document], text: str) -> Optional[Document]:
    squeezed = unicodedata.normalize("NFKC", "".join(text.split()).translate(_BRACKETS))
    numbers = [(document, found) for document in documents
               if (found := _YEAR.search(normalise_number(document.doc_no or "")))]
    for mention in list(_YEAR_AND_NUMBER.finditer(squeezed)) or _NUMBER.finditer(squeezed):
        *year, number = mention.groups()
        matching = [(document, found) for document, found in numbers
                    if int(found.group(2)) == int(number) and (not year or found.group(1) == year[0])]
        named = [document for document, found in matching
                 if squeezed[: mention.start()].endswith(normalise_number(document.doc_no or "")[: found.start()])]
        if len(named) == 1 or len(matching) == 1:
            return named[0] if len(named) == 1 else matching[0][0]
    return None


def _by_name(documents: Sequence[Document], text: str) -> Optional[Document]:
    squeezed = _bare(text)
    mentions = [(len(_bare(name)), document) for document in documents for name in _names(document)
                if len(_bare(name)) >= SHORTEST_NAME and _bare(name) in squeezed]
    best: Optional[tuple[int, Document]] = max(mentions, key=lambda mention: mention[0], default=None)
    return best[1] if best else None


def _bare(text: str) -> str:
    return re.sub(r"[\"'<>(),.]", "", normalise_quote(text))


def _clause_text(clause: Clause, path: tuple[str, ...]) -> ClauseText:
    document = clause.document
    return ClauseText(
        id=clause.id, document=document.key, doc_no=document.number, title=document.title, status=document.status,
        label=clause.label, kind=clause.kind, heading=clause.heading, path=path, pages=tuple(clause.pages), text=clause.text,
        note=clause.note,
        doubts=tuple((item.wrong, item.right) for item in clause.corrections if not item.sure),
    )


__all__ = [
    "ClauseText", "find_clause", "find_document", "full_text", "iter_clauses", "normalise_label", "normalise_number",
    "normalise_quote", "parts_of", "quotes",
]
