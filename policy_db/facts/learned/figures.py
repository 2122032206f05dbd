"""What there is to know of a quantity for telling which fact it states."""

from __future__ import annotations

import math
from typing import Final

from policy_db.facts.learned.grams import grams
from policy_db.facts.quantities import Quantity
from policy_db.facts.seen import Seen

# Kinds of quantities that may state a fact, and the class of one that states none.
KINDS: Final = frozenset({"money", "percent", "count", "rank", "years", "plain", "level", "calendar"})
NO_FACT: Final = "none"
# Behind the id of a fact: it has the negative of the quantity (掉了3个点).
FALLING: Final = "~"
_NEAR, _FAR, _AFTER = 16, 40, 8


def figure_features(seen: Seen, quantity: Quantity) -> set[str]:
    """The words around a quantity, its kind and size, the cues beside it, the period, and the question it may answer."""
    text, asked = seen.text, seen.asked or "-"
    index = seen.place_of(quantity.start)
    clause = None if index is None else seen.clauses[index]
    start, end = (clause.start, clause.end) if clause else (0, len(text))
    before = [other for other in seen.quantities if other.end <= quantity.start]
    after = [other for other in seen.quantities if other.start >= quantity.end]
    since = before[-1].end if before else 0
    left = text[max(since, quantity.start - _NEAR) : quantity.start]
    right = text[quantity.end : min([quantity.end + _AFTER, *(other.start for other in after[:1])])]
    kind = quantity.kind
    size = "" if quantity.low is None else str(int(math.log10(abs(quantity.low) + 0.1) * 2))
    number, place = str(min(len(seen.quantities), 6)), str(min(len(before), 3))

    features = {
        *grams("l", ("|" if since > quantity.start - _NEAR else "^") + left, 1, 4),
        *grams("c", text[max(start, quantity.start - 10) : quantity.start], 2, 3),
        *grams("r", right if len(right) == _AFTER else f"{right}$", 1, 3),
        *grams("f", text[max(0, quantity.start - _FAR) : max(0, quantity.start - _NEAR)], 2, 3),
        *(f"le{length}{left[-length:]}" for length in range(1, 6)),
        *(f"re{length}{right[:length]}" for length in range(1, 4)),
        f"k{kind}", f"u{quantity.unit}", f"km{kind}{size}", f"x{quantity.exact}", f"t{quantity.text[-2:]}",
        f"b{place}", f"n{number}", "ks" + "|".join(sorted({other.kind for other in seen.quantities})),
        f"a{asked}", f"ak{asked}{kind}", f"akm{asked}{kind}{size}", f"an{asked}{number}", f"ab{asked}{place}",
    }
    features |= _beside(seen, quantity, start, end)
    if clause is not None:
        standing = f"{clause.states}{clause.plan}{clause.foil}{clause.question}"
        features |= {f"s{standing}", f"as{standing}{asked != '-'}"}
    if seen.asked is not None:
        features |= {f"aw{asked}{left[-2:]}", f"aw{asked}{right[:2]}"}
        features |= {*grams(f"A{asked}", left[-6:], 2, 2), *grams(f"B{asked}", right[:5], 2, 2)}
    return features


def _beside(seen: Seen, quantity: Quantity, start: int, end: int) -> set[str]:
    """The cues and the periods of the clause ``start:end`` and before it, as a quantity stands to them."""
    text, asked, kind = seen.text, seen.asked or "-", quantity.kind
    cues = seen.cues
    lefts = [cue for cue in cues if start <= cue.start < quantity.start]
    rights = [cue for cue in cues if quantity.end <= cue.start < end]
    earlier = [cue for cue in cues if cue.start < start]
    left = lefts[-1].family.id if lefts else "-"
    right = rights[0].family.id if rights else "-"
    topic = earlier[-1].family.id if earlier else "-"
    features = {
        f"cl{left}", f"cr{right}", f"cb{topic}", f"clk{left}{kind}", f"crk{right}{kind}", f"cbk{topic}{kind}",
        f"clr{left}{right}", f"clbk{left}{topic}{kind}", f"cla{left}{right}{asked}",
    }
    if lefts:
        gap = text[lefts[-1].end : quantity.start]
        features |= {f"gap{min(len(gap), 6)}", f"g{gap}" if len(gap) < 6 else "g+"}
    inside = "".join(period.name for period in seen.periods if start <= period.start < end)
    here = next((p.name for p in reversed(seen.periods) if start <= p.start < quantity.start), "-")
    last = next((p.name for p in reversed(seen.periods) if p.start < quantity.start), "-")
    named = left if left != "-" else topic
    return features | {
        f"p{here}", f"pp{last}", f"pk{here}{left}{kind}", f"ppk{last}{named}{kind}", f"pa{here}{asked}{kind}",
        f"pin{inside}", f"pina{inside}{asked}",
    }


__all__ = ["FALLING", "KINDS", "NO_FACT", "figure_features"]
