"""`record-append`: how long an entry waits until it is durable, 1,000 a second, sealed meanwhile; beside bare ones."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, rounded
from tests.bench.glass.bare import open_bare
from tests.bench.places import OUT, workplace
from tests.bench.record.bare import Bare, BarePostgres, BareSqlite, Replaying
from tests.bench.record.centre import Centre
from tests.bench.record.pace import paced
from tests.support.postgres import NoPostgres, Server

NAME = "record-append"
A_SECOND = 1000
# In turn with the rival: whatever else the machine does meets both alike.
PARTS, PART_S = 4, 10.0
WARM_UP = 2000
GOAL_MS = 10.0
# As a server is set up for a centre: what it says is on disk is there.
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "max_connections=20", "shared_buffers=128MB")

Tell = Callable[[str], None]
Latencies = tuple[list[float], list[float]]


def run(tell: Tell) -> list[Figure]:
    """About three minutes."""
    part = int(PART_S * A_SECOND)
    tell(f"{PARTS} parts of {part:,} entries, {A_SECOND:,} a second, into SQLite, and as many bare")
    figures = [_sqlite(part)]
    tell("the same into PostgreSQL")
    try:
        figures.append(_postgres(part))
    except NoPostgres:
        tell("there is no PostgreSQL on this machine: no figure for it")
    return figures


def _sqlite(part: int) -> Figure:
    with (
        workplace(NAME) as folder,
        closing(Centre(folder / "data")) as centre,
        closing(open_bare(str(folder / "bare.sqlite"))) as database,
    ):
        latencies = _measured(centre, BareSqlite(database), part)
    goal = Goal(of=GoalOf.VALUE, bound=GOAL_MS)
    return _figure(NAME, "SQLite", "bare SQLite (FULL)", latencies, centre.sealing_s, goal)


def _postgres(part: int) -> Figure:
    """The server's folder lies on the disk of the checkout, too, and belongs to another user."""
    with workplace(NAME) as folder, tempfile.TemporaryDirectory(prefix="pg-", dir=OUT) as place:
        Path(place).chmod(0o755)
        server = Server(Path(place), DURABLE)
        try:
            other = server.database().set(drivername="postgresql").render_as_string(hide_password=False)
            with (
                closing(Centre(folder / "data", server.database())) as centre,
                psycopg.connect(other) as connection,
            ):
                latencies = _measured(centre, BarePostgres(connection), part)
        except psycopg.Error as error:
            raise BenchError(f"PostgreSQL: {error}") from error
        finally:
            server.stop()
    return _figure(f"{NAME}-postgres", "PostgreSQL", "bare PostgreSQL", latencies, centre.sealing_s, None)


def _measured(centre: Centre, bare: Bare, part: int) -> Latencies:
    """Seconds of each entry, ours and bare."""
    paced(centre, WARM_UP, 1 / A_SECOND)
    centre.sealing_s.clear()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(PARTS):
        centre.stored.clear()
        ours += paced(centre, part, 1 / A_SECOND)
        entries = [data for entries in centre.stored for data in entries]
        if len(entries) != part:
            raise BenchError(f"{part} arrivals made {len(entries)} entries")
        theirs += paced(Replaying(bare, entries), part, 1 / A_SECOND)
    return ours, theirs


def _figure(
    name: str, where: str, rival: str, latencies: Latencies, sealing_s: Sequence[float], goal: Goal | None
) -> Figure:
    ours, theirs = ([seconds * 1000 for seconds in part] for part in latencies)
    return Figure(
        name=name,
        what=f"p99 from an entry's arrival until {where} has it for good, {A_SECOND:,} a second, sealed meanwhile",
        value=quantile(ours, 0.99),
        unit="ms",
        compared=Compared(
            kind=Kind.RIVAL, what=f"the same bytes into {rival} at that pace", value=quantile(theirs, 0.99)
        ),
        goal=goal,
        samples=len(ours),
        detail={
            "ours": quantiles(ours),
            "bare": quantiles(theirs),
            "over_goal": rounded(sum(1 for it in ours if it > GOAL_MS) / len(ours)),
            "checkpoints": len(sealing_s),
            "checkpoint_ms": quantiles([it * 1000 for it in sealing_s]) if sealing_s else {},
        },
    )
