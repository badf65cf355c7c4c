"""The log's private keys on disk: `seal.json` signs; `seal.next.json`, while there is one, is to take its place.

Whatever moment a program ends at, one of both files is whole, and the journal says which of them signs.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from bridge.sealing.keys import SealKey, destroy_key, new_key, read_key, sync_folder, write_key
from commandcenter.domain.seal import SealKeyTrouble

PROGRAM = "commandcenter"


def new_origin() -> str:
    """The name of a log that nobody has used yet."""
    return f"{PROGRAM}/{token_hex(4)}"


class FileKeyring:
    """Implements `commandcenter.services.sealing.Keyring`. Raises SealKeyTrouble for files that cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._present_file = folder / "seal.json"
        self._following_file = folder / "seal.next.json"
        self.present: SealKey | None = None
        self.following: SealKey | None = None
        self.reload()

    def reload(self) -> None:
        """A key that cannot be read is as good as none when there is one to take its place."""
        self.following = _read(self._following_file)
        try:
            self.present = _read(self._present_file)
        except SealKeyTrouble:
            if self.following is None:
                raise
            self.present = None

    def make(self) -> None:
        """The first key of a new log."""
        with suppress(FileExistsError):
            write_key(self._present_file, new_key(new_origin()))
        self.reload()

    def prepare(self, origin: str) -> SealKey:
        """The key that is to take the place of the present one; one that was prepared before is used."""
        if self.following is None or self.following.key.name != origin:
            destroy_key(self._following_file)
            write_key(self._following_file, new_key(origin))
            self.reload()
        if self.following is None:
            raise SealKeyTrouble(f"{self._following_file} is gone")
        return self.following

    def promote(self) -> None:
        try:
            if self.present is not None or self._present_file.exists():
                destroy_key(self._present_file)
            # What is gone half-way is finished by the next start: the following key is whole all the time.
            self._following_file.replace(self._present_file)
            sync_folder(self._present_file.parent)
        except OSError as error:
            raise SealKeyTrouble(f"{self._present_file}: {error.strerror}") from error
        self.present, self.following = self.following, None

    def drop_following(self) -> None:
        destroy_key(self._following_file)
        self.following = None


def _read(path: Path) -> SealKey | None:
    try:
        return read_key(path)
    except SealKeyTrouble as error:
        if error.missing:
            return None
        raise
