"""一户一档: statements with their source, corrections with their history, ageing, deletion for good."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from policy_db.base import Base
from policy_db.enterprises.file import File, Told
from policy_db.enterprises.models import Person, Report, Statement, Ticket
from policy_db.enterprises.notices import grant
from policy_db.enterprises.store import delete_person, history, load, save
from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import Reading

DAY, NEXT_YEAR = date(2026, 11, 23), date(2027, 2, 1)
OWNED = ("enterprises", "people", "statements", "link_codes", "consents", "notices", "reports", "tickets")


def tell(session: Session, message: str, person: str = "web-1", on: date = DAY, **facts: object) -> File:
    """One message that states facts: a number, a yes, a (low, high) range, or ``None`` for 「不知道」."""
    file = load(session, person, on)
    reading = Reading(
        facts={fact: value for fact, value in facts.items() if value is not None and not isinstance(value, tuple)},
        approx={fact: value for fact, value in facts.items() if isinstance(value, tuple)},
        unknown=[fact for fact, value in facts.items() if value is None],
    )
    file.take(reading, Told(None, person, on, message, "原话"))
    save(session, person, file, on, "rest")
    session.flush()
    return load(session, person, on)


def test_什么都没说过的人没有档案(session: Session) -> None:
    assert len(load(session, "nobody", DAY)) == 0
    assert session.get(Person, "nobody") is None


def test_说过的情况带着谁在哪天哪句话里说的(session: Session) -> None:
    file = tell(session, "m1", revenue=32000, rd_ratio=(4.0, 5.0), employees=None)
    assert file.facts == {"revenue": 32000}
    assert file.approx == {"rd_ratio": (4.0, 5.0)}
    assert file.unknown == ["employees"]
    assert file.told["revenue"] == Told(32000, "web-1", DAY, "m1", "原话")


def test_更正后旧值留在修改记录里(session: Session) -> None:
    tell(session, "m1", revenue=32000)
    file = tell(session, "m2", revenue=25000)
    assert file.facts == {"revenue": 25000}
    rows = history(session, str(file.enterprise), "revenue")
    assert [(row.value, row.until) for row in rows] == [(32000, DAY), (25000, None)]


def test_同一句话处理两遍只记一次(session: Session) -> None:
    tell(session, "m1", revenue=32000)
    file = tell(session, "m1", revenue=32000)
    assert len(history(session, str(file.enterprise))) == 1


def test_说不知道不会抹掉说过的值(session: Session) -> None:
    tell(session, "m1", revenue=32000)
    assert tell(session, "m2", revenue=None).facts == {"revenue": 32000}


def test_撤回的情况不再使用但记录还在(session: Session) -> None:
    file = tell(session, "m1", revenue=32000)
    assert file.withdraw(["revenue", "employees"]) == ["revenue"]
    save(session, "web-1", file, DAY)
    assert load(session, "web-1", DAY).facts == {}
    assert [row.until for row in history(session, str(file.enterprise))] == [DAY]


def test_去年的数到了新年要重新问并给出旧值(session: Session) -> None:
    tell(session, "m1", revenue=32000, is_hightech=True, region="浙江省台州市椒江区", rd_ratio=None)
    file = load(session, "web-1", NEXT_YEAR)
    assert "revenue" not in file.facts
    assert file.stale["revenue"].value == 32000
    assert file.facts["region"] == "浙江省台州市椒江区"
    assert "rd_ratio" not in file.unknown, "去年不知道的，今年可以再问"


def test_年限随时间增长(session: Session) -> None:
    tell(session, "m1", years_in_operation=2.5)
    assert load(session, "web-1", date(2027, 11, 23)).facts["years_in_operation"] == 3.5


def test_同一年里说过的数照用(session: Session) -> None:
    tell(session, "m1", revenue=32000, on=date(2026, 1, 1))
    assert load(session, "web-1", date(2026, 12, 31)).facts == {"revenue": 32000}


def test_删除后任何一张表都不留下这个人的行(session: Session) -> None:
    file = tell(session, "m1", revenue=32000)
    tell(session, "m2", revenue=25000)
    grant(session, "web-1", ["window"], DAY)
    session.add(Ticket(person_id="web-1", kind="wants_person", message="m3", words="转人工", raised_on=DAY))
    session.add(Report(enterprise_id=file.enterprise, program="little_giant", saved_on=DAY, content={}))
    session.flush()
    gone = delete_person(session, "web-1")
    assert gone == {"statements": 2, "reports": 1, "consents": 1, "tickets": 1}
    for name in OWNED:
        table = Base.metadata.tables[name]
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0, name
    assert delete_person(session, "web-1") == {}


def test_删除不动别家的档案(session: Session) -> None:
    tell(session, "m1", revenue=32000)
    tell(session, "m2", person="web-2", revenue=9000)
    delete_person(session, "web-1")
    assert load(session, "web-2", DAY).facts == {"revenue": 9000}


VALUES = {
    "int": st.integers(1, 100000), "years": st.floats(0, 100), "money": st.floats(0, 1e6), "percent": st.floats(0, 100),
    "bool": st.booleans(),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(fact for fact in FACTS if FACTS[fact].type in VALUES)).flatmap(
    lambda fact: st.tuples(st.just(fact), VALUES[FACTS[fact].type])), max_size=12))
def test_依次说的话最后留下每项的最后一个值(session: Session, stated: list[tuple[str, object]]) -> None:
    for number, (fact, value) in enumerate(stated):
        tell(session, f"m{number}", **{fact: value})
    assert load(session, "web-1", DAY).facts == dict(stated)
    assert session.execute(select(func.count()).select_from(Statement)).scalar_one() == len(stated)
    session.rollback()


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_每项情况都说明会不会过期(fact: str) -> None:
    assert FACTS[fact].ages in ("", "year", "grows")
