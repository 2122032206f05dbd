"""What a turn costs: time per message, time until ready, memory, beside a bare Rasa bot in the same run.

The bare bot has the same NLU pipeline and training data and answers every intent with one `utter_` response: what is above
it is ours. Read the ratios; milliseconds depend on the machine.

    python benchmarks/turn.py [--turns 200] [--history 300]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
MESSAGES = [
    "你好", "我能申报小巨人吗", "去年营收3.2亿，研发占比4.5%", "不知道", "为什么问这个", "是的", "没有", "小巨人要什么条件",
    "隐形冠军几年有效", "测试认证费能减半吗", "我们还差在哪", "谢谢",
]
EARLY = 5

Say = Callable[[str, str], Awaitable[object]]


def main() -> None:
    """Runs both bots, each in a process of its own, and prints the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--history", type=int, default=300)
    parser.add_argument("--bot", choices=["ours", "bare"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        print(json.dumps(asyncio.run(measure(options.bot, options.turns, options.history))))
        return
    subprocess.run([sys.executable, "-c", "from bot.training import ready_model; ready_model()"], check=True, cwd=PROJECT)
    bare_model()
    results = {bot: _in_own_process(bot, options) for bot in ("ours", "bare")}
    _table(results, options)


def _in_own_process(bot: str, options: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        models = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var") / "models"
        (Path(home) / "models").symlink_to(models.resolve())
        command = [sys.executable, __file__, "--bot", bot, "--turns", str(options.turns), "--history", str(options.history)]
        environment = {**os.environ, "ZJTX_HOME": home, "BARE_MODEL": str(bare_model())}
        # The second start is what people meet: the database is there already.
        prepare = [sys.executable, "-c", "from bot.policies import database; database()"]
        subprocess.run(prepare, check=True, cwd=PROJECT, env=environment)
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT, env=environment)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


async def measure(bot: str, turns: int, history: int) -> dict[str, float]:
    """Ready time in s, memory in MB, milliseconds per turn (p50, p95) and at the 5th and the last turn of one dialogue."""
    started = time.perf_counter()
    say = await (ours() if bot == "ours" else bare())
    ready = time.perf_counter() - started
    times = []
    for number in range(turns):
        # Dialogues of twelve messages, as people have them.
        times.append(await _timed(say, f"person-{number // len(MESSAGES)}", MESSAGES[number % len(MESSAGES)]))
    # In a long dialogue every message is the same, so that only the history differs.
    long = [await _timed(say, "talkative", "你好") for _ in range(history)]
    return {
        "ready_s": ready,
        "memory_mb": _resident_mb(),
        "p50_ms": statistics.median(times) * 1000,
        "p95_ms": statistics.quantiles(times, n=20)[18] * 1000,
        "early_ms": statistics.median(long[EARLY - 3 : EARLY + 3]) * 1000,
        "late_ms": statistics.median(long[-6:]) * 1000,
    }


async def _timed(say: Say, sender: str, text: str) -> float:
    started = time.perf_counter()
    await say(sender, text)
    return time.perf_counter() - started


async def ours() -> Say:
    """The assistant as `zjtx serve` runs it, without the HTTP around it."""
    from bot.quiet import prepare_logging

    prepare_logging()
    from bot.agent import load_agent
    from bot.mail import Incoming, Limits, Post
    from bot.mail.store import Store
    from bot.policies import database
    from bot.trackers import own_store
    from bot.training import ready_model
    from bot.turns import Turns
    from bot.warmth import warm_up

    database()
    agent = load_agent(ready_model())
    await warm_up(agent)
    post = Post(Store(own_store(agent.tracker_store).engine), Turns(agent), limits=Limits(messages_per_minute=1e6))
    await post.start()
    numbers = itertools.count()

    async def say(sender: str, text: str) -> object:
        return await post.replies(post.receive(Incoming("benchmark", str(next(numbers)), sender, text)), 60)

    return say


async def bare() -> Say:
    """Rasa as it comes: in-memory tracker store, responses only."""
    from bot.quiet import prepare_logging

    prepare_logging()
    from rasa.core.agent import Agent

    agent = Agent.load(os.environ["BARE_MODEL"])
    await agent.handle_text("你好", sender_id="warm-up")

    async def say(sender: str, text: str) -> object:
        return await agent.handle_text(text, sender_id=sender)

    return say


def bare_model() -> Path:
    """The bare bot's model, trained on our NLU data and kept under the digest of ours."""
    import yaml

    from bot.home import home
    from bot.models import digest
    from bot.quiet import prepare_logging

    target = home() / "benchmark" / f"bare-{digest()[:16]}.tar.gz"
    if target.exists():
        return target
    prepare_logging()
    from rasa.model_training import train

    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    intents = domain["intents"]
    bare_domain: dict[str, Any] = {
        "version": "3.1",
        "intents": intents,
        "entities": domain["entities"],
        "responses": {f"utter_{intent}": [{"text": intent}] for intent in intents},
        "session_config": domain["session_config"],
    }
    # Rasa itself answers `restart`.
    rules = [
        {"rule": intent, "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]} for intent in intents if intent != "restart"
    ]
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        workshop = Path(folder)
        (workshop / "domain.yml").write_text(yaml.safe_dump(bare_domain, allow_unicode=True), encoding="utf-8")
        (workshop / "rules.yml").write_text(yaml.safe_dump({"version": "3.1", "rules": rules}), encoding="utf-8")
        os.chdir(PROJECT)
        data = ["nlu_data/nlu", str(workshop / "rules.yml")]
        with contextlib.redirect_stdout(sys.stderr):
            made = train(str(workshop / "domain.yml"), "config.yml", data, output=str(workshop / "made"), force_training=True)
        os.replace(str(made.model), target)
    return target


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def _table(results: dict[str, dict[str, float]], options: argparse.Namespace) -> None:
    ours_, bare_ = results["ours"], results["bare"]
    names = {
        "ready_s": "ready, s", "memory_mb": "memory, MB", "p50_ms": "turn p50, ms", "p95_ms": "turn p95, ms",
        "early_ms": f"turn {EARLY}, ms", "late_ms": f"turn {options.history}, ms",
    }
    print(f"{'':16}{'ours':>10}{'bare Rasa':>12}{'ratio':>8}")
    for key, name in names.items():
        print(f"{name:16}{ours_[key]:10.1f}{bare_[key]:12.1f}{ours_[key] / bare_[key]:8.2f}")
    for bot, row in results.items():
        print(f"{bot}: turn {options.history} costs {row['late_ms'] / row['early_ms']:.2f} times turn {EARLY}")


if __name__ == "__main__":
    main()
