"""Nobody is told the same thing word for word three times: the third time it is said that it has been said, and what else helps."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from actions.turn import Turn

# So many answers back a repetition counts, and so often the same one is given.
LOOKED_BACK = 8
AT_MOST = 2
# What is echoed or decided anew from what was just said is no repetition, even where it reads the same.
FRESH = ("utter_noted", "utter_noted_unknown", "utter_rejected", "utter_reask", "utter_reask_help")


def vary(turn: Turn) -> None:
    """Looks at what this turn is about to say, and replaces what has been said twice lately."""
    messages = turn.say.messages
    if not messages or any((message.get("custom") or {}).get("type") == "forgotten" for message in messages):
        return
    if all(message.get("response") in FRESH for message in messages):
        return
    mark = _mark(messages)
    turn.thread.repeats = turn.thread.repeats + 1 if turn.thread.said[-1:] == [mark] else 0
    count = max(turn.thread.said.count(mark), turn.thread.repeats)
    turn.thread.said = [*turn.thread.said, mark][-LOOKED_BACK:]
    if count >= AT_MOST:
        messages.clear()
        turn.say.utter_message(response="utter_repeated" if count == AT_MOST else "utter_repeated_again", count=count + 1)


def _mark(messages: list[dict[str, Any]]) -> str:
    said = json.dumps([{key: value for key, value in message.items() if key != "buttons"} for message in messages],
                      ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
