"""Reads the glossary (``terms.yml``) and finds the term that a text asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Optional

import yaml

from policy_db.programs.fold import fold

TERMS_PATH = Path(__file__).with_name("terms.yml")

_BRACKETED = re.compile(r"（.*?）")
_PUNCTUATION = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_ASKING = re.compile(
    r"请问|什么叫做?|什么是|啥叫|啥是|何为|何谓|怎么理解|如何理解|解释一下|解释|介绍一下|说说|是什么意思|什么意思|是啥意思|啥意思|指的是什么|是指什么|指什么|"
    r"是什么|是啥|什么含义|的含义|含义|的定义|定义|怎么算|如何计算|名词|术语|这个词|一下|呢|吗|啊|呀|的$")


@dataclass(frozen=True)
class Term:
    """A term. ``text`` is our explanation; ``quote`` stands word for word in ``clause`` of ``document`` where that is held.

    ``rating`` is compendium (quoted), A (several copies agree) or B (one copy); for A and B the text is not held, ``quote`` is
    empty and ``point`` says what was checked. ``source`` is all of that in words.
    """

    id: str
    name: str
    synonyms: tuple[str, ...]
    text: str
    document: str
    clause: str
    pages: tuple[int, ...]
    quote: str
    rating: str
    point: str

    @property
    def aliases(self) -> tuple[str, ...]:
        return self.synonyms

    @property
    def source(self) -> str:
        if self.quote:
            pages = f"，第{'、'.join(map(str, self.pages))}页" if self.pages else ""
            return f"{self.document} {self.clause}{pages}：「{self.quote}」"
        agreement = "多份文本一致" if self.rating == "A" else "只见一份文本"
        return f"{self.document}（原文未收入，{agreement}）：{self.point}"


def own_sources(path: Path = TERMS_PATH) -> frozenset[str]:
    """The sources that a glossary file lists itself because they are no policy documents."""
    return frozenset(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["sources"])


def read_terms(path: Path = TERMS_PATH) -> Mapping[str, Term]:
    """The terms of a glossary file, by id, in its order."""
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return MappingProxyType({id_: _term(id_, entry) for id_, entry in data["terms"].items()})


def _term(id_: str, entry: Mapping[str, Any]) -> Term:
    source = entry["source"]
    return Term(
        id=id_, name=str(entry["name"]), synonyms=tuple(map(str, entry.get("synonyms", ()))), text=entry["text"],
        document=source["document"], clause=str(source.get("clause", "")), pages=tuple(source.get("pages", ())),
        quote=str(source.get("quote", "")), rating=source.get("rating", "compendium"), point=str(source.get("point", "")))


TERMS: Mapping[str, Term] = read_terms()
"""The bundled glossary."""


def find_term(text: str) -> Optional[Term]:
    """The term that ``text`` is or asks about (「什么是小升规」), by name or synonym; of several the longest word. Else None."""
    words = _words()
    asked = asked_word(text)
    if asked in words:
        return TERMS[words[asked]]
    whole = _bare(fold(text[:200]))
    if whole in words:
        return TERMS[words[whole]]
    inside = [word for word in words if word in whole]
    return TERMS[words[max(inside, key=len)]] if inside else None


def asked_word(text: str) -> str:
    """The word that ``text`` asks about, without the words of asking; empty where nothing is left."""
    return _bare(_ASKING.sub(" ", fold(text[:200])))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    words: dict[str, str] = {}
    for term in TERMS.values():
        words.setdefault(_bare(fold(term.name)), term.id)
    for term in TERMS.values():
        for synonym in (*term.synonyms, _BRACKETED.sub("", term.name)):
            words.setdefault(_bare(fold(synonym)), term.id)
    return words


def _bare(folded: str) -> str:
    return _PUNCTUATION.sub("", folded)


__all__ = ["TERMS", "TERMS_PATH", "Term", "asked_word", "find_term", "own_sources", "read_terms"]
