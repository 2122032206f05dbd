"""What there is to know of a reply or of a clause for telling what it says yes or no to."""

from __future__ import annotations

from typing import Final

from policy_db.facts.cues import Mention
from policy_db.facts.learned.figures import KINDS
from policy_db.facts.learned.grams import grams
from policy_db.facts.seen import Seen
from policy_db.facts.statements import fact_of_style

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
NOTHING: Final = "none"
_LONGEST = 160


def reply_features(seen: Seen, fact: str) -> set[str]:
    """The reply to a question about ``fact``: its words for themselves, by how the fact is told, and for the fact alone."""
    text = f"^{seen.text[:_LONGEST]}$"
    style = fact_of_style(fact)
    named = any(mention.told.id == fact for mention in seen.found.mentions)
    return {
        *grams("", text, 1, 4), *grams(f"{style}:", text, 1, 3), *grams(f"{fact}:", text, 1, 2),
        f"n{len(seen.clauses)}", f"@{named}", f"@{fact}{named}", f"f{fact}", f"s{style}",
    }


def refusal_features(seen: Seen) -> set[str]:
    """The reply for telling whether it is said not to be known or not told: its words whatever the question was, and its end."""
    text = f"^{seen.text[:_LONGEST]}$"
    last = seen.clauses[-1].text if seen.clauses else ""
    figures = sum(quantity.kind in KINDS for quantity in seen.quantities)
    return {
        *grams("", text, 1, 4), *grams("E", f"{last[-8:]}$", 1, 3), f"n{len(seen.clauses)}", f"q{min(figures, 2)}",
        f"st{''.join(str(int(clause.states)) for clause in seen.clauses)}", f"qu{any(clause.question for clause in seen.clauses)}",
    }


def topic_features(clause: str) -> set[str]:
    """The words of a clause, for telling what it speaks of."""
    return {*grams("", f"^{clause}$", 2, 4)}


def clause_features(seen: Seen, index: int, fact: str, mention: Mention | None, topic: float) -> set[str]:
    """The clause at ``index`` as it may affirm or deny ``fact``, named by ``mention`` or only to be guessed (``topic``)."""
    clause = seen.clauses[index]
    text = clause.text
    style = fact_of_style(fact)
    following = seen.clauses[index + 1].text if index + 1 < len(seen.clauses) else ""
    previous = seen.clauses[index - 1].text if index else ""
    standing = f"{clause.states}{clause.plan}{clause.foil}{clause.question}{clause.cut}"
    features = {
        f"f{fact}", f"s{style}", f"m{mention is not None}", f"fm{fact}{mention is not None}", f"sm{style}{mention is not None}",
        f"st{standing}", f"ss{style}{standing}", f"t{int(topic * 5)}", f"tm{int(topic * 5)}{mention is not None}",
        f"M{seen.manner}", f"sM{style}{seen.manner}", *grams("H", seen.text[:8], 2, 3), *grams("E", f"{seen.text[-6:]}$", 1, 3),
        f"a{seen.asked is not None}", f"i{min(index, 2)}", f"n{min(len(seen.clauses), 4)}", f"bl{clause.bare_list}",
    }
    if mention is not None:
        left, right = text[: mention.start - clause.start], text[mention.end - clause.start :]
        text = f"{left}＊{right}"
        features |= {
            *grams("L", left[-8:], 1, 3), *grams("R", right[:10], 1, 3), f"le{left[-1:]}", f"le{left[-2:]}", f"le{left[-3:]}",
            f"re{right[:1]}", f"re{right[:2]}", f"re{right[:3]}", f"w{mention.text}", f"bare{not left}{not right}",
            f"sle{style}{left[-2:]}", f"sre{style}{right[:2]}", *grams(f"{style}L", left[-6:], 1, 2),
            *grams(f"{style}R", right[:6], 1, 2),
        }
    whole = f"^{text}$"
    return features | {
        *grams("g", whole, 1, 4), *grams(f"{style}:", whole, 1, 3), *grams(f"{fact}:", whole, 1, 2),
        *grams("x", f"^{following[:12]}", 1, 3), *grams(f"{style}x", f"^{following[:8]}", 1, 2),
        *grams("p", f"{previous[-10:]}$", 1, 3), *grams("S", _sentence_end(seen, index), 1, 2),
    }


def _sentence_end(seen: Seen, index: int) -> str:
    """The last characters of the sentence, where a list has its verb and a question its mark."""
    sentence = seen.clauses[index].sentence
    last = index
    while last + 1 < len(seen.clauses) and seen.clauses[last + 1].sentence == sentence:
        last += 1
    return seen.clauses[last].text[-5:] + "$"


__all__ = ["NO", "NOTHING", "UNKNOWN", "YES", "clause_features", "refusal_features", "reply_features", "topic_features"]
