"""The post: once, in order, bounded, and nothing kept longer than needed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa

from bot.mail import Full, Refused, Retry, TooFast, Unreachable
from bot.mail.store import CLAIM_LASTS, DAY, DEAD
from bot.mail.tables import DIALOGUES, INBOX, OUTBOX


def rows(office: Any, table: sa.Table) -> list[Any]:
    """All rows of a table."""
    with office.store.engine.connect() as connection:
        return list(connection.execute(sa.select(table)))


def test_一个人按先后_别人不用等(open_office: Any) -> None:
    office = open_office()
    office.echo.pause = 0.01

    async def talk() -> None:
        for sender, text in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")]:
            office.post.receive(office.incoming(sender, text))
        await office.quiet()

    office.run(talk)
    log = office.echo.log
    assert [entry for entry in log if "a" in entry] == ["+a1", "-a1", "+a2", "-a2", "+a3", "-a3"]
    assert log.index("+b1") < log.index("-a1")
    assert [text for sender, text in office.notes.delivered if sender == "a"] == ["1 a1", "2 a2", "3 a3"]


def test_先把来信都收下_再开始办(open_office: Any) -> None:
    office = open_office()

    async def talk() -> None:
        for number in range(20):
            office.post.receive(office.incoming(f"人{number}", "好"))
            await asyncio.sleep(0)
        assert office.echo.log == []
        await office.quiet()

    office.run(talk)
    assert len(office.notes.delivered) == 20


def test_同一编号送来几次只办一次(open_office: Any) -> None:
    office = open_office()

    async def talk() -> list[bool]:
        receipts = [office.post.receive(office.incoming("a", "你好", key="7")) for _ in range(3)]
        await office.quiet()
        receipts.append(office.post.receive(office.incoming("a", "你好", key="7")))
        await office.quiet()
        return [receipt.repeated for receipt in receipts]

    assert office.run(talk) == [False, True, True, True]
    assert office.notes.texts == ["1 你好"]


def test_重启之后没办完的按先后接着办(open_office: Any) -> None:
    office = open_office()
    for text in ("一", "二"):
        office.store.add(office.incoming("a", text))
    office.run(office.quiet)
    assert office.notes.texts == ["1 一", "2 二"]


def test_让进程一再崩溃的一条不再办(open_office: Any) -> None:
    office = open_office()
    office.store.add(office.incoming("a", "毒"))
    for _ in range(3):
        office.store.tried(office.store.unfinished()[0])
    office.run(office.quiet)
    assert office.echo.log == []
    assert "稍后再试" in office.notes.texts[0]


def test_排队太多只提醒一次_别人照常(open_office: Any) -> None:
    office = open_office(waiting_per_person=5)

    async def talk() -> list[bool]:
        refused = []
        for number in range(12):
            try:
                office.post.receive(office.incoming("a", str(number)))
            except TooFast as error:
                refused.append(error.first)
        office.post.receive(office.incoming("b", "好"))
        await office.quiet()
        return refused

    assert office.run(talk) == [True] + [False] * 6
    assert sum("有点快" in text for text in office.notes.texts) == 1
    assert ("b", "1 好") in office.notes.delivered


def test_每分钟的条数有上限(open_office: Any) -> None:
    office = open_office(messages_per_minute=3.0)

    async def talk() -> None:
        for _ in range(3):
            office.post.receive(office.incoming("a", "好"))
            await office.quiet()
        with pytest.raises(TooFast):
            office.post.receive(office.incoming("a", "好"))
        office.post.receive(office.incoming("b", "好"))

    office.run(talk)


def test_总数满了谁也不收_但已收的编号认得(open_office: Any) -> None:
    office = open_office(waiting=2)
    office.echo.pause = 0.05

    async def talk() -> None:
        first = office.post.receive(office.incoming("a", "一", key="1"))
        office.post.receive(office.incoming("b", "二"))
        with pytest.raises(Full):
            office.post.receive(office.incoming("c", "三"))
        assert office.post.receive(office.incoming("a", "一", key="1")).id == first.id
        await office.quiet()
        office.post.receive(office.incoming("c", "三"))
        await office.quiet()

    office.run(talk)
    assert ("c", "1 三") in office.notes.delivered


def test_办坏了也有回话_而且什么也没记下(open_office: Any, caplog: pytest.LogCaptureFixture) -> None:
    office = open_office()
    office.echo.fail = "我的秘密"

    async def talk() -> None:
        office.post.receive(office.incoming("a", "我的秘密"))
        office.post.receive(office.incoming("a", "好"))
        await office.quiet()

    office.run(talk)
    assert "稍后再试" in office.notes.texts[0]
    assert office.notes.texts[1] == "1 好"
    assert "ValueError" in caplog.text
    assert "秘密" not in caplog.text


def test_办得太久就不等了(open_office: Any) -> None:
    office = open_office(turn_seconds=0.02)
    office.echo.pause = 5

    async def talk() -> None:
        office.post.receive(office.incoming("a", "好"))
        await office.quiet()

    office.run(talk)
    assert "稍后再试" in office.notes.texts[0]
    assert rows(office, DIALOGUES) == []


def test_对话_收件_发件同时写下(open_office: Any) -> None:
    office = open_office()
    seen: list[tuple[int, int, int]] = []

    async def talk() -> None:
        office.notes.pause = 0.05
        office.echo.pause = 0.05
        office.post.receive(office.incoming("a", "好"))
        for _ in range(30):
            done = sum(row.done is not None for row in rows(office, INBOX))
            seen.append((done, len(rows(office, OUTBOX)), len(rows(office, DIALOGUES))))
            await asyncio.sleep(0.005)
        await office.quiet()

    office.run(talk)
    assert set(seen) == {(0, 0, 0), (1, 1, 1)}


def test_办完的不再留原话_送到的不再留回话(open_office: Any) -> None:
    office = open_office()

    async def talk() -> None:
        office.post.receive(office.incoming("a", "我们公司去年亏损"))
        await office.quiet()

    office.run(talk)
    assert [row.text for row in rows(office, INBOX)] == [""]
    assert [(row.body, row.address) for row in rows(office, OUTBOX)] == [({}, {})]


def test_过期的记录清掉_编号留够七天(open_office: Any) -> None:
    office = open_office()

    async def talk() -> None:
        office.post.receive(office.incoming("a", "好"))
        receipt = office.post.receive(office.incoming("web", "好", channel="rest"))
        assert await office.post.replies(receipt, 5)
        await office.quiet()

    office.run(talk)
    now = office.store.clock()
    office.store.clock = lambda: now + 1.5 * DAY
    office.store.prune(["notes"])
    assert [row.channel for row in rows(office, OUTBOX)] == ["notes"]
    assert len(rows(office, INBOX)) == 2
    office.store.clock = lambda: now + 7.5 * DAY
    office.store.prune(["notes"])
    assert rows(office, OUTBOX) == rows(office, INBOX) == []


def test_删除资料_全部清掉_告别的话送到后也清掉(open_office: Any) -> None:
    office = open_office()
    forgotten: list[str] = []
    office.notes.forget = lambda connection, sender: forgotten.append(sender)

    async def talk() -> None:
        office.notes.trouble["1 查"] = [Refused("test")]
        for sender, text in [("a", "查"), ("a", "记"), ("b", "在"), ("a", "删除")]:
            office.post.receive(office.incoming(sender, text))
        await office.quiet()

    office.run(talk)
    assert office.notes.delivered[-1] == ("a", "已删除")
    assert forgotten == ["a"]
    assert {row.sender for row in rows(office, OUTBOX)} == {row.sender for row in rows(office, DIALOGUES)} == {"b"}
    assert "a" not in {row.sender for row in rows(office, INBOX)}
    assert {row.key for row in rows(office, INBOX)} == {"k1", "k2", "k3", "k4"}


def test_当场告别的_留着的告别不写是谁_重发还答得上(open_office: Any) -> None:
    office = open_office()

    async def talk() -> Any:
        office.post.receive(office.incoming("web-a", "记", channel="rest"))
        receipt = office.post.receive(office.incoming("web-a", "删除", key="bye", channel="rest"))
        first = await office.post.replies(receipt, 5)
        again = office.post.receive(office.incoming("web-a", "删除", key="bye", channel="rest"))
        return first, await office.post.replies(again, 5)

    first, again = office.run(talk)
    assert first == again
    assert first[0]["text"] == "已删除"
    assert {row.sender for row in rows(office, OUTBOX)} == {row.sender for row in rows(office, INBOX)} == {""}


def test_渠道自己当场回答_就不再另送(open_office: Any) -> None:
    office = open_office()

    async def talk() -> Any:
        receipt = office.post.receive(office.incoming("a", "一|二", key="1"))
        again = office.post.receive(office.incoming("a", "一|二", key="1"))
        got = await asyncio.gather(office.post.replies(receipt, 5), office.post.replies(again, 5))
        later = await office.post.replies(again, 5)
        office.post.confirm(receipt)
        await office.quiet()
        return [*got, later, await office.post.replies(again, 5)]

    assert office.run(talk) == [[{"text": "1 一"}, {"text": "1 二"}]] * 4
    assert office.notes.attempts == []


def test_当场只答第一段_其余的随后按序送到(open_office: Any) -> None:
    office = open_office()

    async def talk() -> Any:
        receipt = office.post.receive(office.incoming("a", "一|二|三"))
        got = await office.post.replies(receipt, 5, at_most=1)
        await asyncio.sleep(0.03)
        assert office.notes.attempts == []
        office.post.confirm(receipt)
        await office.quiet()
        return got

    assert office.run(talk) == [{"text": "1 一"}]
    assert office.notes.texts == ["1 二", "1 三"]


def test_来不及当场回答_就由邮差送(open_office: Any) -> None:
    office = open_office()
    office.echo.pause = 0.05

    async def talk() -> Any:
        receipt = office.post.receive(office.incoming("a", "好"))
        got = await office.post.replies(receipt, 0.01)
        await office.quiet()
        return got, await office.post.replies(receipt, 0.01)

    assert office.run(talk) == (None, [])
    assert office.notes.texts == ["1 好"]


def test_认领了没有确认_重启后或一分钟后照送(open_office: Any) -> None:
    office = open_office()

    async def claim() -> None:
        assert await office.post.replies(office.post.receive(office.incoming("a", "好")), 5)

    office.run(claim)
    office.run(office.quiet)
    assert office.notes.texts == ["1 好"]

    async def claim_again() -> None:
        await claim()
        now = office.store.clock()
        office.store.clock = lambda: now + CLAIM_LASTS + 1
        office.store.release(["notes"], older_than=CLAIM_LASTS)
        office.post.delivery.look()
        await office.quiet()

    office.run(claim_again)
    assert office.notes.texts == ["1 好", "2 好"]


def test_渠道已定的回答不进对话_但有先后且只一次(open_office: Any) -> None:
    office = open_office()

    async def talk() -> None:
        office.post.receive(office.incoming("a", "一"))
        for _ in range(2):
            office.post.receive(office.incoming("a", "", key="照片", answer=[{"text": "只看文字"}]))
        office.post.receive(office.incoming("a", "二"))
        await office.quiet()

    office.run(talk)
    assert office.notes.texts == ["1 一", "只看文字", "2 二"]


def test_送不出去的退一步再送_先后不乱_别人照送(open_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.delivery.FIRST_BACKOFF", 0.01)
    office = open_office()
    office.notes.trouble["1 一"] = [Retry(0.05), OSError("down")]

    async def talk() -> None:
        office.post.receive(office.incoming("a", "一"))
        office.post.receive(office.incoming("a", "二"))
        office.post.receive(office.incoming("b", "三"))
        await office.quiet()

    office.run(talk)
    assert office.notes.attempts.count("1 一") == 3
    assert [text for sender, text in office.notes.delivered if sender == "a"] == ["1 一", "2 二"]
    assert office.notes.texts[0] == "1 三"


def test_总也送不出去的成为死信_看得见_可以再送(open_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.delivery.FIRST_BACKOFF", 0.001)
    office = open_office(attempts=3)
    office.notes.trouble["1 一"] = [Retry() for _ in range(3)]
    office.notes.trouble["2 二"] = [Refused("too_long")]

    async def talk() -> None:
        for text in ("一", "二", "三"):
            office.post.receive(office.incoming("a", text))
        await office.quiet()

    office.run(talk)
    assert office.notes.texts == ["3 三"]
    assert [(row.body["text"], row.reason) for row in office.store.letters(DEAD)] == [("1 一", "attempts"), ("2 二", "too_long")]
    assert office.store.counts() == {("notes", DEAD): 2}
    assert office.store.revive() == 2
    office.run(office.quiet)
    assert office.notes.texts == ["3 三", "1 一", "2 二"]


def test_对方拉黑了就不再送_再来信就恢复(open_office: Any) -> None:
    office = open_office()
    office.notes.trouble["1 一"] = [Unreachable()]

    async def talk() -> None:
        office.post.receive(office.incoming("a", "一|二"))
        await office.quiet()
        office.post.tell(office.incoming("a", ""), [{"text": "通知"}])
        await office.quiet()
        assert office.notes.attempts == ["1 一"]
        office.post.receive(office.incoming("a", "我回来了"))
        await office.quiet()

    office.run(talk)
    assert office.notes.texts == ["2 我回来了"]


def test_慢的时候显示正在处理(open_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office()

    async def talk() -> int:
        monkeypatch.setattr("bot.mail.post.BUSY_AFTER", 60.0)
        office.post.receive(office.incoming("a", "快"))
        await office.quiet()
        quick = office.notes.busied
        monkeypatch.setattr("bot.mail.post.BUSY_AFTER", 0.02)
        office.echo.pause = 0.1
        office.post.receive(office.incoming("a", "慢"))
        await office.quiet()
        return quick

    assert office.run(talk) == 0
    assert office.notes.busied == 1


def test_数据库忙的时候等它_不丢不重(open_office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office()
    finish, failures = office.store.finish, [sa.exc.OperationalError("busy", {}, OSError())] * 2

    def busy(*arguments: Any, **more: Any) -> Any:
        if failures:
            raise failures.pop()
        return finish(*arguments, **more)

    monkeypatch.setattr("bot.mail.post.FIRST_PAUSE", 0.01)
    monkeypatch.setattr(office.store, "finish", busy)

    async def talk() -> None:
        office.post.receive(office.incoming("a", "一"))
        await office.quiet()

    office.run(talk)
    assert office.echo.log == ["+一", "-一"]
    assert office.notes.texts == ["1 一"]


def test_写不下去的回话换成一句能写的(open_office: Any) -> None:
    office = open_office()
    office.echo.dialogues.write = lambda sender, events: None
    parts = office.notes.parts
    office.notes.parts = lambda replies: [{**reply, "bad": {1}} if "坏" in reply["text"] else reply for reply in parts(replies)]

    async def talk() -> None:
        office.post.receive(office.incoming("a", "坏"))
        office.post.receive(office.incoming("a", "好"))
        await office.quiet()

    office.run(talk)
    assert "稍后再试" in office.notes.texts[0]
    assert office.notes.texts[1] == "1 好"


def test_两个进程抢同一条_只有一个写得下(open_office: Any, caplog: pytest.LogCaptureFixture) -> None:
    first, second = open_office(), open_office()
    first.store.add(first.incoming("a", "一"))

    async def both() -> None:
        await first.post.start()
        await second.post.start()
        await first.quiet()
        await second.quiet()
        await first.post.stop()
        await second.post.stop()

    asyncio.run(both())
    assert "two servers" in caplog.text
    assert json.loads(rows(first, DIALOGUES)[0].events) == ["一"]
