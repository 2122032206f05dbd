"""The pipeline of a configuration file trained in this process, without graph, domain or model file.

For scoring and experiments: training takes the components' own time only, and nothing is left on disk.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Pipeline:
    """Trained components in order."""

    def __init__(self, components: list[GraphComponent]) -> None:
        """Use ``train`` instead."""
        self._components = components

    def parse(self, text: str) -> dict[str, Any]:
        """``intent``, ``intent_ranking`` and ``entities`` as Rasa gives them."""
        messages = [Message(data={TEXT: text})]
        for component in self._components:
            messages = component.process(messages)  # type: ignore[attr-defined]
        message = messages[0]
        return {
            "text": text,
            "intent": message.get(INTENT) or {"name": None, "confidence": 0.0},
            "intent_ranking": message.get(INTENT_RANKING_KEY) or [],
            "entities": message.get("entities") or [],
        }


def train(config: Path | dict[str, Any], data: Path | TrainingData) -> Pipeline:
    """Trains the ``pipeline`` of a Rasa configuration (file or content) on a folder of NLU files or loaded data.

    A ``dictionary_path`` in the configuration is read relative to the working directory, as Rasa does.
    """
    settings = yaml.safe_load(config.read_text(encoding="utf-8")) if isinstance(config, Path) else config
    training_data = load_data(str(data)) if isinstance(data, Path) else data
    components: list[GraphComponent] = []
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        for index, entry in enumerate(settings["pipeline"]):
            registered = DefaultV1Recipe._from_registry(entry["name"])
            class_: Any = registered.clazz
            options = {**class_.get_default_config(), **{key: value for key, value in entry.items() if key != "name"}}
            context = ExecutionContext(GraphSchema({}), node_name=f"{entry['name']}{index}")
            component: Any = class_.create(options, storage, Resource(context.node_name), context)
            if registered.is_trainable:
                component.train(training_data)
                component = class_.load(options, storage, Resource(context.node_name), context)
            if hasattr(component, "process_training_data"):
                training_data = component.process_training_data(training_data)
            components.append(component)
    return Pipeline(components)
