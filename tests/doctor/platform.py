"""A stand-in for Telegram, WeChat, WeCom and our own public address, all at one address: it answers as a case says."""

from __future__ import annotations

import json
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from bot.channels.wechat.callback import Callback
from bot.channels.wechat.crypto import Seal
from bot.channels.wechat.signature import Forbidden


class Platform(ThreadingHTTPServer):
    """``answers``: path → {status, body, text, delay} or {callback: [token, key, owner]}; ``seconds``: how far its clock is ahead of ours."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Any] = {}
        self.seconds = 0.0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Platform

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        self.server.asked.append(path)
        found = self.server.answers.get(path, {"status": 404, "body": {}})
        time.sleep(found.get("delay", 0))
        if "callback" in found:
            found = self.checked(*found["callback"])
        content = found["text"] if "text" in found else json.dumps(found.get("body", {}))
        self.send_response_only(found.get("status", 200))
        self.send_header("Date", formatdate(time.time() + self.server.seconds, usegmt=True))
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())

    def checked(self, token: str, key: str = "", owner: str = "") -> dict[str, Any]:
        """As the running assistant answers the check of a callback address: with the secrets that it has."""
        query = {name: values[0] for name, values in parse_qs(self.path.partition("?")[2]).items()}
        seal = Seal(token, b64decode(key + "=") if key else bytes(32), owner)
        try:
            return {"text": Callback(seal, encrypted_echo=bool(key)).url_check(query, time.time())}
        except Forbidden:
            return {"status": 403, "text": ""}

    do_GET = do_POST = answer

    def log_message(self, format: str, *arguments: Any) -> None:
        return


@contextmanager
def running() -> Iterator[Platform]:
    """The platform on a free port, stopped at the end."""
    platform = Platform()
    threading.Thread(target=platform.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield platform
    finally:
        platform.shutdown()
        platform.server_close()
