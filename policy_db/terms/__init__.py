"""The glossary: what a word of the field means, with the source that says so."""

from policy_db.terms.terms import TERMS, Term, asked_word, find_term

__all__ = ["TERMS", "Term", "asked_word", "find_term"]
