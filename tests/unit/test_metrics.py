"""What Prometheus fetches: every figure named and documented, labels bounded, nobody kept waiting."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from commandcenter.adapters.metrics.collecting import PROCESS
from commandcenter.adapters.metrics.serving import AT_ONCE, MetricsServer, MetricsTrouble
from commandcenter.adapters.metrics.table import COUNTER, metrics
from commandcenter.domain.changes.system import CoreStopped
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.services.figures import DiskFigures, Figures, SealFigures, SeatFigures, SourceFigures
from commandcenter.services.ports import Stamped
from commandcenter.services.tally import Durations, Tally
from tests.support.cores import START, TestCore

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"

PUMPS = SourceFigures(
    source="pumps",
    state="live",
    taken=7,
    refused=1,
    dropped=2,
    lag=3,
    rate=0.5,
    silent_s=0.25,
    quarantined=4,
    in_trouble=False,
    in_doubt=True,
)
FIGURES = Figures(
    at=1_795_334_400.0,
    started=1_795_334_000.0,
    version="0.1.0",
    trouble=True,
    journal=12,
    kinds={"alarm.raised": 3, "signin.failed": 2},
    commits=Durations((2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 4.5),
    commits_failed=1,
    alarms={("critical", "unacknowledged"): 2, ("notice", "acknowledged"): 1},
    sources=(PUMPS,),
    seats=(SeatFigures(kind="console", seats=2, behind=1, unread=40),),
    telemetry_keys=9,
    telemetry_refused=8,
    telemetry_dropped=6,
    sessions=2,
    sessions_locked=1,
    seal=SealFigures(size=10, at=1_795_334_390.0, placed=8, place_in_trouble=True),
    disks=(DiskFigures(place="data", free=1000, total=4000, used=0.75),),
    reserve=67_108_864,
)


class Scraped:
    """A server on a free port, with what it tells next."""

    def __init__(self) -> None:
        self.figures: Figures | None = FIGURES
        self.server = MetricsServer("127.0.0.1", 0, lambda: self.figures)
        self.server.start()

    def get(self, path: str = "/metrics", accept: str = "") -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Accept": accept} if accept else {})
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            connection.close()

    def samples(self) -> dict[str, float]:
        families = text_string_to_metric_families(self.get()[2])
        found = [(sample.name, sample.labels, sample.value) for family in families for sample in family.samples]
        return {name + "".join(f" {key}={it}" for key, it in labels.items()): value for name, labels, value in found}


@pytest.fixture
def scraped() -> Iterator[Scraped]:
    scraped = Scraped()
    yield scraped
    scraped.server.stop()


def test_the_figures_are_told_under_their_names(scraped: Scraped) -> None:
    found = scraped.samples()
    expected = {
        "commandcenter_build_info version=0.1.0": 1.0,
        "commandcenter_start_time_seconds": 1_795_334_000.0,
        "commandcenter_snapshot_time_seconds": 1_795_334_400.0,
        "commandcenter_trouble": 1.0,
        "commandcenter_journal_entries": 12.0,
        "commandcenter_journal_written_total kind=alarm.raised": 3.0,
        "commandcenter_journal_written_total kind=signin.failed": 2.0,
        "commandcenter_commit_seconds_bucket le=0.001": 2.0,
        "commandcenter_commit_seconds_bucket le=0.0025": 3.0,
        "commandcenter_commit_seconds_bucket le=2.5": 3.0,
        "commandcenter_commit_seconds_bucket le=+Inf": 4.0,
        "commandcenter_commit_seconds_count": 4.0,
        "commandcenter_commit_seconds_sum": 4.5,
        "commandcenter_commits_failed_total": 1.0,
        "commandcenter_checkpoint_entries": 10.0,
        "commandcenter_checkpoint_time_seconds": 1_795_334_390.0,
        "commandcenter_second_place_entries": 8.0,
        "commandcenter_second_place_trouble": 1.0,
        "commandcenter_alarms_open priority=critical state=unacknowledged": 2.0,
        "commandcenter_alarms_open priority=notice state=acknowledged": 1.0,
        "commandcenter_sessions": 2.0,
        "commandcenter_sessions_locked": 1.0,
        "commandcenter_sign_in_failures_total": 2.0,
        "commandcenter_seats kind=console": 2.0,
        "commandcenter_seats_behind kind=console": 1.0,
        "commandcenter_seat_unread_entries kind=console": 40.0,
        "commandcenter_source_state source=pumps state=connecting": 0.0,
        "commandcenter_source_state source=pumps state=live": 1.0,
        "commandcenter_source_state source=pumps state=lost": 0.0,
        "commandcenter_source_trouble source=pumps": 0.0,
        "commandcenter_source_doubt source=pumps": 1.0,
        "commandcenter_source_silence_seconds source=pumps": 0.25,
        "commandcenter_source_events_taken_total source=pumps": 7.0,
        "commandcenter_source_events_per_second source=pumps": 0.5,
        "commandcenter_source_lag_events source=pumps": 3.0,
        "commandcenter_source_quarantined_events source=pumps": 4.0,
        "commandcenter_source_refused_total source=pumps": 1.0,
        "commandcenter_source_samples_dropped_total source=pumps": 2.0,
        "commandcenter_telemetry_keys": 9.0,
        "commandcenter_telemetry_refused_total": 8.0,
        "commandcenter_telemetry_dropped_total": 6.0,
        "commandcenter_disk_free_bytes place=data": 1000.0,
        "commandcenter_disk_size_bytes place=data": 4000.0,
        "commandcenter_disk_used_ratio place=data": 0.75,
        "commandcenter_disk_reserve_bytes": 67_108_864.0,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert found["commandcenter_threads"] >= 2
    assert found["process_resident_memory_bytes"] > 1_000_000
    assert found["process_open_fds"] > 3


def test_every_figure_that_is_told_stands_in_the_document_and_the_other_way_round(scraped: Scraped) -> None:
    told = {line.split()[2] for line in scraped.get()[2].splitlines() if line.startswith("# TYPE")}
    rows = re.findall(r"^\| `([a-z_]+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert told == set(rows)


def test_the_documents_table_is_the_one_of_the_program() -> None:
    table = []
    for it in metrics():
        labels = ", ".join(f"`{label}`" for label in it.labels)
        table.append(f"| `{it.name}` | {'gauge' if it.type == 'info' else it.type} | {labels} | {it.help} |")
    table += [f"| `{it.name}` | {it.type} |  | {it.help} |" for it in PROCESS]
    assert "\n".join(table).replace("|  |", "| |") in DOCUMENT.read_text()


def test_names_follow_the_conventions_of_prometheus() -> None:
    for metric in metrics():
        assert re.fullmatch(r"commandcenter(_[a-z]+)+", metric.name), metric.name
        assert metric.name.endswith("_total") == (metric.type == COUNTER), metric.name
        assert metric.help.endswith("."), metric.name
        assert "seat" not in metric.labels, metric.name


def test_a_label_that_would_end_its_line_does_not() -> None:
    scraped = Scraped()
    hostile = 'x"} 1\ncommandcenter_trouble 0\n#\\'
    scraped.figures = msgspec.structs.replace(FIGURES, sources=(msgspec.structs.replace(PUMPS, source=hostile),))
    try:
        found = scraped.samples()
    finally:
        scraped.server.stop()
    assert found["commandcenter_trouble"] == 1.0
    assert found[f"commandcenter_source_lag_events source={hostile}"] == 3.0


def test_before_the_first_figures_only_the_process_is_told_of(scraped: Scraped) -> None:
    scraped.figures = None
    names = {name.partition(" ")[0] for name in scraped.samples()}
    assert {name for name in names if name.startswith("commandcenter")} == {"commandcenter_threads"}


def test_only_metrics_are_served_and_only_to_who_asks_for_them(scraped: Scraped) -> None:
    assert scraped.get("/")[0] == 404
    assert scraped.get("/../metrics")[0] == 404
    assert scraped.get("/metrics?x=1")[0] == 200


def test_the_form_is_the_one_that_the_scraper_wants(scraped: Scraped) -> None:
    assert scraped.get()[1].startswith("text/plain; version=0.0.4")
    status, form, said = scraped.get(accept="application/openmetrics-text; version=1.0.0")
    assert (status, form.split(";")[0], said.endswith("# EOF\n")) == (200, "application/openmetrics-text", True)


@pytest.mark.parametrize(
    "accept", ["application/openmetrics-text; version=abc", "text/plain; version=", "; ;=,", "x" * 5000, "*/*"]
)
def test_whatever_form_is_asked_for_something_readable_is_answered(scraped: Scraped, accept: str) -> None:
    status, _, said = scraped.get(accept=accept)
    assert (status, "commandcenter_trouble 1.0" in said) == (200, True)


def test_a_port_that_is_taken_is_named(scraped: Scraped) -> None:
    with pytest.raises(MetricsTrouble, match="Address already in use"):
        MetricsServer("127.0.0.1", scraped.server.port, lambda: None)


def test_who_says_nothing_keeps_nobody_from_the_figures(scraped: Scraped) -> None:
    silent = [socket.create_connection(("127.0.0.1", scraped.server.port)) for _ in range(AT_ONCE - 1)]
    try:
        assert scraped.get()[0] == 200
    finally:
        for connection in silent:
            connection.close()


def test_entries_and_commits_are_counted_where_they_are_written() -> None:
    tally = Tally()
    entry = Entry(
        seq=0, at=START, actor="core", seat="", subject="", outcome=Outcome.DONE, cause=None, change=CoreStopped()
    )
    tally.committed([Stamped(entry, b""), Stamped(entry, b"")], 0.001)
    tally.committed([Stamped(entry, b"")], 0.0011)
    tally.committed([Stamped(entry, b"")], 9.0)
    tally.failed()
    assert tally.kinds() == {"core.stopped": 4}
    assert tally.commits == Durations((1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 9.0021)
    assert tally.failures == 1


def test_a_core_counts_what_it_commits() -> None:
    centre = TestCore()
    centre.core.stop()
    assert centre.core.tally.kinds() == {"core.stopped": 1}
    assert sum(centre.core.tally.commits.counts) == 1
