"""Runs Rasa's prediction graph node by node, in an order that is worked out once.

Rasa hands each message and each prediction to dask's scheduler, which plans the same dozen nodes anew every time, in one thread; a
turn has three such runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import Any, Optional

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

# A node, and for each of its needs the node or the input that provides it.
Step = tuple[GraphNode, tuple[str, ...]]


class OrderedRunner(GraphRunner):
    """``run`` gives the outputs of the targets by their names, as Rasa's own runner does."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], Sequence[Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[list[GraphNodeHook]] = None,
    ) -> OrderedRunner:
        """The runner over the components of a stored model."""
        return cls(graph_schema, {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()})

    def run(self, inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None) -> dict[str, Any]:
        """Raises ``GraphRunError`` where an input is missing."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        known = dict(inputs or {})
        for node, needs in self._orders[wanted]:
            missing = [need for need in needs if need not in known]
            if missing:
                raise GraphRunError(f"nothing provides {missing}")
            name, output = node(*((need, known[need]) for need in needs))
            known[name] = output
        return {name: known[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> Sequence[Step]:
        needed = self._schema.minimal_graph_schema(list(targets)).nodes
        order = TopologicalSorter({name: list(node.needs.values()) for name, node in needed.items()}).static_order()
        return [(self._nodes[name], tuple(needed[name].needs.values())) for name in order if name in needed]


def run_in_order() -> None:
    """Makes Rasa load models into this runner."""
    rasa.core.processor.DaskGraphRunner = OrderedRunner
