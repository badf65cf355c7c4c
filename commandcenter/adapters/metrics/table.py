"""Every figure that is told, in one table: its name, what it means, how it is read. `docs/metrics.md` is made from it.

What a label may say is bounded: kinds, states and priorities are the program's, sources are those of the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from commandcenter.services.figures import Figures, SeatFigures, SourceFigures

COUNTER, GAUGE, HISTOGRAM, INFO = "counter", "gauge", "histogram", "info"
SOURCE_STATES = ("connecting", "live", "lost")

Labelled = Iterable[tuple[tuple[str, ...], float]]


class Metric(NamedTuple):
    """`read` gives the values of its labels, and the value, one after another."""

    name: str
    type: str
    help: str
    read: Callable[[Figures], Labelled]
    labels: tuple[str, ...] = ()


def _one(read: Callable[[Figures], float]) -> Callable[[Figures], Labelled]:
    return lambda figures: [((), read(figures))]


def _sources(read: Callable[[SourceFigures], float]) -> Callable[[Figures], Labelled]:
    return lambda figures: [((it.source,), read(it)) for it in figures.sources]


def _seats(read: Callable[[SeatFigures], float]) -> Callable[[Figures], Labelled]:
    return lambda figures: [((it.kind,), read(it)) for it in figures.seats]


def _source_states(figures: Figures) -> Labelled:
    return [((it.source, state), it.state == state) for it in figures.sources for state in SOURCE_STATES]


def _durations(figures: Figures) -> Labelled:
    """The buckets alone; their sum is told beside them."""
    return [((), float(number)) for number in figures.commits.counts]


def metrics() -> tuple[Metric, ...]:
    """All of them, in the order of the document."""
    return (*_core(), *_journal(), *_seal(), *_alarms_and_people(), *_links(), *_disk())


def _core() -> tuple[Metric, ...]:
    return (
        Metric("commandcenter_build_info", INFO, "Always 1; which version runs.", _build, ("version",)),
        Metric(
            "commandcenter_start_time_seconds",
            GAUGE,
            "When the core started, in seconds since 1970.",
            _one(lambda it: it.started),
        ),
        Metric(
            "commandcenter_snapshot_time_seconds",
            GAUGE,
            "When these figures were taken, in seconds since 1970; the core takes them once a second.",
            _one(lambda it: it.at),
        ),
        Metric(
            "commandcenter_trouble",
            GAUGE,
            "1 while nothing is recorded (disk full, journal held, database away) or only with the reserve.",
            _one(lambda it: it.trouble),
        ),
    )


def _build(figures: Figures) -> Labelled:
    return [((figures.version,), 1.0)]


def _journal() -> tuple[Metric, ...]:
    return (
        Metric("commandcenter_journal_entries", GAUGE, "Entries in the journal.", _one(lambda it: it.journal)),
        Metric(
            "commandcenter_journal_written_total",
            COUNTER,
            "Entries that this core has written, by the kind of their change.",
            lambda it: [((kind,), number) for kind, number in sorted(it.kinds.items())],
            ("kind",),
        ),
        Metric(
            "commandcenter_commit_seconds",
            HISTOGRAM,
            "How long a commit took until it was on disk.",
            _durations,
        ),
        Metric(
            "commandcenter_commits_failed_total",
            COUNTER,
            "Commits that the disk or the database refused; nothing of them was acknowledged.",
            _one(lambda it: it.commits_failed),
        ),
    )


def _seal() -> tuple[Metric, ...]:
    return (
        Metric(
            "commandcenter_checkpoint_entries",
            GAUGE,
            "How many entries the newest checkpoint seals.",
            lambda it: [((), it.seal.size)] if it.seal else [],
        ),
        Metric(
            "commandcenter_checkpoint_time_seconds",
            GAUGE,
            "When the newest checkpoint was signed, in seconds since 1970; 0 for none.",
            lambda it: [((), it.seal.at)] if it.seal else [],
        ),
        Metric(
            "commandcenter_second_place_entries",
            GAUGE,
            "How many entries the newest checkpoint in the second place seals.",
            lambda it: [((), it.seal.placed)] if it.seal else [],
        ),
        Metric(
            "commandcenter_second_place_trouble",
            GAUGE,
            "1 while the second place of the checkpoints cannot be written.",
            lambda it: [((), it.seal.place_in_trouble)] if it.seal else [],
        ),
    )


def _alarms_and_people() -> tuple[Metric, ...]:
    return (
        Metric(
            "commandcenter_alarms_open",
            GAUGE,
            "Open alarms by priority and state; counted less often than once a second while there are very many.",
            lambda it: sorted(it.alarms.items()),
            ("priority", "state"),
        ),
        Metric("commandcenter_sessions", GAUGE, "People who are signed in.", _one(lambda it: it.sessions)),
        Metric(
            "commandcenter_sessions_locked",
            GAUGE,
            "Those of them whose desk is locked.",
            _one(lambda it: it.sessions_locked),
        ),
        Metric(
            "commandcenter_sign_in_failures_total",
            COUNTER,
            "Wrong names, passwords and codes since the core started.",
            _one(lambda it: it.kinds.get("signin.failed", 0)),
        ),
        Metric(
            "commandcenter_seats",
            GAUGE,
            "Seats that are joined, by kind.",
            _seats(lambda it: it.seats),
            ("kind",),
        ),
        Metric(
            "commandcenter_seats_behind",
            GAUGE,
            "Those of them that wait for a snapshot.",
            _seats(lambda it: it.behind),
            ("kind",),
        ),
        Metric(
            "commandcenter_seat_unread_entries",
            GAUGE,
            "The most entries that one seat of the kind has not taken in yet.",
            _seats(lambda it: it.unread),
            ("kind",),
        ),
    )


def _links() -> tuple[Metric, ...]:
    source = ("source",)
    return (
        Metric(
            "commandcenter_source_state",
            GAUGE,
            "1 for the state that the source's link is in: connecting, live or lost.",
            _source_states,
            ("source", "state"),
        ),
        Metric(
            "commandcenter_source_trouble",
            GAUGE,
            "1 while the source is not talked to: its key, its id or its handshake is wrong.",
            _sources(lambda it: it.in_trouble),
            source,
        ),
        Metric(
            "commandcenter_source_doubt",
            GAUGE,
            "1 while its open alarms are not confirmed: events or its log were lost.",
            _sources(lambda it: it.in_doubt),
            source,
        ),
        Metric(
            "commandcenter_source_silence_seconds",
            GAUGE,
            "How long nothing was heard of it.",
            _sources(lambda it: it.silent_s),
            source,
        ),
        Metric(
            "commandcenter_source_events_taken_total",
            COUNTER,
            "Events taken in since the core started.",
            _sources(lambda it: it.taken),
            source,
        ),
        Metric(
            "commandcenter_source_events_per_second",
            GAUGE,
            "Events taken in a second, over 10 s.",
            _sources(lambda it: it.rate),
            source,
        ),
        Metric(
            "commandcenter_source_lag_events",
            GAUGE,
            "Events that it holds and that were not taken in yet.",
            _sources(lambda it: it.lag),
            source,
        ),
        Metric(
            "commandcenter_source_quarantined_events",
            GAUGE,
            "Its events that wait in quarantine.",
            _sources(lambda it: it.quarantined),
            source,
        ),
        Metric(
            "commandcenter_source_refused_total",
            COUNTER,
            "Its messages and samples that broke the protocol.",
            _sources(lambda it: it.refused),
            source,
        ),
        Metric(
            "commandcenter_source_samples_dropped_total",
            COUNTER,
            "Its samples that were lost on the way or had no room.",
            _sources(lambda it: it.dropped),
            source,
        ),
        Metric("commandcenter_telemetry_keys", GAUGE, "Keys of telemetry known.", _one(lambda it: it.telemetry_keys)),
        Metric(
            "commandcenter_telemetry_refused_total",
            COUNTER,
            "Samples of all sources refused for what they hold.",
            _one(lambda it: it.telemetry_refused),
        ),
        Metric(
            "commandcenter_telemetry_dropped_total",
            COUNTER,
            "Samples of all sources that were lost on the way or had no room.",
            _one(lambda it: it.telemetry_dropped),
        ),
    )


def _disk() -> tuple[Metric, ...]:
    place = ("place",)
    return (
        Metric(
            "commandcenter_disk_free_bytes",
            GAUGE,
            "Room left on the disk of the data folder (data) or of the second place (second-place).",
            lambda it: [((disk.place,), disk.free) for disk in it.disks],
            place,
        ),
        Metric(
            "commandcenter_disk_size_bytes",
            GAUGE,
            "Size of that disk.",
            lambda it: [((disk.place,), disk.total) for disk in it.disks],
            place,
        ),
        Metric(
            "commandcenter_disk_used_ratio",
            GAUGE,
            "The share of that disk that is in use, 0 to 1, as `df` computes it.",
            lambda it: [((disk.place,), disk.used) for disk in it.disks],
            place,
        ),
        Metric(
            "commandcenter_disk_reserve_bytes",
            GAUGE,
            "Room that is kept for a full disk; 0 while there is none.",
            _one(lambda it: it.reserve),
        ),
    )
