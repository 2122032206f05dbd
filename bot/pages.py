"""The web page: the files of ``bot/web`` served at ``/`` under headers that let nothing else run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

WEB = Path(__file__).with_name("web")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def blueprint(folder: Path = WEB) -> Blueprint:
    """One route per file, read once: what is not there at the start cannot be asked for."""
    routes = Blueprint("pages")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in TYPES:
            address = "/" + path.relative_to(folder).as_posix()
            _serve(routes, "/" if address == "/index.html" else address, path)
    return routes


def _serve(routes: Blueprint, address: str, path: Path) -> None:
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    # A new release changes the files in place: the browser keeps them but asks each time whether they are current.
    headers = {"ETag": tag, "Cache-Control": "no-cache"}

    async def page(request: Request) -> HTTPResponse:
        if request.headers.get("if-none-match") == tag:
            return response.empty(304, headers=dict(headers))
        return response.raw(content, content_type=TYPES[path.suffix], headers=dict(headers))

    name = "page_" + "".join(char if char.isalnum() else "_" for char in address)
    routes.add_route(page, address, methods=["GET", "HEAD"], name=name)
