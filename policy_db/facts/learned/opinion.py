"""The second opinion on a reading: what the learned models fill in, and what they take out.

The rules come first. A value that the models hold for improbable is dropped, as a wrong value is worse than none; a fact that
the rules left open is filled in where the models are nearly sure. The limits were chosen on messages that neither had seen
(docs/decisions/fact-models.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policy_db.facts.catalog import FACTS, FactValue
from policy_db.facts.claims import Claim, claimed
from policy_db.facts.learned.figures import FALLING, KINDS, NO_FACT, figure_features
from policy_db.facts.learned.message import STATES, message_features
from policy_db.facts.learned.models import Models, load_models
from policy_db.facts.learned.told import (
    NO,
    UNKNOWN,
    YES,
    clause_features,
    refusal_features,
    reply_features,
    topic_features,
)
from policy_db.facts.learned.whereabouts import HERE, place_features, places_named, sector_features
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.quantities import Quantity
from policy_db.facts.reading import Reading, in_yuan, refusal, take, whole
from policy_db.facts.seen import Seen

# 营收3000万，能申报隐形冠军吗: told, and then asked about.
_WHETHER_IT_DOES = re.compile(
    r"^(?!如果|要是|假如|比如|比方|万一).*[\d%万亿人年项个件有是][,，。 ](?:请问|那|这样|这种|我们|现在|还|想问一?下?|可不)*"
    r"(?:能|可以|可否|够|行不行|行吗|符合|满足|算不算|有没有(?:戏|希望|机会|资格))[^,，]{0,14}(?:吗|么|不|伐|没|呢|[?？])*$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORT: Final = 18
_PLAIN: Final = 4
# A reply that is hardly more than its one figure answers the question.
_BRIEF: Final = 10
_DOUBTFUL: Final = 0.5
# 做了22年阀门 is said of both; which of them is meant, or whether both are, the rules tell.
_LIKE_EACH_OTHER: Final = ("years_in_operation", "years_in_niche")
_TOP = re.compile(r"_top\d$")
# A clause that so probably speaks of a thing is asked what it says of it, even where no word for the thing is known.
SPOKEN_OF: Final = 0.25


@dataclass(frozen=True)
class Limits:
    """Probabilities from which a fact is filled in, and below which one is taken out."""

    states: float = 0.2
    fill_figure: float = 0.8
    drop_figure: float = 0.1
    drop_reply: float = 0.05
    refused: float = 0.3
    refused_yes_or_no: float = 0.25
    answered: float = 0.15
    fill_answer: float = 0.7
    drop_answer: float = 0.25
    fill_told: float = 0.9
    drop_told: float = 0.3
    fill_place: float = 0.7
    drop_place: float = 0.1
    fill_sector: float = 0.5
    drop_sector: float = 0.01


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Stated:
    """A quantity, the index of its clause, and the probabilities of the facts that it may state."""

    quantity: Quantity
    clause: int
    chances: Mapping[str, float]

    def chance(self, fact: str) -> float:
        """The probability that the quantity states ``fact``, with either sign."""
        return self.chances.get(fact, 0.0) + self.chances.get(fact + FALLING, 0.0)


def stated(seen: Seen, models: Models) -> list[Stated]:
    """Every quantity that may state a fact, with what it probably states."""
    found = []
    for quantity in seen.quantities:
        if quantity.kind in KINDS:
            chances = models.figures.probabilities(figure_features(seen, quantity))
            found.append(Stated(quantity, seen.place_of(quantity.start) or 0, chances))
    return found


def improbable(claim: Claim, figures: list[Stated], limit: float) -> bool:
    """Whether a claim takes a quantity as it stands for a fact that it hardly states."""
    alike = _LIKE_EACH_OTHER if claim.fact in _LIKE_EACH_OTHER else (claim.fact,)
    taken = [sum(map(figure.chance, alike)) for figure in figures if _same(claim, figure.quantity)]
    return bool(taken) and max(taken) < limit


def _falls(claim: Claim, figures: list[Stated]) -> bool:
    """Whether the figure behind a claim rather tells by how much something fell."""
    return any(
        figure.chances.get(claim.fact + FALLING, 0.0) > max(0.4, figure.chances.get(claim.fact, 0.0))
        for figure in figures
        if _same(claim, figure.quantity)
    )


def _same(claim: Claim, quantity: Quantity) -> bool:
    low, high = quantity.low, quantity.high
    if claim.exact:
        return quantity.exact and low is not None and abs(abs(claim.low) - abs(low)) < 0.011
    return (low is not None and abs(claim.low - low) < 0.011) or (high is not None and abs(claim.high - high) < 0.011)


def filled(fact: str, figures: list[Stated], limit: float) -> Claim | None:
    """What a quantity almost surely states for a fact, or ``None``; two that differ state nothing."""
    best = sorted((figure for figure in figures if figure.chance(fact) >= limit), key=lambda figure: -figure.chance(fact))
    values = {(figure.quantity.low, figure.quantity.high) for figure in best}
    if len(values) != 1:
        return None
    claim = claimed(fact, best[0].clause, best[0].quantity)
    if best[0].chances.get(fact + FALLING, 0.0) > best[0].chances.get(fact, 0.0):
        return Claim(fact, -claim.high, -claim.low, claim.text, claim.clause, claim.start)
    return claim


def likely_facts(figures: list[Stated], limit: float) -> set[str]:
    """The facts that some quantity states with at least that probability."""
    return {
        name.removesuffix(FALLING)
        for figure in figures
        for name in figure.chances
        if name != NO_FACT and figure.chance(name.removesuffix(FALLING)) >= limit
    }


def states(seen: Seen, models: Models) -> float:
    """The probability that a message states anything of the enterprise that sent it."""
    return models.messages.probabilities(message_features(seen))[STATES]


def where(seen: Seen, models: Models) -> dict[str, float]:
    """The places named, each with the probability that the enterprise is there."""
    places = places_named(seen)
    return {place.name: models.places.probabilities(place_features(seen, place, len(places)))[HERE] for place in places}


def does(seen: Seen, models: Models) -> dict[str, float]:
    """The sectors, each with the probability that the message tells it of the enterprise."""
    chances = models.sectors.probabilities(sector_features(seen))
    return {sector: chance for sector, chance in chances.items() if sector != NO_FACT}


def replied(seen: Seen, models: Models) -> Mapping[str, float]:
    """What a reply to a question about a bool says, as probabilities of yes, no, unknown and nothing."""
    assert seen.asked is not None
    return models.replies.probabilities(reply_features(seen, seen.asked))


def refused(seen: Seen, models: Models) -> float:
    """The probability that a reply says that what was asked is not known, or not told."""
    return models.refusals.probabilities(refusal_features(seen)).get(UNKNOWN, 0.0)


def told(seen: Seen, models: Models) -> dict[str, Mapping[str, float]]:
    """What the clauses say of the bools that they name or seem to speak of: for each the clause that says most."""
    said: dict[str, Mapping[str, float]] = {}
    for index, clause in enumerate(seen.clauses):
        chances = models.topics.probabilities(topic_features(clause.text))
        here = seen.named(clause)
        for fact in sorted(set(here) | {fact for fact, chance in chances.items() if chance >= SPOKEN_OF}):
            if FACTS[fact].type != "bool" or (fact == seen.asked and fact not in here):
                continue
            view = models.clauses.probabilities(clause_features(seen, index, fact, here.get(fact), chances.get(fact, 0.0)))
            # What is asked, supposed or said of others may doubt what the rules read, and states nothing itself.
            if not clause.states:
                view = {name: chance for name, chance in view.items() if name not in (YES, NO)} | {
                    name: min(view.get(name, 0.0), _DOUBTFUL) for name in (YES, NO)
                }
            if fact not in said or max(view.get(YES, 0), view.get(NO, 0)) > max(said[fact].get(YES, 0), said[fact].get(NO, 0)):
                said[fact] = view
    return said


def verdict(view: Mapping[str, float], rules: FactValue | None, fill: float, drop: float) -> bool | None:
    """Yes, no or nothing out of what the rules read and what the models hold for probable."""
    yes, no = view.get(YES, 0.0), view.get(NO, 0.0)
    if rules is None:
        return True if yes >= fill else False if no >= fill else None
    assert isinstance(rules, bool)
    mine, other = (yes, no) if rules else (no, yes)
    if mine >= drop:
        return rules
    return not rules if other >= fill else None


def reconsidered(seen: Seen, claims: Mapping[str, Claim], reading: Reading) -> Reading:
    """The reading by the rules, less what the models hold for improbable and with what they are nearly sure of.

    ``claims`` are the claims behind the numbers of the reading: a number that was worked out has none and is left as it is.
    """
    if not _language(seen):
        return reading
    models = load_models()
    # In reply to a question something is stated, as a rule.
    own = load_lexicon().markers["taken_back"].search(seen.text) or _WHETHER_IT_DOES.search(seen.text)
    if seen.asked is None and not own and states(seen, models) < LIMITS.states:
        return Reading(rejected=list(reading.rejected))
    new = Reading(dict(reading.facts), dict(reading.approx), list(reading.unknown), list(reading.rejected))
    _figures_again(seen, claims, new, models)
    _words_again(seen, new, models)
    # A question back is no answer, whatever words it has.
    if seen.asked is not None and any(clause.states for clause in seen.clauses):
        if FACTS[seen.asked].type == "bool":
            _yes_or_no_again(seen, seen.asked, new, models)
        else:
            _refusal_again(seen, seen.asked, claims, new, models)
    return new


def _figures_again(seen: Seen, claims: Mapping[str, Claim], new: Reading, models: Models) -> None:
    figures = stated(seen, models)
    for fact, claim in claims.items():
        if not _read_as(claim, new.facts.get(fact), new.approx.get(fact)):
            continue
        # 两年都超过5个点, 实用新型18软著3: one figure for several facts, or several for one, is more than a model was asked.
        if claim.period == "both" or "、" in claim.text or any(
            other is not claim and other.start == claim.start for other in claims.values()
        ):
            continue
        if fact == seen.asked and len(figures) == 1 and len(seen.text) <= _BRIEF:
            continue
        limit = LIMITS.drop_reply if fact == seen.asked else LIMITS.drop_figure
        falling = claim.exact and claim.low > 0 and _falls(claim, figures)
        if improbable(claim, figures, limit) or (falling and fact in new.approx):
            new.facts.pop(fact, None)
            new.approx.pop(fact, None)
        elif falling:
            new.facts[fact] = whole(-claim.low)
    figures = [figure for figure in figures if seen.clauses[figure.clause].states]
    for fact in sorted(likely_facts(figures, LIMITS.fill_figure) - _settled_on(new)):
        filling = filled(fact, figures, LIMITS.fill_figure)
        if filling is not None and not refusal(filling := in_yuan(filling)):
            take(filling, new.facts, new.approx)


def _words_again(seen: Seen, new: Reading, models: Models) -> None:
    for fact, view in told(seen, models).items():
        if fact not in new.unknown and fact != seen.asked and not _ranked(fact, new):
            _settle(new.facts, fact, verdict(view, new.facts.get(fact), LIMITS.fill_told, LIMITS.drop_told))
    if seen.asked != "region":
        _settle_text(new.facts, "region", where(seen, models), LIMITS.fill_place, LIMITS.drop_place)
    if seen.asked != "sector":
        _settle_text(new.facts, "sector", does(seen, models), LIMITS.fill_sector, LIMITS.drop_sector)


def _yes_or_no_again(seen: Seen, asked: str, new: Reading, models: Models) -> None:
    if asked in new.unknown:
        return
    if refused(seen, models) >= LIMITS.refused_yes_or_no:
        new.facts.pop(asked, None)
        new.unknown.append(asked)
        return
    view = replied(seen, models)
    # 有, 没有 and 不是 need no second opinion.
    plain = len(seen.text) <= _PLAIN and asked in new.facts
    if not plain and not _ranked(asked, new):
        _settle(new.facts, asked, verdict(view, new.facts.get(asked), LIMITS.fill_answer, LIMITS.drop_answer))
    if asked not in new.facts and view.get(UNKNOWN, 0.0) >= LIMITS.fill_answer:
        new.unknown.append(asked)


def _refusal_again(seen: Seen, asked: str, claims: Mapping[str, Claim], new: Reading, models: Models) -> None:
    refusing = refused(seen, models)
    if asked not in _settled_on(new) and refusing >= LIMITS.refused:
        if not new.facts and not new.approx:
            new.unknown.clear()
        new.unknown.append(asked)
    elif asked in new.unknown and asked in claims and refusing < LIMITS.answered and not refusal(claims[asked]):
        # 三亿两千七百多，零头得问会计
        new.unknown.remove(asked)
        take(claims[asked], new.facts, new.approx)


def _settled_on(reading: Reading) -> set[str]:
    """The facts on which a reading says something, were it only that they are asked back."""
    return {*reading.facts, *reading.approx, *reading.unknown, *(item.fact for item in reading.rejected)}


def _ranked(fact: str, reading: Reading) -> bool:
    """Whether the rules told a rank among winners, a figure that no word of the clause tells."""
    return _TOP.search(fact) is not None and fact in reading.facts


def _language(seen: Seen) -> bool:
    """Whether somebody wrote something that the models can have an opinion of: neither figures alone nor one word over and over."""
    text = seen.text
    for quantity in reversed(seen.quantities):
        text = text[: quantity.start] + text[quantity.end :]
    return _HAN.search(text) is not None and (len(seen.text) <= _SHORT or len(set(seen.text)) >= _SHORT // 3)


def _settle(facts: dict[str, FactValue], fact: str, value: bool | None) -> None:
    if value is None:
        facts.pop(fact, None)
    else:
        facts[fact] = value


def _settle_text(facts: dict[str, FactValue], fact: str, chances: Mapping[str, float], fill: float, drop: float) -> None:
    """Takes out a value that is improbable, and fills in the one that is almost sure."""
    value = facts.get(fact)
    if isinstance(value, str):
        if value in chances and chances[value] < drop:
            del facts[fact]
    elif chances and chances[best := max(chances, key=lambda name: chances[name])] >= fill:
        facts[fact] = best


def _read_as(claim: Claim, exact: FactValue | None, ends: tuple[float, float] | None) -> bool:
    """Whether the reading has a fact from this claim, and not from something worked out after it."""
    if exact is None:
        return ends is not None and ends == (whole(claim.low), whole(claim.high))
    return exact == whole(claim.low)


__all__ = [
    "Limits",
    "Stated",
    "filled",
    "improbable",
    "likely_facts",
    "reconsidered",
    "replied",
    "stated",
    "told",
    "verdict"
]
