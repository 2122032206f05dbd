"""Clauses that answer, from the policy database of this process."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.store import database
from policy_db.search import search


def find_clauses(question: str, top: int, on: date) -> dict[str, Any]:
    """The answer to a question as JSON: at most ``top`` clauses, best first, by the texts and statuses of a day."""
    answer: dict[str, Any] = search(database(), question, top, on).to_json()
    return answer


__all__ = ["database", "find_clauses"]
