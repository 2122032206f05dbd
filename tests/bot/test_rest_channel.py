"""The REST channel as a stranger on the net would use it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

WEBHOOK = "/webhooks/rest/webhook"
BODIES = yaml.safe_load(Path(__file__).with_name("rest_bodies.yml").read_text(encoding="utf-8"))
PAYLOADS = [
    "/restart", "/inform{\"program\": \"little_giant\"}", "/delete_profile", "  /restart", "／restart", "\u200b/restart",
    "\ufeff/restart", "/restart@1.0", "/greet\n", "//restart",
]


def _content(case: dict[str, Any]) -> bytes:
    if "nested" in case:
        return b"[" * case["nested"]
    if "latin1" in case:
        return str(case["latin1"]).encode("latin-1")
    if "long_sender" in case:
        return json.dumps({"sender": "s" * case["long_sender"], "message": "你好"}).encode()
    if "long_message" in case:
        return json.dumps({"sender": "hostile", "message": "x" * case["long_message"]}).encode()
    return str(case["body"]).encode()


@pytest.mark.parametrize("case", BODIES, ids=[case["name"] for case in BODIES])
def test_bad_body_is_refused_in_the_one_shape(server: Any, case: dict[str, Any]) -> None:
    headers = {"Content-Type": case.get("type", "application/json")}
    response = server.request("POST", WEBHOOK, content=_content(case), headers=headers)
    answer = response.json()
    assert response.status_code == case["status"], response.text
    assert answer["ok"] is False
    assert answer["error"]
    assert [error["path"] for error in answer["errors"]] == ([case["path"]] if case["path"] else [])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_typed_payload_never_runs(server: Any, sender: str, payload: str) -> None:
    server.say(sender, "去年营收3.2亿，我能申报小巨人吗")
    replies = server.say(sender, payload)
    assert "按钮" in replies[0]["text"] or "restart" not in payload, replies
    assert "3.2亿" in json.dumps(server.say(sender, "看看我的企业资料"), ensure_ascii=False)


def test_a_leading_slash_before_plain_words_is_only_dropped(server: Any, sender: str) -> None:
    replies = server.say(sender, "/ 你好")
    assert replies == server.say(sender, "你好")


def test_every_message_gets_an_answer_in_rasas_shape(server: Any, sender: str) -> None:
    for message in ("你好", "我能申报小巨人吗", "嗯", "？？？", "😀", "a" * 2000, "\u0000你好"):
        replies = server.say(sender, message)
        assert replies
        assert all(reply["recipient_id"] == sender for reply in replies)
        assert any(reply.get("text") for reply in replies)


def test_a_button_sends_its_payload_back_as_the_message(server: Any, sender: str) -> None:
    buttons = [button for reply in server.say(sender, "你好") for button in reply.get("buttons", [])]
    assert buttons
    assert all(set(button) >= {"title", "payload"} for button in buttons)
    assert any(reply.get("text") for reply in server.say(sender, buttons[0]["payload"]))


def test_messages_of_one_person_are_answered_in_order(server: Any, sender: str) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: server.say(sender, "去年营收3.2亿"), range(12)))
    assert all(answers)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(server.say, [sender, f"{sender}-2"], ["我能申报小巨人吗"] * 2)
    assert {reply["recipient_id"] for reply in first} == {sender}
    assert {reply["recipient_id"] for reply in second} == {f"{sender}-2"}


def test_the_same_message_id_is_answered_once_and_the_same(server: Any, sender: str) -> None:
    body = {"sender": sender, "message": "去年营收3.2亿", "message_id": "1"}
    with ThreadPoolExecutor(4) as pool:
        answers = [response.json() for response in pool.map(lambda _: server.post(WEBHOOK, body), range(4))]
    assert answers[1:] == answers[:1] * 3
    assert server.post(WEBHOOK, body).json() == answers[0]
    # Ids are each client's own.
    other = server.post(WEBHOOK, {**body, "sender": f"{sender}-other", "message": "你好"}).json()
    assert other[0]["text"] != answers[0][0]["text"]


def test_the_post_is_measured(server: Any, sender: str) -> None:
    server.say(sender, "你好")
    assert 'zjtx_mail_received_total{channel="rest",outcome="taken"}' in server.get("/metrics").text


def test_the_day_comes_from_the_channel(server: Any, sender: str, today: str) -> None:
    replies = server.say(sender, "我们还不是专精特新，能申报小巨人吗")
    decision = next(reply["custom"] for reply in replies if (reply.get("custom") or {}).get("type") == "decision")
    assert decision["on"] == today
    assert decision["verdict"] == "ineligible"


def test_a_client_cannot_choose_the_day(server: Any, sender: str, today: str) -> None:
    body = {"sender": sender, "message": "我们还不是专精特新，能申报小巨人吗", "metadata": {"on": "2021-05-01"}}
    replies = server.post(WEBHOOK, body).json()
    decision = next(reply["custom"] for reply in replies if (reply.get("custom") or {}).get("type") == "decision")
    assert decision["on"] == today


def test_deleting_ones_data_deletes_the_dialogue(server: Any, sender: str) -> None:
    server.say(sender, "去年营收3.2亿，我能申报小巨人吗")
    server.say(sender, "把我的信息删掉")
    goodbye = server.say(sender, "确定删除")
    assert "forgotten" in [(reply.get("custom") or {}).get("type") for reply in goodbye]
    assert "3.2亿" not in json.dumps(server.say(sender, "看看我的企业资料"), ensure_ascii=False)
