"""The Rasa agent with its actions in the same interpreter: no HTTP hop between them."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any, Optional

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.graph import run_in_order
from bot.trackers import FoldingTrackerStore

ACTIONS = "actions"


class LocalActions(EndpointConfig):
    """An action endpoint that runs the actions itself and answers as the action server would."""

    def __init__(self, package: str = ACTIONS) -> None:
        # The domain is half a megabyte a call and no action of ours reads it.
        super().__init__(url="local", enable_selective_domain=True)
        # An import error must surface as itself here: register_package would end the process.
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
        self.executor = ActionExecutor()
        self.executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        **call: Any,
    ) -> Any:
        """Runs the action ``json["next_action"]``; a rejection comes back as the action server's status."""
        try:
            return await self.executor.run(call["json"])
        except ActionExecutionRejection as rejection:
            body = json.dumps({"action_name": rejection.action_name, "error": rejection.message})
            raise ClientResponseError(400, "rejected", body) from rejection
        except ActionNotFoundException as missing:
            body = json.dumps({"action_name": missing.action_name, "error": missing.message})
            raise ClientResponseError(404, "not found", body) from missing

    def copy(self) -> LocalActions:
        """The same endpoint: Rasa copies its configuration, the executor must stay one."""
        return self


def trust_own_actions() -> None:
    """Takes what our own executor returns as it is: it has built and checked the events itself, with the same SDK.

    Rasa would check its constant schema (30 ms) and then every event against it (1 ms) at each call, as is right for a
    server elsewhere.
    """

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        return True

    RemoteAction._validate_action_result = validate


def load_agent(model: Path) -> Agent:
    """The agent for a model file, with our tracker store and the actions of this project."""
    trust_own_actions()
    run_in_order()
    return Agent.load(str(model), tracker_store=FoldingTrackerStore(), action_endpoint=LocalActions())
