"""Makes the picture of the page: ``python -m tests.web.screenshot [URL] [FILE]`` (without a URL: on the stand-in server).

With a URL it holds the conversation of ``test_conversation`` on a running ``zjtx serve``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.web import stub
from tests.web.browser import Page, chromium
from tests.web.conversation import hold

SIZE = (1100, 1000)
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "chat.png"


def main(url: str | None = None, file: str | None = None) -> None:
    """Leaves the picture at ``file``, by default ``docs/images/chat.png``."""
    with chromium() as driver:
        if url:
            page = Page(driver, url).size(*SIZE).open()
            hold(page)
            page.shoot(Path(file or PICTURE))
            return
        with stub.running() as served:
            page = Page(driver, served.url).size(*SIZE).open()
            page.say("主营占比89%").shoot(Path(file or PICTURE))


if __name__ == "__main__":
    main(*sys.argv[1:])
