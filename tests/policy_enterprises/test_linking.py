"""The same file on another channel: only by a code, only once, only for ten minutes."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from policy_db.enterprises.linking import VALID_SECONDS, leave, new_code, partners, use_code
from policy_db.enterprises.models import Enterprise, LinkCode
from policy_db.enterprises.store import delete_person, load
from tests.policy_enterprises.test_file import DAY, tell

NOW = 1_790_000_000.0


def test_凭绑定码两个渠道看同一份档案(session: Session) -> None:
    tell(session, "m1", person="web-1", revenue=32000)
    code = new_code(session, "web-1", DAY, NOW)
    assert use_code(session, "telegram:1", code, DAY, NOW + 60) == 1
    assert load(session, "telegram:1", DAY).facts == {"revenue": 32000}
    assert partners(session, "web-1") == ["telegram:1"]


def test_绑定码只能用一次(session: Session) -> None:
    code = new_code(session, "web-1", DAY, NOW)
    assert use_code(session, "telegram:1", code, DAY, NOW) is not None
    assert use_code(session, "telegram:2", code, DAY, NOW) is None


def test_过了十分钟的绑定码无效(session: Session) -> None:
    code = new_code(session, "web-1", DAY, NOW)
    assert use_code(session, "telegram:1", code, DAY, NOW + VALID_SECONDS + 1) is None


def test_新绑定码让旧的失效(session: Session) -> None:
    first = new_code(session, "web-1", DAY, NOW)
    new_code(session, "web-1", DAY, NOW)
    assert use_code(session, "telegram:1", first, DAY, NOW) is None


def test_库里只存绑定码的摘要(session: Session) -> None:
    code = new_code(session, "web-1", DAY, NOW)
    assert all(code not in row.digest for row in session.query(LinkCode))


def test_绑定时原来说过的情况并入新档案而不覆盖(session: Session) -> None:
    tell(session, "m1", person="web-1", revenue=32000)
    tell(session, "m2", person="telegram:1", revenue=9000, employees=120)
    old = load(session, "telegram:1", DAY).enterprise
    code = new_code(session, "web-1", DAY, NOW)
    use_code(session, "telegram:1", code, DAY, NOW)
    assert load(session, "telegram:1", DAY).facts == {"revenue": 32000, "employees": 120}
    assert session.get(Enterprise, old) is None


def test_解除绑定后各看各的(session: Session) -> None:
    tell(session, "m1", person="web-1", revenue=32000)
    use_code(session, "telegram:1", new_code(session, "web-1", DAY, NOW), DAY, NOW)
    assert leave(session, "telegram:1")
    assert load(session, "telegram:1", DAY).facts == {}
    assert load(session, "web-1", DAY).facts == {"revenue": 32000}
    assert not leave(session, "web-1"), "独用的档案不能丢"


def test_一方删除后另一方也看不到(session: Session) -> None:
    tell(session, "m1", person="web-1", revenue=32000)
    use_code(session, "telegram:1", new_code(session, "web-1", DAY, NOW), DAY, NOW)
    delete_person(session, "web-1")
    assert load(session, "telegram:1", DAY).facts == {}


def test_同一信用代码不会自动合并(session: Session) -> None:
    from policy_db.enterprises.identity import identify

    tell(session, "m1", person="web-1", revenue=32000)
    identify(session, "web-1", DAY, uscc="91110000600037341L")
    identify(session, "web-2", date(2026, 11, 24), uscc="91110000600037341L")
    assert load(session, "web-2", DAY).facts == {}
