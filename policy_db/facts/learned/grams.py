"""Runs of characters as features."""

from __future__ import annotations

from collections.abc import Iterator


def grams(prefix: str, text: str, shortest: int, longest: int) -> Iterator[str]:
    """Every run of ``shortest`` to ``longest`` characters of ``text``, behind ``prefix`` and its length."""
    for length in range(shortest, longest + 1):
        head = f"{prefix}{length}"
        for start in range(len(text) - length + 1):
            yield head + text[start : start + length]


__all__ = ["grams"]
