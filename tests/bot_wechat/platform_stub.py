"""A stand-in for api.weixin.qq.com and qyapi.weixin.qq.com: tokens, sending, and the refusals that a test orders."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKENS = ("/cgi-bin/stable_token", "/cgi-bin/gettoken")


class Stub(ThreadingHTTPServer):
    """``calls``: path and JSON of every call. ``orders``: what a path answers next, an object or raw bytes with a status."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.orders: dict[str, deque[Any]] = defaultdict(deque)
        self.valid = "token-0"
        self.fetches = 0
        self.life = 7200
        self.streams: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def sent(self, path: str = "send") -> list[dict[str, Any]]:
        """The bodies of the calls whose path ends with ``path``."""
        return [body for called, body in list(self.calls) if called.endswith(path)]

    def texts(self, person: str) -> list[str]:
        """What a person has been sent, in order, without what was refused."""
        bodies = [body for _, body in list(self.calls) if body.get("touser") == person and "_refused" not in body]
        return [body["text"]["content"] for body in bodies]

    def attempts(self, person: str) -> int:
        """How often something was brought for a person, refused or not. Others' retries may arrive at any time."""
        return sum(body.get("touser") == person for body in self.sent())

    def wait(self, condition: Callable[[], Any], seconds: float = 15.0) -> Any:
        """The first true value of ``condition``."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, f"not within {seconds} s; last calls: {self.calls[-5:]}"
            time.sleep(0.02)
        return found

    def invalidate(self) -> None:
        """Somebody else has renewed the token: the one that we gave is refused."""
        self.valid = f"renewed-{time.monotonic()}"

    def answer(self, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        with self.lock:
            self.calls.append((path, body))
            if self.orders[path]:
                order = self.orders[path].popleft()
                body["_refused"] = True
                return order
            if path in TOKENS:
                self.fetches += 1
                if body.get("force_refresh") or not self.valid.startswith("token-") or self.fetches == 1:
                    self.valid = f"token-{self.fetches}"
                return {"errcode": 0, "access_token": self.valid, "expires_in": self.life}
            if query.get("access_token") != self.valid:
                body["_refused"] = True
                return {"errcode": 40001, "errmsg": "invalid credential"}
            if path == "/cgi-bin/kf/sync_msg":
                return self._page(body)
            if path == "/cgi-bin/kf/service_state/get":
                return {"errcode": 0, "service_state": 1}
            return {"errcode": 0, "errmsg": "ok", "msgid": "m"}

    def _page(self, body: dict[str, Any]) -> dict[str, Any]:
        stream, at = self.streams[body["open_kfid"]], int(body.get("cursor") or 0)
        page = stream[at : at + 2]
        return {"errcode": 0, "next_cursor": str(at + len(page)), "has_more": int(at + len(page) < len(stream)), "msg_list": page}


class Handler(BaseHTTPRequestHandler):
    server: Stub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        assert b"\\u" not in raw, "the platform shows escapes as they are"
        self._answer(json.loads(raw))

    def _answer(self, body: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = self.server.answer(parts.path, query, {**({} if body else query), **body})
        if answer == "hang up":
            self.close_connection = True
            return
        status, content = answer if isinstance(answer, tuple) else (200, json.dumps(answer).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def running() -> Iterator[Stub]:
    """The stub on a free port, stopped at the end."""
    stub = Stub()
    threading.Thread(target=stub.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
