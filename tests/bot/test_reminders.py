"""Notices go out by day, once, to those whose channel can write first."""

from __future__ import annotations

import asyncio
from datetime import date, time
from pathlib import Path
from typing import Any, Optional

import pytest

from bot.errors import Failed
from bot.mail import Post
from bot.mail import open_database as open_mail
from bot.mail.store import Store
from bot.reminders import Reminders, is_quiet, quiet_hours
from policy_db.database import Database, migrate, open_database
from policy_db.enterprises.notices import grant, pending
from tests.bot_mail.conftest import Echo, Notes
from tests.policy_enterprises.test_file import tell


class Writes(Notes):
    """A channel that can write to people first, by their id."""

    def address(self, sender: str) -> Optional[dict[str, Any]]:
        return {"to": sender}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Somebody on a channel that can write, and somebody on the web, both wanting to hear about application periods."""
    monkeypatch.setenv("ZJTX_TODAY", "2026-04-20")
    found = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    with found.engine.begin() as connection:
        migrate(connection)
    with found.session(writing=True) as session:
        for person, channel in (("notes:1", "notes"), ("web-1", "rest")):
            grant(session, person, ["window"], date(2026, 4, 1), channel)
            tell(session, "m1", person=person, on=date(2026, 4, 1), region="浙江省台州市椒江区")
    return found


def letters(database: Database, folder: Path, rounds: int) -> Writes:
    """What the channel delivered after so many rounds."""
    courier = Writes()

    async def work() -> None:
        store = Store(open_mail(f"sqlite:///{folder / 'mail.db'}"))
        post = Post(store, Echo(store), {"notes": courier})
        await post.start()
        reminders = Reminders(post, database)
        for _ in range(rounds):
            reminders.make()
            reminders.send()
            while post.unanswered or post.delivery._rounds:
                await asyncio.sleep(0.005)
        await post.stop()

    asyncio.run(work())
    return courier


def test_能主动写的渠道发出去且只发一次(database: Database, tmp_path: Path) -> None:
    courier = letters(database, tmp_path, rounds=3)
    about = [text for _, text in courier.delivered if "小巨人" in text and "4月25日开始申报" in text]
    assert about and all("别再推送了" in text and "为什么告诉您" in text for _, text in courier.delivered)
    assert len(courier.texts) == len(set(courier.texts))
    assert {person for person, _ in courier.delivered} == {"notes:1"}


def test_只能应答的渠道留到下次来时再说(database: Database, tmp_path: Path) -> None:
    letters(database, tmp_path, rounds=1)
    with database.session() as session:
        assert pending(session, "web-1")
        assert not pending(session, "notes:1")


@pytest.mark.parametrize(
    ("now", "quiet"),
    [(time(20, 59), False), (time(21, 0), True), (time(3, 0), True), (time(8, 29), True), (time(8, 30), False)],
)
def test_夜里不打扰(now: time, quiet: bool) -> None:
    assert is_quiet(quiet_hours("21:00-08:30"), now) is quiet


def test_安静时段可以设在白天() -> None:
    assert is_quiet(quiet_hours("12:00-14:00"), time(13, 0))
    assert not is_quiet(quiet_hours("12:00-14:00"), time(15, 0))


@pytest.mark.parametrize("setting", ["夜里", "21-8", "21:00", "25:00-08:00"])
def test_写错的安静时段会指出来(setting: str) -> None:
    with pytest.raises(Failed, match="ZJTX_QUIET_HOURS"):
        quiet_hours(setting)
