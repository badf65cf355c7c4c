"""A core whose journal is sealed: keys and second place on disk, all else in memory; the test moves the clocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.keys import verify
from bridge.sealing.second_place import CheckpointFolder
from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.checkpoints import Checkpoint, open_checkpoint
from commandcenter.domain.journal import CORE
from commandcenter.domain.notes import parse_key
from commandcenter.services.core import Verdict
from commandcenter.services.placing import PlacedLine, PlaceTrouble, Placing
from commandcenter.services.sealing import Sealing
from tests.support.cores import ADMIN, TestCore


class BreakingPlace(CheckpointFolder):
    """Fails while it is `broken`; `writes` counts what was appended in one go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.broken = False
        self.writes: list[int] = []

    def append(self, lines: Sequence[PlacedLine]) -> None:
        if self.broken:
            raise PlaceTrouble("the disk is away")
        super().append(lines)
        self.writes.append(len(lines))


class SealedCentre:
    """`look` does what the loop does; `restart` is what a kill leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.centre = TestCore()
        self.place = BreakingPlace(folder / "place")
        self.place_folder.mkdir()
        self.keyring = FileKeyring(folder / "keys")
        self.keyring.make()
        self.clock = 1000.0
        self.sealing = self._sealing()

    @property
    def place_folder(self) -> Path:
        return self.folder / "place"

    @property
    def size(self) -> int:
        return self.centre.core.state.size

    def restart(self) -> None:
        self.centre.core = self.centre.fresh_core()
        self.keyring = FileKeyring(self.folder / "keys")
        self.sealing = self._sealing()

    def wait(self, seconds: float) -> None:
        self.clock += seconds
        self.centre.wait(seconds)

    def act(self, count: int = 1) -> None:
        """So many small actions, an entry each."""
        for _ in range(count):
            self.centre.command("map.move", lon=106.5, lat=29.6, zoom=12.5)

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.sealing.look()

    def sealed(self) -> list[int]:
        """The sizes of all checkpoints in the journal's own table, each with the right signatures."""
        for size, it in self.centre.store.seals.items():
            note, said = open_checkpoint(it.note)
            needed = [key.key for key in self.sealing.seal.needed(size)]
            assert note.signed_by(needed, verify) == needed
            assert said == Checkpoint(needed[-1].name, size, said.root)
        return sorted(self.centre.store.seals)

    def placed(self) -> list[int]:
        """The sizes in the second place, in the order of its files and lines."""
        lines = [line for path in sorted(self.place_folder.glob("*.jsonl")) for line in path.read_text().splitlines()]
        return [open_checkpoint(json.loads(line)["note"])[1].size for line in lines]

    def rotate(self) -> Verdict:
        """What the tool and the core do, up to the entry; the core then hears of it by `key_changed`."""
        key = self.keyring.prepare(self.sealing.seal.origin)
        core = self.centre.core
        core.following_key = lambda: key.vkey
        return self.centre.command_with("seal.rotate", {"vkey": key.vkey}, ADMIN, "")

    def alarm(self, type: str, subject: str = CORE) -> AlarmState | None:
        found = self.centre.core.state.open_alarm(CORE, type, subject)
        return found.state if found else None

    def keys(self) -> list[str]:
        """The files with private keys."""
        return sorted(path.name for path in (self.folder / "keys").iterdir())

    def signs_with(self, vkey: str) -> bool:
        assert self.keyring.present is not None
        return self.keyring.present.key == parse_key(vkey)

    def _sealing(self) -> Sealing:
        store = self.centre.store
        placing = Placing(self.place, store, verify, lambda: self.clock)
        return Sealing(self.centre.core, store, self.keyring, placing, verify, lambda: self.clock)


def sealed_once(folder: Path) -> SealedCentre:
    """Sealed once already: one entry, which names the key."""
    made = SealedCentre(folder)
    made.look(2)
    return made
