"""What of a web page is the text of a document, and what is furniture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_db.ingest.web_page import read_web_page

PAGES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "pages.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page["name"]))
def test_the_text_is_kept_and_the_furniture_is_named(page: dict[str, Any]) -> None:
    content = f"<!doctype html><html><head><meta charset=utf-8></head><body>{page['body']}</body></html>".encode()
    found = read_web_page(Path("页面.html"), content)
    assert [passage.text for passage in found.passages if not passage.dropped] == page["kept"]
    assert sorted({passage.dropped for passage in found.passages if passage.dropped}) == sorted(page["dropped"])
    assert [doubt.field for doubt in found.doubts] == page.get("doubts", [])
    assert found.annexes_missing == page.get("annexes", [])


@pytest.mark.parametrize(("charset", "encoding"), [
    ('charset="gb2312"', "gb18030"), ('charset="gbk"', "gb18030"), ('charset="utf-8"', "utf-8"), ("", "utf-8-sig"), ("", "utf-16"),
])
def test_a_page_is_read_in_the_encoding_that_it_states(charset: str, encoding: str) -> None:
    text = f"<html><head><meta {charset}></head><body><p>关于开展申报的通知</p><p>镕、㐂、“小巨人”。</p></body></html>"
    found = read_web_page(Path("页面.html"), text.encode(encoding))
    assert [passage.text for passage in found.passages] == ["关于开展申报的通知", "镕、㐂、“小巨人”。"] and found.doubts == []


def test_a_page_in_another_encoding_than_it_states_is_a_doubt() -> None:
    content = '<html><head><meta charset="utf-8"></head><body><p>关于开展申报的通知，请认真办理。</p></body></html>'.encode("gbk")
    found = read_web_page(Path("页面.html"), content)
    assert found.passages[0].text == "关于开展申报的通知，请认真办理。"
    assert [doubt.field for doubt in found.doubts] == ["encoding"]
