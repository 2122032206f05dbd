"""The one place that knows which day it is. Everything below the channels gets the day as an argument."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone

# Windows open and close by Beijing time, wherever the server stands. China has had no daylight saving since 1991.
BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """The day in Beijing, or ``ZJTX_TODAY`` (ISO) where a test or a demonstration fixes it."""
    fixed = os.environ.get("ZJTX_TODAY")
    return date.fromisoformat(fixed) if fixed else datetime.now(BEIJING).date()
