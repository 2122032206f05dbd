"""Notices: consent per topic, an off switch in each, and what is waiting is said at the next contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.commands import topics_in
from actions.identity import ask_identity
from actions.replies import render, words
from actions.store import database
from actions.turn import Turn
from policy_db.enterprises import notices
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import wording

TOPICS = "topics"
# The facts named in a notice: enough to see that it is about oneself.
SHOWN_FACTS = 2


def offer_topics(turn: Turn) -> None:
    """「有新政策通知我」: asks which topics; a message that names one is consent to it."""
    named = topics_in(turn.text)
    if named == ["window"]:
        grant(turn, named)
        return
    titles = words()["topic_choices"]
    turn.say.utter_message(
        response="utter_ask_topics", buttons=[{"title": title, "payload": title} for title in titles])
    turn.thread.confirm = TOPICS


def grant(turn: Turn, topics: list[str]) -> None:
    """Keeps the consent, and says how the notices will come."""
    with database().session(writing=True) as session:
        notices.grant(session, turn.sender, topics, turn.on, turn.channel)
        notices.make_for(session, turn.sender, turn.on)
    names = "、".join(words()["topics"][topic] for topic in topics)
    turn.say.utter_message(response="utter_subscribed", topics=names)
    ask_identity(turn, "notices")


def stop(turn: Turn) -> None:
    """「别再推送了」: all notices end, or those on the topics named."""
    named = topics_in(turn.text)
    with database().session(writing=True) as session:
        ended = notices.revoke(session, turn.sender, named if len(named) == 1 else None)
    if ended:
        names = "、".join(words()["topics"][topic] for topic in ended)
        turn.say.utter_message(response="utter_unsubscribed", topics=names)
    else:
        turn.say.utter_message(response="utter_not_subscribed")


def say_pending(turn: Turn) -> None:
    """What is due for the person is said with the next answer, wherever they write from, unless it was sent before."""
    if not turn.file.wants_notices:
        return
    with database().session(writing=True) as session:
        notices.make_for(session, turn.sender, turn.on)
        for notice in notices.pending(session, turn.sender):
            turn.say.utter_message(text=notice_text(notice.content))
            notice.sent_on = turn.on


def notice_text(content: Mapping[str, Any]) -> str:
    """A notice in words: what happens, why it concerns this enterprise, and how to switch it off."""
    known = {fact: value for fact, value in content["facts"].items() if fact in FACTS}
    shown = [
        f"{FACTS[fact].label} {wording.show(FACTS[fact], value)}" for fact, value in list(known.items())[:SHOWN_FACTS]
    ]
    return render("notice", **content, name=PROGRAMS[content["program"]].name, alias=PROGRAMS[content["program"]].aliases[0],
                  shown="、".join(shown), verdicts=words()["verdicts"])
