"""The command: exit status, one clear line on standard error, and the shapes that others rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

CALLS = yaml.safe_load(Path(__file__).with_name("calls.yml").read_text(encoding="utf-8"))
DECISION = {
    "program", "version", "on", "verdict", "criteria", "failing_facts", "missing_facts", "next_fact", "window", "warnings",
    "rules_digest",
}


@pytest.mark.parametrize("case", CALLS, ids=[case["name"] for case in CALLS])
def test_wrong_call_ends_with_its_status_and_one_line(zjtx: Any, tmp_path: Path, case: dict[str, Any]) -> None:
    ended = zjtx(*case["call"], stdin=case.get("stdin", ""), ZJTX_HOME=str(tmp_path))
    lines = ended.stderr.strip().splitlines()
    assert ended.returncode == case["status"], ended.stderr
    assert len(lines) == 1, ended.stderr
    assert case["says"] in lines[0]
    assert "Traceback" not in ended.stderr


def test_check_prints_the_decision_as_json(zjtx: Any) -> None:
    ended = zjtx(
        "check", "key_little_giant", "--facts", "-", "--on", "2021-07-22", "--json", stdin='{"main_business_ratio": 69.9}'
    )
    decision = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert set(decision) >= DECISION
    assert (decision["verdict"], decision["on"]) == ("ineligible", "2021-07-22")
    assert decision["failing_facts"] == ["main_business_ratio"]


def test_check_reads_a_file_and_explains_in_chinese(zjtx: Any, tmp_path: Path) -> None:
    facts = tmp_path / "企业.json"
    facts.write_text('\ufeff{"main_business_ratio": 69.9, "listed": false}', encoding="utf-8")
    ended = zjtx("check", "key_little_giant", "--facts", str(facts), "--on", "2021-07-22")
    assert ended.returncode == 0, ended.stderr
    assert "暂不符合" in ended.stdout
    failing = next(line for line in ended.stdout.splitlines() if line.startswith("✗"))
    assert "69.9%" in failing
    assert "出处：" in ended.stdout
    assert "？" in ended.stdout


def test_jsonl_answers_each_line_in_order_even_the_wrong_one(zjtx: Any) -> None:
    lines = [
        '{"program": "key_little_giant", "on": "2021-07-22", "facts": {"listed": true}}',
        '{"program": "nobody", "facts": {}}',
        "",
        '{"program": "key_little_giant", "on": "2021-07-22", "facts": {}}',
    ]
    ended = zjtx("check", "--jsonl", "--facts", "-", stdin="\n".join(lines))
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [answer.get("verdict") for answer in answers] == ["ineligible", None, "undetermined"]
    assert answers[1]["ok"] is False
    assert answers[1]["line"] == 2
    assert answers[1]["errors"][0]["path"] == "program"
    assert ended.returncode == 1


def test_facts_prints_what_a_message_states(zjtx: Any) -> None:
    ended = zjtx("facts", "去年营收3.2亿，研发占比4.5%", "--json")
    assert json.loads(ended.stdout)["facts"] == {"revenue": 32000, "rd_ratio": 4.5}
    assert zjtx("facts", "去年营收3.2亿").stdout.strip().endswith("3.2亿元")


def test_search_prints_the_clause_with_its_source(zjtx: Any, environment: dict[str, str]) -> None:
    ended = zjtx("search", "检测认证费能不能减半", "--top", "3", "--json", ZJTX_HOME=environment["ZJTX_HOME"])
    answer = json.loads(ended.stdout)
    assert answer["answerable"] is True
    assert len(answer["results"]) <= 3
    assert {"doc_no", "title", "clause", "pages", "text", "score", "status"} <= set(answer["results"][0])
    assert "170" in zjtx("search", "检测认证费能不能减半", ZJTX_HOME=environment["ZJTX_HOME"]).stdout


def test_dry_run_of_the_bundled_compendium_changes_nothing(zjtx: Any, environment: dict[str, str]) -> None:
    source = Path(__file__).parents[2] / "policy_db/corpus/compendium_2021/source.txt"
    ended = zjtx("ingest", str(source), "--dry-run", ZJTX_HOME=environment["ZJTX_HOME"])
    assert ended.returncode == 0, ended.stderr
    assert "有 0 份会变化" in ended.stdout


def test_help_is_chinese_and_lists_every_command(zjtx: Any) -> None:
    ended = zjtx("--help")
    assert ended.returncode == 0
    for command in ("serve", "chat", "train", "check", "match", "search", "facts", "ingest", "doctor"):
        assert command in ended.stdout
    assert "usage" not in ended.stdout


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = Path(sys.executable).with_name("zjtx")
    line = '{"program": "key_little_giant", "on": "2021-07-22", "facts": {}}'
    script = f"yes '{line}' | head -200 | {command} check --jsonl --facts - | head -1"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, timeout=120)
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == 1


@pytest.mark.parametrize("module", ["check", "search", "facts", "ingest"])
def test_the_quick_commands_leave_rasa_alone(module: str) -> None:
    script = (
        f"import sys, bot.cli, bot.commands.{module}, bot.policies, bot.report\n"
        "heavy = {'rasa', 'rasa_sdk', 'tensorflow', 'sanic', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(f'{heavy} imported' if heavy else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr


def test_check_explains_the_whole_tree(zjtx: Any) -> None:
    facts = '{"revenue": 32000, "domestic_share": 12}'
    done = zjtx("check", "little_giant", "--facts", "-", "--on", "2026-11-23", "--explain", stdin=facts)
    assert done.returncode == 0
    explained = json.loads(done.stdout)
    share = next(criterion for criterion in explained["criteria"] if criterion["id"] == "market_share")
    assert [child["ignored_because"] for child in share["tree"]["children"]] == [None, "already_met"]
