"""``docs/programs.md`` is what the rule files say today."""

from pathlib import Path

from policy_db.rules.overview import markdown


def test_programs_page_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "programs.md"
    assert page.read_text(encoding="utf-8") == markdown(), "run: python -m policy_db.rules.overview > docs/programs.md"
