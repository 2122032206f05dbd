"""The JSON API, parsing, health, metrics and the headers of the page, against a real server."""

from __future__ import annotations

import json
from typing import Any

import pytest

REQUESTS = [
    ("GET", "/api/nothing", None, 404),
    ("GET", "/nothing", None, 404),
    ("GET", "/../../etc/passwd", None, 404),
    ("GET", "/api/assess", None, 405),
    ("DELETE", "/api/programs", None, 405),
    ("POST", "/api/assess", [], 400),
    ("POST", "/api/assess", {}, 422),
    ("POST", "/api/assess", {"program": "no_such_program"}, 422),
    ("POST", "/api/assess", {"program": ["little_giant"]}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "on": "昨天"}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "on": "2020-01-01"}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "facts": [1]}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "facts": {"revenue": "x"}}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "facts": {"employees": True}}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "approx": {"revenue": [5, 3]}}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "approx": {"listed": [0, 1]}}, 422),
    ("POST", "/api/assess", {"program": "key_little_giant", "fact": {}}, 422),
    ("GET", "/api/programs/no_such_program", None, 404),
    ("GET", "/api/programs/key_little_giant?on=2020-01-01", None, 404),
    ("GET", "/api/programs/key_little_giant?on=x", None, 422),
    ("GET", "/api/search", None, 422),
    ("GET", "/api/search?q=%20", None, 422),
    ("GET", "/api/search?q=a&top=0", None, 422),
    ("GET", "/api/search?q=a&top=many", None, 422),
    ("GET", "/api/search?q=a&on=yesterday", None, 422),
    ("POST", "/api/facts", {}, 422),
    ("POST", "/api/facts", {"text": 5}, 422),
    ("POST", "/api/facts", {"text": "三亿", "asked": "turnover"}, 422),
    ("POST", "/api/facts", {"text": "x" * 2001}, 422),
    ("POST", "/model/parse", {}, 422),
    ("POST", "/model/parse", {"text": 5}, 422),
    ("POST", "/model/parse", [], 400),
]
CLOSED = [
    ("GET", "/conversations/someone/tracker"),
    ("POST", "/conversations/someone/messages"),
    ("PUT", "/model"),
    ("DELETE", "/model"),
    ("POST", "/model/train"),
    ("GET", "/domain"),
    ("GET", "/status"),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
def test_errors_have_one_shape(server: Any, method: str, path: str, body: object, status: int) -> None:
    response = server.request(method, path, json=body) if body is not None else server.request(method, path)
    answer = response.json()
    assert response.status_code == status, response.text
    assert set(answer) == {"ok", "error", "errors"}
    assert answer["ok"] is False
    assert answer["error"]
    assert all(set(error) == {"path", "message"} for error in answer["errors"])
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_rasas_own_administration_is_not_mounted(server: Any, method: str, path: str) -> None:
    assert server.request(method, path).status_code in (404, 405)


def test_programs_are_listed_with_their_versions(server: Any) -> None:
    programs = {program["id"]: program for program in server.get("/api/programs").json()["programs"]}
    versions = {version["version"]: version for version in programs["little_giant"]["versions"]}
    assert set(versions) == {"2021", "2022", "2026"}
    assert (versions["2022"]["from"], versions["2022"]["to"]) == ("2022-08-01", "2026-03-31")


def test_a_program_is_described_by_the_rules_of_the_day(server: Any, today: str) -> None:
    now = server.get("/api/programs/little_giant").json()
    then = server.get("/api/programs/little_giant", on="2022-07-31").json()
    assert (now["version"], now["on"], then["version"]) == ("2026", today, "2021")
    assert all(criterion["citations"][0]["quote"] for criterion in now["criteria"])
    assert now["window"]["state"] in ("open", "closed", "upcoming", "unknown")


def test_assess_decides_as_the_command_does(server: Any, zjtx: Any) -> None:
    facts = '{"main_business_ratio": 69.9}'
    command = zjtx("check", "key_little_giant", "--facts", "-", "--on", "2021-07-22", "--json", stdin=facts)
    body = {"program": "key_little_giant", "on": "2021-07-22", "facts": {"main_business_ratio": 69.9}}
    response = server.post("/api/assess", body)
    assert response.status_code == 200
    assert response.json() == json.loads(command.stdout)


def test_assess_takes_ranges(server: Any) -> None:
    body = {"program": "key_little_giant", "on": "2021-07-22", "approx": {"main_business_ratio": [50, 60]}}
    assert server.post("/api/assess", body).json()["verdict"] == "ineligible"
    body["approx"] = {"main_business_ratio": [60, 80]}
    assert server.post("/api/assess", body).json()["verdict"] == "undetermined"


def test_assess_uses_today_by_default(server: Any, today: str) -> None:
    assert server.post("/api/assess", {"program": "little_giant"}).json()["on"] == today


def test_search_finds_clauses(server: Any) -> None:
    answer = server.get("/api/search", q="隐形冠军几年有效", top=3).json()
    assert answer["question"] == "隐形冠军几年有效"
    assert 1 <= len(answer["results"]) <= 3


def test_search_answers_as_of_a_day(server: Any) -> None:
    asked = {"q": "浙江省隐形冠军雏鹰行动培育目标", "top": 20}
    then = server.get("/api/search", **asked, on="2019-04-18").json()["results"]
    assert "浙政办发〔2019〕28号" not in {result["doc_no"] for result in then}
    assert {result["status"] for result in then if result["doc_no"] == "浙经信企创〔2016〕234号"} <= {"in_force"}
    now = server.get("/api/search", **asked).json()["results"]
    assert "浙政办发〔2019〕28号" in {result["doc_no"] for result in now}


def test_facts_are_read(server: Any) -> None:
    reading = server.post("/api/facts", {"text": "去年营收3.2亿，研发占比4.5%"}).json()
    assert reading["facts"] == {"revenue": 32000, "rd_ratio": 4.5}
    assert server.post("/api/facts", {"text": "三亿左右", "asked": "revenue"}).status_code == 200


def test_parse_answers_as_rasa_does(server: Any) -> None:
    parsed = server.post("/model/parse", {"text": "我能申报小巨人吗"}).json()
    assert parsed["intent"]["name"] == "check_eligibility"
    assert [(entity["entity"], entity["value"]) for entity in parsed["entities"]] == [("program", "little_giant")]


def test_openapi_describes_every_route(server: Any) -> None:
    document = server.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    expected = {
        "/api/programs", "/api/programs/{id}", "/api/assess", "/api/search", "/api/facts", "/api/openapi.json", "/healthz",
        "/metrics", "/webhooks/rest/webhook", "/model/parse",
    }
    assert set(document["paths"]) == expected
    assert document["components"]["schemas"]["Facts"]["properties"]["revenue"]["type"] == "number"


def test_health_and_metrics(server: Any) -> None:
    assert server.get("/healthz").json()["status"] == "ok"
    response = server.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    names = {line.split("{")[0].split(" ")[0] for line in response.text.splitlines() if not line.startswith("#")}
    assert {"zjtx_http_requests_total", "zjtx_http_seconds_count", "zjtx_memory_peak_bytes"} <= names


@pytest.mark.parametrize("path", ["/", "/api/programs", "/nothing"])
def test_nothing_foreign_may_run_on_our_pages(server: Any, path: str) -> None:
    headers = server.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_the_page_is_served_and_revalidated(server: Any) -> None:
    page = server.get("/")
    assert page.headers["content-type"].startswith("text/html")
    again = server.request("GET", "/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
