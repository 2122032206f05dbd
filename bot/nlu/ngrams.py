"""Rasa featurizer of character and word n-grams, weighted by TF-IDF and of unit length."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.reading import Stems, read, reading_digest
from bot.nlu.tokenizer import words

_START, _END = "\x02", "\x03"


def ngrams(text: str, longest: int, longest_words: int) -> list[str]:
    """Character n-grams of a text with its borders marked, then runs of words (prefixed, so that they differ)."""
    marked = f"{_START}{text}{_END}"
    grams = [marked[i : i + n] for n in range(1, longest + 1) for i in range(len(marked) - n + 1)]
    if longest_words:
        tokens = words(text)
        grams += [
            "w:" + "|".join(tokens[i : i + n]) for n in range(1, longest_words + 1) for i in range(len(tokens) - n + 1)
        ]
    return grams


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds one sparse sentence vector per message over the n-grams of the training data."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Words come from jieba with the domain dictionary, which the tokenizer loads."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``longest`` characters, ``longest_words`` words (0: none), kept when in ``min_messages`` training messages."""
        return {
            **SparseFeaturizer.get_default_config(),
            "program": "〇",
            "figure": "0",
            "folded": True,
            "longest": 3,
            "longest_words": 1,
            "min_messages": 3,
        }

    @staticmethod
    def supported_languages() -> list[str] | None:
        """Tried on Chinese only."""
        return ["zh"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every setting has a usable default."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """N-grams depend on how texts are read."""
        return reading_digest()

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        """``config`` is complete: Rasa merges the defaults in."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._stems = Stems(config["program"], config["figure"], config["folded"])
        self._vectorizer: TfidfVectorizer | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """An untrained component."""
        return cls(config, execution_context.node_name, model_storage, resource)

    def _new_vectorizer(self, **settings: Any) -> TfidfVectorizer:
        return TfidfVectorizer(analyzer=self._analyse, sublinear_tf=True, dtype=np.float32, **settings)

    def _analyse(self, text: str) -> list[str]:
        return ngrams(read(text, self._stems), self._config["longest"], self._config["longest_words"])

    def train(self, training_data: TrainingData) -> Resource:
        """Learns vocabulary and weights from the messages that carry an intent."""
        texts = [message.get(TEXT) for message in training_data.intent_examples if message.get(TEXT)]
        if texts:
            self._vectorizer = self._new_vectorizer(min_df=min(self._config["min_messages"], len(texts)))
            self._vectorizer.fit(texts)
            self.persist()
        return self._resource

    def persist(self) -> None:
        """Keeps vocabulary and weights as plain JSON and numbers."""
        assert self._vectorizer is not None
        grams = sorted(self._vectorizer.vocabulary_, key=self._vectorizer.vocabulary_.__getitem__)
        with self._model_storage.write_to(self._resource) as directory:
            (directory / "ngrams.json").write_text(json.dumps(grams, ensure_ascii=False), encoding="utf-8")
            np.save(directory / "weights.npy", self._vectorizer.idf_, allow_pickle=False)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """The trained component; untrained when the training data held no intents."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        try:
            with model_storage.read_from(resource) as directory:
                grams = json.loads((directory / "ngrams.json").read_text(encoding="utf-8"))
                weights = np.load(directory / "weights.npy", allow_pickle=False)
        except ValueError:
            return component
        vectorizer = component._new_vectorizer(vocabulary={gram: index for index, gram in enumerate(grams)})
        vectorizer.idf_ = weights
        component._vectorizer = vectorizer
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds vectors to all training messages that have a text."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds a sparse sentence feature to each message."""
        if self._vectorizer is None or not messages:
            return messages
        vectors: csr_matrix = self._vectorizer.transform([message.get(TEXT) or "" for message in messages])
        for index, message in enumerate(messages):
            message.add_features(Features(vectors[index], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
