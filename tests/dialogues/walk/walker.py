"""Walks: pairs of senders who talk to the server at random, with every invariant checked after each message."""

from __future__ import annotations

import random
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Optional

import httpx

from policy_db.enterprises import store
from policy_db.enterprises.file import File, Told
from policy_db.facts.catalog import FACTS
from tests.dialogues.walk.invariants import Exchange, Invariants, Violation
from tests.dialogues.walk.moves import Codes, Moves, Seen

PATH = "/webhooks/rest/webhook"
# Messages of a pair. Long enough for several assessments, deletions and links; few enough that many pairs are met.
WALK = 125
TOGETHER = 4
# Now and then somebody says the same over and over.
STUBBORN, TIMES = 0.01, 12
SHOWN = 15
LONGEST_SHOWN = 300
CODE = re.compile(r"绑定码：(\w{4}-\w{4})")
WAITS = ("确定删除吗", "要哪些？", "不方便就说“不用”")


@dataclass
class Finding:
    """A violation with the way there: the last exchanges of the sender, and the shortest of them that show it again."""

    violation: Violation
    walk: int
    sender: str
    turns: list[Exchange]
    again: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"== {self.violation.rule}: {self.violation.detail}", f"   walk {self.walk}, sender {self.sender}"]
        for turn in self.turns:
            lines += [f"   > {_short(turn.said)}", *(f"   < {_short(text)}" for text in turn.texts)]
        if self.again:
            lines.append(f"   again with: {self.again}")
        return "\n".join(lines)


class Walker:
    """Talks to one server. ``moves`` in all; everything drawn follows from ``seed``, whatever runs beside it."""

    def __init__(self, url: str, invariants: Invariants, seed: int) -> None:
        self.url, self.invariants, self.seed = url, invariants, seed

    def walk(self, moves: int) -> list[Finding]:
        """All walks; the first finding of each kind, with a short way to see it again."""
        walks = -(-moves // WALK)
        with ThreadPoolExecutor(TOGETHER) as pool:
            found = [finding for findings in pool.map(self.one, range(walks)) for finding in findings]
        first = {finding.violation.rule: finding for finding in reversed(found)}
        for finding in first.values():
            finding.again = self.shortest(finding)
        return list(first.values())

    def one(self, number: int) -> list[Finding]:
        """One walk of a pair of senders."""
        source = random.Random(f"{self.seed}/{number}")
        moves, codes = Moves(source), Codes()
        run = uuid.uuid4().hex[:8]
        senders = [f"walk-{run}-{number}-{name}" for name in ("a", "b")]
        seen = {sender: Seen() for sender in senders}
        turns: dict[str, list[Exchange]] = {sender: [] for sender in senders}
        findings = []
        if source.random() < 0.25:
            self._last_year(senders[0], source)
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            sender, insisting = senders[0], 0
            for _ in range(WALK):
                if not insisting:
                    sender = source.choice(senders) if source.random() < 0.2 else sender
                insisting = insisting - 1 if insisting else TIMES if source.random() < STUBBORN else 0
                broken = list(self._refusal(client, sender, moves.refused())) if source.random() < 0.01 else []
                said = seen[sender].last if insisting and seen[sender].last else moves.next(seen[sender], codes)
                exchange = talk(client, sender, said)
                turns[sender].append(exchange)
                broken += [*self.invariants.check(sender, turns[sender]), *self._linked(sender, senders, exchange, codes)]
                _look(seen[sender], sender, exchange, codes)
                findings += [Finding(each, number, sender, turns[sender][-SHOWN:]) for each in broken]
                if exchange.customs("forgotten"):
                    turns[sender] = []
        return findings

    def shortest(self, finding: Finding) -> list[str]:
        """The fewest of the last messages after which a new sender sees the same violation; none if it needs more than them."""
        said = [turn.said for turn in finding.turns]
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            short = next((said[-count:] for count in range(1, len(said) + 1) if self._breaks(client, said[-count:], finding)), [])
            for at in range(len(short) - 2, -1, -1):
                without = short[:at] + short[at + 1:]
                if self._breaks(client, without, finding):
                    short = without
        return short

    def _breaks(self, client: httpx.Client, said: list[str], finding: Finding) -> bool:
        sender, turns = f"walk-again-{uuid.uuid4().hex}", []
        for message in said:
            turns.append(talk(client, sender, message))
        return any(each.rule == finding.violation.rule for each in self.invariants.check(sender, turns))

    def _refusal(self, client: httpx.Client, sender: str, said: str) -> list[Violation]:
        refused = client.post(PATH, json={"sender": sender, "message": said})
        calm = 400 <= refused.status_code < 500 and refused.json().get("error")
        return [] if calm else [Violation("not refused", f"{refused.status_code} {said[:20]!r}")]

    def _linked(self, sender: str, senders: list[str], exchange: Exchange, codes: Codes) -> list[Violation]:
        if "绑定好了" not in exchange.text:
            return []
        code = next((each for each in codes.given if each in exchange.said), "")
        if not code or code in codes.used:
            return [Violation("linked by a bad code", exchange.said)]
        codes.used.add(code)
        files = [self.invariants.file(each) for each in {sender, codes.given[code]}]
        return [] if len({file.enterprise for file in files}) == 1 else [Violation("linked to another file", exchange.said)]

    def _last_year(self, sender: str, source: random.Random) -> None:
        """Figures told last year, as a sender who comes back has them."""
        figures = [name for name, fact in FACTS.items() if fact.ages == "year" and fact.numeric and fact.typical]
        on, file = date(self.invariants.on.year - 1, 6, 1), File()
        for name in source.sample(figures, 6):
            low, middle, _ = FACTS[name].typical or (0, 1, 2)
            file.changes[name] = Told((low, middle) if source.random() < 0.2 else round(middle), sender, on, uuid.uuid4().hex, "")
        with self.invariants.policies.session(writing=True) as session:
            store.save(session, sender, file, on, "rest")


def talk(client: httpx.Client, sender: str, said: str) -> Exchange:
    """One message over REST."""
    response = client.post(PATH, json={"sender": sender, "message": said})
    replies: list[dict[str, Any]] = response.json() if response.status_code == 200 else []
    return Exchange(said, response.status_code, replies)


def _look(seen: Seen, sender: str, exchange: Exchange, codes: Codes) -> None:
    seen.asked, seen.last = exchange.asked, exchange.said
    seen.buttons = [button["payload"] for button in exchange.buttons]
    seen.confirm = any(waits in exchange.text for waits in WAITS)
    given: Optional[re.Match[str]] = CODE.search(exchange.text)
    if given:
        codes.given[given.group(1)] = sender


def _short(text: str) -> str:
    plain = text.replace("\n", "⏎")
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + f"…（{len(plain)}）"


__all__ = ["Finding", "Walker", "talk"]
