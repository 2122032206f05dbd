"""All checks in the order in which their findings are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.doctor import machine, store, telegram, tencent
from bot.doctor.asking import Reply, Unreachable, ask
from bot.doctor.finding import Finding, finding
from bot.doctor.outside import check_public
from bot.doctor.settings import Channel, channels, check_settings, secrets

MASK = "***"
# Tencent's callbacks are refused when the clocks differ by more than five minutes; a clock kept by NTP is right to a second.
MOST_SECONDS_OFF = 30
OF_CHANNEL: dict[str, tuple[Callable[[Channel], Finding], ...]] = {
    "telegram": (telegram.check_token, telegram.check_webhook),
    "wechat": (tencent.check_wechat_token,),
    "wecom": (tencent.check_wecom_token,),
    "wecom_kf": (tencent.check_customer_service_token,),
}


def examine(host: str, port: int, public: str) -> list[Finding]:
    """Everything that ``zjtx doctor`` looks at. Platforms are asked at the same time, so one that hangs costs its time once."""
    used = [channel for channel in channels() if channel.used]
    with ThreadPoolExecutor(max_workers=8) as pool:
        clock = pool.submit(_check_clock, used)
        asked = {channel.id: pool.submit(lambda one: list(_examine_channel(one)), channel) for channel in channels()}
        sound = [channel for channel in used if check_settings(channel).state == "ok"]
        outside = pool.submit(lambda: list(check_public(public, sound)))
        findings = [
            machine.check_python(), machine.check_packages(), machine.check_home(), store.check_database(), store.check_model(),
            machine.check_day(), clock.result(), machine.check_port(host, port), machine.check_specialist(),
        ]
        for one in asked.values():
            findings += one.result()
        findings += outside.result()
    return [_masked(one) for one in findings]


def _examine_channel(channel: Channel) -> Iterator[Finding]:
    settings = check_settings(channel)
    yield settings
    if settings.state != "ok":
        return
    for check in OF_CHANNEL[channel.id]:
        try:
            yield check(channel)
        except Unreachable as unreachable:
            yield finding("reach", unreachable.kind, channel=channel.name, host=unreachable.host)
            return


def _check_clock(used: list[Channel]) -> Finding:
    """Our clock against the ``Date`` of the first platform that answers."""
    for base in dict.fromkeys(channel.base for channel in used):
        reply = _reply_of(base)
        if reply is not None and reply.clock_off is not None:
            off = round(reply.clock_off)
            outcome = "ok" if abs(off) <= MOST_SECONDS_OFF else "fast" if off > 0 else "slow"
            return finding("clock", outcome, seconds=abs(off))
    return finding("clock", "unasked" if not used else "untold")


def _reply_of(base: str) -> Reply | None:
    try:
        return ask("GET", base + "/")
    except Unreachable:
        return None


def _masked(found: Finding) -> Finding:
    """Platforms may repeat in their messages what was sent to them."""
    for secret in sorted(secrets(), key=len, reverse=True):
        found = replace(found, found=found.found.replace(secret, MASK), fix=found.fix.replace(secret, MASK))
    return found
