"""The lead over a database: one at a time, given up in time, and nobody writes without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from commandcenter.adapters.store import engine, lease, server
from commandcenter.adapters.store.leader_row import DEAD_S, LeaderRow, Term
from commandcenter.adapters.store.lease import holder_at
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.troubles import trouble
from commandcenter.services.ports import Deposed, StoreTrouble
from tests.support.cores import START
from tests.support.databases import ask
from tests.support.journals import a_busy_minute, open_core, write_more
from tests.support.postgres import PASSWORD, Server, running_server
from tests.support.waiting import eventually

ONE, TWO = "one/aaaaaaaaaaaa/1", "two/bbbbbbbbbbbb/1"
NO_MORE = "ERROR commandcenter.adapters.store.lease: this core leads no more"


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def url(postgres: Server) -> URL:
    found = postgres.database()
    engine.prepare(found)
    return found


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def row(url: URL, opened: ExitStack, holder: str, clock: Clock | None = None) -> LeaderRow:
    return opened.enter_context(closing(LeaderRow(url, holder, clock or Clock())))


def lapse(url: URL) -> None:
    ask(url, "UPDATE leader SET until = '-infinity'")


def taken_over(url: URL, other: LeaderRow) -> int:
    """The epoch of the one who takes the lead from a holder that renews each second, maybe just then."""
    terms: list[Term] = []

    def taken() -> bool:
        lapse(url)
        terms.extend(term for term in [other.take()] if term is not None)
        return bool(terms)

    eventually(taken, 10)
    return terms[0].epoch


def epoch_of(term: Term | None) -> int:
    return term.epoch if term else 0


def test_the_lead_is_taken_when_it_is_free_and_each_time_its_epoch_rises(url: URL, opened: ExitStack) -> None:
    one, two = row(url, opened, ONE), row(url, opened, TWO)
    assert one.look() is None
    first = one.take()
    assert (epoch_of(first), two.take()) == (1, None)
    assert first is not None
    one.release(first)
    assert epoch_of(two.take()) == 2
    assert one.renew(first) is None
    lapse(url)
    assert epoch_of(one.take()) == 3
    leader = two.look()
    assert leader is not None
    assert (leader.epoch, leader.holder, leader.lapsed) == (3, ONE, False)


def test_a_lease_ends_by_our_clock_before_it_ends_by_the_servers(url: URL, opened: ExitStack) -> None:
    began = time.monotonic()
    term = row(url, opened, ONE).take()
    assert term is not None
    ((left,),) = ask(url, "SELECT extract(epoch FROM until - clock_timestamp())::float8 FROM leader")
    now = time.monotonic()
    assert began + 3.9 < term.ends <= now + 4.0
    assert 5.0 - (now - began) - 0.1 < left <= 5.0


def test_the_core_that_is_started_again_at_its_place_does_not_wait(url: URL, opened: ExitStack) -> None:
    row(url, opened, "one/aaaaaaaaaaaa/1").take()
    assert epoch_of(row(url, opened, "one/aaaaaaaaaaaa/2").take()) == 2
    assert row(url, opened, "one/cccccccccccc/1").take() is None


def test_a_place_is_the_same_for_the_same_lock_only(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).touch()
    first, again, other = (holder_at(tmp_path / name) for name in ("a", "a", "b"))
    assert first != again
    assert first.rpartition("/")[0] == again.rpartition("/")[0] != other.rpartition("/")[0]
    assert holder_at(None).rpartition("/")[0] != holder_at(None).rpartition("/")[0]


def test_a_lead_that_nobody_renews_is_free_though_the_servers_clock_was_set_back(url: URL, opened: ExitStack) -> None:
    row(url, opened, ONE).take()
    ask(url, "UPDATE leader SET until = clock_timestamp() + interval '1 hour'")
    clock = Clock()
    two = row(url, opened, TWO, clock)
    assert two.take() is None
    clock.ahead = DEAD_S + 0.1
    assert epoch_of(two.take()) == 2


@pytest.mark.expects_log(NO_MORE)
@pytest.mark.expects_log("ERROR sqlalchemy.pool.impl.QueuePool: Exception during reset")
def test_who_stands_still_within_a_transaction_does_not_keep_the_lead_and_writes_nothing(
    url: URL, opened: ExitStack
) -> None:
    held = lease.take_at_once(url, ONE)
    opened.callback(held.close)
    database = opened.enter_context(closing(engine.writer(url, held)))
    connection = opened.enter_context(database.evidence.connect())
    connection.begin()
    connection.exec_driver_sql("INSERT INTO journal VALUES (0, 'half of it')")
    assert taken_over(url, row(url, opened, TWO)) == 2
    with pytest.raises(engine.UNUSABLE):
        connection.commit()
    assert ask(url, "SELECT * FROM journal") == []
    with pytest.raises(Deposed), database.evidence.begin():
        pass
    connection.invalidate()


@pytest.mark.may_log(NO_MORE)
def test_who_takes_the_lead_waits_for_a_write_that_is_under_way(url: URL, opened: ExitStack) -> None:
    """And that is over before the new epoch begins."""
    held = lease.take_at_once(url, ONE)
    opened.callback(held.close)
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as other:
        other.execute(lease.FENCE.encode(), (held.epoch,))
        lapse(url)
        # This one has not its name, and is not ended.
        with pytest.raises(StoreTrouble) as caught:
            row(url, opened, TWO).take()
        assert caught.value.busy
    # It has renewed its lease meanwhile, as it may.
    assert taken_over(url, row(url, opened, TWO)) == 2


@pytest.mark.expects_log(NO_MORE)
def test_a_lease_that_another_took_is_lost_within_a_second(url: URL, opened: ExitStack) -> None:
    held = lease.take_at_once(url, ONE)
    opened.callback(held.close)
    held.check()
    taken_over(url, row(url, opened, TWO))
    eventually(lambda: not held.held, 10.0, "it notices")
    with pytest.raises(Deposed, match=r"another core leads|not renewed in time"):
        held.check()


@pytest.mark.expects_log(NO_MORE)
def test_a_server_that_stands_still_costs_the_lead_and_keeps_nobody() -> None:
    with running_server() as own:
        store, core = open_core(own.database())
        a_busy_minute(core)
        own.freeze(True)
        began = time.monotonic()
        try:
            with pytest.raises(StoreTrouble):
                write_more(core)
            assert time.monotonic() - began < 12.0
        finally:
            own.freeze(False)
        store.close()


def test_a_statement_is_given_up_in_time(url: URL) -> None:
    with closing(server.connect_to(url, "test")) as connection:
        assert server.ask(connection, "SELECT $1::int + 1", ["41"], time.monotonic() + 5) == [("42",)]
        with pytest.raises(psycopg.OperationalError) as caught:
            server.ask(connection, "SELECT pg_sleep(20)", [], time.monotonic() + 0.2)
        assert trouble(caught.value).away


def test_a_server_that_stops_while_it_is_examined_is_given_up_in_time(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "ANSWER_S", 0.2)
    args, given = postgres.url("postgres").get_dialect()().create_connect_args(postgres.url("postgres"))
    with closing(server.connect(args, given, "test")) as connection:
        postgres.freeze(True)
        try:
            with pytest.raises(psycopg.OperationalError, match="does not answer in time"):
                server.examine(connection)
        finally:
            postgres.freeze(False)


def test_two_programs_that_begin_at_once_make_one_database(postgres: Server) -> None:
    fresh = postgres.database()
    engine.prepare(fresh)
    engine.prepare(fresh)
    with closing(SqlStore(fresh)) as store:
        assert store.load()[1].size == 0


def grants(url: URL) -> list[str]:
    """As the administrator's guide has them."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "administrators-guide.md").read_text()
    text = guide.partition("```sql\n")[2].partition("```")[0]
    text = text.replace("DATABASE commandcenter", f"DATABASE {url.database}").replace("TO commandcenter", "TO centre")
    return [line for line in text.splitlines() if line]


def test_a_user_that_can_only_add_is_enough_for_a_core(postgres: Server, url: URL) -> None:
    store, core = open_core(url)
    a_busy_minute(core)
    store.close()
    if not postgres.say("SELECT 1 FROM pg_roles WHERE rolname = 'duty'"):
        postgres.say(sql.SQL("CREATE ROLE duty LOGIN PASSWORD {}").format(sql.Literal(PASSWORD)))
    for statement in grants(url):
        # Who owns the tables owns the database; that one role may be given another is the superuser's to say.
        postgres.say(sql.SQL(statement), url.database or "")  # type: ignore[arg-type]  # of our own guide
    duty = url.set(username="duty")
    store, again = open_core(duty)
    assert again.state == core.state
    write_more(again)
    store.put_checkpoint(1, START, "note")
    store.close()
    for statement in ("UPDATE journal SET entry = ''", "DELETE FROM journal", "TRUNCATE journal"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(duty, statement)
