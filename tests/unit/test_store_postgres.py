"""A centre's journal in PostgreSQL: what was acknowledged stays, whatever the server does."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread

import psycopg
import pytest
from sqlalchemy import URL, make_url

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.search import service
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.engine import Where, parse, shown
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.verifier import verify
from commandcenter.app.opening import journal_of, open_reader, open_store
from commandcenter.domain.errors import Trouble
from commandcenter.services.core import Core
from commandcenter.services.ports import Deposed, StoreTrouble
from commandcenter.services.searching import Found, Query
from commandcenter.settings import DatabaseSettings, Settings
from tests.support.databases import ask
from tests.support.journals import a_busy_minute, open_core, write_more
from tests.support.postgres import PASSWORD, Server, running_server
from tests.support.waiting import eventually


@pytest.fixture
def url(postgres: Server) -> URL:
    return postgres.database()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """For tests that kill it."""
    with running_server() as server:
        yield server


def refused_work(core: Core, work: Callable[[], object]) -> StoreTrouble:
    with pytest.raises(StoreTrouble) as caught:
        work()
    return caught.value


def test_a_killed_server_loses_nothing_that_was_acknowledged(own_server: Server) -> None:
    where = own_server.database()
    store, core = open_core(where)
    a_busy_minute(core)
    for round_ in range(3):
        write_more(core, f"kept {round_}")
        acknowledged = core.state.size
        own_server.kill()
        assert refused_work(core, lambda: write_more(core, "lost")).away
        assert refused_work(core, lambda: store.load()).away
        assert refused_work(core, lambda: store.answer("command-0")).away
        own_server.start()
        assert core.state.size == acknowledged
        write_more(core, f"again {round_}")
        assert core.state.size == acknowledged + 1
    with closing(JournalReader(where)) as reader:
        assert reader.computed_tree().root() == reader.stored_tree().root() == core.root
        subjects = {alarm.subject for alarm in reader.alarms()} - {"s1", "s2", "s3", "s4", "src"}
    assert subjects == {"kept 0", "again 0", "kept 1", "again 1", "kept 2", "again 2"}
    store.close()


@pytest.mark.parametrize("arrived", [True, False])
def test_a_commit_of_unknown_outcome_is_settled_by_reading_anew(
    url: URL, arrived: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection ends right after, or right before the server has done it."""
    store, core = open_core(url)
    a_busy_minute(core)
    size, dialect = core.state.size, store._database.evidence.dialect  # noqa: SLF001 - where commits pass

    def cut(connection: psycopg.Connection) -> None:
        if arrived:
            psycopg.Connection.commit(connection.driver_connection)  # type: ignore[attr-defined]  # the pool's cover
        connection.driver_connection.close()  # type: ignore[attr-defined]  # the pool's cover
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(dialect, "do_commit", cut)
        # Also the reading anew ends in a commit, and so in the same trouble.
        assert refused_work(core, lambda: write_more(core, "doubtful")).away
    assert core.state.size == size + arrived
    published = core.resume()
    told = [stamped.entry.action for stamped in published]
    assert told == (["alarm.raised", "core.resumed"] if arrived else ["core.resumed"])
    assert [stamped.entry.seq for stamped in published] == list(range(size, core.state.size))
    with closing(JournalReader(url)) as reader:
        assert reader.computed_tree().root() == core.root
        assert reader.stored_tree().size == core.state.size
    store.close()


def postgres_connection(store: SqlStore) -> psycopg.Connection:
    """The one that the store writes with; between its transactions."""
    pool = store._database.evidence.pool  # noqa: SLF001 - what the test cuts
    found = pool.connect().driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def test_only_one_core_writes_to_a_database(url: URL) -> None:
    store, core = open_core(url)
    with pytest.raises(DataFolderError, match="Another program holds the journal"), open_store(url, None):
        pass
    a_busy_minute(core)
    with open_reader(url) as reader:
        assert len(reader.alarms()) == len(core.state.alarms)
    store.close()
    with open_store(url, None) as second:
        assert second.load()[0] == core.state


