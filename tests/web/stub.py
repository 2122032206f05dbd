"""A stand-in for the server: serves the page under its strict policy and answers from ``replies.yml``."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

WEB = Path(__file__).parents[2] / "bot" / "web"
REPLIES = Path(__file__).with_name("replies.yml")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Stub(ThreadingHTTPServer):
    """Answers, and keeps what it was sent in ``received``."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.answers: dict[str, Any] = yaml.safe_load(REPLIES.read_text(encoding="utf-8"))
        self.received: list[dict[str, Any]] = []
        self.times: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, message: str) -> dict[str, Any]:
        entry = self.answers.get(message, {"reply": [{"text": f"收到：{message}"}]})
        entries = entry.get("then", [entry])
        self.times[message] += 1
        return dict(entries[min(self.times[message], len(entries)) - 1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who reloads leaves while an answer is on its way; that is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        name = "index.html" if path == "/" else path[1:]
        file = WEB / name
        if "/" in name or file.suffix not in TYPES or not file.is_file():
            return self._send(404, b"", "text/plain")
        self._send(200, file.read_bytes(), TYPES[file.suffix])

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(request)
        entry = self.server.answer(request["message"])
        time.sleep(entry.get("delay", 0))
        if entry.get("cut"):  # the process is killed before it has answered
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status = entry.get("status", 200)
        content: Any = entry["reply"] if status == 200 else {"ok": False, "error": entry["error"], "errors": []}
        self._send(status, json.dumps(content).encode(), "application/json", entry.get("retry_after"))

    def _send(self, status: int, content: bytes, kind: str, retry_after: object = None) -> None:
        self.send_response(status)
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def running(port: int = 0) -> Iterator[Stub]:
    """The stub on a free port, or on the one given; stopped at the end."""
    stub = Stub(port)
    thread = threading.Thread(target=stub.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()


if __name__ == "__main__":
    with running() as served:
        print(served.url, flush=True)
        threading.Event().wait()
