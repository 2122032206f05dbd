"""What it costs to read a message, component by component, beside plain jieba with Rasa's logistic regression.

Both pipelines are trained on the same data in this process and read the development set, each message once. Processor time
is what the message costs; wall time is what a person waits on this machine as busy as it is.

    python -m benchmarks.nlu
"""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.quiet import prepare_logging

prepare_logging()

import yaml  # noqa: E402 - the log level must be settled first
from rasa.shared.nlu.constants import TEXT  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402

from bot.learning.development_set import messages  # noqa: E402
from bot.nlu.trial import Pipeline, train  # noqa: E402
from policy_db.search import encoder  # noqa: E402

PROJECT = Path(__file__).resolve().parents[1]
PLAIN = {
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 3},
        {"name": "LogisticRegressionClassifier"},
        {"name": "FallbackClassifier", "threshold": 0.35, "ambiguity_threshold": 0.1},
    ]
}
WARM = 30


def main() -> None:
    """Trains and times both, and prints Markdown."""
    os.chdir(PROJECT)
    ours = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))
    timed = {}
    for name, config in (("plain jieba + LR", PLAIN), ("ours", ours)):
        trained, took = _took(lambda config=config: train(config, Path("nlu_data/nlu")))
        timed[name] = (*measure(trained), took)
    print("| pipeline | train CPU s | parse CPU ms p50 / p95 | wall ms p50 / p95 |\n|---|---|---|---|")
    for name, (processor, wall, _, took) in timed.items():
        print(f"| {name} | {took:.0f} | {_pair(processor)} | {_pair(wall)} |")
    plain, own = timed["plain jieba + LR"], timed["ours"]
    print(f"\nours / plain, processor time: p50 {_ratio(own[0], plain[0], 50):.2f}, p95 {_ratio(own[0], plain[0], 95):.2f}")
    again = [_took(lambda text=text: encoder.encode([text]))[1] for text in _texts()[-encoder._KEPT // 2 :]]
    print(f"vector of a text that was just read: {statistics.median(again) * 1e6:.0f} µs")
    print("\n| component | CPU ms p50 | p95 |\n|---|---|---|")
    for name, times in own[2].items():
        print(f"| {name} | {_at(times, 50):.2f} | {_at(times, 95):.2f} |")


def measure(pipeline: Pipeline) -> tuple[list[float], list[float], dict[str, list[float]]]:
    """Processor and wall milliseconds of each message, and processor milliseconds by component."""
    processor, wall = [], []
    parts: dict[str, list[float]] = defaultdict(list)
    for number, text in enumerate(_texts()):
        read = [Message(data={TEXT: text})]
        started, spent = time.perf_counter(), 0.0
        for component in pipeline._components:
            _, took = _took(lambda component=component, read=read: component.process(read))
            spent += took
            if number >= WARM:
                parts[type(component).__name__].append(took * 1000)
        if number >= WARM:
            processor.append(spent * 1000)
            wall.append((time.perf_counter() - started) * 1000)
    return processor, wall, dict(parts)


def _texts() -> list[str]:
    return [message.text for message in messages()]


def _took(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.process_time()
    return work(), time.process_time() - started


def _at(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


def _pair(times: list[float]) -> str:
    return f"{_at(times, 50):.1f} / {_at(times, 95):.1f}"


def _ratio(ours: list[float], plain: list[float], percent: int) -> float:
    return _at(ours, percent) / _at(plain, percent)


if __name__ == "__main__":
    main()
