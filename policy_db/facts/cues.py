"""The words of a message that name facts; where two overlap, the longer one is meant (发明专利, not 专利)."""

from __future__ import annotations

from dataclasses import dataclass

from policy_db.facts.lexicon import Family, Told, load_lexicon


@dataclass(frozen=True)
class Cue:
    """A word for a family of quantities at ``start:end``."""

    family: Family
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mention:
    """A word for something told by words at ``start:end``."""

    told: Told
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Found:
    """What a message names: quantities' cues, scopes of ranks (全国, 全省, 全球), and things told; each left to right."""

    cues: list[Cue]
    scopes: list[Cue]
    mentions: list[Mention]


def _keep_longest(found: list[Cue | Mention]) -> list[Cue | Mention]:
    kept: list[Cue | Mention] = []
    for item in sorted(found, key=lambda item: item.start - item.end):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def find_cues(text: str, asked: str | None = None) -> Found:
    """Every cue and mention of a normalised text; a question asked about a thing lets its short forms stand for it."""
    lexicon = load_lexicon()
    competing: list[Cue | Mention] = []
    told_here: list[Cue | Mention] = []
    scopes: list[Cue] = []
    about = lexicon.told.get(asked or "")
    asked_after = about.elliptic_after if about else None
    for family in lexicon.families:
        for match in family.cue.finditer(text):
            if match.end() > match.start():
                cue = Cue(family, match.start(), match.end(), match.group())
                (scopes if family.weak else competing).append(cue)
    for told in lexicon.told.values():
        for match in told.cue.finditer(text):
            if match.end() > match.start():
                mention = Mention(told, match.start(), match.end(), match.group())
                told_here.append(mention)
        if told.elliptic is not None and told.elliptic_after is not None:
            named = told.elliptic_after.search(text)
            start = named.end() if named else 0 if asked_after == told.elliptic_after else None
            if start is not None:
                told_here += [Mention(told, *match.span(), match.group()) for match in told.elliptic.finditer(text, start)]
    spans = [match.span() for match in lexicon.denominators.finditer(text)]
    competing = [
        item
        for item in competing
        if not (isinstance(item, Cue) and any(start <= item.start < end for start, end in spans))
    ]
    mentions = [item for item in _keep_longest(told_here) if isinstance(item, Mention)]
    kept = _keep_longest([*competing, *(mention for mention in mentions if not mention.told.beside)])
    return Found(
        cues=[item for item in kept if isinstance(item, Cue)],
        scopes=sorted(scopes, key=lambda cue: cue.start),
        mentions=[mention for mention in mentions if mention.told.beside or mention in kept],
    )


__all__ = ["Cue", "Found", "Mention", "find_cues"]
