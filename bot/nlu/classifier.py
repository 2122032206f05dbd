"""Rasa intent classifier: logistic regression over blocks of features, each of unit length and with a weight of its own.

Raw counts beside a unit-length sentence vector would swamp it; here every featurizer has as much to say as its weight.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from bot.nlu.regression import fit

_WEIGHTS, _LABELS = "weights.npz", "labels.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BlendedIntentClassifier(IntentClassifier, GraphComponent):
    """Predicts the intent of a message with a confidence per intent."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """``config`` is complete: Rasa merges the defaults in."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._weights: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    @classmethod
    def required_components(cls) -> list[type]:
        """Any featurizer that gives sentence features."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Weights of the dense and sparse block, ``C`` of the regression, ``sharpness`` (1 / temperature) of confidences."""
        return {
            "dense_weight": 1.0,
            "sparse_weight": 1.0,
            "C": 20.0,
            "max_iter": 200,
            "sharpness": 1.0,
            "ranking_length": LABEL_RANKING_LENGTH,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BlendedIntentClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def _blocks(self, message: Message) -> list[Any]:
        """The sentence features of a message, each of the length that its weight says: an array or a row of a CSR matrix."""
        blocks: list[Any] = []
        for features in sorted(message.features, key=lambda item: str(item.origin)):
            if features.attribute != TEXT or features.type != FEATURE_TYPE_SENTENCE:
                continue
            weight = self._config["dense_weight" if features.is_dense() else "sparse_weight"]
            if weight:
                row = features.features.ravel() if features.is_dense() else features.features.tocsr()
                length = np.linalg.norm(row if features.is_dense() else row.data) or 1.0
                blocks.append(row * np.float32(weight / length))
        return blocks

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the regression on the messages that carry an intent."""
        examples = [message for message in training_data.intent_examples if message.get(INTENT) and message.get(TEXT)]
        labels, classes = np.unique([message.get(INTENT) for message in examples], return_inverse=True)
        if len(labels) < 2:
            return self._resource
        columns = zip(*(self._blocks(message) for message in examples))
        blocks = [np.stack(column) if isinstance(column[0], np.ndarray) else vstack(column, "csr") for column in columns]
        self._labels = [str(label) for label in labels]
        self._weights, self._bias = fit(blocks, classes, self._config["C"], self._config["max_iter"])
        self.persist()
        return self._resource

    def persist(self) -> None:
        """Keeps labels and weights as plain JSON and numbers."""
        with self._model_storage.write_to(self._resource) as directory:
            (directory / _LABELS).write_text(json.dumps(self._labels), encoding="utf-8")
            np.savez_compressed(directory / _WEIGHTS, weights=self._weights, bias=self._bias)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> BlendedIntentClassifier:
        """The trained component; untrained when the training data held fewer than two intents."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as directory:
                component._labels = json.loads((directory / _LABELS).read_text(encoding="utf-8"))
                with np.load(directory / _WEIGHTS, allow_pickle=False) as arrays:
                    component._weights, component._bias = arrays["weights"], arrays["bias"]
        except ValueError:
            return component
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent`` and ``intent_ranking``."""
        for message in messages:
            ranking = self._rank(message)
            if ranking:
                message.set(INTENT, ranking[0], add_to_output=True)
                length = self._config["ranking_length"]
                message.set(INTENT_RANKING_KEY, ranking[:length] if length else ranking, add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if not self._labels or not message.features:
            return []
        scores, offset = self._bias.copy(), 0
        for block in self._blocks(message):
            width = block.shape[-1]
            if isinstance(block, np.ndarray):
                scores += block @ self._weights[offset : offset + width]
            else:
                scores += block.data @ self._weights[offset + block.indices]
            offset += width
        scores *= self._config["sharpness"]
        odds = np.exp(scores - scores.max())
        confidences = odds / odds.sum()
        order = np.argsort(-confidences)
        return [{"name": self._labels[index], "confidence": float(confidences[index])} for index in order]
