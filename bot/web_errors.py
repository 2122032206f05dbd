"""Requests in, errors out: one JSON shape for everything that goes wrong over HTTP, never a stack trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Optional, Union

from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage, MethodNotSupported, NotFound, PayloadTooLarge, RequestTimeout, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.failures import log_failure
from bot.problems import Problems
from bot.wording import say

logger = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
SENTENCES: Mapping[type[SanicException], str] = {
    NotFound: "http.not_found",
    MethodNotSupported: "http.wrong_method",
    PayloadTooLarge: "http.too_large",
    RequestTimeout: "http.timeout",
    InvalidUsage: "http.bad_request",
}


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that a request carries; raises ``Problems`` (415, 400) for anything else.

    The content type is insisted on because a page of another site may post plain text here unasked, but not JSON.
    """
    if request.content_type.split(";")[0].strip().lower() != "application/json":
        raise Problems({"": say("http.json_only")}, status=415)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problems({"": say("http.not_json")}, status=400) from error
    if not isinstance(body, dict):
        raise Problems({"": say("http.not_object")}, status=400)
    return body


def problem_response(problems: Problems, headers: Optional[dict[str, str]] = None) -> HTTPResponse:
    """The JSON response for ``Problems``."""
    return response.json(problems.to_json(), status=problems.status, headers=headers)


def install(app: Union[Sanic, Blueprint]) -> None:
    """Answers every exception of the routes, and what the server itself refuses, in the one shape."""

    @app.exception(Exception)
    async def on_error(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, Problems):
            return problem_response(error)
        if isinstance(error, SanicException):
            return _refusal(request, error)
        log_failure(logger, "request", error)
        return problem_response(Problems({"": say("http.failed")}, status=500))


def _refusal(request: Request, error: SanicException) -> HTTPResponse:
    status = error.status_code or 500
    sentence = next((sentence for kind, sentence in SENTENCES.items() if isinstance(error, kind)), None)
    if sentence is None:
        sentence = "http.bad_request" if status < 500 else "http.unavailable" if status == 503 else "http.failed"
    message = say(sentence, method=getattr(request, "method", ""), limit=LARGEST_BODY // 1024)
    allowed = getattr(error, "headers", {}).get("Allow")
    return problem_response(Problems({"": message}, status=status), {"Allow": allowed} if allowed else None)
