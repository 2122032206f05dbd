"""axe-core finds no serious problem on the page: empty, in conversation, with cards, on a phone, in the dark."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.axe import axe
from tests.web.browser import DESKTOP, PHONE, Page

RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then((result) => done(result.violations
    .filter((found) => ["serious", "critical", "moderate"].includes(found.impact))
    .map((found) => [found.id, found.impact, found.nodes.map((node) => node.html)])));
"""


@pytest.fixture(scope="module")
def script() -> str:
    try:
        return axe()
    except httpx.HTTPError as error:
        pytest.skip(f"axe-core cannot be fetched from the npm registry: {type(error).__name__}")


def found(page: Page, script: str) -> Any:
    page.script(script)
    return page.driver.execute_async_script(RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "phone"), [(DESKTOP, False), (PHONE, True)], ids=["desktop", "phone"])
def test_no_problem_in_a_conversation(page: Page, script: str, size: tuple[int, int], phone: bool, scheme: str) -> None:
    page.size(*size, phone=phone).media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce").reload()
    assert found(page, script) == []
    for message in ("我能申报小巨人吗", "去年营收2.4亿，员工180人", "主营占比89%", "测试认证费能减半吗", "各项目怎么样", "看看我的资料", "只有契约里的键", "一直太快"):
        page.say(message)
    page.script("for (const details of document.querySelectorAll('details')) details.open = true")
    assert found(page, script) == []
    page.one("#clear").click()
    assert found(page, script) == []
    page.media()
