"""One decision: the rules of a program on a day, applied to what is known about an enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Optional

from policy_db.facts.catalog import FACTS
from policy_db.rules import wording
from policy_db.rules.conditions import unique
from policy_db.rules.derive import contradictions, situation_of
from policy_db.rules.kleene import Truth, all_of
from policy_db.rules.load import Rulebook, load_rulebook
from policy_db.rules.question import next_fact
from policy_db.rules.situation import Bounds, Situation, Value
from policy_db.rules.version import Criterion, RuleVersion
from policy_db.rules.window import WindowState, window_state

VERDICTS = {True: "eligible", False: "ineligible", None: "undetermined"}


@dataclass(eq=False)
class Result:
    """What one criterion came to: the unknown facts that it still hangs on, or the known facts by which it fails."""

    criterion: Criterion
    truth: Truth
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """``met``, ``unmet``, ``unknown``, or ``judgement`` where no fact that we could ask for settles it."""
        if self.truth is not None:
            return "met" if self.truth else "unmet"
        return "unknown" if self.missing else "judgement"


@dataclass(frozen=True, eq=False)
class Decision:
    """A verdict with everything that it rests on.

    ``eligible``: every condition that a fact can decide is met, whatever the unknown facts are. ``ineligible``: no value of
    the unknown facts could make it eligible. ``undetermined``: anything else. Conditions that only an official can judge
    are listed and never decide.
    """

    rules: RuleVersion
    on: date
    stated: Mapping[str, Value]
    situation: Situation
    results: tuple[Result, ...]
    truth: Truth

    @property
    def verdict(self) -> str:
        """``eligible``, ``ineligible`` or ``undetermined``."""
        return VERDICTS[self.truth]

    @cached_property
    def failing_facts(self) -> list[str]:
        """The known facts by which decisive criteria fail."""
        return unique(fact for result in self.results for fact in result.failing)

    @cached_property
    def missing_facts(self) -> list[str]:
        """The unknown facts that can still change the verdict; empty once it is certain."""
        if self.truth is not None:
            return []
        return unique(fact for result in self.results for fact in result.missing)

    @cached_property
    def next_fact(self) -> Optional[str]:
        """The fact whose answer is expected to settle the verdict soonest."""
        if self.truth is not None:
            return None
        return next_fact(self.rules, self.situation, frozenset())

    @cached_property
    def window(self) -> WindowState:
        """Whether applications are open on the day of the decision."""
        return window_state(self.rules.windows, self.on)

    @cached_property
    def warnings(self) -> list[str]:
        """What a reader must know beside the verdict: open wording, contradictory statements, weak sources, superseded rules."""
        found = list(self.rules.warnings)
        for criterion in (result.criterion for result in self.results):
            if criterion.boundary and self.situation.exact.get(criterion.boundary.fact) == criterion.boundary.at:
                found.append(criterion.boundary.warn)
        found += [wording.warning(each) for each in contradictions(self.stated)]
        weak = [result.criterion.label for result in self.results if result.criterion.rating == "B"]
        if weak:
            found.append(wording.rating_warning(weak))
        return unique(found)

    def decisive(self, result: Result) -> bool:
        """Whether the criterion is why the verdict is what it is."""
        return result.criterion.require is not None and result.truth is self.truth

    def to_json(self) -> dict[str, Any]:
        """The decision in the shape that others rely on (docs: ``GET /api/openapi.json``)."""
        return {
            "program": self.rules.program,
            "version": self.rules.version,
            "on": self.on.isoformat(),
            "verdict": self.verdict,
            "criteria": [self._criterion(result) for result in self.results],
            "failing_facts": self.failing_facts,
            "missing_facts": self.missing_facts,
            "next_fact": self.next_fact,
            "window": self.window.to_json(),
            "warnings": self.warnings,
            "rules_digest": self.rules.digest,
        }

    def _criterion(self, result: Result) -> dict[str, Any]:
        criterion, status = result.criterion, result.status
        known = {fact: self._known(fact) for fact in criterion.facts if self._known(fact) is not None}
        return {
            "id": criterion.id,
            "label": criterion.label,
            "status": status,
            "decisive": self.decisive(result),
            "facts": known,
            "values": [
                {"fact": fact, "label": FACTS[fact].label, "text": wording.own(fact, self.situation)} for fact in known
            ],
            "derived": {fact: list(self.situation.origin[fact]) for fact in known if fact in self.situation.origin},
            "required": wording.required(criterion.require) if criterion.require else wording.words()["official"],
            "reason": wording.reason(
                status, criterion.label, criterion.require, criterion.facts, self.situation, list(result.missing)
            ),
            "note": criterion.note,
            "citation": criterion.citations[0].to_json(),
            "citations": [citation.to_json() for citation in criterion.citations],
        }

    def _known(self, fact: str) -> Any:
        value = self.situation.exact.get(fact)
        if value is not None:
            return value
        bounds: Optional[Bounds] = self.situation.bounds.get(fact)
        return None if bounds is None else [end if abs(end) != float("inf") else None for end in bounds]


def decide(
    program: str,
    facts: Mapping[str, Value],
    on: date,
    *,
    approx: Optional[Mapping[str, Bounds]] = None,
    rulebook: Optional[Rulebook] = None,
) -> Decision:
    """The decision for a program by the rules in force on ``on``.

    ``facts`` are checked values in the catalogue's units (see ``policy_db.facts.catalog.check_facts``), ``approx`` are
    ``(low, high)`` ranges of numbers that are only roughly known. Raises ``UnknownProgram`` or ``NoVersion``.
    """
    return decide_by((rulebook or load_rulebook()).version(program, on), facts, on, approx=approx)


def decide_by(
    rules: RuleVersion, facts: Mapping[str, Value], on: date, *, approx: Optional[Mapping[str, Bounds]] = None
) -> Decision:
    """The decision by one given rule version."""
    situation = situation_of(facts, approx)
    results = tuple([_result(criterion, situation) for criterion in rules.criteria])
    truth = all_of([result.truth for result in results if result.criterion.require is not None])
    return Decision(rules, on, facts, situation, results, truth)


def _result(criterion: Criterion, situation: Situation) -> Result:
    require = criterion.require
    if require is None:
        return Result(criterion, None)
    truth = require.truth(situation)
    if truth is None:
        return Result(criterion, None, missing=tuple(unique(require.missing(situation))))
    if truth is False:
        return Result(criterion, False, failing=tuple(unique(require.failing(situation))))
    return Result(criterion, True)
