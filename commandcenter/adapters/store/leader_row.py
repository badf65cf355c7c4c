"""The row of the database that says which core leads, for how long, and in which term (its epoch)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import psycopg
from sqlalchemy import URL

from commandcenter.adapters.store import server
from commandcenter.adapters.store.server import ANSWER_S
from commandcenter.adapters.store.troubles import trouble
from commandcenter.services.ports import StoreTrouble
from commandcenter.services.steady import since_boot

# By the server's clock from each renewal on; a core that leads stops acting so much before, by its own.
LEASE_S = 5.0
MARGIN_S = 1.0
# A row that nobody has renewed for so long by our own clock is nobody's, whatever the server's clock has done since.
DEAD_S = 8.0

_LEFT = f"clock_timestamp() + interval '{LEASE_S:.0f} seconds'"
LOOK = "SELECT epoch, holder, until, until < clock_timestamp() FROM public.leader WHERE id = 1"
LED = "SELECT until >= clock_timestamp() FROM public.leader WHERE id = 1"
FIRST = (
    "INSERT INTO public.leader (id, epoch, holder, until) VALUES (1, 0, '', '-infinity') ON CONFLICT (id) DO NOTHING"
)
TAKE = f"UPDATE public.leader SET epoch = epoch + 1, holder = $1, until = {_LEFT} WHERE id = 1 RETURNING epoch"
RENEW = f"UPDATE public.leader SET until = {_LEFT} WHERE id = 1 AND epoch = $1 RETURNING epoch"
RELEASE = "UPDATE public.leader SET until = clock_timestamp() WHERE id = 1 AND epoch = $1"
# What the last leader left open, frozen or cut off as it may be, would keep the row from us.
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = $1 AND datname = current_database() AND usename = current_user"
)


class Leader(NamedTuple):
    """Who leads, or led last, and since which epoch; `lapsed`: its time is over by the server's clock."""

    epoch: int
    holder: str
    until: str
    lapsed: bool

    @property
    def place(self) -> str:
        """The holder without the part that tells its runs apart."""
        return self.holder.rpartition("/")[0]


class Term(NamedTuple):
    """This core leads in the epoch, until `ends` by the machine's steady clock and no longer."""

    epoch: int
    ends: float


def line_name(holder: str) -> str:
    """What the server calls the connections of that holder."""
    return f"commandcenter {holder.rpartition('/')[2]}"


class LeaderRow:
    """Used by one thread at a time. Every call ends within some seconds, and raises StoreTrouble."""

    def __init__(self, url: URL, holder: str, clock: Callable[[], float] = since_boot) -> None:
        self._url = url
        self._holder = holder
        self._clock = clock
        self._connection: psycopg.Connection | None = None
        self._seen: Leader | None = None
        self._changed = 0.0

    def exists(self) -> bool:
        """Whether the database has the table at all."""
        return self._ask("SELECT to_regclass('public.leader') IS NOT NULL")[0][0] == "t"

    def look(self) -> Leader | None:
        """Who leads; None when nobody ever has."""
        leader = _leader(self._ask(LOOK))
        if leader is None or self._seen is None or leader[:3] != self._seen[:3]:
            self._changed = self._clock()
        self._seen = leader
        return leader

    def take(self) -> Term | None:
        """The lead, if it is free; None when another holds it."""
        leader = self.look()
        if leader is not None and not self._is_free(leader):
            return None
        if leader is None:
            self._ask(FIRST)
        else:
            self._ask(END_OTHERS, line_name(leader.holder))
        self._ask("BEGIN")
        # Waits for whoever still writes under the old epoch; from here on nobody does.
        now = _leader(self._ask(f"{LOOK} FOR UPDATE"))
        if now is None or (leader is not None and now.epoch != leader.epoch) or not self._is_free(now):
            self._ask("ROLLBACK")
            return None
        asked = self._clock()
        epoch = int(self._ask(TAKE, self._holder)[0][0])
        self._ask("COMMIT")
        return Term(epoch, asked + LEASE_S - MARGIN_S)

    def renew(self, term: Term) -> Term | None:
        """None when it was lost to another."""
        asked = self._clock()
        found = self._ask(RENEW, str(term.epoch), until=min(asked + ANSWER_S, term.ends))
        return Term(term.epoch, asked + LEASE_S - MARGIN_S) if found else None

    def release(self, term: Term) -> None:
        """The next one need not wait."""
        self._ask(RELEASE, str(term.epoch))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _is_free(self, leader: Leader) -> bool:
        """Who has our place was a run of this very core: only one runs there at a time."""
        ours = leader.place == self._holder.rpartition("/")[0]
        return leader.lapsed or ours or self._clock() - self._changed > DEAD_S

    def _ask(self, statement: str, *values: str, until: float | None = None) -> Sequence[server.Row]:
        limit = self._clock() + ANSWER_S if until is None else until
        try:
            if self._connection is None:
                self._connection = server.connect_to(self._url, "commandcenter lease")
            return server.ask(self._connection, statement, values, limit)
        except StoreTrouble:
            self.close()
            raise
        except psycopg.Error as error:
            self.close()
            raise trouble(error) from error


def _leader(rows: Sequence[server.Row]) -> Leader | None:
    return next((Leader(int(epoch), holder, until, lapsed == "t") for epoch, holder, until, lapsed in rows), None)
