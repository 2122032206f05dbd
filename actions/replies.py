"""Longer replies from the templates beside this module; short ones are the domain's responses."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from policy_db.yamlfile import read

TEMPLATES = Path(__file__).with_name("templates")
# Read once and all together: an upgrade of the files under a running assistant must not reach half of its replies.
SOURCES = {file.name: file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.txt")}


def day(value: date | str | None) -> str:
    """A date as people write it: 2026年4月25日."""
    if value is None:
        return ""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{when.year}年{when.month}月{when.day}日"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment; plain text, so nothing is escaped here: channels escape for their own format."""
    found = Environment(
        loader=DictLoader(SOURCES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text, no HTML
    )
    found.filters["day"] = day
    return found


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Short words around the templates: titles, button texts."""
    return dict(read(TEMPLATES / "words.yml"))


def render(template: str, **values: Any) -> str:
    """The text of ``templates/<template>.txt`` with its values, without empty lines at either end."""
    return environment().get_template(f"{template}.txt").render(**values).strip()
