"""The name and 统一社会信用代码 of an enterprise, as somebody told us."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from policy_db.enterprises.models import Enterprise
from policy_db.enterprises.store import open_file


def identify(session: Session, person: str, on: date, channel: str = "", *, name: str = "", uscc: str = "") -> None:
    """Puts name and checked code into the file that a person speaks for.

    Two files may bear the same code: whoever knows a code is not thereby entitled to read what others told us. Files are
    joined by link codes only.
    """
    enterprise = session.get(Enterprise, open_file(session, person, on, channel))
    if enterprise is not None:
        enterprise.name = name or enterprise.name
        enterprise.uscc = uscc or enterprise.uscc


__all__ = ["identify"]
