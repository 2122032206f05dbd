"""The whole tree of a decision for a specialist: what each branch came to, which ones decided, and why the others did not."""

from __future__ import annotations

from typing import Any as Anything

from policy_db.rules import wording
from policy_db.rules.conditions import Any, Branches, Condition, Count, unique
from policy_db.rules.decide import Decision
from policy_db.rules.scoring import Score
from policy_db.rules.situation import Situation

NAMES = {True: "met", False: "unmet", None: "unknown"}


def explain(decision: Decision) -> dict[str, Anything]:
    """Program, version, digest, day, verdict, and per criterion the tree of its condition.

    Each node: ``asks`` (words), ``status``, ``facts`` (known values), ``decisive``, ``ignored_because``
    (``chosen_otherwise``, ``already_met``, ``already_failed`` or ``None``) and ``children``.
    """
    return {
        "program": decision.rules.program,
        "version": decision.rules.version,
        "rules_digest": decision.rules.digest,
        "on": decision.on.isoformat(),
        "verdict": decision.verdict,
        "criteria": [
            {
                "id": result.criterion.id,
                "label": result.criterion.label,
                "status": result.status,
                "decisive": decision.decisive(result),
                "citations": [citation.to_json() for citation in result.criterion.citations],
                "tree": None
                if result.criterion.require is None
                else _node(result.criterion.require, decision.situation, decision.decisive(result), None),
            }
            for result in decision.results
        ],
    }


def _node(condition: Condition, situation: Situation, decisive: bool, ignored: str | None) -> dict[str, Anything]:
    truth = condition.truth(situation)
    facts = unique(condition.facts())
    node = {
        "kind": type(condition).__name__.lower(),
        "asks": wording.asked(condition),
        "status": NAMES[truth],
        "facts": {fact: situation.exact[fact] for fact in facts if fact in situation.exact},
        "decisive": decisive,
        "ignored_because": ignored,
        "children": [
            _node(child, situation, decisive and reason is None, reason)
            for child, reason in ((child, _ignored(condition, child, situation)) for child in condition.children())
        ],
    }
    if isinstance(condition, Score):
        node["points"] = {item.id: sorted(item.points(situation)) for item in condition.items}
    return node


def _ignored(parent: Condition, child: Condition, situation: Situation) -> str | None:
    truth, own = parent.truth(situation), child.truth(situation)
    if isinstance(parent, Branches):
        chosen = [case.require for case in parent.open_cases(situation)]
        return None if child in chosen else "chosen_otherwise"
    if truth is True and own is not True:
        return "already_met" if isinstance(parent, (Any, Count)) else None
    if truth is False and own is not False:
        return "already_failed"
    return None
