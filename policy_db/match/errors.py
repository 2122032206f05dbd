"""Why a match cannot be done."""

from __future__ import annotations

from policy_db.match.wording import words


class Unusable(ValueError):
    """The table, the place for the result or a program cannot be used; the message is one Chinese sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(str(words()["error"][key]).format(**values))


class Failed(RuntimeError):
    """The match itself came to nothing; the message is one Chinese sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(str(words()["error"][key]).format(**values))
