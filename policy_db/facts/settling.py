"""One value out of all that a message claims for a fact."""

from __future__ import annotations

import re
from dataclasses import replace

from policy_db.facts.assignment import HEDGED
from policy_db.facts.claims import Claim
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.segments import Clause

# Measured anew every year.
_OF_THIS_YEAR = frozenset({"development_score", "digital_level"})
_OUTPUT = re.compile(r"产值[^,，。;；]{0,6}$")


def settle(claims: list[Claim], text: str, parts: list[Clause]) -> Claim | None:
    """One value out of all claims for a fact: sums of parts, corrections, or agreement; ``None`` where they conflict."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.part, []).append(claim)
    chosen = [one for group in groups.values() if (one := _agree(group, text, parts)) is not None]
    if len(chosen) != len(groups):
        return None
    if len(chosen) == 1:
        return chosen[0]
    if not all(claim.part for claim in chosen):
        return _agree(chosen, text, parts)
    return Claim(
        chosen[0].fact, sum(claim.low for claim in chosen), sum(claim.high for claim in chosen),
        "、".join(claim.text for claim in chosen), chosen[0].clause, chosen[0].start,
    )


def _agree(claims: list[Claim], text: str, parts: list[Clause]) -> Claim | None:
    last = claims[-1]
    if last.fact == "development_score" and all(claim.asked and claim.period in ("last", "prev") for claim in claims):
        return None
    if all((claim.low, claim.high) == (last.low, last.high) for claim in claims):
        return last
    if last.fact == "asset_liability_ratio":
        year_end = [claim for claim in claims if claim.period not in ("part", "this", "prev", "other")]
        if year_end and len(year_end) < len(claims):
            return _agree(year_end, text, parts)
    if last.fact in _OF_THIS_YEAR:
        this = [claim for claim in claims if claim.period in ("this", "now")]
        if this and len(this) < len(claims):
            return _agree(this, text, parts)
    now = [claim for claim in claims if claim.period == ("last" if last.fact == "asset_liability_ratio" else "now")]
    if now and len(now) < len(claims):
        return _agree(now, text, parts)
    correction = load_lexicon().markers["correction"]
    if correction.search(text[claims[0].start : last.start]):
        return last
    # 产值四亿五，营业收入四亿一: output stands for sales only where nothing else does.
    # 今年到十月底7800，去年一整年8900
    whole_years = [claim for claim in claims if claim.period not in ("this", "part")]
    if whole_years and len(whole_years) < len(claims):
        return _agree(whole_years, text, parts)
    sold = [claim for claim in claims if not _OUTPUT.search(text[max(0, claim.start - 10) : claim.start])]
    if sold and len(sold) < len(claims):
        return _agree(sold, text, parts)
    # 从业人数211人，社保参保198: the insured are only some of them.
    others = [claim for claim in claims if claim.period != "insured"]
    if others and len(others) < len(claims):
        return _agree(others, text, parts)
    exact = [claim for claim in claims if claim.exact]
    if len(claims) > 2 and len(exact) == len(claims) and last.low == sum(claim.low for claim in claims[:-1]):
        return last
    low, high = max(claim.low for claim in claims), min(claim.high for claim in claims)
    if not exact and low <= high and max(claim.clause for claim in claims) - claims[0].clause <= 1:
        return replace(last, low=low, high=high)
    if not exact and (last.low, last.high) == (low, high):
        return last
    first = claims[0]
    # 八十三吧，八十三点二
    if len(claims) == 2 and len(exact) == 2 and int(first.low) == int(last.low) and first.low == int(first.low):
        return last
    about = HEDGED.search(text[max(0, first.start - 4) : first.start])
    if about and len(claims) == 2 and last.exact and abs(last.low - first.low) <= abs(last.low) * 0.1:
        return last
    if len(exact) == 1 and all(claim.low <= exact[0].low <= claim.high for claim in claims):
        return exact[0]
    return None


__all__ = ["settle"]
