"""The demo's people in a centre, made once in a process of the run: the hashes of their passwords take seconds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import make_keys
from commandcenter.app.demo.accounts import Made, make_people
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.settings import Settings


def staff(data: Path, source: str, source_keys: Path) -> dict[str, Made]:
    """Gives a data folder in which nothing has happened yet keys, people and a source; the people by account.

    Settings and lists that are there stay. `source_keys` is the file of that source's keys, which the centre trusts.
    """
    made, people = _made(source)
    shutil.copytree(made / "data", data, dirs_exist_ok=True)
    shutil.copy(made / "source.json", source_keys)
    return dict(people)


@cache
def _made(source: str) -> tuple[Path, dict[str, Made]]:
    place = Path(tempfile.mkdtemp(prefix="staffed-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    here = DataFolder(place / "data")
    make_keys(here, Settings(), KeyKind.SOURCE, source, EVERYTHING, place / "source.json")
    return place, {made.account: made for made in make_people(here, Settings(), "en")}
