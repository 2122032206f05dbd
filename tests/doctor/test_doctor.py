"""``zjtx doctor``: every fault that a bureau meets is named with its remedy, and no secret is ever shown."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import os
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import cli
from bot.doctor import asking
from bot.doctor.checks import OF_CHANNEL
from bot.doctor.finding import wording
from bot.doctor.settings import CHANNELS
from bot.models import model_path, refused_path
from policy_db.database import Database, make_url, migrate, open_database
from tests.doctor.platform import Platform, running

CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
TELEGRAM = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
WECHAT = "0123456789abcdef0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WECOM = "Rd1abcDEFghiJKLmnoPQRstuVWXyz0123456789-_ab"
SECRETS = [TELEGRAM, WECHAT, AES_KEY, WECOM, "webhookSecret1234567", "callbackToken"]
ENVIRONMENT = {
    "ZJTX_SPECIALIST_CONTACT": "企业服务科 0576-8888",
    "TELEGRAM_BOT_TOKEN": TELEGRAM, "TELEGRAM_WEBHOOK_SECRET": "webhookSecret1234567",
    "TELEGRAM_WEBHOOK_URL": "https://zjtx.example.cn/webhooks/telegram/webhook", "TELEGRAM_API_BASE": "{platform}",
    "WECHAT_APPID": "wx0123456789abcdef", "WECHAT_APPSECRET": WECHAT, "WECHAT_TOKEN": "callbackToken", "WECHAT_AES_KEY": AES_KEY,
    "WECHAT_API_BASE": "{platform}",
    "WECOM_CORPID": "ww0123456789abcdef", "WECOM_SECRET": WECOM, "WECOM_AGENTID": "1000002", "WECOM_TOKEN": "callbackToken",
    "WECOM_AES_KEY": AES_KEY, "WECOM_KF_SECRET": WECOM, "WECOM_KF_TOKEN": "callbackToken", "WECOM_KF_AES_KEY": AES_KEY,
    "WECOM_API_BASE": "{platform}",
}
ANSWERS = {
    f"/bot{TELEGRAM}/getMe": {"body": {"ok": True, "result": {"id": 1, "is_bot": True, "username": "zjtx_bot"}}},
    f"/bot{TELEGRAM}/getWebhookInfo": {
        "body": {"ok": True, "result": {"url": "https://zjtx.example.cn/webhooks/telegram/webhook", "pending_update_count": 0}}},
    "/cgi-bin/stable_token": {"body": {"access_token": "granted", "expires_in": 7200}},
    "/cgi-bin/gettoken": {"body": {"errcode": 0, "errmsg": "ok", "access_token": "granted", "expires_in": 7200}},
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Directories and databases of every kind: one as it should be, one empty, one of an earlier release."""
    well, empty, old = (tmp_path_factory.mktemp(name) for name in ("well", "empty", "old"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZJTX_HOME", str(well))
        patch.delenv("ZJTX_DATABASE_URL", raising=False)
        open_database().prepare()
        model_path().touch()
    database = Database(make_url(f"sqlite:///{old}/policy.sqlite"))
    with database.engine.begin() as connection:
        migrate(connection, "0001")
    database.close()
    return {"well": str(well), "empty": str(empty), "old": f"{old}/policy.sqlite"}


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as here:
        yield here


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[str]:
    """An address whose certificate nobody has signed but itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )
    file = tmp_path / "self.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def examine(
    places: dict[str, str], platform: Platform, untrusted: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs ``zjtx doctor`` on a machine that differs from a sound one as a case says: status and output."""
    monkeypatch.setattr(asking, "TIMEOUT", 1)
    for name in [name for name in os.environ if name.startswith(("ZJTX_", "TELEGRAM_", "WECHAT_", "WECOM_"))]:
        monkeypatch.delenv(name)
    known = {
        "platform": platform.url, "platform_port": str(platform.server_address[1]), "untrusted": untrusted,
        "telegram": TELEGRAM, "wechat": WECHAT, "key": AES_KEY, **places,
    }

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {fill(key): fill(each) for key, each in value.items()}
        if isinstance(value, list):
            return [fill(each) for each in value]
        if not isinstance(value, str):
            return value
        for name, meant in known.items():
            value = value.replace(f"{{{name}}}", meant)
        return value

    def run(case: dict[str, Any], *more: str) -> tuple[int, str]:
        for name, value in {"ZJTX_HOME": places["well"], **ENVIRONMENT, **case.get("environment", {})}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, fill(value))
        platform.answers = {**ANSWERS, **fill(case.get("answers", {}))}
        platform.seconds = case.get("seconds", 0)
        arguments = ["--port", "0", *case.get("arguments", [])]
        status = cli.main(["doctor", *fill(arguments), *more])
        return status, capsys.readouterr().out

    return run


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_fault_is_named_with_its_remedy(examine: Any, case: dict[str, Any]) -> None:
    status, output = examine(case, "--json")
    checks = json.loads(output)["checks"]
    wrong: dict[str, str] = {}
    for found in checks:
        if found["state"] == "wrong":
            wrong[found["check"]] = wrong.get(found["check"], "") + f"{found['title']} {found['found']} {found['fix']}"
            assert found["fix"], "what is wrong comes with what to do"
    assert set(wrong) == set(case.get("wrong", {})), wrong
    for check, words in case.get("wrong", {}).items():
        for each in words:
            assert each in wrong[check]
    assert status == (1 if wrong else 0)
    for secret in [*SECRETS, *case.get("never", [])]:
        assert secret not in output


def test_lines_for_people_carry_mark_finding_and_remedy(examine: Any) -> None:
    case = next(case for case in CASES if case["name"] == "公众号 IP 白名单")
    status, output = examine(case)
    lines = output.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("✗"))
    assert lines[at] == "✗ 公众号 凭证：服务器地址 203.0.113.9 不在公众号的 IP 白名单里（40164）"
    assert lines[at + 1] == "    怎么办：在“基本配置 → IP白名单”里加上 203.0.113.9"
    assert (lines[-1], status) == ("有 1 处要改。", 1)
    assert any(line.startswith("✓ Telegram 凭证：平台认可，机器人是 @zjtx_bot") for line in lines)


