"""Clause search: a question in everyday words, the clauses that answer it with their source, or that none does."""

from policy_db.search.search import Answer, Result, Searcher, clause_at, refresh, search, searcher

__all__ = ["Answer", "Result", "Searcher", "clause_at", "refresh", "search", "searcher"]
