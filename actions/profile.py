"""What is on record about the enterprise: shown with its source, deleted for good after one question."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.replies import render, words
from actions.store import database
from actions.turn import Turn
from policy_db.enterprises.file import File, Told
from policy_db.enterprises.linking import partners
from policy_db.enterprises.store import delete_person
from policy_db.facts.catalog import FACTS
from policy_db.rules import wording

DELETE = "delete"


def show_profile(turn: Turn) -> None:
    """Everything on record, as it was understood: value, who said it when and in which words."""
    file = turn.file
    if not len(file) and not file.name and not file.uscc:
        turn.say.utter_message(response="utter_profile_empty")
        return
    known = [_row(fact, file.told[fact], turn.sender) for fact in file.known()]
    stale = [_row(fact, told, turn.sender) for fact, told in file.stale.items()]
    turn.say.utter_message(
        text=render("profile", lines=known, stale=stale, unknown=wording.labels(file.unknown), name=file.name, uscc=file.uscc)
    )
    turn.say.utter_message(json_message={"type": "profile", "name": file.name, "uscc": file.uscc,
                                         "facts": [_plain(row) for row in known], "stale": [_plain(row) for row in stale]})


def ask_deletion(turn: Turn) -> None:
    """「把我的信息删掉」: says what would go, and asks once."""
    with database().session() as session:
        shared = len(partners(session, turn.sender))
    turn.say.utter_message(text=render("delete", count=len(turn.file), shared=shared), buttons=_choices())
    turn.thread.confirm = DELETE


def forget(turn: Turn) -> None:
    """Deletes the file, consents, notices, reports and tickets, says what is gone, and has the channel drop the dialogue."""
    with database().session(writing=True) as session:
        gone = delete_person(session, turn.sender)
    turn.say.utter_message(text=render("forgotten", count=len(turn.file), gone=gone))
    turn.say.utter_message(json_message={"type": "forgotten"})
    turn.file, turn.program, turn.forgotten = File(), None, True
    turn.thread = type(turn.thread)()


def _choices() -> list[dict[str, str]]:
    return [{"title": title, "payload": title} for title in words()["delete"]]


def _row(fact: str, told: Told, reader: str) -> dict[str, Any]:
    value = told.value
    shown = "" if value is None else wording.show_stated(FACTS[fact], value)
    return {
        "fact": fact, "label": FACTS[fact].label, "value": shown, "approx": isinstance(value, tuple),
        "said_on": told.on, "own": told.by == reader, "words": told.words,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    said_on: date = row["said_on"]
    return {**{key: value for key, value in row.items() if key != "own"}, "said_on": said_on.isoformat()}
