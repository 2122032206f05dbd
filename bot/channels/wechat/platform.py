"""The platform's sending interface: JSON over HTTPS with an access token, and what each refusal means for the answer."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Optional

import httpx

from bot.channels.wechat.tokens import Fetch, Tokens

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
BUSY_TRIES = 3
BUSY_PAUSE = 0.5
STALE_TOKEN = frozenset({40001, 40014, 42001})
WINDOW_CLOSED = frozenset({45015, 45047, 95001, 95002})
UNREACHABLE = frozenset({40003, 40031, 43004, 46004, 60111, 81013})
NO_RIGHT = frozenset({48001, 48002, 48003, 48004})
WRONG_STATE = frozenset({95018})
LATER = {45009: 3600.0, 45011: 60.0, 45033: 60.0, 45157: 60.0}
# The bureau must change something at the platform; until then every try fails, and nothing need be lost.
SETTINGS = {
    40164: "IP whitelist", 61004: "IP whitelist", 60020: "trusted IP", 40243: "secret is frozen", 89503: "IP to be confirmed",
    40013: "AppID or CorpID", 40125: "secret", 40091: "secret", 40054: "secret", 40056: "agent id", 301002: "agent id",
}


class PlatformError(Exception):
    """The platform did not take the request. ``code`` is its errcode, or none for a failed transport."""

    def __init__(self, code: Optional[int] = None) -> None:
        super().__init__(code)
        self.code = code


class Later(PlatformError):
    """Worth another try after ``after`` seconds."""

    def __init__(self, code: Optional[int] = None, after: float = 1.0) -> None:
        super().__init__(code)
        self.after = after


class WindowClosed(PlatformError):
    """Nothing more may be sent to this person until their next message."""


class Gone(PlatformError):
    """This person cannot be reached under this id."""


class NoRight(PlatformError):
    """The account has no right to send messages by itself."""


class WrongState(PlatformError):
    """Somebody else is serving this person, or nobody any more."""


class Platform:
    """One account or application at one platform; ``base`` is the address of the interface."""

    def __init__(self, base: str, tokens: Tokens, http: httpx.AsyncClient) -> None:
        self.base, self.tokens, self.http = base.rstrip("/"), tokens, http

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The platform's answer to a POST; raises a kind of ``PlatformError``, or the plain one for any other errcode."""
        token = await self.tokens.current()
        renewed = False
        for attempt in range(1 + 1 + BUSY_TRIES):
            answer = await post(self.http, self.base + path, body, access_token=token)
            code = errcode(answer)
            if code in STALE_TOKEN and not renewed:
                token, renewed = await self.tokens.renewed(token), True
            elif code == -1 and attempt < BUSY_TRIES:
                await asyncio.sleep(BUSY_PAUSE * 2**attempt)
            else:
                raise_for(code)
                return answer
        raise Later(-1)


async def post(http: httpx.AsyncClient, address: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
    """One exchange; raises ``Later`` when no JSON object comes back. Addresses bear tokens, so none is ever logged."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        response = await http.post(address, content=content, headers=headers, params=query)
    except httpx.HTTPError as error:
        raise Later from error
    return _object(response)


async def get(http: httpx.AsyncClient, address: str, **query: str) -> dict[str, Any]:
    """As ``post``, with GET."""
    try:
        response = await http.get(address, params=query)
    except httpx.HTTPError as error:
        raise Later from error
    return _object(response)


def stable_token(http: httpx.AsyncClient, base: str, appid: str, secret: str) -> Fetch:
    """The token of an Official Account, by the interface that gives the same one to all who ask."""

    async def fetch(force: bool) -> tuple[str, float]:
        body = {"grant_type": "client_credential", "appid": appid, "secret": secret, "force_refresh": force}
        return _token(await post(http, f"{base}/cgi-bin/stable_token", body))

    return fetch


def corporation_token(http: httpx.AsyncClient, base: str, corpid: str, secret: str) -> Fetch:
    """The token of one WeCom application."""

    async def fetch(_: bool) -> tuple[str, float]:
        return _token(await get(http, f"{base}/cgi-bin/gettoken", corpid=corpid, corpsecret=secret))

    return fetch


def _token(answer: dict[str, Any]) -> tuple[str, float]:
    token, life = answer.get("access_token"), answer.get("expires_in")
    if errcode(answer) or not isinstance(token, str) or not isinstance(life, (int, float)):
        logger.error("no access token: errcode %s; check id, secret and IP whitelist", errcode(answer))
        raise Later(errcode(answer), 60.0)
    return token, float(life)


def errcode(answer: dict[str, Any]) -> int:
    """The platform's own status; 0 is success."""
    code = answer.get("errcode", 0)
    return code if isinstance(code, int) else -1


def raise_for(code: int) -> None:
    """Raises what an errcode means; nothing for 0."""
    if code == 0:
        return
    if code in WINDOW_CLOSED:
        raise WindowClosed(code)
    if code in UNREACHABLE:
        raise Gone(code)
    if code in NO_RIGHT:
        raise NoRight(code)
    if code in WRONG_STATE:
        raise WrongState(code)
    if code in SETTINGS:
        logger.error("the platform refuses with errcode %s: check %s", code, SETTINGS[code])
        raise Later(code, 300.0)
    if code == -1 or code in STALE_TOKEN:
        raise Later(code, 60.0)
    if code in LATER:
        raise Later(code, LATER[code])
    raise PlatformError(code)


def _object(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != 200:
        raise Later(None, _after(response.headers.get("Retry-After", "")))
    try:
        answer = json.loads(response.content)
    except ValueError as error:
        raise Later from error
    if not isinstance(answer, dict):
        raise Later
    return answer


def _after(text: str) -> float:
    return min(float(text), 3600.0) if text.isascii() and text.isdecimal() else 1.0
