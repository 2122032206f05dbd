"""The components of the pipeline, trained together on a handful of messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.ngrams import ngrams
from bot.nlu.reading import Stems, read
from bot.nlu.score import score
from bot.nlu.tokenizer import FoldingJiebaTokenizer
from bot.nlu.trial import Pipeline, train
from policy_db.search.encoder import DIMENSIONS, encode

EXAMPLES = {
    "ask_window": ["小巨人几号截止", "单项冠军什么时候申报", "截止没", "今年还来得及吗", "申报时间"],
    "ask_materials": ["要交哪些材料", "材料清单", "要不要审计报告", "需要哪些资料", "申报表去哪下载"],
    "greet": ["你好", "您好", "早上好", "在吗", "哈喽"],
}
PIPELINE = {
    "pipeline": [
        {"name": "bot.nlu.tokenizer.FoldingJiebaTokenizer"},
        {"name": "bot.nlu.program_extractor.ProgramExtractor"},
        {"name": "bot.nlu.sentence_encoder.SentenceEncoderFeaturizer"},
        {"name": "bot.nlu.ngrams.NgramFeaturizer", "min_messages": 1},
        {"name": "bot.nlu.classifier.BlendedIntentClassifier"},
        {"name": "FallbackClassifier", "threshold": 0.4, "ambiguity_threshold": 0.02},
    ]
}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    messages = [Message(data={TEXT: text, INTENT: intent}) for intent, texts in EXAMPLES.items() for text in texts]
    return train(PIPELINE, TrainingData(messages))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("隐形冠军几号截止", "ask_window"),
        ("準備哪些材料", "ask_materials"),
        ("您好呀", "greet"),
        ("啥时候截止", "ask_window"),
    ],
)
def test_intents(pipeline: Pipeline, text: str, intent: str) -> None:
    assert pipeline.parse(text)["intent"]["name"] == intent


def test_confidences_are_shares_of_one(pipeline: Pipeline) -> None:
    ranking = [item for item in pipeline.parse("材料")["intent_ranking"] if item["name"] != "nlu_fallback"]
    assert {item["name"] for item in ranking} == set(EXAMPLES)
    assert sum(item["confidence"] for item in ranking) == pytest.approx(1.0, abs=1e-5)
    assert [item["confidence"] for item in ranking] == sorted((item["confidence"] for item in ranking), reverse=True)


def test_one_program_is_one_entity_without_a_group(pipeline: Pipeline) -> None:
    text = "请问單項冠軍几号截止，单项冠军呢"
    (entity,) = pipeline.parse(text)["entities"]
    assert (entity["entity"], entity["value"], entity.get("group")) == ("program", "champion_enterprise", None)
    assert text[entity["start"] : entity["end"]] == "單項冠軍"


def test_further_programs_carry_the_group_other(pipeline: Pipeline) -> None:
    entities = pipeline.parse("小巨人和单项冠军、隐形冠军什么时候申报")["entities"]
    assert [(entity["value"], entity.get("group")) for entity in entities] == [
        ("little_giant", None),
        ("champion_enterprise", "other"),
        ("hidden_champion", "other"),
    ]


def test_a_typo_is_less_certain_and_keeps_what_was_typed(pipeline: Pipeline) -> None:
    (entity,) = pipeline.parse("小具人几号截止")["entities"]
    assert entity["value"] == "little_giant"
    assert entity["typed"] == "小具人"
    assert entity["confidence_entity"] < 1


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\u200b", "？？？", "👍", "a" * 10_000, "小巨人" * 3_000, "/greet{}", "\ud800"]
)
def test_any_text_is_parsed(pipeline: Pipeline, text: str) -> None:
    assert set(pipeline.parse(text)) == {"text", "intent", "intent_ranking", "entities"}


def test_features_are_one_row_per_message(pipeline: Pipeline) -> None:
    message = Message(data={TEXT: "小巨人几号截止"})
    for component in pipeline._components[:4]:
        component.process([message])  # type: ignore[attr-defined]
    assert {feature.type for feature in message.features} == {FEATURE_TYPE_SENTENCE}
    assert [feature.features.shape[0] for feature in message.features] == [1, 1]


def test_sentence_vectors_have_unit_length_and_meaning() -> None:
    first, second, third = encode(["材料什么时候交", "几号之前要交材料", "今天天气怎么样"])
    assert first.shape == (DIMENSIONS,)
    assert np.linalg.norm(first) == pytest.approx(1.0, abs=1e-3)
    assert first @ second > first @ third


def test_reading_replaces_names_and_figures_and_folds() -> None:
    stems = Stems(program="〇", figure="0")
    assert read("專精特新“小巨人”企業 營收３.2億", stems) == "〇 营收0亿"
    assert read("小巨人3项", Stems()) == "小巨人3项"
    assert read("   ", stems) == "。"


def test_ngrams_mark_the_borders_and_may_leave_out_words() -> None:
    assert ngrams("截止", 2, 0) == ["\x02", "截", "止", "\x03", "\x02截", "截止", "止\x03"]
    assert "w:截止" in ngrams("截止", 1, 1)


def test_tokens_lie_in_the_original() -> None:
    options: Any = FoldingJiebaTokenizer.get_default_config()
    text = "專精特新 企業３个"
    tokens = FoldingJiebaTokenizer(options, None, None).tokenize(Message(data={TEXT: text}), TEXT)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == text.replace(" ", "")


def test_score_counts_what_was_turned_away() -> None:
    def parsed(top: str, second: str = "greet") -> dict[str, Any]:
        ranking = [{"name": top, "confidence": 0.6}, {"name": second, "confidence": 0.3}]
        return {"intent": ranking[0], "intent_ranking": ranking}

    figures = score(
        ["greet", "greet", "out_of_scope", "out_of_scope"],
        [parsed("greet"), parsed("out_of_scope"), parsed("out_of_scope"), parsed("nlu_fallback")],
    )
    assert (figures.accuracy, figures.oos_recall, figures.refused, figures.asked_back) == (0.5, 1.0, 0.5, 0.0)
    assert figures.confusions == {("greet", "out_of_scope"): 1, ("out_of_scope", "greet"): 1}
