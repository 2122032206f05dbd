"""Why a clause was found: the words that it shares with the question, and the everyday words that stand for printed ones."""

from __future__ import annotations

from policy_db.search.bearing import printed_in
from policy_db.search.query import Question


def matched_words(question: Question, text: str, nearest: str = "") -> tuple[str, ...]:
    """Shared words, then 「everyday → printed」 pairs, then the nearest reviewed question, where there is one."""
    body, printed = printed_in(text)
    shared: list[str] = []
    for run in question.content.split():
        at = 0
        while at < len(run) - 1:
            end = at + 2
            if run[at:end] not in body:
                at += 1
                continue
            while end < len(run) and run[at:end + 1] in body:
                end += 1
            shared.append(run[at:end])
            at = end
    pairs = [
        f"{word}→{printed[number]}"
        for _, word, numbers in question.concepts for number in numbers if number in printed and word not in body
    ]
    known = (f"类似问题：{nearest}",) if nearest else ()
    return (*dict.fromkeys(shared), *dict.fromkeys(pairs), *known)


__all__ = ["matched_words"]
