"""The evaluator and Spark SQL say the same on a fixed sample of 10,000 enterprises over all rule versions.

Optional: ``ZJTX_SPARK_PYTHON`` names a Python with PySpark (``make test-spark`` makes one; Java 17 is needed).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import render
from policy_db.match.query import Matching, matching
from tests.policy_match.engines import TABLE, rows
from tests.policy_match.test_agreement import VERSIONS, check
from tests.policy_rules.strategies import sample

PYTHON = os.environ.get("ZJTX_SPARK_PYTHON")
SIZE = 10_000
SCHEMA = ", ".join(
    ["`row` INT"]
    + [f"`{each.id}` {'DOUBLE' if each.numeric else 'BOOLEAN' if each.type == 'bool' else 'STRING'}" for each in FACTS.values()]
)


@pytest.mark.skipif(not PYTHON, reason="未设置 ZJTX_SPARK_PYTHON（装有 PySpark 的 Python）")
def test_agreement_on_spark(tmp_path: Path) -> None:
    batches = [sample(rules, SIZE // len(VERSIONS) + 1, seed=10) for rules in VERSIONS]
    jobs = []
    for number, (rules, batch) in enumerate(zip(VERSIONS, batches)):
        lines = (json.dumps({"row": row, **facts}, ensure_ascii=False) for row, facts in enumerate(batch))
        (tmp_path / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        jobs.append(
            {
                "rows": str(tmp_path / f"{number}.jsonl"),
                "schema": SCHEMA,
                "sql": render(matching(rules, Matching(TABLE, ["row"])), "spark"),
                "out": str(tmp_path / f"{number}.json"),
            }
        )
    (tmp_path / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    job = Path(__file__).with_name("spark_job.py")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([str(PYTHON), str(job), str(tmp_path / "jobs.json")], check=True, capture_output=True, env=environment)
    for number, (rules, batch) in enumerate(zip(VERSIONS, batches)):
        found = rows(json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8")))
        for facts, row in zip(batch, found, strict=True):
            check(rules, facts, row)
