"""Dated eligibility rules as data, and the one evaluator that decides by them."""

from policy_db.rules.decide import Decision, Result, decide, decide_by
from policy_db.rules.load import NoVersion, Rulebook, UnknownProgram, load_rulebook
from policy_db.rules.version import RuleVersion

__all__ = [
    "Decision",
    "NoVersion",
    "Result",
    "RuleVersion",
    "Rulebook",
    "UnknownProgram",
    "decide",
    "decide_by",
    "load_rulebook",
]
