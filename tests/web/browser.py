"""A headless Chromium on the chat page, and the few things that a visitor does there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

DESKTOP = (1180, 860)
PHONE = (390, 844)
PATIENCE = 60.0


def binaries() -> tuple[str, str] | None:
    """The paths of Chromium and its driver, or None where one of them is not installed."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A running headless Chromium, ended at the end."""
    found = binaries()
    if found is None:
        raise FileNotFoundError("chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = found[0]
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(found[1]))
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """The chat page as its visitor sees it."""

    def __init__(self, driver: webdriver.Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self) -> Page:
        self.driver.get(self.url)
        return self.ready()

    @contextmanager
    def second_tab(self) -> Iterator[Page]:
        """The same page in another tab of this browser, closed at the end."""
        first = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        try:
            yield self.open()
        finally:
            self.driver.close()
            self.driver.switch_to.window(first)

    def ready(self) -> Page:
        self.until(lambda: self.all("body[data-ready]"))
        return self

    def reload(self) -> Page:
        self.driver.refresh()
        return self.ready()

    def size(self, width: int, height: int, *, phone: bool = False, scale: float = 1) -> Page:
        """Sets the viewport; takes effect at once."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        return self

    def media(self, kind: str = "", **features: str) -> Page:
        """Plays a medium (``print``) or features (``prefers_color_scheme="dark"``)."""
        asked = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": asked})
        return self

    def until(self, condition: Callable[[], Any], patience: float = PATIENCE) -> Any:
        return WebDriverWait(self.driver, patience, poll_frequency=0.05).until(lambda _: condition())

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def script(self, source: str, *arguments: Any) -> Any:
        return self.driver.execute_script(source, *arguments)  # type: ignore[no-untyped-call]

    def type(self, text: str) -> None:
        self.one("#message").send_keys(text)

    def say(self, text: str, patience: float = PATIENCE) -> Page:
        """Types, presses Enter and waits until this turn is answered or has failed."""
        before = len(self.all(".turn"))
        self.type(text + Keys.ENTER)
        return self.answered(before + 1, patience)

    def press(self, selector: str, patience: float = PATIENCE) -> Page:
        """Presses a button that sends a message, and waits for the answer."""
        before = len(self.all(".turn"))
        self.script("arguments[0].scrollIntoView({block: 'center'})", self.one(selector))
        self.one(selector).click()
        return self.answered(before + 1, patience)

    def answered(self, turns: int, patience: float = PATIENCE) -> Page:
        self.until(lambda: len(self.all(".turn:not(.waiting)")) >= turns, patience)
        return self

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def text(self) -> str:
        """All that the conversation says, folded parts included."""
        return str(self.script("return document.getElementById('log').textContent"))

    def complaints(self) -> list[str]:
        """What the browser logged as an error since the last call: scripts, and breaches of the content policy."""
        return [entry["message"] for entry in self._log() if entry["level"] == "SEVERE"]

    def _log(self) -> list[dict[str, Any]]:
        return list(self.driver.get_log("browser"))  # type: ignore[no-untyped-call]

    def shoot(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(file))