@pytest.mark.expects_log("ERROR commandcenter.adapters.store.lease: this core leads no more")
@pytest.mark.expects_log("ERROR sqlalchemy.pool.impl.QueuePool: Exception during reset")
def test_a_core_that_lost_its_lead_does_not_write_beside_its_successor(url: URL) -> None:
    store, core = open_core(url)
    a_busy_minute(core)
    # As when it was not heard of for so long.
    ask(url, "UPDATE leader SET until = '-infinity'")
    second, successor = open_core(url)
    write_more(successor, "by the successor")
    # Its connection was ended; the next one is of no use either.
    refused_work(core, lambda: write_more(core, "by the old one"))
    for _ in range(2):
        with pytest.raises(Deposed):
            write_more(core, "by the old one")
    write_more(successor, "and again")
    assert [subject for (subject,) in ask(url, "SELECT epoch FROM leader")] == [2]
    second.close()
    store.close()


def test_a_core_whose_connections_were_cut_goes_on(postgres: Server, url: URL) -> None:
    store, core = open_core(url)
    a_busy_minute(core)
    name = psycopg.sql.Literal(url.database)
    cut = psycopg.sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}")
    postgres.say(cut.format(name))
    assert refused_work(core, lambda: write_more(core, "lost")).away
    write_more(core, "again")
    assert [alarm.subject for alarm in core.state.alarms.values()][-1] == "again"
    store.close()


