"""What `status` says to a person."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from bridge.protocol.seat import Beat, CutOff, LinkState, SeatHealth, SeatKind, SourceHealth, Status
from bridge.seat.asking import CoreAway
from commandcenter.app.words import Words
from commandcenter.cli.status_text import status_text

NOW = datetime(2026, 3, 2, 6, 7, tzinfo=UTC)
COUNTS: dict[str, object] = {
    "open": 61,
    "unacknowledged": 9,
    "by_priority": {"critical": 2, "major": 2, "minor": 14, "notice": 43},
}


def source(name: str, state: LinkState) -> SourceHealth:
    return SourceHealth(source=name, state=state, silent_s=0.9, lag=3, rate=0.25, taken=7)


def told(words: Words, *sources: SourceHealth, seats: tuple[SeatHealth, ...] = ()) -> list[str]:
    """The lines from the count of sources on."""
    found = Status(beat=Beat(size=12, at=NOW, sources=sources, seats=seats), version="0.1.0", started_at=NOW)
    return list(status_text(words, found, COUNTS, 12, "ab"))[3:]


def test_a_running_core_is_told_with_its_sources_and_seats() -> None:
    sources = (source("pumps", LinkState.LIVE), source("lifts", LinkState.LOST), source("new", LinkState.CONNECTING))
    seats = (SeatHealth(seat="desk-1", role=SeatKind.CONSOLE, person="李", silent_s=0.2),)
    beat = Beat(size=12, at=NOW, sources=sources, seats=seats)
    found = Status(beat=beat, version="0.1.0", started_at=NOW)
    started = NOW.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert list(status_text(Words("en"), found, COUNTS, 12, "ab")) == [
        f"Core: running since {started}, version 0.1.0",
        "Journal: 12 entries, root ab",
        "Alarms: 61 open, 9 of them not acknowledged   ▲ 2  ◆ 2  ■ 14  ● 43",
        "Sources: 1/3",
        "  ◆ lost  lifts  3 behind, 0.2/s, last word 1 s ago",
        "    connecting  new",
        "    live  pumps  3 behind, 0.2/s, last word 1 s ago",
        "Seats: 1",
        "  desk-1  李",
    ]


def test_what_waits_at_a_seat_and_which_seats_are_cut_off_is_told() -> None:
    here = SeatHealth(seat="desk-1", role=SeatKind.CONSOLE, person="李", silent_s=0.2, waiting=3)
    gone = CutOff(seat="desk-2", person="王", silent_s=42.3)
    beat = Beat(size=12, at=NOW, seats=(here,))
    found = Status(beat=beat, version="0.1.0", started_at=NOW, cut_off=(gone,))
    assert list(status_text(Words("en"), found, COUNTS, 12, "ab"))[-3:] == [
        "Seats: 1",
        "  desk-1  李  3 actions wait there for an answer",
        "  ◆ desk-2  王  cut off, last word 42 s ago",
    ]


def test_what_is_wrong_with_a_source_is_told_in_words_the_worst_first() -> None:
    live, connecting = LinkState.LIVE, LinkState.CONNECTING
    sources = [
        replace(source("well", live), lag=0),
        replace(source("flood", live), lag=501),
        replace(source("held", live), quarantined=2, refused=2),
        replace(source("gone", live), doubt="gap", dropped=40),
        replace(source("stranger", connecting), trouble="other key"),
    ]
    assert told(Words("en"), *sources) == [
        "Sources: 4/5",
        "  ◆ refused  stranger  other key",
        "  ◆ live  gone  events lost, its alarms are not confirmed · 3 behind, 0.2/s, last word 1 s ago"
        " · 40 telemetry values dropped",
        "  ◆ live  held  3 behind, 0.2/s, last word 1 s ago · 2 in quarantine · 2 refused",
        "  ■ live  flood  501 behind, 0.2/s, last word 1 s ago",
        "    live  well  0 behind, 0.2/s, last word 1 s ago",
        "Seats: 0",
    ]
    assert told(Words("zh"), *sources)[1:3] == [
        "  ◆ 被拒  stranger  密钥不符",
        "  ◆ 正常  gone  丢失事件，其告警待核实 · 积压 3，0.2/秒，1 秒前有数据 · 丢弃遥测 40 个",
    ]


def test_a_seat_that_cannot_follow_is_told() -> None:
    seat = SeatHealth(seat="desk-1", role=SeatKind.CONSOLE, person="李", silent_s=0.2, unread=9000, behind=True)
    assert told(Words("en"), seats=(seat,))[1:] == ["Seats: 1", "  desk-1  李  behind, 9000 entries unread"]


def test_without_a_core_the_journal_still_speaks() -> None:
    away = CoreAway("no answer from {endpoint} within {seconds} s", endpoint="tcp://127.0.0.1:7600", seconds=3)
    assert list(status_text(Words("zh"), away, COUNTS, 12, "ab")) == [
        "核心：无应答（tcp://127.0.0.1:7600 在 3 秒内无应答）",
        "→ 用 `core` 启动核心，或查看其日志。",
        "日志：12 条，根 ab",
        "告警：当前 61 条，其中未确认 9 条   ▲ 2  ◆ 2  ■ 14  ● 43",
    ]
