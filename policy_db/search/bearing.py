"""What a text bears: its cleaned form and the concepts in it. The same clauses are looked at again and again, so it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from policy_db.search.grams import clean, codes_of
from policy_db.search.thesaurus import thesaurus

_KEPT = 2048


@lru_cache(maxsize=_KEPT)
def printed_in(text: str) -> tuple[str, Mapping[int, str]]:
    """The cleaned text of a clause and, by concept, the last word that states it there."""
    body = clean(text)
    return body, {number: word for _, word, numbers in thesaurus().printed.spans(body, codes_of(body)) for number in numbers}


@lru_cache(maxsize=_KEPT)
def meant_in(questions: tuple[str, ...]) -> tuple[str, frozenset[int]]:
    """The cleaned text of a clause's reviewed questions and the concepts that they mean."""
    asked = clean(" ".join(questions))
    return asked, frozenset(number for _, _, numbers in thesaurus().meant(asked) for number in numbers)


__all__ = ["meant_in", "printed_in"]
