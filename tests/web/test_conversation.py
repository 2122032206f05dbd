"""The whole conversation on the real server, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver

from tests.web.browser import DESKTOP, PHONE, Page
from tests.web.conversation import hold

PICTURES = Path(__file__).parents[2] / "artifacts"


@pytest.fixture
def real(driver: webdriver.Chrome, server_url: str) -> Page:
    """The page of the running server, as a new visitor opens it."""
    page = Page(driver, server_url).size(*DESKTOP).media().open()
    page.script("localStorage.clear()")
    page.complaints()
    return page.reload()


def test_from_the_first_question_to_the_verdict(real: Page) -> None:
    said = hold(real)
    real.shoot(PICTURES / "conversation-desktop.png")
    assert said, "a verdict without a single question"
    card = real.one(".turn:last-child .decision")
    assert "小巨人" in card.find_element("css selector", "h2").text
    assert card.find_element("css selector", ".verdict").text in ("符合", "不符合", "待补充")
    assert card.find_elements("css selector", ".window")

    real.script("for (const group of arguments[0].querySelectorAll('.group')) group.open = true", card)
    citations = card.find_elements("css selector", ".citation")
    assert len(citations) >= 7
    for citation in citations[:3]:
        citation.find_element("css selector", "summary").click()
        assert citation.find_element("css selector", ".cited .quote").is_displayed()
    real.shoot(PICTURES / "conversation-citations.png")

    # The conversation is still there after a reload, on a phone as well, and can go on.
    verdict = card.find_element("css selector", ".verdict").text
    real.size(*PHONE, phone=True).reload()
    assert real.texts(".decision .verdict")[-1] == verdict
    assert real.script("return document.documentElement.scrollWidth") == PHONE[0]
    real.shoot(PICTURES / "conversation-phone.png")
    assert real.complaints() == []


def test_a_policy_question_is_answered_with_its_clause(real: Page) -> None:
    real.press(".examples li:nth-child(3) button", 30)
    assert any("170号" in text for text in real.texts(".clause .meta"))
    assert "减半收取" in real.text()
    assert real.complaints() == []


def test_buttons_of_the_real_server_work(real: Page) -> None:
    real.say("我能申报小巨人吗", 30)
    title = real.one(".reply").text
    real.press(".reply", 30)
    assert real.texts(".bubble.user")[-1].endswith(title)
    assert not real.all(".failure")
