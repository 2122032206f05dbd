"""Plausible enterprises for the benchmarks: seeded, with facts that go together (large firms spend more on research)."""

from __future__ import annotations

from typing import Any

import numpy as np

REGIONS = ["浙江省台州市椒江区", "浙江省台州市温岭市", "浙江省杭州市余杭区", "浙江省宁波市鄞州区", "江苏省苏州市昆山市"]


def enterprises(count: int, seed: int = 20261123) -> list[dict[str, Any]]:
    """``count`` enterprises with every fact known, in the catalogue's units.

    Drawn independently of the catalogue's ``likely`` and ``typical``, which only the order of questions uses.
    """
    random = np.random.default_rng(seed)
    columns = _columns(random, count)
    names = list(columns)
    return [dict(zip(names, row)) for row in zip(*(columns[name] for name in names))]


def _columns(random: np.random.Generator, count: int) -> dict[str, list[Any]]:
    size, skill, focus, care = (random.normal(size=count) for _ in range(4))

    def noise(scale: float = 1.0) -> np.ndarray[Any, Any]:
        return random.normal(scale=scale, size=count)

    def yes(share: float, *factors: np.ndarray[Any, Any]) -> list[bool]:
        lean = sum(factors, np.zeros(count)) + noise()
        return [bool(value) for value in lean > np.quantile(lean, 1 - share)]

    def rounded(values: np.ndarray[Any, Any], digits: int = 1) -> list[float]:
        return [float(value) for value in np.round(values, digits)]

    def whole(values: np.ndarray[Any, Any]) -> list[int]:
        return [int(value) for value in np.maximum(0, np.round(values))]

    revenue = np.exp(8.9 + 1.1 * size)
    rd_ratio = np.clip(4.2 + 1.8 * skill + noise(0.8), 0, 40)
    rd_ratio_prev = np.clip(rd_ratio + noise(0.7), 0, 40)
    previous = revenue / np.clip(1.09 + 0.12 * skill * 0.5 + noise(0.1), 0.5, 3)
    niche = np.clip(9 + 3 * focus + noise(4), 0.5, 45)
    own = whole(1.2 + 1.3 * skill + 0.6 * size + noise())
    high = [min(a, b) for a, b in zip(own, whole(0.3 + 0.6 * skill + noise(0.6)))]
    class1 = [a + b for a, b in zip(own, whole(0.4 + noise(0.6)))]
    levels = np.array(["none", "below_city", "city", "province", "nation"])
    level = levels[np.clip(np.round(1.4 + skill + 0.5 * size + noise(0.6)), 0, 4).astype(int)]
    share = np.clip(8 + 5 * focus + 3 * size + noise(4), 0, 95)
    rank = np.maximum(1, np.round(12 - 4 * focus - 3 * size + noise(3)))
    srdi = yes(0.45, skill, size)
    giant = [a and b for a, b in zip(srdi, yes(0.35, skill, size, focus))]
    equity = np.where(noise() + 0.5 * skill > 1.2, np.exp(7 + noise(0.9)), 0)
    country5 = yes(0.03, skill)
    country3 = [a and b for a, b in zip(country5, yes(0.6))]
    province3 = yes(0.06, skill)
    science = [a or b or c for a, b, c in zip(country5, province3, yes(0.02))]
    china500 = yes(0.04, skill)
    return {
        "region": [REGIONS[index] for index in random.choice(len(REGIONS), count, p=[0.3, 0.3, 0.2, 0.1, 0.1])],
        "legal_person": yes(0.97),
        "sector": list(
            random.choice(["industry", "software_it", "wholesale", "other"], count, p=[0.85, 0.09, 0.03, 0.03])
        ),
        "employees": whole(np.exp(4.6 + 0.9 * size + noise(0.3))),
        "years_in_operation": rounded(niche + np.abs(noise(3))),
        "central_enterprise": yes(0.01),
        "revenue": rounded(revenue, 0),
        "main_business_ratio": rounded(np.clip(90 + 6 * focus + noise(5), 30, 100)),
        "main_growth": rounded(8 + 6 * skill + noise(12)),
        "main_growth_2y": rounded(8 + 6 * skill + noise(9)),
        "revenue_growth_2y": rounded(8 + 6 * skill + noise(9)),
        "profit_growth_2y": rounded(9 + 7 * skill + noise(14)),
        "net_margin": rounded(7 + 3 * skill + noise(5)),
        "asset_liability_ratio": rounded(np.clip(50 - 6 * care + noise(16), 3, 130)),
        "equity_financing_2y": rounded(equity, 0),
        "equity_financing_3y": rounded(equity * np.where(noise() > 0.5, 1.4, 1), 0),
        "years_in_niche": rounded(niche),
        "main_product_ratio": rounded(np.clip(80 + 10 * focus + noise(9), 20, 100)),
        "main_products_count": whole(np.clip(2.2 - focus + noise(), 1, 9)),
        "main_revenue_avg_3y": rounded(revenue * 0.85, 0),
        "champion_product_ratio": rounded(np.clip(70 + 14 * focus + noise(9), 5, 100)),
        "new_product": yes(0.2),
        "domestic_share": rounded(share),
        "domestic_rank_leading": [bool(value) for value in rank <= 5],
        "national_rank": whole(rank),
        "provincial_rank": whole(np.maximum(1, rank / 3)),
        "global_rank": whole(np.maximum(1, rank * 1.8 + noise(3))),
        "niche_share_high": [bool(value) for value in share > 9],
        "supplier_to_leader": yes(0.55, size),
        "key_chain_role": yes(0.5, focus, skill),
        "works_with_leader": yes(0.4, size),
        "key_field": yes(0.6, skill),
        "emerging_industry": yes(0.45, skill),
        "encouraged_field": yes(0.8, skill),
        "management_certified": yes(0.85, care),
        "foreign_certified": yes(0.3, size, care),
        "digital_core_process": yes(0.8, size),
        "digital_level": [min(4, value) for value in whole(1.9 + 0.6 * size + noise(0.6))],
        "quality_above_national": yes(0.6, care, skill),
        "quality_award": (award := yes(0.1, care, size)),
        "city_quality_award": [a or b for a, b in zip(award, yes(0.12, care))],
        "quality_recognised": yes(0.4, care),
        "satisfaction_or_trace": yes(0.7, care),
        "energy_advanced": yes(0.6, care),
        "safety_advanced": yes(0.65, care),
        "own_brand": yes(0.85, size),
        "unique_technology": yes(0.65, skill),
        "ip_leading": yes(0.35, skill),
        "standards_count": whole(0.6 + 0.8 * skill + 0.6 * size + noise(0.8)),
        "group_standard_led": yes(0.15, skill),
        "rd_ratio": rounded(rd_ratio, 2),
        "rd_ratio_prev": rounded(rd_ratio_prev, 2),
        "rd_ratio_3y": rounded(np.clip(rd_ratio * 1.1, 0, 45), 2),
        "rd_expense": rounded(revenue * np.round(rd_ratio, 2) / 100, 1),
        "rd_expense_prev": rounded(previous * rd_ratio_prev / 100, 1),
        "rd_staff_ratio": rounded(np.clip(14 + 6 * skill + noise(5), 0, 90)),
        "rd_institute": [value != "none" for value in level],
        "rd_institute_level": [str(value) for value in level],
        "new_product_ratio": rounded(np.clip(42 + 14 * skill + noise(12), 0, 100)),
        "innovation_benefit": yes(0.7, skill),
        "invention_patents": [a + b for a, b in zip(class1, whole(0.5 + noise(0.8)))],
        "other_ip": whole(14 + 7 * skill + 4 * size + noise(4)),
        "class1_ip": class1,
        "class1_ip_own": own,
        "class1_ip_high_value": high,
        "class1_ip_in_use": [a > 0 and b for a, b in zip(class1, yes(0.85))],
        "class2_ip": whole(9 + 5 * skill + noise(4)),
        "national_award_top3": country3,
        "national_award_top5": country5,
        "provincial_award_top3": province3,
        "science_award_3y": science,
        "maker_china_50": [a and b for a, b in zip(china500, yes(0.2))],
        "maker_china_500": china500,
        "local_feature_score": [min(15, value) for value in whole(9 + 2 * skill + noise(2.5))],
        "is_hightech": yes(0.75, skill),
        "is_innovative_sme": yes(0.7, skill),
        "is_tech_sme": yes(0.75, skill),
        "is_srdi_sme": srdi,
        "is_little_giant": giant,
        "is_champion": [a and b for a, b in zip(giant, yes(0.08, size))],
        "development_score": rounded(np.clip(56 + 7 * skill + 4 * size + noise(5), 5, 98)),
        "platform_title": list(random.choice(["none", "province", "nation"], count, p=[0.97, 0.02, 0.01])),
        "platform_services": whole(np.clip(noise(1.5), 0, 7)),
        "listed": yes(0.02, size),
        "ipo_plan": yes(0.05, size),
        "major_incident_3y": yes(0.015, -care),
        "violation_3y": yes(0.04, -care),
        "tax_violation_3y": yes(0.02, -care),
        "credit_good": yes(0.93, care),
        "dishonest": yes(0.02, -care),
        "wage_arrears": yes(0.01, -care),
        "false_application": yes(0.005, -care),
        "restricted_product": yes(0.02, -care),
    }
