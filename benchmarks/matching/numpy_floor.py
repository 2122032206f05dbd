"""``little_giant`` 2026 in three-valued NumPy, written by hand: what a general rule engine can at best come near to.

Truths are ``int8``: 0 no, 1 unknown, 2 yes; 「and」 is the minimum, 「or」 the maximum. Unknown numbers are NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# Facts that the rule reads, or that one of those follows from.
NUMBERS = (
    "employees", "revenue", "years_in_niche", "main_business_ratio", "main_product_ratio", "revenue_growth_2y",
    "asset_liability_ratio", "rd_expense", "rd_expense_prev", "rd_ratio", "rd_ratio_prev", "class1_ip", "class1_ip_own",
    "class1_ip_high_value", "domestic_share", "national_rank", "development_score",
)  # fmt: skip
TRUTHS = (
    "legal_person", "dishonest", "restricted_product", "major_incident_3y", "is_champion", "is_srdi_sme", "class1_ip_in_use",
    "national_award_top3", "national_award_top5", "science_award_3y", "key_field", "emerging_industry", "key_chain_role",
)  # fmt: skip
SECTORS = ("industry", "construction", "wholesale", "retail", "transport", "software_it", "other")
VERDICTS = ("ineligible", "undetermined", "eligible")


def verdict(facts: Mapping[str, Array]) -> Array:
    """0, 1 or 2 per enterprise (``VERDICTS``). ``sector`` is an index into ``SECTORS`` or -1, numbers are float64."""
    revenue, employees, sector = facts["revenue"], facts["employees"], facts["sector"]
    derived = np.round(100 * facts["rd_expense"] / np.where(revenue > 0, revenue, np.nan), 9)
    rd_ratio = np.where(np.isnan(facts["rd_ratio"]), derived, facts["rd_ratio"])
    # Without a place among the first five, or any science award, there is none among the first three.
    top3 = facts["national_award_top3"]
    top5 = facts["national_award_top5"]
    top5 = np.where((top5 == 1) & (facts["science_award_3y"] == 0), 0, top5)
    top3 = np.where((top3 == 1) & (top5 == 0), 0, top3)

    def below(value: Array, limit: float) -> Array:
        return np.where(np.isnan(value), 1, np.where(value < limit, 2, 0)).astype(np.int8)

    def at_least(value: Array, limit: float) -> Array:
        return np.where(np.isnan(value), 1, np.where(value >= limit, 2, 0)).astype(np.int8)

    def at_most(value: Array, limit: float) -> Array:
        return np.where(np.isnan(value), 1, np.where(value <= limit, 2, 0)).astype(np.int8)

    either = np.maximum
    sizes = [
        either(below(employees, 1000), below(revenue, 40000)),
        np.maximum(below(revenue, 80000), 1),
        either(below(employees, 200), below(revenue, 40000)),
        either(below(employees, 300), below(revenue, 20000)),
        either(below(employees, 1000), below(revenue, 30000)),
        either(below(employees, 300), below(revenue, 10000)),
        below(employees, 300),
    ]
    lowest, highest = np.minimum.reduce(sizes), np.maximum.reduce(sizes)
    small = np.where(lowest == highest, lowest, 1)
    for index, size in enumerate(sizes):
        small = np.where(sector == index, size, small)
    # A part that is known bounds the whole from below, zero bounds what is not known.
    least = np.nan_to_num(facts["rd_expense"]) + np.nan_to_num(facts["rd_expense_prev"])
    whole = facts["rd_expense"] + facts["rd_expense_prev"]
    expense = np.where(np.round(least, 9) >= 1200, 2, np.where(np.round(whole, 9) < 1200, 0, 1))
    parts = np.fmax(facts["class1_ip_own"], facts["class1_ip_high_value"])
    business = facts["main_business_ratio"]
    business = np.where(np.isnan(business) & (facts["main_product_ratio"] >= 90), facts["main_product_ratio"], business)
    patents = np.where(np.isnan(facts["class1_ip"]), np.where(parts >= 4, 2, 1), at_least(facts["class1_ip"], 4))
    return np.minimum.reduce(
        [
            facts["legal_person"],
            small,
            2 - facts["dishonest"],
            2 - facts["restricted_product"],
            2 - facts["major_incident_3y"],
            2 - facts["is_champion"],
            facts["is_srdi_sme"],
            at_least(facts["years_in_niche"], 3),
            at_least(revenue, 5000),
            at_least(business, 90),
            at_least(facts["revenue_growth_2y"], 5),
            at_most(facts["asset_liability_ratio"], 75),
            expense,
            np.minimum(at_least(rd_ratio, 3), at_least(facts["rd_ratio_prev"], 3)),
            either(np.minimum(patents, facts["class1_ip_in_use"]), top3),
            either(at_least(facts["domestic_share"], 10), at_most(facts["national_rank"], 3)),
            np.maximum(either(facts["key_field"], facts["emerging_industry"]), 1),
            facts["key_chain_role"],
            at_least(facts["development_score"], 60),
        ]
    )
