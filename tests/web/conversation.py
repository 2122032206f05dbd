"""The main conversation, held on the page as an enterprise would: from the first question to the verdict."""

from __future__ import annotations

from policy_db.facts.catalog import FACTS
from tests.web.browser import Page

# A sound enterprise, as it would put it itself; what is not here it answers with 是.
SAYS = {
    "region": "浙江台州椒江",
    "sector": "工业",
    "employees": "180人",
    "years_in_operation": "12年",
    "revenue": "2.4亿",
    "main_business_ratio": "92%",
    "revenue_growth_2y": "12%",
    "asset_liability_ratio": "45%",
    "years_in_niche": "8年",
    "domestic_share": "15%",
    "national_rank": "第2名",
    "rd_ratio": "4.6%",
    "rd_ratio_prev": "4.2%",
    "rd_expense": "1100万",
    "rd_expense_prev": "900万",
    "class1_ip": "6项",
    "development_score": "72分",
    **dict.fromkeys(
        ("central_enterprise", "is_champion", "is_little_giant", "major_incident_3y", "violation_3y", "tax_violation_3y",
         "dishonest", "wage_arrears", "false_application", "restricted_product", "national_award_top3"),
        "否",
    ),
}
MOST_QUESTIONS = 45
PATIENCE = 30.0


def answer_to(text: str) -> str:
    """What the enterprise says to the question of the catalogue that stands in ``text``."""
    asked = next((fact.id for fact in FACTS.values() if fact.question in text), None)
    if asked is None:
        raise AssertionError(f"not a question of the catalogue: {text}")
    return SAYS.get(asked, "是")


def hold(page: Page) -> list[tuple[str, str]]:
    """Asks 「我能申报小巨人吗」 and answers until a verdict card stands there; the questions with their answers."""
    page.say("我能申报小巨人吗", PATIENCE)
    said: list[tuple[str, str]] = []
    while not page.all(".turn:last-child .decision"):
        question = page.texts(".turn:last-child .bubble.assistant")[-1]
        said.append((question, answer_to(question)))
        if len(said) > MOST_QUESTIONS:
            raise AssertionError("no verdict after " + "\n".join(" → ".join(pair) for pair in said))
        page.say(said[-1][1], PATIENCE)
    return said
