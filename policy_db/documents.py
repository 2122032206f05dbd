"""Finding documents and clauses: by key, number, title or label in whatever way people write them; and checking quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from policy_db.models import Clause, Document

_BRACKETS = str.maketrans("[]【】﹝﹞〖〗", "〔〕〔〕〔〕〔〕")
_YEAR = re.compile(r"[〔（(]?((?:19|20)\d\d)[〕）)]?年?第?(\d{1,4})号?$")
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


def find_document(session: Session, name: str) -> Optional[Document]:
    """The document with this key, number (any brackets, spaces or none), title or alias; None if there is none such.

    「169号」 alone is enough where only one document has that number.
    """
    wanted = normalise_number(name)
    if not wanted:
        return None
    documents = session.execute(select(Document).order_by(Document.id)).scalars().all()
    for document in documents:
        if wanted in {normalise_number(own) for own in (document.key, document.doc_no or "", document.title, *document.aliases)}:
            return document
    ending = re.fullmatch(r"(?:第)?(\d{1,4})号", wanted)
    if ending:
        matching = [document for document in documents
                    if document.doc_no and normalise_number(document.doc_no).endswith(f"〕{ending.group(1)}号")]
        return matching[0] if len(matching) == 1 else None
    return None


def find_clause(session: Session, document: str, label: str) -> Optional[Clause]:
    """The clause of ``document`` (as in ``find_document``) with this label; brackets, spaces and 第…条 may vary."""
    found = find_document(session, document)
    if found is None:
        return None
    wanted = normalise_label(label)
    return next((clause for clause in found.clauses if normalise_label(clause.label) == wanted), None)


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
    """A clause label in one form: 「六、(十八)」, 「六 （18）」 and 「六（十八）」 agree as far as numerals do; 第 and 项 fall away."""
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
    "normalise_quote", "quotes",
]
