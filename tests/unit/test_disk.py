"""Disks that fill up: alarms before they are full, a reserve for the day that they are."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec
import pytest

from bridge.core.watching import Vitals
from bridge.protocol.seat import LinkState, SeatHealth, SeatKind, SourceHealth
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.disk_watch import DiskWatch, Reserve, Space, make_room, space
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app import watching as app
from commandcenter.app.watching import LAST_ROOM, AlarmCount, CoreWatch, watching
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.events import Raised
from commandcenter.domain.priority import Priority
from commandcenter.services import disk
from commandcenter.services.disk import DATA, SECOND, DiskUse
from commandcenter.services.ports import StoreTrouble
from commandcenter.settings import Settings, SettingsError, read_settings
from tests.support.cores import TestCore
from tests.support.ports import free_port

LEVELS = disk.levels(0.75, 0.85, 0.95)
MIB = 1 << 20


def use(used: float, place: str = DATA, *, full: bool = False) -> DiskUse:
    return DiskUse(place=place, folder="/data", free=2_500_000, total=10_000_000, used=used, full=full)


def look(centre: TestCore, *uses: DiskUse) -> list[str]:
    """Open alarms after it, by type and subject, with their state."""
    centre.core.record(disk.look(centre.core.state, uses, LEVELS, centre.catalogue, centre.now))
    alarms = centre.core.state.alarms.values()
    return sorted(f"{alarm.type} {alarm.subject} {alarm.state.value}" for alarm in alarms)


@pytest.fixture
def centre() -> TestCore:
    return TestCore(read_catalogue())


def test_each_level_has_its_alarm_and_only_the_gravest_stands(centre: TestCore) -> None:
    assert look(centre, use(0.749)) == []
    assert look(centre, use(0.75)) == ["disk.filling data unacknowledged"]
    assert look(centre, use(0.85)) == ["disk.filling data returned", "disk.short data unacknowledged"]
    assert look(centre, use(0.99)) == [
        "disk.filling data returned",
        "disk.full data unacknowledged",
        "disk.short data returned",
    ]


def test_the_alarm_says_how_much_is_left_and_how_grave_it_is(centre: TestCore) -> None:
    look(centre, use(0.95))
    (alarm,) = centre.core.state.alarms.values()
    assert (alarm.priority, alarm.values) == (Priority.MAJOR, {"used_pct": 95.0, "free_mb": 2.0, "folder": "/data"})
    assert centre.catalogue.describe(alarm, "en") == "95 % of the disk in use, 2 MB left, /data"
    assert centre.catalogue.describe(alarm, "zh") == "磁盘已用 95 % 剩余 2 MB /data"


def test_a_disk_that_breathes_around_a_threshold_rings_once(centre: TestCore) -> None:
    for used in (0.86, 0.84, 0.851, 0.83, 0.849, 0.86):
        assert look(centre, use(used)) == ["disk.short data unacknowledged"]
    (alarm,) = centre.core.state.alarms.values()
    assert alarm.count == 1
    assert look(centre, use(0.81)) == ["disk.filling data unacknowledged", "disk.short data returned"]
    assert look(centre, use(0.73)) == ["disk.filling data unacknowledged", "disk.short data returned"]
    assert look(centre, use(0.71)) == ["disk.filling data returned", "disk.short data returned"]


def test_what_does_not_change_writes_nothing(centre: TestCore) -> None:
    look(centre, use(0.9))
    before = len(centre.store.entries)
    look(centre, use(0.91))
    assert len(centre.store.entries) == before


def test_a_restarted_core_knows_which_alarm_stands(centre: TestCore) -> None:
    look(centre, use(0.96))
    centre.core = centre.fresh_core()
    assert look(centre, use(0.93)) == ["disk.full data unacknowledged"]


def test_two_disks_have_an_alarm_each_with_a_number_of_its_own(centre: TestCore) -> None:
    both = (use(0.96), use(0.8, SECOND))
    look(centre, *both)
    assert look(centre, *both) == ["disk.filling second-place unacknowledged", "disk.full data unacknowledged"]
    assert sorted(centre.core.state.alarms) == ["A1", "A2"]


def test_a_disk_that_has_refused_something_is_full_whatever_it_says(centre: TestCore) -> None:
    assert look(centre, use(0.5, full=True)) == ["disk.full data unacknowledged"]


class Disk:
    """A disk of 1,000 MiB on which the test says what is in use; what is in reserve comes on top."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used = 100 * MIB

    def __call__(self, folder: Path) -> Space:
        held = sum(path.stat().st_blocks * 512 for path in self.folder.glob("reserve*"))
        used = self.used + held
        return Space(1000 * MIB - used, 1000 * MIB, used / (1000 * MIB))


