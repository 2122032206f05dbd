"""Which enterprise it is: its 统一社会信用代码 or name, asked only where there is a reason, and never required."""

from __future__ import annotations

import re

from stdnum.cn import uscc as codes
from stdnum.exceptions import ValidationError

from actions.store import database
from actions.turn import Turn
from policy_db.enterprises.identity import identify
from policy_db.facts.text import normalise

IDENTITY = "identity"
# Eighteen characters that could be a code; whether they are one is for the check digit to say.
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
# A message that is nothing but a code, with the words that introduce one taken for granted.
_ALONE = re.compile(r"(?:我们?|公司|企业|单位|的|统一|社会|信用代码|代码|税号|是|为|[:：,，。.\s])*")
_NAME = re.compile(
    r"(?:我们(?:公司|企业|厂)?(?:的?全?名|名称)?(?:是|叫|叫做|为)?|(?:公司|企业)(?:的?全?名|名称)?(?:是|叫|叫做|为)?|名称是?|叫做?|[:：])?"
    r"([\w（）()·]{2,40}?(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|总厂|合作社|公司|厂|中心|研究院|研究所))"
)


def ask_identity(turn: Turn, reason: str) -> None:
    """Asks for name or code, saying what it is for, unless the file has one already."""
    if not (turn.file.name or turn.file.uscc):
        turn.say.utter_message(response=f"utter_ask_identity_{reason}")
        turn.thread.confirm = IDENTITY


def take_identity(turn: Turn, *, asked: bool = False) -> bool:
    """Keeps a code that a message gives, and a name where one was asked for; says what is wrong with a mistyped code.

    True when the message has been dealt with: it answers, or it is nothing but a code.
    """
    text = normalise(turn.text).upper()
    found = _CODE.search(text)
    name = _NAME.fullmatch(turn.text.strip("。.!！ ")) if asked and not found else None
    if found is None and name is None:
        return False
    answers = asked or (found is not None and _ALONE.fullmatch(text.replace(found.group(), "")) is not None)
    code = ""
    if found is not None:
        try:
            code = codes.validate(found.group())
        except ValidationError:
            if answers:
                turn.say.utter_message(response="utter_bad_code", code=found.group())
                turn.thread.confirm = IDENTITY
            return answers
    with database().session(writing=True) as session:
        identify(session, turn.sender, turn.on, turn.channel, name=name.group(1) if name else "", uscc=code)
    turn.file.uscc = code or turn.file.uscc
    turn.file.name = name.group(1) if name else turn.file.name
    turn.say.utter_message(response="utter_identified", who=code or turn.file.name)
    return answers
