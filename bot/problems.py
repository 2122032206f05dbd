"""What is wrong with a request, field by field, in the one shape that every caller gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.wording import say


class Problems(Exception):
    """The request cannot be served: Chinese messages by field (``facts.revenue``; ``""`` = the request as a whole).

    ``status`` is the HTTP status that fits; ``error`` sums up what ``errors`` says one by one.
    """

    def __init__(self, errors: Mapping[str, str], *, error: str | None = None, status: int = 422) -> None:
        super().__init__(errors)
        self.errors, self.status = dict(errors), status
        self.error = error or next(iter(self.errors.values()), "")

    def to_json(self) -> dict[str, Any]:
        """``{"ok": false, "error", "errors": [{"path", "message"}]}``."""
        errors = [{"path": path, "message": message} for path, message in self.errors.items() if path]
        return {"ok": False, "error": self.error, "errors": errors}

    def line(self) -> str:
        """All of it on one line, for standard error."""
        return say("problems.join").join(
            say("problems.at", path=path, message=message) if path else message for path, message in self.errors.items()
        ) or self.error
