"""The address that Telegram calls: ``POST /webhooks/telegram/webhook``."""

from __future__ import annotations

import hmac
import json

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.telegram.courier import TelegramCourier
from bot.failures import log_failure
from bot.mail import Full
from bot.problems import Problems
from bot.web_errors import install, logger, problem_response
from bot.wording import say

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_of(courier: TelegramCourier) -> Blueprint:
    """The route; without a webhook in the settings nobody has the secret and everybody is refused."""
    routes = Blueprint("telegram_channel")
    install(routes)

    @routes.post("/webhook")
    async def receive(request: Request) -> HTTPResponse:
        secret, given = courier.settings.secret, request.headers.get(HEADER, "")
        if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return problem_response(Problems({"": say("http.forbidden")}, status=403))
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            return problem_response(Problems({"": say("http.not_json")}, status=400))
        if courier.reception is None:
            return _again(5)
        try:
            courier.reception.take(update)
        except Full as full:
            return _again(full.after)
        except Exception as error:
            log_failure(logger, "taking an update", error)
            return _again(5)
        return response.empty(200)

    return routes


def _again(after: int) -> HTTPResponse:
    """Telegram delivers it again after so many seconds."""
    return problem_response(Problems({"": say("turn.full")}, status=503), {"Retry-After": str(after)})
