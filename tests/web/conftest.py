"""Fixtures of the browser tests: one Chromium for all of them, and the page freshly opened for each."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

pytest.importorskip("selenium")

from selenium import webdriver

from tests.conftest import Server
from tests.web import stub
from tests.web.browser import DESKTOP, Page, binaries, chromium


@pytest.fixture(scope="session")
def driver() -> Iterator[webdriver.Chrome]:
    """A headless Chromium; without one the tests are skipped, in CI they fail."""
    if binaries() is None:
        missing = "Chromium with chromedriver is not installed (Debian: apt install chromium chromium-driver)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium() as running:
        yield running


@pytest.fixture
def served() -> Iterator[stub.Stub]:
    """The stand-in server."""
    with stub.running() as running:
        yield running


@pytest.fixture
def page(driver: webdriver.Chrome, served: stub.Stub) -> Iterator[Page]:
    """The page on the stand-in server with an empty device; afterwards the browser must have had nothing to complain of."""
    page = Page(driver, served.url).size(*DESKTOP).media()
    page.complaints()
    page.open()
    yield page
    page.script("localStorage.clear()")
    # A refused message is logged by the browser as well; that is no fault of the page.
    assert [line for line in page.complaints() if "/webhooks/rest/webhook" not in line] == []


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    """The address of the real server."""
    return server.url
