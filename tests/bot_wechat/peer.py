"""Tencent's own library at the other end of the line: signs and encrypts what comes in, opens what goes out."""

from __future__ import annotations

import json
import secrets
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx

from tests.peers.install import peers

# What WeChat shows to a person whom nobody has answered.
OUT_OF_ORDER = "该公众号提供的服务出现故障"
CLIENT = httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=600))


@dataclass
class Account:
    """What the bureau has typed into the platform's console."""

    id: str
    token: str
    key: str
    address: str


class Peer:
    """The platform's side of callbacks."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lock = threading.Lock()

    def ask(self, operation: str, **values: str) -> dict[str, str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        with self.lock:
            self.process.stdin.write(json.dumps({"operation": operation, **values}) + "\n")
            self.process.stdin.flush()
            answer: dict[str, str] = json.loads(self.process.stdout.readline())
        return answer

    def plain_query(self, account: Account, **changed: str) -> dict[str, str]:
        """The query of a plain delivery or of WeChat's URL check."""
        query = {"timestamp": str(int(time.time())), "nonce": secrets.token_hex(5), **changed}
        signed = self.ask("sign", token=account.token, **{name: query[name] for name in ("timestamp", "nonce")})
        return {**query, **signed}

    def sealed(self, account: Account, message: str, **changed: str) -> tuple[dict[str, str], str]:
        """Query and body of an encrypted delivery of ``message``."""
        query = {"timestamp": str(int(time.time())), "nonce": secrets.token_hex(5), **changed}
        sealed = self.ask("seal", token=account.token, key=account.key, id=account.id, message=message, **query)
        plain = self.ask("sign", token=account.token, **query)
        query |= {"signature": plain["signature"], "encrypt_type": "aes", "msg_signature": sealed["signature"]}
        body = f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[{sealed['encrypted']}]]></Encrypt></xml>"
        return query, body

    def deliver(self, account: Account, message: str, timeout: float = 5.0, **changed: str) -> httpx.Response:
        """One delivery in secure mode, cut off after the platform's five seconds."""
        return self.post(account, *self.sealed(account, message, **changed), timeout=timeout)

    def post(self, account: Account, query: dict[str, str], body: str | bytes, timeout: float = 5.0) -> httpx.Response:
        """One POST to the account's address."""
        content = body.encode() if isinstance(body, str) else body
        return CLIENT.post(account.address, params=query, content=content, timeout=timeout, headers={"Content-Type": "text/xml"})

    def asked(self, account: Account, person: str, text: str, lapsed: Callable[[], Any] = lambda: None) -> tuple[int, str]:
        """A message as the platform brings it: up to three times, five seconds each. How often, and what the person is shown.

        ``lapsed`` is called between two deliveries.
        """
        body = message(person, text)
        for times in (1, 2, 3):
            try:
                reply = self.opened(account, self.deliver(account, body))
            except httpx.ReadTimeout:
                lapsed()
                continue
            return times, reply["Content"] if reply else ""
        return 3, OUT_OF_ORDER

    def opened(self, account: Account, response: httpx.Response) -> Optional[dict[str, str]]:
        """The passive reply in a response; ``None`` for an acknowledgement. Checks signature and receiver."""
        assert response.status_code == 200, response.text
        if response.text in ("", "success"):
            return None
        envelope = fields(response.text)
        found = self.ask("open", token=account.token, key=account.key, encrypted=envelope["Encrypt"],
                         timestamp=envelope["TimeStamp"], nonce=envelope["Nonce"])
        assert found["signature"] == envelope["MsgSignature"]
        assert found["id"] == account.id
        return fields(found["message"])


def fields(xml: str) -> dict[str, str]:
    """The fields of flat XML, by another parser than the assistant's."""
    return {element.tag: element.text or "" for element in ElementTree.fromstring(xml)}


def message(person: str, text: str = "", kind: str = "text", number: Optional[int] = None, **more: Any) -> str:
    """A message or event as XML. Every message gets a number of its own unless one is given."""
    values: dict[str, Any] = {"ToUserName": "gh_1", "FromUserName": person, "CreateTime": int(time.time()), "MsgType": kind}
    if kind == "text":
        values["Content"] = text
    if kind != "event":
        values["MsgId"] = number if number is not None else secrets.randbelow(2**62) + 1
    return "<xml>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in {**values, **more}.items()) + "</xml>"


@contextmanager
def running() -> Iterator[Peer]:
    """The peer, ended at the end."""
    command = ["node", str(peers() / "wecom.cjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Peer(process)
        finally:
            process.kill()
