"""The programs (titles) that people ask about, and how a text mentions them.

``find_programs`` brings word segmentation and pinyin with it, so it is loaded when it is first asked for: most who need the
catalogue never read a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policy_db.programs.catalog import PROGRAMS, Program

if TYPE_CHECKING:
    from policy_db.programs.mention import Mention, find_programs

__all__ = ["PROGRAMS", "Mention", "Program", "find_programs"]


def __getattr__(name: str) -> Any:
    if name in ("Mention", "find_programs"):
        from policy_db.programs import mention

        return getattr(mention, name)
    raise AttributeError(name)
