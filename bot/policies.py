"""Clauses that answer, from the policy database of this process."""

from __future__ import annotations

from typing import Any

from actions.store import database
from policy_db.search import search


def find_clauses(question: str, top: int) -> dict[str, Any]:
    """The answer to a question as JSON: at most ``top`` clauses, best first."""
    answer: dict[str, Any] = search(database(), question, top).to_json()
    return answer


__all__ = ["database", "find_clauses"]
