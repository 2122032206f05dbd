"""Random but plausible messages: what the walker says next, given what it was asked and shown."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from stdnum.cn import uscc

from policy_db.facts.catalog import FACTS, Fact
from policy_db.programs import PROGRAMS
from policy_db.yamlfile import read

WORDS = read(Path(__file__).with_name("moves.yml"))
NLU_DATA = Path(__file__).resolve().parents[3] / "nlu_data" / "nlu"
LONGEST = 2000


def _examples() -> list[str]:
    lines = [line for path in sorted(NLU_DATA.glob("*.yml")) for part in read(path)["nlu"] for line in part["examples"].splitlines()]
    return [line.removeprefix("- ") for line in lines if line.startswith("- ")]


EXAMPLES = _examples()


@dataclass
class Seen:
    """What a sender has in front of them: the fact asked for, whether a yes or no is waited for, buttons, link codes."""

    asked: Optional[str] = None
    confirm: bool = False
    buttons: list[str] = field(default_factory=list)
    last: str = ""


@dataclass
class Codes:
    """Link codes of a pair of senders: those given out, by whom, and those used up."""

    given: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


class Moves:
    """Draws messages from one random source; ``refused`` ones are drawn apart."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def next(self, seen: Seen, codes: Codes) -> str:
        """The next message of a sender."""
        weights = WORDS["weights"]["confirm" if seen.confirm else "asked" if seen.asked else "idle"]
        kind = self.random.choices(list(weights), list(weights.values()))[0]
        said = KINDS[kind](self, seen, codes)
        return said or self.sentence(seen, codes)

    def pick(self, options: list[str]) -> str:
        """One of the options."""
        return self.random.choice(options)

    def answer(self, seen: Seen, _: Codes) -> str:
        """An answer of the right kind."""
        fact = FACTS[seen.asked] if seen.asked else FACTS[self.pick(list(FACTS))]
        return self.value(fact)

    def wrong(self, seen: Seen, _: Codes) -> str:
        """An answer to another kind of question, or none."""
        return self.value(FACTS[self.pick(list(FACTS))]) if self.random.random() < 0.5 else self.pick(WORDS["wrong"])

    def button(self, seen: Seen, _: Codes) -> str:
        """A press of one of the buttons shown last."""
        return self.pick(seen.buttons) if seen.buttons else ""

    def tell(self, seen: Seen, _: Codes) -> str:
        """One to three facts that nobody asked for."""
        if self.random.random() < 0.5:
            return self.pick(WORDS["tell"])
        facts = [FACTS[name] for name in self.random.sample(list(FACTS), self.random.randint(1, 3))]
        told = [self.pick(WORDS["labelled"]).format(label=self.pick([fact.label, *fact.synonyms]), value=self.value(fact))
                for fact in facts]
        return "，".join(told)

    def program(self, seen: Seen, _: Codes) -> str:
        """Something about one or two programs."""
        one, other = self.random.sample(list(PROGRAMS), 2)
        names = [self.pick([PROGRAMS[each].name, *PROGRAMS[each].aliases[:4]]) for each in (one, other)]
        return self.pick(WORDS["program"]).format(p=names[0], q=names[1], n=self.random.randint(800, 90000))

    def command(self, seen: Seen, _: Codes) -> str:
        """A command to the conversation."""
        return self.pick(WORDS["commands"][self.pick(list(WORDS["commands"]))])

    def example(self, seen: Seen, _: Codes) -> str:
        """A message as people write them, of any intent."""
        return self.pick(EXAMPLES)

    def identity(self, seen: Seen, _: Codes) -> str:
        """A name, a code with a right check digit, or one with a wrong one."""
        if self.random.random() < 0.4:
            return self.pick(WORDS["names"])
        body = "9133" + "".join(self.random.choice("0123456789") for _ in range(4)) + "".join(
            self.random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
        right = uscc.calc_check_digit(body)
        digit = right if self.random.random() < 0.6 else self.pick([each for each in "0123456789" if each != right])
        return self.pick(["{}", "我们的统一社会信用代码是{}", "代码 {}"]).format(body + digit)

    def link(self, seen: Seen, codes: Codes) -> str:
        """Asks for a link code, or uses one: the partner's, an old one, or one that never was."""
        draw = self.random.random()
        if draw < 0.4 or not codes.given:
            return self.pick(WORDS["link"])
        code = self.pick(list(codes.given)) if draw < 0.5 else list(codes.given)[-1] if draw < 0.9 else "AB2D-EF3G"
        return self.pick(["{}", "绑定码 {}", "绑定码：{}"]).format(code)

    def nasty(self, seen: Seen, _: Codes) -> str:
        """Something odd or hostile, or very long."""
        if self.random.random() < 0.15:
            part = self.pick(WORDS["long"])
            return (part * LONGEST)[: self.random.choice([200, LONGEST])]
        return self.pick(WORDS["nasty"])

    def repeat(self, seen: Seen, _: Codes) -> str:
        """The same again."""
        return seen.last

    def sentence(self, seen: Seen, _: Codes) -> str:
        """Anything else."""
        return self.pick(WORDS["sentences"])

    def refused(self) -> str:
        """A message that no channel takes."""
        return self.pick([*WORDS["refused"], "长" * (LONGEST + 1)])

    def value(self, fact: Fact) -> str:
        """Some value of a fact in words: bare or with its unit, exact or vague."""
        if fact.type == "enum":
            name = self.pick(list(fact.values))
            return self.pick([fact.values[name], *fact.value_words.get(name, ())])
        if fact.numeric:
            if fact.choices and self.random.random() < 0.15:
                return self.pick(list(fact.choices))
            low, middle, high = fact.typical or (0, 5, 20)
            number = self.random.triangular(min(low, 0.5 * middle), 1.6 * high, middle)
            whole = fact.type in ("int", "money")
            number = round(number) if whole else round(number, self.random.choice([0, 1, 1, 2]))
            more = round(number * 1.3) + 1
            return self.pick(WORDS["values"][fact.type]).format(n=f"{number:g}" if not whole else int(number), m=more,
                                                                y=f"{max(number, 1) / 10000:.2f}")
        return self.pick(WORDS["values"][fact.type])


def _from(name: str) -> Callable[[Moves, Seen, Codes], str]:
    def say(moves: Moves, seen: Seen, codes: Codes) -> str:
        return moves.pick(WORDS[name])

    return say


KINDS: dict[str, Callable[[Moves, Seen, Codes], str]] = {
    **{name: getattr(Moves, name) for name in (
        "answer", "wrong", "button", "tell", "program", "command", "example", "identity", "link", "nasty", "repeat", "sentence")},
    **{name: _from(name) for name in ("unknown", "correct", "deletion", "restart", "yes", "no")},
}

__all__ = ["Codes", "Moves", "Seen"]
