"""The training data: every intent present and deep enough, no message twice, nothing of the development set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.learning.development_set import messages
from bot.learning.examples import FOLDER, examples, same

PROJECT = Path(__file__).parents[2]
DEEP = {"check_eligibility", "ask_policy", "inform", "out_of_scope"}
ABOUT_PROGRAMS = {
    "ask_conditions", "ask_benefits", "ask_window", "ask_validity", "ask_materials", "ask_procedure", "ask_contact",
    "ask_quota", "compare_programs", "ask_gap", "find_programs", "ask_document", "explain_term",
}  # fmt: skip
OTHERS = {
    "affirm", "deny", "dont_know", "ask_why", "show_profile", "delete_profile", "subscribe", "unsubscribe",
    "talk_to_specialist", "restart", "feedback_wrong", "help", "greet", "goodbye", "thanks", "bot_challenge",
}  # fmt: skip
EXAMPLES = examples()


def test_every_line_is_one_message() -> None:
    for path in sorted(FOLDER.glob("*.yml")):
        (block,) = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        assert block["intent"] == path.stem
        assert all(line.startswith("- ") for line in block["examples"].splitlines()), path.name


@pytest.mark.parametrize(
    ("intents", "least"), [(DEEP, 120), (ABOUT_PROGRAMS, 60), (OTHERS, 40)], ids=["deep", "about programs", "others"]
)
def test_every_intent_is_deep_enough(intents: set[str], least: int) -> None:
    counts = Counter(intent for _, intent in EXAMPLES)
    assert {intent: counts[intent] for intent in intents if counts[intent] < least} == {}


def test_exactly_the_fixed_intents() -> None:
    assert {intent for _, intent in EXAMPLES} == DEEP | ABOUT_PROGRAMS | OTHERS


def test_the_domain_knows_the_same_intents() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    names = {next(iter(item)) if isinstance(item, dict) else item for item in domain["intents"]}
    assert {intent for _, intent in EXAMPLES} <= names


def test_no_message_stands_twice() -> None:
    counts = Counter(text for text, _ in EXAMPLES)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_message_has_two_intents() -> None:
    meanings: dict[str, set[str]] = {}
    for text, intent in EXAMPLES:
        meanings.setdefault(same(text), set()).add(intent)
    assert {text: intents for text, intents in meanings.items() if len(intents) > 1} == {}


@pytest.mark.parametrize("name", ["dev", "unseen_a", "unseen_b"])
def test_nothing_that_the_model_is_judged_by_is_trained_on(name: str) -> None:
    # Words like 「你好」 are in any such set; a message of six characters is no accident.
    held_out = {same(message.text) for message in messages(PROJECT / f"tests/nlu/{name}.yml") if len(same(message.text)) > 5}
    assert held_out & {same(text) for text, _ in EXAMPLES} == set()
