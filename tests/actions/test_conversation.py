"""What a conversation does over time: ageing, ranges across a line, notices, unclear messages, a message taken twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from policy_db.database import Database
from policy_db.enterprises.models import Ticket
from policy_db.enterprises.store import history, load
from tests.actions.talk import Talk, text_of


def begin(talk: Talk, text: str = "我能申报小巨人吗") -> str:
    return text_of(talk.say(text, "check_eligibility"))


def test_新的一年会再问去年的数并给出旧值(talk: Talk) -> None:
    begin(talk, "去年营收3.2亿，主营占比95%，研发占比5%，前年研发占比5%，我们在产业链关键环节，能申报小巨人吗")
    talk.on = date(2027, 2, 1)
    begin(talk)
    seen = []
    for _ in range(40):
        if not talk.thread.open:
            break
        seen.append(text_of(talk.say("不知道", "dont_know")))
    asked = next(text for text in seen if "上年度营业收入是多少" in text)
    assert "2026年11月23日您说过这一项是 3.2亿元" in asked


def test_跨线的大概数只问准数并说明为什么(talk: Talk) -> None:
    begin(talk)
    texts = [text_of(talk.say("去年营收四五千万"))]
    for _ in range(40):
        if "准数" in texts[-1] or not talk.thread.open:
            break
        texts.append(text_of(talk.say("不知道", "dont_know")))
    assert "4000万元～5000万元" in texts[-1] and "≥ 5000万元" in texts[-1]


def test_同一条消息处理两遍不会记两遍(talk: Talk, prepared: Database) -> None:
    talk.say("去年营收3.2亿", message="telegram:7")
    talk.say("去年营收3.2亿", message="telegram:7")
    with prepared.session() as session:
        enterprise = load(session, talk.sender, talk.on).enterprise
        assert len(history(session, str(enterprise))) == 1


def test_登记过的人到了申报前会被告知并知道为什么(talk: Talk) -> None:
    talk.on = date(2026, 4, 1)
    talk.say("我们在浙江台州，研发占比5%")
    talk.say("有新政策通知我", "subscribe")
    talk.say("都要", "affirm")
    talk.on = date(2026, 4, 20)
    text = text_of(talk.say("你好", "greet"))
    assert "【提醒】" in text and "4月25日开始申报" in text
    assert "为什么告诉您" in text and "别再推送了" in text
    assert "【提醒】" not in text_of(talk.say("你好", "greet")), "同一件事只说一次"


def test_没登记的人不会被打扰(talk: Talk) -> None:
    talk.on = date(2026, 4, 20)
    talk.say("我们在浙江台州")
    assert "【提醒】" not in text_of(talk.say("你好", "greet"))


def test_连着三次没听懂逐次换办法并记给专员(talk: Talk, prepared: Database) -> None:
    said = [text_of(talk.say(text, "nlu_fallback", confidence=0.2)) for text in ("阿巴阿巴", "歪比巴卜", "巴卜歪比")]
    assert ["utter_unsure" in said[0], "utter_unsure_again" in said[1], "utter_unsure_still" in said[2]] == [True] * 3
    with prepared.session() as session:
        words = session.execute(select(Ticket.words).where(Ticket.person_id == talk.sender)).scalars().all()
    assert words == ["歪比巴卜", "巴卜歪比"]


def test_听懂一句之后重新计数(talk: Talk) -> None:
    talk.say("阿巴阿巴", "nlu_fallback", confidence=0.2)
    talk.say("你好", "greet")
    assert "utter_unsure " in text_of(talk.say("歪比巴卜", "nlu_fallback", confidence=0.2)) + " "


def test_早先版本留下的线索里多出的字段不碍事(talk: Talk) -> None:
    talk.slots["thread"] = {"goal": ["little_giant"], "something_of_old": 1}
    assert talk.say("你好", "greet")


def test_两个项目一起测时结论各说一次(talk: Talk) -> None:
    talk.say("小巨人和隐形冠军两个一起测", "check_eligibility")
    first = talk.say("我们主营占比80%")
    assert [message["custom"]["program"] for message in first if message["custom"].get("type") == "decision"] == ["little_giant"]
    again = talk.say("不知道", "dont_know")
    assert not any(message["custom"].get("program") == "little_giant" for message in again)