def test_a_full_disk_of_the_server_is_waited_out(url: URL) -> None:
    store, core = open_core(url)
    a_busy_minute(core)
    # A server's disk cannot be filled here; its own error of that kind is raised in its stead.
    body = "BEGIN RAISE EXCEPTION 'No space left' USING ERRCODE = 'disk_full'; END"
    ask(url, f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    ask(url, "CREATE TRIGGER no_room BEFORE INSERT ON journal EXECUTE FUNCTION no_room()")
    size = core.state.size
    assert refused_work(core, lambda: write_more(core)).full
    assert core.state.size == size
    ask(url, "DROP TRIGGER no_room ON journal")
    write_more(core)
    assert core.state.size == size + 1
    store.close()


def test_a_server_without_durable_commits_is_told_to_make_them(url: URL) -> None:
    ask(url, f"ALTER DATABASE {url.database} SET synchronous_commit = off")
    store = SqlStore(url)
    assert postgres_connection(store).execute("SHOW synchronous_commit").fetchone() == ("on",)
    store.close()


def wrong_password(server: Server) -> URL:
    return server.url("postgres", "not this one")


def no_database(server: Server) -> URL:
    return server.url("nothing_of_the_kind")


def nobody_there(server: Server) -> URL:
    return server.url("postgres").set(port=1)


def no_such_host(server: Server) -> URL:
    return server.url("postgres").set(host="nowhere.invalid")


def other_encoding(server: Server) -> URL:
    server.say("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    return server.url("latin")


def no_rights(server: Server) -> URL:
    """Of a database that is somebody else's."""
    return server.url("postgres")


@pytest.mark.parametrize(
    ("address", "says", "todo"),
    [
        (wrong_password, "does not let us in", "Give the right user and password"),
        (no_database, "There is no database or user of that name", "Make the database first"),
        (nobody_there, "cannot be reached", "Start the database server"),
        (no_such_host, "cannot be reached", "Start the database server"),
        (other_encoding, "keeps its text in LATIN1", "Make a database with the encoding UTF8"),
        (no_rights, "may not do in the database", "Make that user the owner"),
    ],
)
def test_what_a_server_says_is_told_with_what_to_do_and_without_a_password(
    postgres: Server, address: Callable[[Server], URL], says: str, todo: str, caplog: pytest.LogCaptureFixture
) -> None:
    where = address(postgres)
    with pytest.raises(DataFolderError, match=says) as caught, open_store(where, None):
        pass
    assert caught.value.todo.startswith(todo)
    assert shown(where) in str(caught.value)
    everything = [str(caught.value), repr(caught.value), str(caught.value.__cause__), caplog.text]
    assert not any(secret in text for secret in (PASSWORD, "not this one") for text in everything)


def test_a_server_that_is_too_old_is_refused(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commandcenter.adapters.store.server.OLDEST", 990000)
    with pytest.raises(DataFolderError, match="too old: PostgreSQL 15") as caught, open_store(url, None):
        pass
    assert caught.value.todo == "PostgreSQL 14 or newer is needed."


def test_an_address_is_read_and_shown_without_its_secrets() -> None:
    address = parse("postgresql://centre:geheim@db.example:5433/duty?password=geheim2&sslmode=require")
    assert address.drivername == "postgresql+psycopg"
    assert address.query["sslmode"] == "require"
    assert shown(address) == "postgresql+psycopg://centre@db.example:5433/duty"
    assert shown(make_url("postgresql+psycopg:///duty")) == "postgresql+psycopg:///duty"


@pytest.mark.parametrize(
    "text",
    ["", "geheim", "mysql://u:geheim@h/d", "postgresql://u:geheim@h", "postgresql://u:x@geheim@h/d", "sqlite:///x"],
)
def test_an_address_of_anything_else_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(ValueError, match="not an address") as caught:
        parse(text)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("password", [":one", ":other", ""])
def test_the_verifier_is_told_no_password_on_its_command_line(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    told: list[tuple[str, str]] = []

    def run(command: list[str], *, env: dict[str, str], **_: object) -> CompletedProcess[bytes]:
        told.append((command[-1], env["PGPASSWORD"]))
        return CompletedProcess(command, 0, b'{"findings": []}', b"")

    monkeypatch.setattr("subprocess.run", run)
    more = "" if password == ":one" else "&password=one"
    verify(parse(f"postgresql://centre{password}@db.example/duty?sslmode=require{more}"))
    assert told == [("postgresql://centre@db.example/duty?sslmode=require", "one")]


def test_the_settings_name_the_database_and_hide_its_password(tmp_path: Path, url: URL) -> None:
    text = url.render_as_string(hide_password=False)
    settings = Settings(database=DatabaseSettings(url=text))
    folder = DataFolder(tmp_path)
    assert journal_of(folder, settings) == url
    assert "geheim" not in repr(settings)
    with pytest.raises(DataFolderError, match="The database's address cannot be read") as caught:
        journal_of(folder, Settings(database=DatabaseSettings(url="nonsense geheim")))
    assert "geheim" not in str(caught.value)


def test_a_server_that_stands_still_is_waited_for(own_server: Server) -> None:
    """As one does whose disk is slow: nothing is lost, and nothing is done twice."""
    store, core = open_core(own_server.database())
    a_busy_minute(core)
    size = core.state.size
    own_server.freeze(True)
    thaw = signal.signal(signal.SIGALRM, lambda *_: own_server.freeze(False))
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        write_more(core)
    finally:
        signal.signal(signal.SIGALRM, thaw)
    assert core.state.size == size + 1
    store.close()


def test_a_search_ends_also_while_a_server_stands_still(
    own_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "STOP_S", 0.1)
    url = own_server.database()
    store, core = open_core(url)
    a_busy_minute(core)
    store.close()
    search = service.SearchService(lambda: JournalRows.of(url), tmp_path / "search.duckdb")
    answers: list[Found | Trouble] = []
    search.start()
    search.ask(Query(), answers.append)
    eventually(lambda: answers, 20.0, "the search answers")
    own_server.freeze(True)
    try:
        search.ask(Query(), answers.append)
        ending = Thread(target=search.stop)
        ending.start()
        ending.join(10.0)
        assert not ending.is_alive()
    finally:
        own_server.freeze(False)


def test_a_reader_sees_one_moment_only(url: URL) -> None:
    store, core = open_core(url)
    a_busy_minute(core)
    with closing(JournalReader(url)) as reader:
        entries = reader.entries()
        first = next(entries)
        size = core.state.size
        write_more(core)
        assert [first.seq, *(entry.seq for entry in entries)] == list(range(size))
        with pytest.raises(engine.UNUSABLE, match="read-only"), reader._engine.begin() as connection:  # noqa: SLF001
            connection.exec_driver_sql("DELETE FROM tiles")
    store.close()


def test_what_another_database_would_not_take_is_taken(database: Where) -> None:
    store, core = open_core(database)
    a_busy_minute(core)
    with core._ledger.work() as work:  # noqa: SLF001 - no rule of the centre's makes an empty transaction
        assert work.commit() == []
    store.close()
