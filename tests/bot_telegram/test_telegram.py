"""Telegram as people and attackers use it, against an independent peer."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.courier import TelegramCourier
from bot.channels.telegram.parts import units
from bot.mail import Limits, Post, open_database
from bot.mail.store import DEAD, Store
from tests.bot_telegram.conftest import SECRET, TOKEN, World

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BOTH = pytest.mark.parametrize("mode", ["webhook", "polling"])
MEDIA = {
    "图片": ("simulatePhotoMessage", [640, 480]),
    "语音": ("simulateVoiceMessage", [3]),
    "贴纸": ("simulateStickerMessage", []),
    "视频": ("simulateVideoMessage", [640, 480, 5]),
    "文件": ("simulateDocumentMessage", ["审计报告.pdf", "application/pdf"]),
    "位置": ("simulateLocationMessage", [30.2, 120.1]),
    "名片": ("simulateContactMessage", [{"phoneNumber": "+8613800000000", "firstName": "王"}]),
}
# Typed, never run: what arrives at the assistant instead.
TYPED = {
    "重启": ("/restart", "/help"),
    "意图": ('/inform{"program": "little_giant"}', "/help"),
    "带置信度": ("/greet@1.0", "/help"),
    "删除": ("/delete_profile", "/help"),
    "不认识的命令": ("/whoami", "/help"),
    "只有斜杠": ("/", "/help"),
    "开始": ("/start", "/greet"),
    "大写开始": ("/START", "/greet"),
    "带参数的开始": ("/start from_poster", "/greet"),
    "点名本机器人": ("/start@zjtx_bot", "/greet"),
    "求助": ("/help", "/help"),
}


async def post_update(world: World, update: Any, secret: str = SECRET, **more: Any) -> Any:
    content = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"Content-Type": "application/json", **({HEADER: secret} if secret else {})}
    return await world.http.post(world.url, content=content, headers={**headers, **more})


def text_update(number: int, text: str = "你好", person: int = 7) -> dict[str, Any]:
    who = {"id": person, "is_bot": False, "first_name": "人"}
    chat = {"id": person, "type": "private", "first_name": "人"}
    return {"update_id": number, "message": {"message_id": number, "date": 1764200000, "chat": chat, "from": who, "text": text}}


@BOTH
def test_发一句答一句_按先后(world: Any, mode: str) -> None:
    async def talk(world: World) -> list[str]:
        for text in ("一", "二", "三"):
            await world.says(7, text)
        await world.quiet()
        return await world.texts(7, 3)

    assert world(talk, mode) == ["1 一", "2 二", "3 三"]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "é"])
def test_没有或不对的密令_拒绝而且什么也不做(world: Any, secret: str) -> None:
    async def talk(world: World) -> None:
        response = await post_update(world, text_update(1), secret="")if not secret else await post_update(
            world, text_update(1), secret="", **{HEADER: secret.encode()}
        )
        assert response.status_code == 403
        assert response.json()["ok"] is False
        await world.quiet()
        assert world.assistant.heard == []

    world(talk)


def test_用轮询时_没人能从网上送更新(world: Any) -> None:
    async def talk(world: World) -> None:
        assert (await post_update(world, text_update(1), secret="")).status_code == 403
        assert (await post_update(world, text_update(1))).status_code == 403

    world(talk, "polling")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["空", "半截", "乱码", "太深"])
def test_不是_JSON_的请求_退回(world: Any, body: bytes) -> None:
    async def talk(world: World) -> None:
        response = await post_update(world, body)
        assert response.status_code == 400
        assert response.json()["ok"] is False
        await world.says(7, "还在吗")
        assert await world.texts(7, 1) == ["1 还在吗"]

    world(talk)


def test_过大的请求_退回(world: Any) -> None:
    async def talk(world: World) -> None:
        response = await post_update(world, text_update(1, "大" * 300_000))
        assert response.status_code == 413
        assert response.json()["ok"] is False

    world(talk)


POISON: dict[str, Any] = {
    "不是对象": [1, 2],
    "只有数字": 5,
    "空": None,
    "缺字段": {"update_id": 5, "message": {"text": "毒"}},
    "类型不对": {"update_id": 5, "message": {"message_id": "x", "date": "y", "chat": 3, "from": 4}},
    "编号不是数": {"update_id": "五", "message": {"message_id": 1, "date": 1, "chat": {"id": 1}}},
}


@pytest.mark.parametrize("update", POISON.values(), ids=POISON)
def test_签名对但读不懂的更新_收下_记一行(world: Any, update: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def talk(world: World) -> None:
        assert (await post_update(world, update)).status_code == 200
        await world.says(7, "还在吗")
        assert await world.texts(7, 1) == ["1 还在吗"]

    with caplog.at_level(logging.ERROR):
        world(talk)
    assert sum("cannot be read" in record.getMessage() for record in caplog.records) <= 1
    assert "毒" not in caplog.text


def test_轮询遇到读不懂的更新_后面的照样收到(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def talk(world: World) -> None:
        await world.control("push", **{"update_id": 0, "message": {"text": "毒"}})
        await world.says(7, "一")
        await world.says(7, "二")
        assert await world.texts(7, 2) == ["1 一", "2 二"]
        await world.quiet()

    world(talk, "polling")
    assert sum("cannot be read" in record.getMessage() for record in caplog.records) == 1


@BOTH
def test_存不下的字符_去掉后照样回答_不堵住后面的(world: Any, mode: str) -> None:
    async def talk(world: World) -> None:
        await world.control("push", **text_update(0, "半个\ud83d表情\x00"))
        await world.texts(7, 1)
        await world.says(7, "后面的")
        assert await world.texts(7, 2) == ["1 半个表情", "2 后面的"]
        await world.presses(7, "\udc00")
        answers = (await world.until(world.state, lambda state: state["answers"]))["answers"]
        assert "失效" in answers[0]["text"]

    world(talk, mode)


def test_同一更新送来几次_只办一次(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.says(7, "先")
        await world.texts(7, 1)
        for _ in range(4):
            assert (await post_update(world, text_update(99))).status_code == 200
        await world.quiet()
        assert (await post_update(world, text_update(99))).status_code == 200
        await world.quiet()
        assert await world.texts(7, 2) == ["1 先", "2 你好"]

    world(talk)


def test_五十条快信_排队有限_只提醒一次_都确认_别人照常(world: Any) -> None:
    async def talk(world: World) -> None:
        for person in (7, 8):
            await world.says(person, "先")
            await world.texts(person, 1)
        held = world.assistant.held["你好"] = asyncio.Event()
        flood = [post_update(world, text_update(9000 + number)) for number in range(50)]
        responses = await asyncio.gather(*flood, post_update(world, text_update(9100, person=8, text="我呢")))
        assert {response.status_code for response in responses} == {200}
        assert await world.texts(8, 2) == ["1 先", "2 我呢"]
        held.set()
        await world.quiet()
        texts = await world.texts(7, 2)
        assert sum("有点快" in text for text in texts) == 1
        answers = [text for text in texts if "你好" in text]
        assert answers == [f"{number} 你好" for number in range(2, len(answers) + 2)]
        assert len(answers) == 20

    world(talk)


def test_人太多时请平台稍后再送_一条不丢(world: Any) -> None:
    async def talk(world: World) -> None:
        held = world.assistant.held["你好"] = asyncio.Event()
        responses = await asyncio.gather(*(post_update(world, text_update(9000 + number, person=number)) for number in range(1, 9)))
        refused = [response for response in responses if response.status_code != 200]
        assert len(refused) == 5
        assert all(response.status_code == 503 and int(response.headers["Retry-After"]) >= 1 for response in refused)
        held.set()
        await world.quiet()
        for number in range(101, 109):
            await world.says(number, "你好")
        for number in range(101, 109):
            assert await world.texts(number, 1) == ["1 你好"]

    world(talk, waiting=3)


def test_慢的时候显示正在输入_随后回答(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.post.BUSY_AFTER", 0.01)

    async def talk(world: World) -> None:
        held = world.assistant.held["难题"] = asyncio.Event()
        await world.says(7, "难题")
        shown = await world.until(lambda: world.sent(7, "sendChatAction"), bool)
        assert {each["action"] for each in shown} == {"typing"}
        assert await world.sent(7) == []
        held.set()
        assert await world.texts(7, 1) == ["1 难题"]

    world(talk)


@pytest.mark.parametrize("kind", MEDIA)
def test_图片语音之类_回一句只看文字_不进对话(world: Any, kind: str) -> None:
    method, arguments = MEDIA[kind]

    async def talk(world: World) -> None:
        await world.control("simulate", method=method, person=7, arguments=arguments)
        assert "只看得懂文字" in (await world.texts(7, 1))[0]
        assert world.assistant.heard == []

    world(talk)


def test_图片的说明当文字(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.control("simulate", method="simulatePhotoMessage", person=7, arguments=[64, 48, {"caption": "去年营收3亿"}])
        assert await world.texts(7, 1) == ["1 去年营收3亿"]

    world(talk)


def test_过长的话_请他分开说(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.says(7, "长" * 2001)
        assert "太长" in (await world.texts(7, 1))[0]
        assert world.assistant.heard == []

    world(talk)


@pytest.mark.parametrize("field", ["edited_message", "channel_post", "edited_channel_post", "message_reaction", "poll"])
def test_改过的消息_频道消息_表态_不理会(world: Any, field: str) -> None:
    async def talk(world: World) -> None:
        message = text_update(5, "改过")["message"]
        assert (await post_update(world, {"update_id": 5, field: message})).status_code == 200
        await world.says(7, "新的")
        assert await world.texts(7, 1) == ["1 新的"]
        assert world.assistant.heard == ["新的"]

    world(talk)


def test_群里只谢绝一次_不回答(world: Any) -> None:
    async def talk(world: World) -> None:
        for text in ("你好", "/start", "有人吗"):
            await world.says(7, text, chat=-100200300, type="supergroup")
        await world.says(7, "私聊")
        assert await world.texts(7, 1) == ["1 私聊"]
        await world.quiet()
        refusals = await world.texts(-100200300, 1)
        assert len(refusals) == 1
        assert "私聊" in refusals[0]

    world(talk)


@pytest.mark.parametrize("case", TYPED)
def test_命令只有开始和求助_打字的意图不执行(world: Any, case: str) -> None:
    typed, heard = TYPED[case]

    async def talk(world: World) -> None:
        await post_update(world, text_update(5, typed))
        await world.texts(7, 1)
        assert world.assistant.heard == [heard]

    world(talk)


def test_给别的机器人的命令_不理会(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.says(7, "/start@other_bot")
        await world.says(7, "你好")
        assert await world.texts(7, 1) == ["1 你好"]

    world(talk)


@BOTH
def test_按钮带短编号_按下就当说了那句话(world: Any, mode: str) -> None:
    payload = "我想看看我们企业能不能申报专精特新小巨人这个项目，以及还差哪些条件" * 3

    async def talk(world: World) -> None:
        world.assistant.answers["问"] = [{"text": "选一个", "buttons": [{"title": "标题" * 50, "payload": payload}]}]
        await world.says(7, "问")
        (sent,) = await world.until(lambda: world.sent(7), bool)
        button = sent["reply_markup"]["inline_keyboard"][0][0]
        assert len(button["callback_data"].encode()) <= 64
        assert len(button["text"]) <= 60
        update = await world.presses(7, button["callback_data"])
        await world.texts(7, 2)
        assert world.assistant.heard == ["问", payload]
        answers = (await world.until(world.state, lambda state: state["answers"]))["answers"]
        assert [answer["callback_query_id"] for answer in answers] == [update["callback_query"]["id"]]
        assert "text" not in answers[0]

    world(talk, mode)


@pytest.mark.parametrize("data", ["", "x" * 64, '/inform{"program":"little_giant"}', "别人的"])
def test_失效或别人的按钮_给一句提示_不执行(world: Any, data: str) -> None:
    async def talk(world: World) -> None:
        world.assistant.answers["问"] = [{"text": "选", "buttons": [{"title": "是", "payload": "是"}]}]
        await world.says(7, "问")
        (sent,) = await world.until(lambda: world.sent(7), bool)
        theirs = sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await world.presses(8, theirs if data == "别人的" else data)
        answers = (await world.until(world.state, lambda state: state["answers"]))["answers"]
        assert "失效" in answers[0]["text"]
        assert world.assistant.heard == ["问"]

    world(talk)


def test_按钮过时太久_平台不收回应_也没关系(world: Any) -> None:
    async def talk(world: World) -> None:
        late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        await world.control("fault", method="answerCallbackQuery", kind="status", status=400, description=late)
        await world.presses(7, "x")
        await world.says(7, "你好")
        assert await world.texts(7, 1) == ["1 你好"]

    world(talk)


def test_长回答分段_不超过上限_先后不乱_从行边断开(world: Any) -> None:
    lines = [f"第{number}条：" + "条件" * 40 + "😀" * 5 for number in range(120)]

    async def talk(world: World) -> list[str]:
        world.assistant.answers["长"] = [{"text": "\n".join(lines), "buttons": [{"title": "好", "payload": "好"}]}]
        await world.says(7, "长")
        await world.until(lambda: world.sent(7), lambda sent: sum(len(each["text"]) for each in sent) > 10_000)
        await world.quiet()
        sent = await world.sent(7)
        assert ["reply_markup" in each for each in sent] == [False] * (len(sent) - 1) + [True]
        return [each["text"] for each in sent]

    texts = world(talk)
    assert all(units(text) <= 4096 for text in texts)
    assert "\n".join(texts).split("\n") == lines


def test_平台说太快_等它说的秒数_别的人照送(world: Any) -> None:
    async def talk(world: World) -> None:
        async def too_fast(seconds: int) -> None:
            told = f"Too Many Requests: retry after {seconds}"
            await world.control(
                "fault", method="sendMessage", kind="status", chat=7, status=429, description=told, retry_after=seconds
            )

        await too_fast(1)
        await world.says(7, "一")
        await world.says(7, "二")
        assert await world.texts(7, 3) == ["1 一", "1 一", "2 二"]
        times = [call["at"] for call in (await world.state())["calls"] if call["method"] == "sendMessage"]
        assert times[1] - times[0] >= 1000
        await world.quiet()
        await too_fast(3600)
        await world.says(7, "三")
        await world.texts(7, 4)
        await world.says(8, "四")
        assert await world.texts(8, 1) == ["1 四"]
        waiting = await world.until(lambda: in_an_hour(world), bool)
        assert waiting.body["text"] == "3 三"

    async def in_an_hour(world: World) -> Any:
        found = world.store.next("telegram", "telegram:7")
        return found and found[2] - time.time() > 3000 and found[0]

    world(talk)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500, "description": "Internal Server Error"},
        {"kind": "status", "status": 502, "description": "Bad Gateway"},
        {"kind": "hangup"},
        {"kind": "html"},
    ],
    ids=["500", "502", "断线", "网页"],
)
def test_平台出错_退一步再送(world: Any, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.delivery.FIRST_BACKOFF", 0.05)

    async def talk(world: World) -> None:
        await world.control("fault", method="sendMessage", times=2, chat=7, **fault)
        await world.says(7, "一")
        await world.says(7, "二")
        await world.says(8, "三")
        await world.quiet()
        assert await world.texts(7, 4) == ["1 一", "1 一", "1 一", "2 二"]
        assert await world.texts(8, 1) == ["1 三"]

    world(talk)


def test_送出后没有回音_不盲目重送_留在死信里(world: Any) -> None:
    async def talk(world: World) -> None:
        client = world.courier.bot._request[1]._client
        usual, client.timeout = client.timeout, 0.5
        await world.control("fault", method="sendMessage", kind="lost", milliseconds=60_000)
        await world.says(7, "一")
        dead = await world.until(dead_letters(world), bool)
        assert [row.reason for row in dead] == ["no_reply_from_telegram"]
        client.timeout = usual
        await world.says(7, "二")
        assert await world.texts(7, 2) == ["1 一", "2 二"]

    world(talk)


def test_平台不要的一段_只丢这一段_看得见原因(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.control("fault", method="sendMessage", kind="status", status=400, description="Bad Request: message text is empty")
        await world.says(7, "一")
        await world.says(7, "二")
        await world.quiet()
        assert await world.texts(7, 2) == ["1 一", "2 二"]
        assert [row.reason.lower() for row in world.store.letters(DEAD)] == ["bad_request: message text is empty"]

    world(talk)


@BOTH
def test_被拉黑就停_不再试_再来信就恢复(world: Any, mode: str) -> None:
    async def talk(world: World) -> None:
        world.assistant.answers["长"] = [{"text": "甲" * 9000}]
        await world.control("block", chat=7)
        await world.says(7, "长")
        await world.quiet()
        assert len(await world.sent(7)) == 1
        await world.control("unblock", chat=7)
        await world.says(7, "回来了")
        assert (await world.texts(7, 2))[1] == "2 回来了"

    world(talk, mode)


def test_平台告知被拉黑_不再送(world: Any) -> None:
    async def talk(world: World) -> None:
        person = {"id": 7, "is_bot": False, "first_name": "人"}
        bot = {"id": 4242, "is_bot": True, "first_name": "机", "username": "zjtx_bot"}
        change = {
            "chat": {"id": 7, "type": "private"}, "from": person, "date": 1764200000,
            "old_chat_member": {"status": "member", "user": bot},
            "new_chat_member": {"status": "kicked", "user": bot, "until_date": 0},
        }
        assert (await post_update(world, {"update_id": 5, "my_chat_member": change})).status_code == 200
        assert ("telegram", "telegram:7") in world.store.unreachable()
        await world.says(7, "回来了")
        assert await world.texts(7, 1) == ["1 回来了"]
        assert world.store.unreachable() == set()

    world(talk)


def test_两个程序同时轮询_大声说出来_不抢_消息都有人答(world: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def talk(world: World) -> None:
        store, courier = Store(open_database(f"sqlite:///{tmp_path / 'other.db'}")), TelegramCourier(world.courier.settings)
        other = Post(store, world.assistant, {"telegram": courier}, Limits())
        await other.start()
        try:
            await world.until(conflicts, bool)
            for text in ("一", "二", "三"):
                await world.says(7, text)
                await world.until(heard(world), lambda texts, text=text: text in texts)
        finally:
            await other.stop(1.0)
        # The one that is left goes on alone.
        await world.says(7, "四")
        await world.until(heard(world), lambda texts: "四" in texts)

    async def conflicts() -> bool:
        return "another copy of this bot" in caplog.text

    with caplog.at_level(logging.ERROR), pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.channels.telegram.polling.CONFLICT_PAUSE", 0.5)
        world(talk, "polling")


def heard(world: World) -> Any:
    async def look() -> list[str]:
        return list(world.assistant.heard)

    return look


def dead_letters(world: World) -> Any:
    async def look() -> list[Any]:
        return list(world.store.letters(DEAD))

    return look


def test_轮询断线_退一步再来(world: Any) -> None:
    async def talk(world: World) -> None:
        await world.control("fault", method="getUpdates", kind="hangup", times=1)
        await world.control("fault", method="getUpdates", kind="html", times=1)
        await world.says(7, "你好")
        assert await world.texts(7, 1) == ["1 你好"]

    world(talk, "polling")


def test_先存下再确认_存不下就请平台再送(world: Any) -> None:
    async def talk(world: World) -> None:
        add, failures = world.store.add, [OSError("disk full")] * 2

        def failing(incoming: Any) -> Any:
            if failures:
                raise failures.pop()
            return add(incoming)

        world.store.add = failing  # type: ignore[method-assign]
        await world.says(7, "你好")
        assert await world.texts(7, 1) == ["1 你好"]

    world(talk, "polling")


def test_令牌和密令不进日志(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    from bot.secrets import mask

    mask(TOKEN)
    mask(SECRET)

    async def talk(world: World) -> None:
        await world.control("fault", method="sendMessage", kind="hangup")
        await world.says(7, "你好")
        await world.texts(7, 2)
        try:
            raise RuntimeError(f"GET /bot{TOKEN}/getMe")
        except RuntimeError:
            logging.getLogger("library").exception("failed at %s", world.peer + "/bot" + TOKEN)

    with caplog.at_level(logging.DEBUG):
        world(talk)
    assert "sendMessage" in caplog.text
    assert TOKEN not in caplog.text
    assert SECRET not in caplog.text


def test_删除资料后_按钮也一并忘掉(world: Any) -> None:
    async def talk(world: World) -> None:
        world.assistant.answers["问"] = [{"text": "选", "buttons": [{"title": "是", "payload": "是"}]}]
        world.assistant.answers["删"] = [{"text": "已删除", "custom": {"type": "forgotten"}}]
        await world.says(7, "问")
        (sent,) = await world.until(lambda: world.sent(7), bool)
        await world.says(7, "删")
        await world.texts(7, 2)
        await world.presses(7, sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        answers = (await world.until(world.state, lambda state: state["answers"]))["answers"]
        assert "失效" in answers[0]["text"]

    world(talk)


def test_每个会话每秒一条(world: Any) -> None:
    async def talk(world: World) -> None:
        world.courier.pace.per_chat = 1.0
        for text in ("一", "二", "三"):
            await world.says(7, text)
        assert await world.texts(7, 3) == ["1 一", "2 二", "3 三"]
        times = [call["at"] for call in (await world.state())["calls"] if call["method"] == "sendMessage"]
        assert all(later - earlier >= 950 for earlier, later in zip(times, times[1:]))

    world(talk)
