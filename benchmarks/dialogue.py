"""What a conversation costs the person and the machine: questions until the verdict, and time per turn with many chats at once.

Questions: simulated enterprises answer every question in words, through the real dialogue; beside it the evaluator alone and
the written order, for the same enterprises. Time: our assistant beside a bare Rasa bot with the same pipeline (see turn.py),
with 1, 8 and 32 chats at a time, and one person's turn 500 beside their turn 5. Read the ratios.

    python benchmarks/dialogue.py [--firms 10] [--turns 192] [--history 500]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from population import enterprises
from questions import ours as by_evaluator
from questions import questions, written
from turn import MESSAGES, PROJECT, Say, _timed, bare, bare_model, ours

from bot.clock import today
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import NoVersion, decide, load_rulebook, wording

CHATS = (1, 8, 32)
EARLY = 5
# A dialogue that asks more than this has gone astray.
MOST_QUESTIONS = 60


def main() -> None:
    """Measures both bots, each in a process of its own, and prints Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10)
    parser.add_argument("--turns", type=int, default=192)
    parser.add_argument("--history", type=int, default=500)
    parser.add_argument("--bot", choices=["ours", "bare"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        print(json.dumps(asyncio.run(measure(options))))
        return
    subprocess.run([sys.executable, "-c", "from bot.training import ready_model; ready_model()"], check=True, cwd=PROJECT)
    bare_model()
    print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    results = {bot: _in_own_process(bot, options) for bot in ("ours", "bare")}
    _tables(results, options)
    print(f"\nload: {os.getloadavg()[0]:.1f}")


def _in_own_process(bot: str, options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        models = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var") / "models"
        (Path(home) / "models").symlink_to(models.resolve())
        environment = {**os.environ, "ZJTX_HOME": home, "BARE_MODEL": str(bare_model())}
        command = [sys.executable, __file__, "--bot", bot]
        for name in ("firms", "turns", "history"):
            command += [f"--{name}", str(getattr(options, name))]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT, env=environment)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """``turns``: p50 and p95 in ms by number of chats; ``early``, ``late``: ms; ``questions``: per program, ours only."""
    say = await (ours() if options.bot == "ours" else bare())
    found: dict[str, Any] = {"turns": {str(chats): await _together(say, chats, options.turns) for chats in CHATS}}
    long = [await _timed(say, "talkative", "你好" if number % 2 else "谢谢") for number in range(options.history)]
    found["early"] = statistics.median(long[EARLY - 3 : EARLY + 3]) * 1000
    found["late"] = statistics.median(long[-6:]) * 1000
    if options.bot == "ours":
        firms = enterprises(options.firms)
        ruled = [program for program in PROGRAMS if _has_rules(program)]
        found["questions"] = {program: await _asked(say, program, firms) for program in ruled}
    return found


async def _together(say: Say, chats: int, turns: int) -> dict[str, float]:
    """So many people at once, each waiting for the answer before the next message."""
    dialogues = max(1, turns // len(MESSAGES) // chats)

    async def chat(number: int) -> list[float]:
        return [
            await _timed(queued, f"{chats}-{number}-{dialogue}", message) for dialogue in range(dialogues) for message in MESSAGES
        ]

    async def queued(sender: str, text: str) -> object:
        # A turn of the bare bot never lets another in: without this its waiting time would not be seen.
        await asyncio.sleep(0)
        return await say(sender, text)

    times = [time for each in await asyncio.gather(*map(chat, range(chats))) for time in each]
    return {"p50": statistics.median(times) * 1000, "p95": statistics.quantiles(times, n=20)[18] * 1000}


async def _asked(say: Say, program: str, firms: list[dict[str, Any]]) -> dict[str, float]:
    """Mean questions until a certain verdict: in the dialogue, by the evaluator alone, in written order; right verdicts."""
    rules = load_rulebook().version(program, today())
    right, counts = 0, []
    for number, firm in enumerate(firms):
        count, verdict = await _assess(say, f"{program}-{number}", program, firm)
        counts.append(count)
        right += verdict == decide(program, firm, today()).verdict
    return {
        "dialogue": statistics.mean(counts),
        "evaluator": statistics.mean(questions(rules, firm, by_evaluator, today()) for firm in firms),
        "written": statistics.mean(questions(rules, firm, written, today()) for firm in firms),
        "right": right / len(firms),
    }


async def _assess(say: Say, sender: str, program: str, firm: dict[str, Any]) -> tuple[int, str]:
    """One assessment, every question answered in words: how many were asked, and the verdict."""
    said = f"我能申报{PROGRAMS[program].name}吗"
    for count in range(MOST_QUESTIONS):
        replies: Any = await say(sender, said)
        decision = next((custom for reply in replies if (custom := reply.get("custom") or {}).get("type") == "decision"), None)
        if decision is not None:
            return count, str(decision["verdict"])
        text = "\n".join(reply.get("text") or "" for reply in replies)
        asked = next((name for name, fact in FACTS.items() if fact.question in text), None)
        if asked is None:
            return count, "astray"
        said = wording.show(FACTS[asked], firm[asked])
    return MOST_QUESTIONS, "astray"


def _has_rules(program: str) -> bool:
    try:
        load_rulebook().version(program, today())
    except NoVersion:
        return False
    return True


def _tables(results: dict[str, dict[str, Any]], options: argparse.Namespace) -> None:
    mine, other = results["ours"], results["bare"]
    print("| chats at once | ours p50 / p95, ms | bare Rasa p50 / p95, ms | ratio p50 / p95 |\n| --- | --- | --- | --- |")
    for chats, a in mine["turns"].items():
        b = other["turns"][chats]
        print(f"| {chats} | {a['p50']:.1f} / {a['p95']:.1f} | {b['p50']:.1f} / {b['p95']:.1f} "
              f"| {a['p50'] / b['p50']:.2f} / {a['p95'] / b['p95']:.2f} |")
    shares = " and ".join(f"{bot} {each['late'] / each['early']:.2f}" for bot, each in results.items())
    print(f"\nturn {options.history} of one person beside turn {EARLY}: {shares} times\n")
    print(f"{options.firms} enterprises, mean number of questions until the verdict is certain:\n")
    print("| program | written order | evaluator | dialogue | dialogue / written | right verdict |")
    print("| --- | --- | --- | --- | --- | --- |")
    total = dict.fromkeys(("written", "evaluator", "dialogue"), 0.0)
    for program, row in mine["questions"].items():
        total = {name: value + row[name] for name, value in total.items()}
        print(f"| {program} | {row['written']:.2f} | {row['evaluator']:.2f} | {row['dialogue']:.2f} "
              f"| {row['dialogue'] / row['written']:.2f} | {row['right']:.0%} |")
    print(f"| all | {total['written']:.2f} | {total['evaluator']:.2f} | {total['dialogue']:.2f} "
          f"| {total['dialogue'] / total['written']:.2f} | |")


if __name__ == "__main__":
    main()
