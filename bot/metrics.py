"""Counters and times for Prometheus, in its text format."""

from __future__ import annotations

import resource
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

Labels = tuple[tuple[str, str], ...]

HELP = {
    "zjtx_turns_total": "Messages answered",
    "zjtx_turns_failed_total": "Messages whose turn failed",
    "zjtx_turn_seconds": "Time from a message's turn to its answer",
    "zjtx_mail_received_total": "Messages by channel and what became of them: taken, repeated, too_fast, full",
    "zjtx_mail_deliveries_total": "Attempts to deliver a part of an answer, by channel and outcome",
    "zjtx_mail_letters": "Messages waiting for their turn and parts of answers ready, claimed or dead, by channel",
    "zjtx_http_requests_total": "HTTP requests by route and status",
    "zjtx_http_seconds": "Time of an HTTP request by route",
    "zjtx_up_seconds": "Time since the process started",
    "zjtx_memory_peak_bytes": "Largest resident set so far",
}
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """What one process counted; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: dict[str, dict[Labels, int]] = defaultdict(lambda: defaultdict(int))
        self._times: dict[str, dict[Labels, list[float]]] = defaultdict(dict)
        self._gauges: dict[str, Callable[[], Mapping[Labels, float]]] = {}
        self._started = time.monotonic()

    def count(self, name: str, **labels: str) -> None:
        """Adds one."""
        with self._lock:
            self._counters[name][tuple(labels.items())] += 1

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Adds a duration to a histogram."""
        with self._lock:
            # One place per bound, then how many there were, then their sum.
            row = self._times[name].setdefault(tuple(labels.items()), [0.0] * (len(BOUNDS) + 2))
            for place, bound in enumerate(BOUNDS):
                row[place] += seconds <= bound
            row[-2] += 1
            row[-1] += seconds

    def gauge(self, name: str, read: Callable[[], Mapping[Labels, float]]) -> None:
        """What ``read`` says at the moment of asking, by labels."""
        self._gauges[name] = read

    def text(self) -> str:
        """Everything in Prometheus' text format, version 0.0.4."""
        lines: list[str] = []
        for name, read in self._gauges.items():
            lines += _head(name, "gauge")
            lines += [f"{name}{_labels(labels)} {value:g}" for labels, value in read().items()]
        with self._lock:
            for name, counters in self._counters.items():
                lines += _head(name, "counter")
                lines += [f"{name}{_labels(labels)} {value}" for labels, value in counters.items()]
            for name, rows in self._times.items():
                lines += _head(name, "histogram")
                for labels, row in rows.items():
                    for bound, below in zip((*BOUNDS, "+Inf"), (*row[: len(BOUNDS)], row[-2])):
                        lines.append(f"{name}_bucket{_labels((*labels, ('le', str(bound))))} {below:.0f}")
                    lines.append(f"{name}_sum{_labels(labels)} {row[-1]:.6f}")
                    lines.append(f"{name}_count{_labels(labels)} {row[-2]:.0f}")
        lines += [*_head("zjtx_up_seconds", "gauge"), f"zjtx_up_seconds {time.monotonic() - self._started:.0f}"]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        lines += [*_head("zjtx_memory_peak_bytes", "gauge"), f"zjtx_memory_peak_bytes {peak}"]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str) -> list[str]:
    return [f"# HELP {name} {HELP[name]}", f"# TYPE {name} {kind}"]


def _labels(labels: Labels) -> str:
    escaped = (f'{name}="{_escape(value)}"' for name, value in labels)
    return "{" + ",".join(escaped) + "}" if labels else ""


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


METRICS = Metrics()
"""The counters of this process."""
