"""Makes docs/answers.md anew from a clean run of the real server: ``python -m tests.answers.page``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from policy_db.yamlfile import read
from tests.conftest import COMMAND, PROJECT, TODAY, Server

PAGE = PROJECT / "docs" / "answers.md"
HEAD = f"""# 问答实例

20 组真实的问答：一台新装的助手（日期 {TODAY}）经 HTTP 接口回答，一字未改。问题在 `tests/answers/page.yml`；重新生成：

    python -m tests.answers.page
"""


def main() -> None:
    """Starts a server with a data directory of its own, asks, writes the page."""
    subprocess.run([COMMAND, "train"], check=True, cwd=PROJECT)
    with tempfile.TemporaryDirectory() as folder:
        models = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var") / "models"
        shutil.copytree(models, Path(folder) / "models", ignore=shutil.ignore_patterns(".*"))
        own = {name: value for name, value in os.environ.items() if not name.startswith("ZJTX_")}
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0"], cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**own, "ZJTX_HOME": folder, "ZJTX_TODAY": TODAY, "PYTHONUNBUFFERED": "1"})
        try:
            PAGE.write_text(page(_ready(process, Path(folder))), encoding="utf-8")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    print(PAGE.relative_to(PROJECT))


def page(server: Server) -> str:
    """The page from the answers of a running server."""
    parts = [HEAD]
    for number, conversation in enumerate(read(Path(__file__).with_name("page.yml")), start=1):
        parts.append(f"## {number}. {conversation['asks']}\n")
        for message in conversation["says"]:
            parts.append(f"**{message}**\n")
            parts.append("\n>\n".join(_quoted(reply) for reply in server.say(f"page-{number}", message) if _quoted(reply)) + "\n")
    return "\n".join(parts)


def _quoted(reply: dict) -> str:
    lines = [f"> {line}  " if line else ">" for line in (reply.get("text") or "").splitlines()]
    buttons = " ".join(f"〔{button['title']}〕" for button in reply.get("buttons") or [])
    return "\n".join([*lines, *([">", f"> {buttons}"] if buttons else [])])


def _ready(process: subprocess.Popen, home: Path) -> Server:
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            server = Server(process, home, "http://" + line.split("http://")[1].split("（")[0].strip())
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return server
    raise RuntimeError("the server ended before it was ready")


if __name__ == "__main__":
    main()
