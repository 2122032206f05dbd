"""Makes the picture of the page for the README: ``python -m tests.web.screenshot URL [FILE]`` with a running ``zjtx serve``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.web.browser import Page, chromium

SIZE = (1000, 940)
QUESTION = "我能申报小巨人吗？去年营收2.4亿，主营业务收入占89%，研发费用1100万，8年一直做这个细分领域"
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "chat.png"


def main(url: str, file: str | Path = PICTURE) -> None:
    """Leaves the picture at ``file``: one message, the verdict, the failing condition with its citation opened."""
    with chromium() as driver:
        page = Page(driver, url).size(*SIZE).media(prefers_color_scheme="light").open()
        page.say(QUESTION)
        for summary in page.all(".criterion.unmet .citation summary")[:1]:
            page.script("arguments[0].click(); document.activeElement.blur()", summary)
        page.shoot(Path(file))


if __name__ == "__main__":
    main(*sys.argv[1:])
