"""The entry `telemetry`: 5,000 crews that move once a second, from a source through the core to a seat."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.bench.figures import Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, rounded
from tests.bench.flow.setting import Setting
from tests.bench.places import workplace

NAME = "telemetry"
CREWS, SECONDS, WARM_S = 5000, 20.0, 5.0
# The core tells its seats four times a second; a sample waits half of that in the middle.
SOON_MS = 500.0

Tell = Callable[[str], None]


def run(tell: Tell) -> list[Figure]:
    """Half a minute."""
    with workplace(NAME) as folder:
        setting = Setting(folder, 1)
        tell(f"{CREWS:,} crews for {SECONDS:.0f} s")
        with setting.sources(crews=CREWS), setting.core() as core, setting.seat():
            time.sleep(WARM_S)
            began, used = time.monotonic(), _used(core.cpu_times())
            time.sleep(SECONDS)
            ended, share = time.monotonic(), (_used(core.cpu_times()) - used) / SECONDS
            beat = setting.status()
        seen = [(sent, at) for _, sent, at in setting.seen() if began <= at <= ended]
    delays = [(at - sent) * 1000 for sent, at in seen]
    rate = Figure(
        name="telemetry-rate",
        what="samples a second at a seat, of crews that each move once a second",
        value=len(seen) / (ended - began),
        unit="samples/s",
        compared=Compared(kind=Kind.LIMIT, what="what the crews send", value=float(CREWS)),
        samples=len(seen),
        lower_is_better=False,
        goal=Goal(of=GoalOf.RATIO, bound=0.99),
        detail={
            "core_share_of_a_processor": rounded(share),
            "keys": beat.telemetry_keys,
            "refused": beat.telemetry_refused,
            "dropped": beat.telemetry_dropped,
        },
    )
    delay = Figure(
        name="telemetry-delay",
        what="p99 from a source's publish to the seat",
        value=quantile(delays, 0.99),
        unit="ms",
        compared=Compared(kind=Kind.LIMIT, what="twice the pace of the seats' telemetry", value=SOON_MS),
        samples=len(delays),
        goal=Goal(of=GoalOf.RATIO, bound=1.0),
        detail=dict(quantiles(delays)),
    )
    return [rate, delay]


def _used(times: object) -> float:
    return float(getattr(times, "user", 0.0) + getattr(times, "system", 0.0))
