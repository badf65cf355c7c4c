"""A desk whose video page keeps pictures, with a core that is played by hand."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bridge.video.pool import VideoPool
from commandcenter.adapters.evidence.folder import EvidenceFolder
from commandcenter.domain.video import OpenClip, clip_key
from commandcenter.services.commands import Asks
from commandcenter.services.operating import command_table
from commandcenter.wiring.evidence import EvidenceFeature
from commandcenter.wiring.sending import Commands
from tests.support.page_desk import PageDesk, camera

PATIENCE_MS = 15_000
BY_THE_SEAT = frozenset(line.name for line in command_table().lines if line.asks is Asks.SEAT)


class EvidenceDesk(PageDesk):
    """`open_gate` False: the desk is locked, and nothing is sent but the seat's own words."""

    def __init__(self, qtbot: QtBot, pool: VideoPool, folder: Path) -> None:
        super().__init__(qtbot, pool)
        self.open_gate = True
        self.folder, self.pool = folder, pool
        self.evidence = EvidenceFeature(
            self.seat,
            Commands(self.sent.append, sends=lambda name: self.open_gate or name in BY_THE_SEAT),
            self.feature,
            pool,
            EvidenceFolder(folder),
            self.said.append,
            self.window,
        )

    def see(self, url: str) -> None:
        """That camera plays in the first tile."""
        self.join([camera(1, url=url)])
        self.open()
        self.feature.put("c1")
        self.qtbot.waitUntil(lambda: self.feature.feeds.feed(0).playing, timeout=PATIENCE_MS)

    def act(self, act: str) -> None:
        self.feature.widgets.bar.act_requested.emit(act)

    def wait_for(self, name: str, count: int = 1) -> dict[str, object]:
        """The newest command of that name, once there are so many."""
        self.qtbot.waitUntil(lambda: len(self.commands(name)) == count, timeout=PATIENCE_MS)
        return self.commands(name)[-1]

    def files(self) -> list[str]:
        return sorted(path.suffix for path in self.folder.rglob("*") if path.is_file())


def opened(file: str, seat: str = "desk-1") -> dict[str, OpenClip]:
    """As the record has a clip without an end."""
    return {clip_key(file): OpenClip(camera="c1", file=file, by="li.wei", seat=seat, seq=7)}