@pytest.fixture
def small(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def watch_of(small: Disk, size: int = MIB) -> DiskWatch:
    return DiskWatch({DATA: small.folder}, Reserve(small.folder, size, small), 0.92, small)


@pytest.mark.expects_log("ERROR commandcenter.adapters.disk_watch: .*reserve is used now")
def test_the_reserve_is_given_up_on_a_full_disk_and_kept_again_when_there_is_room(small: Disk) -> None:
    watch = watch_of(small)
    watch.look(DATA)
    assert (watch.held, watch.full) == (MIB, False)
    small.used = 999 * MIB
    watch.refused()
    watch.look(DATA)
    assert (watch.held, watch.full, watch.seen[0].full, watch.seen[0].free) == (0, True, True, MIB)
    small.used = 900 * MIB
    watch.look(DATA)
    assert (watch.held, watch.full, watch.seen[0].full) == (MIB, False, False)


@pytest.mark.expects_log("ERROR commandcenter.adapters.disk_watch: .*reserve is used now")
def test_what_was_given_up_is_not_room_that_somebody_has_made(small: Disk) -> None:
    watch = watch_of(small, 100 * MIB)
    watch.look(DATA)
    small.used = 900 * MIB
    watch.refused()
    watch.look(DATA)
    assert (watch.held, watch.full) == (0, True)
    small.used = 750 * MIB
    watch.look(DATA)
    assert (watch.held, watch.full) == (0, False)


def test_no_reserve_is_made_where_it_would_fill_the_disk(small: Disk) -> None:
    watch = watch_of(small, 300 * MIB)
    watch.look(DATA)
    assert watch.held == 0
    watch.refused()
    watch.look(DATA)
    assert watch.full is False  # there is room all the same


def test_a_reserve_that_is_wanted_no_more_goes(small: Disk) -> None:
    watch_of(small).look(DATA)
    watch_of(small, 0).look(DATA)
    assert list(small.folder.iterdir()) == []


@pytest.mark.expects_log("WARNING commandcenter.adapters.disk_watch: no room can be kept")
def test_a_disk_that_refuses_the_reserve_stays_full(small: Disk) -> None:
    (small.folder / "reserve.new").mkdir()
    watch = watch_of(small)
    watch.refused()
    for _ in range(3):
        watch.look(DATA)
    assert (watch.held, watch.full) == (0, True)


def test_what_a_killed_core_had_begun_to_reserve_is_given_back(small: Disk) -> None:
    (small.folder / "reserve.new").write_bytes(b"x" * MIB)
    small.used = 998 * MIB
    watch_of(small).look(DATA)
    assert list(small.folder.iterdir()) == []


def test_the_reserve_is_real_room_and_only_its_owners(tmp_path: Path) -> None:
    Reserve(tmp_path, MIB).keep()
    found = (tmp_path / "reserve").stat()
    assert (found.st_size, found.st_blocks * 512 >= MIB, oct(found.st_mode & 0o777)) == (MIB, True, "0o600")


def test_a_folder_that_is_gone_is_said_once_and_not_looked_at(small: Disk, caplog: pytest.LogCaptureFixture) -> None:
    def gone(folder: Path) -> Space:
        raise FileNotFoundError(2, "No such file or directory")

    watch = DiskWatch({DATA: small.folder}, Reserve(small.folder, 0), 0.92, gone)
    watch.look(DATA)
    assert (watch.seen, caplog.records) == ((), [])


def test_a_second_place_on_the_same_disk_is_not_told_twice(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    watch = DiskWatch({DATA: tmp_path, SECOND: tmp_path / "checkpoints"}, Reserve(tmp_path, 0), 0.92)
    watch.look(DATA)
    watch.look(SECOND)
    assert [it.place for it in watch.seen] == ["data"]


def test_space_is_what_df_says(tmp_path: Path) -> None:
    found, system = space(tmp_path), os.statvfs(tmp_path)
    assert found.total == system.f_blocks * system.f_frsize
    assert 0.0 < found.used < 1.0


@pytest.mark.expects_log("ERROR commandcenter.adapters.disk_watch: .*reserve is used now")
def test_a_core_that_starts_on_a_full_disk_has_what_an_earlier_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reserve(tmp_path, MIB).keep()
    make_room(tmp_path)
    assert (tmp_path / "reserve").exists()
    monkeypatch.setattr("commandcenter.adapters.disk_watch.space", lambda folder: Space(4096, MIB, 0.99))
    make_room(tmp_path)
    assert not (tmp_path / "reserve").exists()


# ---- What the loop hears and tells


def test_a_full_disk_is_told_to_the_seats_while_the_reserve_is_used(small: Disk, centre: TestCore) -> None:
    disks = watch_of(small, 0)
    watch = CoreWatch(centre.core, None, disks, LEVELS)
    disks.look(DATA)
    assert (watch.notice, watch.look()) == ("", [])
    small.used = 999 * MIB
    watch.disk_full()
    disks.look(DATA)
    assert watch.notice == LAST_ROOM
    centre.core.record(watch.look())
    assert [alarm.type for alarm in centre.core.state.alarms.values()] == ["disk.full"]
    small.used = 100 * MIB
    disks.look(DATA)
    centre.core.record(watch.look())
    assert (watch.notice, [alarm.active for alarm in centre.core.state.alarms.values()]) == ("", [False])


def vitals(trouble: str = "") -> Vitals:
    source = SourceHealth(
        source="pumps",
        name="",
        state=LinkState.LOST,
        silent_s=3.0,
        lag=2,
        rate=0.5,
        taken=9,
        refused=1,
        trouble="refused",
        doubt="gap",
    )
    seats = [
        SeatHealth(
            seat=f"desk-{number}", role=SeatKind.CONSOLE, person="", silent_s=0.1, unread=number, behind=number == 3
        )
        for number in (1, 2, 3)
    ]
    return Vitals((source,), seats, trouble, 4, 5, 6)


def test_what_the_loop_tells_becomes_figures(small: Disk, centre: TestCore) -> None:
    centre.events(Raised(at=centre.now, type="fire.smoke", subject="S1"))
    watch = CoreWatch(centre.core, None, watch_of(small), LEVELS)
    watch.tell(vitals("full"))
    found = watch.newest
    assert found is not None
    assert (found.trouble, found.journal, found.at) == (True, centre.core.state.size, 1_795_240_800.0)
    assert found.alarms == {("major", "unacknowledged"): 1}
    assert (found.telemetry_keys, found.telemetry_refused, found.telemetry_dropped) == (4, 5, 6)
    (source,) = found.sources
    assert (source.state, source.lag, source.in_trouble, source.in_doubt) == ("lost", 2, True, True)
    console = found.seats[0]
    assert (console.kind, console.seats, console.behind, console.unread) == ("console", 3, 1, 3)


def test_a_snapshot_does_not_change_any_more(small: Disk, centre: TestCore) -> None:
    watch = CoreWatch(centre.core, None, watch_of(small), LEVELS)
    centre.core.stop()
    watch.tell(vitals())
    first = watch.newest
    assert first is not None
    before = msgspec.to_builtins(first.kinds)
    centre.events(Raised(at=centre.now, type="fire.smoke", subject="S1"))
    watch.tell(vitals())
    assert first.kinds == before == {"core.stopped": 1}


def test_while_the_disk_cannot_be_read_the_last_figures_stand_with_the_trouble(
    small: Disk, centre: TestCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = CoreWatch(centre.core, None, watch_of(small), LEVELS)
    watch.tell(vitals())
    centre.wait(5)

    def unreadable() -> None:
        raise StoreTrouble("away", away=True)

    centre.store.broken = StoreTrouble("away", away=True)
    monkeypatch.setattr(centre.store, "load", unreadable)
    with pytest.raises(StoreTrouble):
        centre.core.stop()
    watch.tell(vitals())
    assert watch.newest is not None
    assert (watch.newest.trouble, watch.newest.at) == (True, 1_795_240_805.0)


def test_counting_very_many_alarms_takes_a_fiftieth_of_the_time() -> None:
    times = iter([0.0, 0.1, 1.0, 5.2, 5.3])
    counted = AlarmCount(lambda: next(times))
    centre = TestCore()
    centre.events(Raised(at=centre.now, type="t", subject="S1"))
    alarms = centre.core.state.alarms
    assert counted.of(alarms.values()) == {("notice", "unacknowledged"): 1}
    centre.events(Raised(at=centre.now, type="t", subject="S2"))
    assert counted.of(alarms.values()) == {("notice", "unacknowledged"): 1}
    assert counted.of(alarms.values()) == {("notice", "unacknowledged"): 2}


# ---- The whole of it, put together


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def settings_of(folder: DataFolder, text: str) -> Settings:
    folder.settings.write_text(f"version = 1\n{text}")
    return read_settings(folder.settings)


@pytest.mark.expects_log("WARNING commandcenter.app.watching: no figures can be fetched at 127.0.0.1:")
def test_a_port_that_is_taken_is_a_note_in_the_journal_and_stops_nothing(folder: DataFolder, centre: TestCore) -> None:
    endpoint = f"127.0.0.1:{free_port()}"
    settings = settings_of(folder, f'[metrics]\nendpoint = "{endpoint}"\n[disk]\nreserve_mib = 0\n')
    with watching(centre.core, None, settings, folder), watching(centre.core, None, settings, folder) as second:
        (draft, *_) = second.look()
    assert isinstance(draft.change, NoteTaken)
    assert (draft.change.note.type, draft.change.note.subject) == ("metrics.away", endpoint)
    assert draft.change.note.values == {"reason": "Address already in use"}


def test_without_an_endpoint_nobody_listens(
    folder: DataFolder, centre: TestCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> None:
        raise AssertionError("a server was made")

    monkeypatch.setattr(app, "MetricsServer", nobody)
    settings = settings_of(folder, '[metrics]\nendpoint = ""\n[disk]\nreserve_mib = 0\n')
    with watching(centre.core, None, settings, folder) as watch:
        assert watch.notice == ""


@pytest.mark.parametrize("address", ["127.0.0.1:9600", "127.9.9.9:1", "[::1]:9600", "localhost:65535", ""])
def test_figures_are_for_this_machine(folder: DataFolder, address: str) -> None:
    assert settings_of(folder, f'[metrics]\nendpoint = "{address}"\n').metrics.endpoint == address


@pytest.mark.parametrize("address", ["0.0.0.0:9600", "10.20.0.5:9600", "[::]:9600", "core.example:9600", "127.1:9600"])
def test_figures_for_others_must_be_meant(folder: DataFolder, address: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(folder, f'[metrics]\nendpoint = "{address}"\n')
    assert refused.value.values["where"] == "metrics.endpoint"
    assert "allow_remote" in str(refused.value.values["what"])
    meant = settings_of(folder, f'[metrics]\nendpoint = "{address}"\nallow_remote = true\n')
    assert meant.metrics.endpoint == address


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.0.0.1:", ":9600", "127.0.0.1:0", "127.0.0.1:65536", "tcp://127.0.0.1:9600", "a b:1"]
)
def test_what_is_no_address_is_refused_with_its_place(folder: DataFolder, address: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(folder, f'[metrics]\nendpoint = "{address}"\n')
    assert refused.value.values["where"] == "metrics.endpoint"
    assert str(refused.value.values["what"]) == "an address for figures is HOST:PORT, or empty for none"


def test_levels_that_go_down_are_refused(folder: DataFolder) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(folder, "[disk]\nwarn_percent = [90, 85, 95]\n")
    assert refused.value.values["where"] == "disk.warn_percent"
    assert settings_of(folder, "[disk]\nwarn_percent = [50, 60, 100]\n").disk.warn_percent == (50, 60, 100)


def test_the_reserve_is_said(folder: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        Reserve(folder.path, MIB).keep()
    assert caplog.messages == [f"1 MiB are kept in reserve in {folder.path}"]
