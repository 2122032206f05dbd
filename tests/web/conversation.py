"""The main conversation, held on the page as an enterprise would: from the first question to the verdict."""

from __future__ import annotations

from tests.web.browser import Page

# What the enterprise answers, by a word of the question. The order matters: the first word found answers.
ANSWERS = (
    ("主营业务收入占", "92%"),
    ("复合增长率", "12%"),
    ("资产负债率", "45%"),
    ("前一年度研发费用占", "4.2%"),
    ("研发费用占", "4.6%"),
    ("前一年度研发费用", "900万元"),
    ("研发费用", "1100万元"),
    ("营业收入", "2.4亿元"),
    ("发展评价得分", "72分"),
    ("得分", "72分"),
    ("Ⅰ类", "6项"),
    ("占有率", "15%"),
    ("细分市场", "8年"),
    ("从业人员", "180人"),
    ("员工", "180人"),
    ("哪个省", "浙江省台州市椒江区"),
    ("行业", "工业"),
)
# Conditions that a sound enterprise does not have against it.
AGAINST = ("事故", "违法", "失信", "异常", "欠薪", "虚假", "禁止", "限制", "淘汰", "处罚", "单项冠军", "偷漏税", "控股")
MOST_QUESTIONS = 45
PATIENCE = 30.0


def answer_to(question: str) -> str:
    """What a sound enterprise says to a question."""
    for word, answer in ANSWERS:
        if word in question and "吗" not in question:
            return answer
    return "否" if any(word in question for word in AGAINST) else "是"


def hold(page: Page) -> list[tuple[str, str]]:
    """Asks 「我能申报小巨人吗」 and answers until a verdict card stands there; the questions with their answers."""
    page.say("我能申报小巨人吗", PATIENCE)
    said = []
    while not page.all(".turn:last-child .decision"):
        question = page.texts(".turn:last-child .bubble.assistant")[-1]
        answer = answer_to(question)
        said.append((question, answer))
        if len(said) > MOST_QUESTIONS:
            raise AssertionError("no verdict after " + "\n".join(" → ".join(pair) for pair in said))
        page.say(answer, PATIENCE)
    return said
