"""The programs (titles) that people ask about, and how a text mentions them."""

from policy_db.programs.catalog import PROGRAMS, Program
from policy_db.programs.mention import Mention, find_programs

__all__ = ["PROGRAMS", "Mention", "Program", "find_programs"]
