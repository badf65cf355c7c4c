"""A source made of the kit that keeps every rule: what the others do must not harm it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.source import Source
from bridge.source.commands import Handler
from bridge.source.keys import Keys, new_keys, read_keys, write_keys
from tests.support.ports import ANY_PORT

FILE = "keys.json"


@contextmanager
def good_source(folder: Path, source: str, core: Keys, obey: Handler | None = None) -> Iterator[Source]:
    """Its key file, made at its first start, lets `core` in; `obey` carries out its commands."""
    path = folder / FILE
    if not path.exists():
        write_keys(path, new_keys(source, [core.public]))
    made = Source(source, ANY_PORT, folder, ANY_PORT)
    if obey is not None:
        made.on_command(obey)
    with made as running:
        yield running


def keys_of(folder: Path) -> Keys:
    return read_keys(folder / FILE)


def admit(folder: Path, *peers: str) -> None:
    """Writes the peers of a source's key file anew, as an administrator does."""
    fresh = folder / "fresh.json"
    write_keys(fresh, keys_of(folder)._replace(peers=peers))
    fresh.replace(folder / FILE)


def wrong(subject: str, **more: object) -> dict[str, object]:
    return {"kind": "raise", "type": "good", "subject": subject, **more}
