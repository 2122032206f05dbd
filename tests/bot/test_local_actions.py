"""The in-process action endpoint keeps the contract of Rasa's action server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from actions import replies
from bot.agent import LocalActions

NAMES = sorted(file.name for file in replies.TEMPLATES.glob("*.txt"))


class Says(Action):
    """Says the text of the latest message."""

    def name(self) -> str:
        """The name in the call."""
        return "action_test_says"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        """One message and one event."""
        dispatcher.utter_message(text=tracker.latest_message["text"])
        return [{"event": "slot", "name": "asked", "value": "revenue"}]


class Rejects(Action):
    """Never runs."""

    def name(self) -> str:
        """The name in the call."""
        return "action_test_rejects"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        """Rejects."""
        raise ActionExecutionRejection(self.name(), "现在不行")


@pytest.fixture
def endpoint() -> LocalActions:
    """An endpoint with the two actions of this file."""
    found = LocalActions.__new__(LocalActions)
    found.executor = ActionExecutor()
    found.executor.register_action(Says())
    found.executor.register_action(Rejects())
    return found


def call(endpoint: LocalActions, action: str) -> Any:
    """What Rasa sends."""
    tracker = {"sender_id": "a", "slots": {}, "latest_message": {"text": "你好"}, "events": [], "paused": False}
    body = {"next_action": action, "sender_id": "a", "tracker": tracker}
    return asyncio.run(endpoint.request(json=body, method="post", timeout=10, compress=False))


def test_an_action_answers_with_events_and_messages(endpoint: LocalActions) -> None:
    answer = call(endpoint, "action_test_says")
    assert answer["events"] == [{"event": "slot", "name": "asked", "value": "revenue"}]
    assert answer["responses"][0]["text"] == "你好"


@pytest.mark.parametrize(("action", "status"), [("action_test_rejects", 400), ("action_test_unknown", 404)])
def test_refusals_come_as_the_action_servers_statuses(endpoint: LocalActions, action: str, status: int) -> None:
    with pytest.raises(ClientResponseError) as refused:
        call(endpoint, action)
    assert refused.value.status == status
    assert json.loads(refused.value.text)["action_name"] == action


def test_a_copy_is_the_endpoint_itself(endpoint: LocalActions) -> None:
    assert endpoint.copy() is endpoint


def test_the_projects_actions_are_all_found() -> None:
    import yaml

    from bot.home import PROJECT

    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["actions"]) <= set(LocalActions().executor.actions)


def test_replies_are_rendered_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that change under a running assistant, as in an upgrade, do not reach half of its replies."""
    LocalActions()
    replies.environment.cache_clear()
    monkeypatch.setattr(replies, "TEMPLATES", Path("/gone"))
    monkeypatch.setattr("builtins.open", None)
    monkeypatch.setattr(Path, "read_text", None)
    assert "企业情况 3 项" in replies.render("forgotten", count=3, gone={})
    assert sorted(replies.environment().list_templates()) == NAMES
