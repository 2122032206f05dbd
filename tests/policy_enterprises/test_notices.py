"""Notices: only with consent, once each, with the reason, and none for what is out of reach or held already."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from policy_db.enterprises.notices import grant, granted, make_notices, pending, revoke
from tests.policy_enterprises.test_file import tell

BEFORE_WINDOW, IN_WINDOW, NEAR_END = date(2026, 4, 20), date(2026, 5, 4), date(2026, 5, 20)
OLD_RULES = date(2026, 3, 1)
PERSON = "web-1"


def keys(session: Session) -> list[str]:
    return [notice.key for notice in pending(session, PERSON)]


def giant(session: Session, **facts: object) -> None:
    """An enterprise of which little is known, so that nothing is out of reach yet."""
    tell(session, "m1", on=OLD_RULES, **({"region": "浙江省台州市椒江区"} | facts))


def test_没有同意就不提醒(session: Session) -> None:
    giant(session)
    assert make_notices(session, BEFORE_WINDOW) == 0


@pytest.mark.parametrize(
    ("on", "expected"),
    [(BEFORE_WINDOW, "opens:little_giant:2026:2026-04-25"), (NEAR_END, "closes:little_giant:2026:2026-05-25")],
    ids=["开始前七天内", "截止前七天内"],
)
def test_申报开始和截止前七天内提醒一次(session: Session, on: date, expected: str) -> None:
    giant(session)
    grant(session, PERSON, ["window"], OLD_RULES)
    make_notices(session, on)
    assert expected in keys(session)
    assert make_notices(session, on) == 0, "同一件事不说两次"


def test_离开始和截止都远时不提醒(session: Session) -> None:
    giant(session)
    grant(session, PERSON, ["window"], OLD_RULES)
    make_notices(session, IN_WINDOW)
    assert not any("little_giant" in key for key in keys(session))


def test_够不着的项目不提醒(session: Session) -> None:
    giant(session, is_srdi_sme=False)
    grant(session, PERSON, ["window"], OLD_RULES)
    make_notices(session, BEFORE_WINDOW)
    assert not any("little_giant" in key for key in keys(session))


def test_已经有的称号不提醒(session: Session) -> None:
    giant(session, is_little_giant=True)
    grant(session, PERSON, ["window", "change"], OLD_RULES)
    make_notices(session, BEFORE_WINDOW)
    assert not any(":little_giant:" in key for key in keys(session))


def test_规则换版提醒并说明结论怎么变(session: Session) -> None:
    giant(session, main_business_ratio=75)
    grant(session, PERSON, ["change"], OLD_RULES)
    make_notices(session, date(2026, 4, 2))
    notice = next(each for each in pending(session, PERSON) if each.key == "rules:little_giant:2026")
    assert notice.content["verdict"] == "ineligible"
    assert notice.content["before"] == "undetermined"
    assert notice.content["facts"]["main_business_ratio"] == 75


def test_同意之前就有的规则不算变化(session: Session) -> None:
    giant(session)
    grant(session, PERSON, ["change"], BEFORE_WINDOW)
    assert make_notices(session, BEFORE_WINDOW) == 0


def test_关掉后待发的也作废(session: Session) -> None:
    giant(session)
    grant(session, PERSON, ["window", "change"], OLD_RULES)
    make_notices(session, BEFORE_WINDOW)
    assert revoke(session, PERSON, ["window"]) == ["window"]
    assert granted(session, PERSON) == ["change"]
    assert not any(key.startswith("opens") for key in keys(session))
    assert revoke(session, PERSON) == ["change"]
    assert pending(session, PERSON) == []
