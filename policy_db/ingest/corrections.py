"""Listed corrections of a source's reading errors, laid over the printed text so that the original stays beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from policy_db.ingest.printed import Printed, is_layout, squeeze

NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class Correction:
    """On ``page`` the source has ``wrong`` where ``right`` is meant. An unsure one (``sure`` false) never changes the text."""

    page: int
    wrong: str
    right: str
    sure: bool
    note: str = ""
    line: int = 1


@dataclass(frozen=True)
class Placed:
    """A correction and where its wrong text begins and ends in the printed text."""

    correction: Correction
    start: int
    end: int


@dataclass(frozen=True)
class Edit:
    """The characters ``start``..``end`` of the printed text read ``text``. An insertion belongs to the character before it."""

    start: int
    end: int
    text: str

    def within(self, start: int, end: int) -> bool:
        """Whether the edit falls into the passage ``start``..``end``."""
        place = self.start - 1 if self.start == self.end else self.start
        return start <= place < end


def place(printed: Printed, correction: Correction) -> Placed | None:
    """Finds the wrong text on its page (white space ignored); None unless it stands there exactly once."""
    wrong = squeeze(correction.wrong)
    starts: list[int] = []
    start = printed.chars.find(wrong)
    while start >= 0:
        if printed.pages[start] == correction.page:
            starts.append(start)
        start = printed.chars.find(wrong, start + 1)
    return Placed(correction, starts[0], starts[0] + len(wrong)) if len(starts) == 1 else None


def edits_of(placed: Iterable[Placed]) -> list[Edit]:
    """The smallest changes that the sure corrections make, in the order of the text."""
    edits: list[Edit] = []
    for item in placed:
        if not item.correction.sure:
            continue
        wrong, right = squeeze(item.correction.wrong), squeeze(item.correction.right)
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes():
            if tag == "replace" and i2 - i1 == j2 - j1:
                edits += [Edit(item.start + i1 + step, item.start + i1 + step + 1, right[j1 + step])
                          for step in range(i2 - i1)]
            elif tag != "equal":
                edits.append(Edit(item.start + i1, item.start + i2, right[j1:j2]))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def render(printed: Printed, start: int, end: int, edits: Sequence[Edit] = (), breaks: Mapping[int, str] = NONE) -> str:
    """The passage ``start``..``end`` as readable text: layout taken out, ``edits`` applied.

    ``breaks``: before which characters a line end or a space stands that the layout only shows.
    """
    mine = [edit for edit in edits if edit.within(start, end)]
    result: list[str] = []
    previous = ""
    index = start
    while index <= end:
        for edit in mine:
            if edit.start == index == edit.end:
                result.append(edit.text)
        if index == end:
            break
        gap = printed.gaps[index]
        if index > start and index in breaks:
            result.append(breaks[index])
        elif index > start and gap and not is_layout(previous, gap, printed.chars[index]):
            result.append(gap)
        replacing = next((edit for edit in mine if edit.start == index < edit.end), None)
        if replacing is None:
            result.append(printed.chars[index])
            index += 1
        else:
            result.append(replacing.text)
            index = replacing.end
        previous = printed.chars[index - 1]
    return "".join(result)


__all__ = ["Correction", "Edit", "Placed", "edits_of", "place", "render"]
