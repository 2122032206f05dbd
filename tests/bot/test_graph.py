"""Rasa's graph run in order gives what Rasa's own runner gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.graph import OrderedRunner


class Joins(GraphComponent):
    """Writes down what it was given."""

    @classmethod
    def create(cls, config: dict[str, Any], **_: Any) -> Joins:
        """A component that signs with its name."""
        made = cls()
        made.name = config["name"]
        return made

    def run(self, left: str, right: str = "") -> str:
        """Both, in brackets."""
        return f"{self.name}({left}{right})"


def node(name: str, **needs: str) -> SchemaNode:
    """A node that joins its needs."""
    return SchemaNode(needs=needs, uses=Joins, fn="run", constructor_name="create", config={"name": name})


# Written with the last node first: the order is the runner's own work.
SCHEMA = GraphSchema({
    "c": node("c", left="b", right="a"), "d": node("d", left="input"), "b": node("b", left="a", right="input"),
    "a": node("a", left="input")})


@pytest.fixture(params=[OrderedRunner, DaskGraphRunner])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Both runners over one schema."""
    return request.param.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA))


@pytest.mark.parametrize(("targets", "outputs"), [
    (["c"], {"c": "c(b(a(x)x)a(x))"}),
    (["d", "a"], {"d": "d(x)", "a": "a(x)"}),
])
def test_outputs_of_the_targets(runner: Any, targets: list[str], outputs: dict[str, str]) -> None:
    for _ in range(2):
        assert runner.run({"input": "x"}, targets) == outputs


def test_missing_input_is_an_error(runner: Any) -> None:
    with pytest.raises(GraphRunError):
        runner.run({}, ["a"])
