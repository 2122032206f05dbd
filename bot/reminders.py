"""Notices go out: by day, through the channels that can write first; everybody else is told at their next contact."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import select

from actions.notices import notice_text
from bot.clock import BEIJING, today
from bot.errors import Failed
from bot.failures import log_failure
from bot.mail import Courier, Full, Incoming, Post, TooFast
from bot.wording import say
from policy_db.database import Database
from policy_db.enterprises.models import Notice, Person
from policy_db.enterprises.notices import make_notices

logger = logging.getLogger(__name__)

ROUND_SECONDS = 900.0
QUIET = "21:00-08:30"


class Reminders:
    """Looks every quarter of an hour whether somebody is to be told something."""

    def __init__(self, post: Post, database: Database) -> None:
        self.post, self.database = post, database
        self.quiet = quiet_hours()

    async def run(self) -> None:
        """Goes round until it is cancelled; a round that fails is logged, and the next one makes up for it."""
        while True:
            try:
                if not is_quiet(self.quiet, datetime.now(BEIJING).time()):
                    await asyncio.to_thread(self.make)
                    self.send()
            except Exception as error:
                log_failure(logger, "reminders", error)
            await asyncio.sleep(ROUND_SECONDS)

    def make(self) -> int:
        """Stores what has become due today; returns how many notices are new."""
        with self.database.session(writing=True) as session:
            return make_notices(session, today())

    def send(self) -> int:
        """Hands the notices to the post for everybody whose channel can write first; returns how many.

        The post knows a notice by its key, so a crash between the two databases does not send one twice.
        """
        with self.database.session() as session:
            waiting = session.execute(
                select(Notice.id, Notice.content, Person.id.label("person"), Person.channel)
                .join(Person, Person.id == Notice.person_id)
                .where(Notice.sent_on.is_(None), Person.channel.in_(list(self.post.couriers))).order_by(Notice.id)
            ).all()
        handed = [row.id for row in waiting if self._hand(row.id, row.person, row.channel, row.content)]
        if handed:
            with self.database.session(writing=True) as session:
                for notice in session.execute(select(Notice).where(Notice.id.in_(handed))).scalars():
                    notice.sent_on = today()
        return len(handed)

    def _hand(self, number: int, person: str, channel: str, content: Mapping[str, object]) -> bool:
        courier: Courier = self.post.couriers[channel]
        address = courier.address(person)
        if address is None:
            return False
        try:
            self.post.receive(
                Incoming(channel, f"notice-{number}", person, "", address, answer=[{"text": notice_text(content)}]))
        except (Full, TooFast):
            return False
        return True


def quiet_hours(setting: str | None = None) -> tuple[time, time]:
    """From and until when nobody is written to, Beijing time (``ZJTX_QUIET_HOURS``, ``21:00-08:30`` unless set).

    Raises ``Failed`` for what is no such span.
    """
    given = setting if setting is not None else os.environ.get("ZJTX_QUIET_HOURS") or QUIET
    try:
        start, end = (time.fromisoformat(each.strip()) for each in given.split("-"))
    except ValueError as error:
        raise Failed(say("reminders.quiet", value=given)) from error
    return start, end


def is_quiet(hours: tuple[time, time], now: time) -> bool:
    """Whether a time of day lies in the quiet hours, which may go over midnight."""
    start, end = hours
    return start <= now < end if start <= end else now >= start or now < end
