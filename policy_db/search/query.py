"""What a question asks: its content words, the concepts it means, the document it names, its years, batches and places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policy_db.facts.places import AmbiguousPlace, find_places
from policy_db.search.grams import clean
from policy_db.search.thesaurus import thesaurus

QUERY_WORDS_PATH = Path(__file__).with_name("question_words.yml")

ZHEJIANG = "33"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?=\s*(?:年|届|版|度|的|$|[^\d\w%万亿个家项]))")
_BATCH = re.compile(r"第[一二三四五六七八九十]+批")
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条")
_DOCUMENT_NUMBER = re.compile(r"((?:19|20)\d\d)?\s*年?\s*第?\s*(?<![\d.·])(\d{1,4})\s*号(?!楼|线|院|室|机)")


@dataclass(frozen=True)
class Question:
    """A question taken apart. ``content`` is the cleaned text without words of asking; ``concepts`` maps a word to numbers.

    ``places`` are those whose rules it asks for. ``article`` is the number of the one article that it names (四十 in 第四十条),
    empty where it names none.
    """

    text: str
    cleaned: str
    content: str
    concepts: tuple[tuple[int, str, tuple[int, ...]], ...]
    years: tuple[str, ...]
    batches: tuple[str, ...]
    places: tuple[str, ...]
    document_numbers: tuple[tuple[str, int], ...]
    article: str = ""


@lru_cache(maxsize=1)
def question_words() -> dict[str, Any]:
    """``question_words.yml``: fillers, places that no document speaks of, and topics outside the documents."""
    words: dict[str, Any] = yaml.load(QUERY_WORDS_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return words


@lru_cache(maxsize=1)
def _fillers() -> re.Pattern[str]:
    words = sorted((clean(str(word)).strip() for word in question_words()["fillers"]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    words = sorted((clean(str(word)).strip() for word in question_words()["places"]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _at_home() -> tuple[re.Pattern[str], re.Pattern[str]]:
    ours, firms = ("|".join(sorted(question_words()[name], key=len, reverse=True)) for name in ("ours", "firms"))
    return (re.compile(rf"(?:{ours})(?:就?是|在|位于|注册在|地处| )*$"),
            re.compile(rf"(?:这边|这里)(?!的?(?:政策|文件))|(?:这边|那边|本地)?的?(?:一家|一个|家|个)?(?:{firms})"))


def places_in(cleaned: str) -> tuple[str, ...]:
    """The places whose rules a cleaned question asks for, as it writes them; not the one where the enterprise says that it is."""
    words = question_words()
    found = list(_places().findall(cleaned))
    local = any(word in cleaned for word in words["local"])
    higher = any(word in cleaned for word in words["higher"])
    before, after = _at_home()
    for place in find_places(cleaned):
        if isinstance(place, AmbiguousPlace):
            continue
        # 台州市级 is 台州 and 市级.
        written = cleaned[place.start:place.end - cleaned.startswith("级", place.end)]
        inside = place.code.startswith(ZHEJIANG)
        # Elsewhere a county without its rank is too often an ordinary word (合作, 资源, 通道).
        known = inside or len(place.code) <= 4 or (place.ranked and len(written) > 2)
        if not known or written in words["no_places"] or any(written in one or one in written for one in found):
            continue
        at_home = before.search(cleaned[:place.start]) or after.match(cleaned, place.end)
        if not (inside and (higher or (at_home and not local))):
            found.append(written)
    return tuple(dict.fromkeys(found))


def strip_fillers(cleaned: str) -> str:
    """A cleaned question with a space for every word that only asks (请问, 能不能, 我们公司 …)."""
    return " ".join(_fillers().sub(" ", cleaned).split())


@lru_cache(maxsize=64)
def read_question(text: str) -> Question:
    """Takes a question apart. An empty or very long question gives empty or cut content, never an error."""
    cleaned = clean(text[:500]).replace("\n", " ").strip()
    content = strip_fillers(cleaned)
    documents = tuple((year or "", int(number)) for year, number in _DOCUMENT_NUMBER.findall(cleaned))
    without_documents = _DOCUMENT_NUMBER.sub(" ", cleaned)
    years = tuple(dict.fromkeys(_YEAR.findall(without_documents)))
    return Question(
        text=text, cleaned=cleaned, content=content, concepts=tuple(thesaurus().meant(cleaned)), years=years,
        batches=tuple(dict.fromkeys(_BATCH.findall(cleaned))), places=places_in(cleaned),
        document_numbers=documents, article=next(iter(_ARTICLE.findall(cleaned)), ""))


__all__ = ["QUERY_WORDS_PATH", "Question", "places_in", "question_words", "read_question", "strip_fillers"]
