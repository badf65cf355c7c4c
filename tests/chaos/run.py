"""One chaos run from start to verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import URL

from tests.chaos.driving import Driver, Plan
from tests.chaos.setting import ChaosSetting
from tests.chaos.verdict import Line, Verdict, judge


class Result(msgspec.Struct, frozen=True, kw_only=True):
    verdict: Verdict
    seconds: float
    lost: int
    replies: int

    @property
    def good(self) -> bool:
        return not self.verdict.wrong and all(line.good for line in self.verdict.lines)

    def table(self) -> str:
        rows = [f"  {'ok ' if line.good else 'BAD'}  {line.what:<48} {_short(line)}" for line in self.verdict.lines]
        met = "  met  " + ", ".join(f"{what}: {count}" for what, count in self.verdict.met.items())
        return "\n".join([*rows, met, *(f"       {text}" for text in self.verdict.wrong)])


def chaos(folder: Path, plan: Plan, tell: Callable[[str], None], database: URL | None = None) -> Result:
    """In SQLite, or in an empty `database` of a server; leaves nothing running. Raises NoProgress and UnexpectedEnd."""
    began = time.monotonic()
    setting = ChaosSetting(folder, plan.seed, plan.sources, plan.each, plan.loss, database)
    with closing(setting):
        driver = Driver(setting, plan, tell)
        try:
            driver.run()
            said = driver.said()
        finally:
            setting.stop()
        verdict = judge(setting, said)
    died = sum(source.deaths for source in setting.sources.values())
    kills = Line("kills (core, sources)", (plan.core_kills, plan.source_kills + 1), (setting.core.deaths, died))
    proxies = setting.proxies.values()
    return Result(
        verdict=verdict._replace(lines=[kills, *verdict.lines]),
        seconds=time.monotonic() - began,
        lost=sum(proxy.lost for proxy in proxies),
        replies=sum(proxy.replies for proxy in proxies),
    )


def _short(line: Line) -> str:
    return str(line.found)[:80] if line.good else f"{line.found}, expected {line.expected}"
