"""The JSON API under ``/api``; ``openapi.yml`` describes it for programs."""

from __future__ import annotations

import asyncio
from datetime import date

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.assess import assess, read_day
from bot.clock import today
from bot.openapi import document
from bot.policies import find_clauses
from bot.problems import Problems
from bot.programs import described, listed
from bot.reading import read_message
from bot.web_errors import body_of
from bot.wording import say

LONGEST_QUESTION = 500
MOST_RESULTS = 100


def blueprint() -> Blueprint:
    """The routes of the API."""
    routes = Blueprint("api", url_prefix="/api")

    @routes.get("/programs")
    async def programs(_: Request) -> HTTPResponse:
        return response.json({"programs": listed()})

    @routes.get("/programs/<program:str>")
    async def program_of(request: Request, program: str) -> HTTPResponse:
        return response.json(described(program, _day(request)))

    @routes.post("/assess")
    async def assess_one(request: Request) -> HTTPResponse:
        return response.json(assess(body_of(request), today()))

    @routes.get("/search")
    async def search(request: Request) -> HTTPResponse:
        question, top, on = _question(request)
        return response.json(await asyncio.to_thread(find_clauses, question, top, on))

    @routes.post("/facts")
    async def facts(request: Request) -> HTTPResponse:
        body = body_of(request)
        errors = {key: say("http.unknown_key", key=key) for key in body if key not in ("text", "asked", "on")}
        on = read_day(body.get("on"), today(), errors)
        if errors:
            raise Problems(errors)
        return response.json(read_message(body.get("text"), body.get("asked"), on))

    @routes.get("/openapi.json")
    async def openapi(_: Request) -> HTTPResponse:
        return response.json(document())

    return routes


def _day(request: Request) -> date:
    errors: dict[str, str] = {}
    on = read_day(request.args.get("on"), today(), errors)
    if errors:
        raise Problems(errors)
    return on


def _question(request: Request) -> tuple[str, int, date]:
    """``q``, ``top`` (default 5) and ``on`` (default today) of a search; raises ``Problems``."""
    errors: dict[str, str] = {}
    on = read_day(request.args.get("on"), today(), errors)
    question, top = (request.args.get("q") or "").strip(), request.args.get("top") or "5"
    if not 1 <= len(question) <= LONGEST_QUESTION:
        errors["q"] = say("http.question", longest=LONGEST_QUESTION)
    if not top.isdecimal() or not 1 <= int(top) <= MOST_RESULTS:
        errors["top"] = say("http.top")
    if errors:
        raise Problems(errors)
    return question, int(top), on
