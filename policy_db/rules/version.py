"""What a rule file says once it is read: one dated version of one program's rules, every part with its citation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Optional

from policy_db.rules.conditions import Condition, unique
from policy_db.rules.scoring import Item
from policy_db.rules.situation import Value


@dataclass(frozen=True)
class Citation:
    """Where a statement comes from.

    ``rating``: ``compendium`` (the quote stands word for word in a text that we hold), ``A`` (the point agrees in several
    independent copies) or ``B`` (one copy). ``quote`` is verbatim only where ``verbatim`` is true; else it is the point as checked.
    """

    doc_no: str
    title: str
    clause: str
    page: Optional[int]
    quote: str
    rating: str
    verbatim: bool

    def to_json(self) -> dict[str, Any]:
        """The citation as in a decision's JSON."""
        return {
            "doc_no": self.doc_no,
            "title": self.title,
            "clause": self.clause,
            "page": self.page,
            "quote": self.quote,
            "rating": self.rating,
            "verbatim": self.verbatim,
        }


@dataclass(frozen=True)
class Boundary:
    """A warning for a value that stands exactly on a limit whose wording leaves the limit itself open."""

    fact: str
    at: Value
    warn: str


@dataclass(frozen=True, eq=False)
class Criterion:
    """One condition of a program. ``require`` is ``None`` where only an official can judge."""

    id: str
    label: str
    require: Optional[Condition]
    citations: tuple[Citation, ...]
    note: str = ""
    boundary: Optional[Boundary] = None
    gap: str = "change"
    lapse: str = ""
    facts: tuple[str, ...] = ()

    @property
    def rating(self) -> str:
        """The weakest rating among its citations."""
        return weakest(citation.rating for citation in self.citations)


@dataclass(frozen=True)
class Entry:
    """A cited statement beside the conditions: a benefit, a step, a material, a quota, a term of validity."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Contact:
    """An office that the source names, with what it prints."""

    office: str
    person: str
    phone: str
    address: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Window:
    """An application period, both days included; either end may be unstated."""

    label: str
    opens: Optional[date]
    closes: Optional[date]
    note: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, eq=False)
class RuleVersion:
    """The rules of one program from ``start`` to ``end`` (inclusive; ``None`` = still open)."""

    program: str
    version: str
    start: date
    end: Optional[date]
    source: str
    rating: str
    criteria: tuple[Criterion, ...]
    digest: str
    scoring: dict[str, Item] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    benefits: tuple[Entry, ...] = ()
    materials: tuple[Entry, ...] = ()
    procedure: tuple[Entry, ...] = ()
    quotas: tuple[Entry, ...] = ()
    validity: tuple[Entry, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def governs(self, on: date) -> bool:
        """Whether new applications on that day fall under this version."""
        return self.start <= on and (self.end is None or on <= self.end)

    def facts(self) -> list[str]:
        """Every fact that the conditions read, once each, in the order in which they are written."""
        return unique(fact for criterion in self.criteria for fact in criterion.facts)

    def citations(self) -> Iterator[Citation]:
        """Every citation of the version."""
        for criterion in self.criteria:
            yield from criterion.citations
        for section in (
            self.windows,
            self.benefits,
            self.materials,
            self.procedure,
            self.quotas,
            self.validity,
            self.contacts,
        ):
            for entry in section:
                yield from entry.citations


RATINGS = ("compendium", "A", "B")


def weakest(ratings: Iterator[str]) -> str:
    """The rating that a reader must be told: ``B`` before ``A`` before ``compendium``."""
    return max(ratings, key=RATINGS.index)
