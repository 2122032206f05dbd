"""What there is to know of a place and of a message for telling whether the enterprise is there, and in which sector it is."""

from __future__ import annotations

from typing import Final

from policy_db.facts.learned.grams import grams
from policy_db.facts.places import Found, find_places
from policy_db.facts.seen import Seen

HERE: Final = "here"
ELSEWHERE: Final = "elsewhere"
_LONGEST = 300


def places_named(seen: Seen) -> list[Found]:
    """The places of a message that can be told from others of their name."""
    return [place for place in find_places(seen.text[:_LONGEST]) if isinstance(place, Found)]


def place_features(seen: Seen, place: Found, number: int) -> set[str]:
    """The words around the place, its clause, and how many places the message names."""
    left, right = seen.text[max(0, place.start - 10) : place.start], seen.text[place.end : place.end + 10]
    index = seen.place_of(place.start)
    clause = None if index is None else seen.clauses[index]
    name = seen.text[place.start : place.end]
    features = {
        *grams("L", ("^" if place.start <= 10 else "") + left, 1, 4), *grams("R", right + ("$" if len(right) < 10 else ""), 1, 4),
        *(f"le{length}{left[-length:]}" for length in range(1, 5)), *(f"re{length}{right[:length]}" for length in range(1, 5)),
        f"n{min(number, 3)}", f"levels{place.levels}", f"depth{len(place.code)}", f"ranked{place.ranked}", f"w{name}",
        f"first{place.start == 0}", f"a{seen.asked is not None}", f"M{seen.manner}", f"long{len(name)}",
    }
    if clause is not None:
        start = place.start - clause.start
        features |= {
            f"s{clause.states}{clause.plan}{clause.foil}{clause.question}", f"at{min(start, 4)}",
            *grams("c", clause.text[:start] + "＊" + clause.text[start + len(name) :], 2, 3),
        }
    return features


def sector_features(seen: Seen) -> set[str]:
    """The words of a message, those of the clauses that state something once more."""
    stating = (clause.text for clause in seen.clauses if clause.states)
    return {
        *grams("", f"^{seen.text[:_LONGEST]}$", 2, 4), f"a{seen.asked}", f"M{seen.manner}",
        *(gram for text in stating for gram in grams("s", f"^{text}$", 2, 4)),
    }


__all__ = ["ELSEWHERE", "HERE", "place_features", "places_named", "sector_features"]
