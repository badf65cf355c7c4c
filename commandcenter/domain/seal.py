"""How the journal is sealed: its keys one after the other, and those who witness it."""

from __future__ import annotations

import msgspec

from commandcenter.domain.notes import VerifierKey, parse_key


class SealKeyTrouble(Exception):
    """A key file cannot be read, made or destroyed; the text says where and what to do. `missing`: there is none."""

    def __init__(self, text: str, *, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


class SealKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the log; `entry` names it, `first` says that an origin begins with it."""

    entry: int
    vkey: str
    first: bool

    @property
    def key(self) -> VerifierKey:
        return parse_key(self.vkey)

    @property
    def proven_at(self) -> int:
        """The size whose checkpoint carries the signature of the key before as well, unless it is the first."""
        return self.entry + 1


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """`keys` in the order of their entries; the last one signs. `former` are logs that were given up for this one."""

    keys: tuple[SealKey, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def present(self) -> SealKey | None:
        return self.keys[-1] if self.keys else None

    @property
    def before(self) -> SealKey | None:
        """The key before, when the present one has taken its place."""
        return self.keys[-2] if self.keys and not self.keys[-1].first else None

    @property
    def origin(self) -> str:
        """The name of the log, "" while it has none."""
        return self.keys[-1].key.name if self.keys else ""

    @property
    def origins(self) -> set[str]:
        """All names that this journal has had or has taken the place of."""
        return {*self.former, *(key.key.name for key in self.keys)}

    def after(self, vkey: str) -> SealKey | None:
        """The key that took the place of `vkey` under the same origin."""
        following = (new for old, new in zip(self.keys, self.keys[1:], strict=False) if old.vkey == vkey)
        found = next(following, None)
        return None if found is None or found.first else found

    def needed(self, size: int) -> tuple[SealKey, ...]:
        """Whose signatures a checkpoint of that size has."""
        known = [key for key in self.keys if key.entry < size]
        if not known:
            return ()
        newest = known[-1]
        double = size == newest.proven_at and not newest.first and len(known) > 1
        return (known[-2], newest) if double else (newest,)


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's key for cosignatures."""

    name: str
    vkey: str
    seat: str


class Uptime(msgspec.Struct, frozen=True, kw_only=True):
    """The newest run of the core: whether it has stopped in order, None before the first.

    `offset`: wall minus monotonic clock, in seconds, in the machine's run `boot`; None where that is not known.
    `stepped`: by how many seconds in all the wall clock was set since the journal began.
    """

    stopped: bool | None = None
    boot: str = ""
    offset: float | None = None
    stepped: float = 0.0
