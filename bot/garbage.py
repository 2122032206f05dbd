"""Garbage collection around a long start: what is made then stays, and looking through it again and again costs seconds."""

from __future__ import annotations

import gc


def pause_collection() -> None:
    """No collection until ``resume_collection``: importing Rasa takes a fifth less time."""
    gc.disable()


def resume_collection() -> None:
    """Collects again, leaving out what is there by now: later collections, which fall into somebody's turn, are short."""
    gc.freeze()
    gc.enable()