def test_all_well_says_so(examine: Any) -> None:
    status, output = examine({})
    assert (output.splitlines()[-1], status) == ("没有发现问题。", 0)


def test_a_running_assistant_on_the_port_is_no_fault(examine: Any, platform: Platform) -> None:
    case = {"answers": {"/healthz": {"body": {"status": "ok", "model": "m"}}}, "arguments": ["--port", "{platform_port}"]}
    status, output = examine(case)
    assert "正是运行中的助手" in output
    assert status == 0


def test_callbacks_are_called_from_outside(examine: Any, platform: Platform) -> None:
    case = next(case for case in CASES if case["name"] == "公网地址不是 HTTPS")
    _, output = examine(case)
    assert output.count("没有签名的请求会被拒绝") == 1
    assert output.count("平台那样的校验能通过") == 3
    assert {"/webhooks/telegram/webhook", "/webhooks/wechat/webhook"} <= set(platform.asked)


def test_a_model_that_was_turned_down_or_put_back_is_named(examine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZJTX_HOME", str(tmp_path))
    refused = refused_path(model_path())
    refused.parent.mkdir()
    refused.touch()
    case = {"environment": {"ZJTX_HOME": str(tmp_path), "ZJTX_DATABASE_URL": "sqlite:///{well}/policy.sqlite"}}
    assert "没有采用" in examine(case)[1]
    model_path().with_name("earlier.tar.gz").touch()
    model_path().with_name("pinned").write_text("earlier.tar.gz\n", encoding="utf-8")
    status, output = examine(case)
    assert "换回的 earlier.tar.gz" in output
    assert status == 0


def test_the_command_works_on_a_machine_where_nothing_is_set_up(zjtx: Any, tmp_path: Path) -> None:
    ended = zjtx("doctor", "--port", "0", ZJTX_HOME=str(tmp_path / "new"))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "怎么办：运行 zjtx train" in ended.stdout
    assert list((tmp_path / "new").glob("*.sqlite")) == [], "looking makes nothing"


def test_every_sentence_is_used_and_every_channel_has_checks() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in CHANNELS.parent.glob("*.py"))
    for check, outcomes in wording().items():
        assert f'"{check}"' in source, check
        for outcome, entry in outcomes.items():
            if outcome == "title" or outcome.startswith("errcode_"):
                continue
            assert f'"{outcome}"' in source, (check, outcome)
            assert isinstance(entry, str) or set(entry) in ({"skipped"}, {"wrong", "fix"}), (check, outcome)
    assert set(OF_CHANNEL) == set(yaml.safe_load(CHANNELS.read_text(encoding="utf-8")))


def test_the_guide_names_every_variable_and_every_address() -> None:
    guide = (CHANNELS.parents[2] / "docs" / "channels.md").read_text(encoding="utf-8")
    for data in yaml.safe_load(CHANNELS.read_text(encoding="utf-8")).values():
        assert data["callback"]["path"] in guide
        for name in data["settings"]:
            assert name in guide, name
    for outcome in wording()["token"]:
        code = outcome.removeprefix("errcode_")
        assert not code.isdecimal() or code in guide, code
