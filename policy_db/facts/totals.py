"""Figures that are only parts of a total which the message names as well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_db.facts.catalog import FACTS
from policy_db.facts.claims import IP, SUMMED
from policy_db.facts.quantities import Quantity

_IN_BRACKETS = re.compile(r"[,，]?[(（]([^()（）]*)[)）]")
_MEASURES = ("money", "count", "plain")
_CAN_DO = re.compile(r"(?:服务)?(?:里|当中|中|之中)(?:面|头)?[,，]?(?:我们)?(?:能|会|可以)?(?:做|提供|开展|覆盖)?(?:得了|到)?")
_TIMES = ("笔", "次", "轮")


def without_parts_of_totals(text: str, quantities: list[Quantity], asked: str | None) -> list[Quantity]:
    """The quantities without those that add up to another one.

    办公室35个，车间240，加起来275 in reply to how many people there are; 近两年融资6500万（24年1500，25年5000） anywhere. Only an
    exact sum counts; rights of several kinds have a reading of their own.
    """
    if asked == "platform_services":
        return _without_the_whole(text, quantities)
    parts = [part for total in quantities for part in _in_brackets(text, total, quantities)]
    if asked is not None and FACTS[asked].numeric and asked not in IP:
        parts += _added_up(text, quantities)
    return [quantity for quantity in quantities if quantity not in parts]


def _without_the_whole(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """七项里我们能做五项: five."""
    return [
        first for first, second in zip(quantities, [*quantities[1:], None])
        if second is None or not _CAN_DO.fullmatch(text, first.end, second.start)
    ]


def _figures(quantities: Sequence[Quantity]) -> list[Quantity]:
    return [quantity for quantity in quantities if quantity.kind in _MEASURES and quantity.unit not in _TIMES]


def _value(quantity: Quantity) -> float:
    return quantity.low if quantity.low is not None and quantity.exact else -1.0


def _are_parts(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether at least two exact figures add up to the total, in its unit or without one (6500万 of 1500 and 5000)."""
    if len(parts) < 2 or total.kind not in _MEASURES or any(part.kind not in (total.kind, "plain", "count") for part in parts):
        return False
    return _value(total) > 0 and abs(sum(map(_value, parts)) - _value(total)) < 1e-6


def _in_brackets(text: str, total: Quantity, quantities: Sequence[Quantity]) -> list[Quantity]:
    brackets = _IN_BRACKETS.match(text, total.end)
    if brackets is None:
        return []
    inside = [quantity for quantity in _figures(quantities) if brackets.start(1) <= quantity.start < brackets.end(1)]
    summed = total.kind == "money" or total.unit[:1] in ("人", "名")
    return inside if summed and _are_parts(total, inside) else []


def _added_up(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    figures = _figures(quantities)
    for total in figures:
        others = [quantity for quantity in figures if quantity is not total]
        # 半个亿，领投三千万，跟投两千万
        if _are_parts(total, others):
            return others
    for total in quantities:
        if not SUMMED.search(text[max(0, total.start - 6) : total.start]):
            continue
        before = [quantity for quantity in _figures(quantities) if quantity.start < total.start]
        if _are_parts(total, before):
            return before
    return []


__all__ = ["without_parts_of_totals"]
