"""Made-up enterprises by the million, the same ones every time: each fact as the catalogue pictures a plausible applicant."""

from __future__ import annotations

from policy_db.facts.catalog import FACTS, Fact

PLACES = ("浙江省台州市椒江区", "浙江省台州市黄岩区", "浙江省杭州市滨江区", "浙江省宁波市北仑区", "江苏省苏州市", "上海市浦东新区")


def select(rows: str, unknown: float = 0.2) -> str:
    """The SELECT (DuckDB) that makes the table ``id, name, <facts…>`` from the numbers ``i`` of the relation ``rows``."""
    columns = [
        f"CASE WHEN {_uniform(fact.id + '?')} >= {unknown} THEN {_value(fact)} END AS {fact.id}" for fact in FACTS.values()
    ]
    return f"SELECT 'E' || lpad(i::VARCHAR, 8, '0') AS id, '企业' || i AS name, {', '.join(columns)} FROM {rows}"


def _uniform(salt: str) -> str:
    return f"((hash(i || '{salt}') >> 11)::DOUBLE / 9007199254740992)"


def _value(fact: Fact) -> str:
    chance = _uniform(fact.id)
    if fact.type == "bool":
        return f"{chance} < {fact.likely}"
    if fact.type == "enum":
        values = list(fact.values)
        return f"{values}[1 + floor({chance} * {len(values)})::INTEGER]"
    if fact.type == "text":
        return f"{list(PLACES)}[1 + floor(power({chance}, 2) * {len(PLACES)})::INTEGER]"
    low, middle, high = fact.typical or (0.0, 1.0, 10.0)
    quantile = (
        f"CASE WHEN {chance} < 0.5 THEN {low} + ({chance} - 0.1) / 0.4 * {middle - low} "
        f"ELSE {middle} + ({chance} - 0.5) / 0.4 * {high - middle} END"
    )
    if fact.minimum is not None:
        quantile = f"greatest({quantile}, {fact.minimum})"
    if fact.maximum is not None:
        quantile = f"least({quantile}, {fact.maximum})"
    return f"round({quantile}, {0 if fact.type == 'int' else 2})"
