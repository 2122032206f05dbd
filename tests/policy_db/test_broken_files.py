"""A file that cannot be a document gets one calm sentence; nothing is stored, neither of it nor of the files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select

from policy_db.database import Database
from policy_db.ingest.errors import IngestError
from policy_db.ingest.plan import apply, plan
from policy_db.models import Clause
from tests.policy_db.formats.broken import MAKERS

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "formats" / "broken_files.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_broken_file_is_refused_in_one_sentence(prepared: Database, tmp_path: Path, case: dict[str, Any]) -> None:
    file = tmp_path / case["file"]
    file.write_bytes(MAKERS[case["made"]](tmp_path / "made"))
    with prepared.session() as session:
        before = session.execute(select(func.count(Clause.id))).scalar_one()
    with pytest.raises(IngestError) as refused, prepared.session() as session:
        apply(session, plan(session, [HERE / "notice.txt", file]))
    assert case["message"] in refused.value.message
    assert str(refused.value).startswith(case["file"]) and "\n" not in str(refused.value)
    with prepared.session() as session:
        assert session.execute(select(func.count(Clause.id))).scalar_one() == before


def test_every_broken_file_has_a_case() -> None:
    assert {case["made"] for case in CASES} == set(MAKERS)
