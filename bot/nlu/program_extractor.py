"""Rasa entity extractor for programs: value = program id, span of the original text."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from policy_db.programs import Mention, find_programs


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ProgramExtractor(GraphComponent, EntityExtractorMixin):
    """Adds an entity ``program`` per different program named.

    The first one stands without a group, so that a slot mapped ``from_entity: program`` holds it; further programs
    carry ``group: other``. A corrected typo has a ``confidence_entity`` below 1 and ``typed`` shows what was written.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """``config``: ``typo_confidence``."""
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``typo_confidence``: the confidence of a name that was read through a typo."""
        return {"typo_confidence": 0.8}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ProgramExtractor:
        """Builds the component and warms the finder, whose typo check needs the word list."""
        find_programs("小具人")
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities to each message."""
        for message in messages:
            entities = self._entities(find_programs(message.get(TEXT) or ""))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages

    def _entities(self, mentions: list[Mention]) -> list[dict[str, Any]]:
        entities: list[dict[str, Any]] = []
        seen: set[str] = set()
        for mention in mentions:
            if mention.program in seen:
                continue
            entity: dict[str, Any] = {
                "entity": "program",
                "value": mention.program,
                "start": mention.start,
                "end": mention.end,
                "typed": mention.text,
                "confidence_entity": 1.0 if mention.exact else self._config["typo_confidence"],
                "extractor": type(self).__name__,
            }
            if seen:
                entity["group"] = "other"
            seen.add(mention.program)
            entities.append(entity)
        return entities
