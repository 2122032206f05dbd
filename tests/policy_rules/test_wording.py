"""The enterprise's own values in words."""

from __future__ import annotations

import pytest

from policy_db.rules.derive import situation_of
from policy_db.rules.wording import own


@pytest.mark.parametrize(("expense", "revenue", "shown"), [
    (150, 3200, "4.69%"), (499.75, 10000, "4.9975%"), (500, 10000, "5%"), (439.86, 10000, "4.3986%"), (1, 3, "33.33%"),
])
def test_推算的比例写两位小数_除非看上去就到了门槛(expense: float, revenue: float, shown: str) -> None:
    words = own("rd_ratio", situation_of({"rd_expense": expense, "revenue": revenue}))
    assert words is not None
    assert words.startswith(f"{shown}（由"), words


def test_企业自己说的数照原样写() -> None:
    assert own("rd_ratio", situation_of({"rd_ratio": 4.6875})) == "4.6875%"
