"""The centre in the storm: core and console as real programs, heard through a sound service that is recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import psutil

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.virtual_display import WALL_AND_DESK, VirtualDisplay
from commandcenter.app.administering import make_keys
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.services.credentials import Claim
from commandcenter.settings import read_settings
from tests.bench import places
from tests.bench.glass.wire import bench_keys
from tests.bench.storm.source import Line
from tests.support import processes
from tests.support.centre import Centre
from tests.support.ports import free_name
from tests.support.sound_service import SoundService

MIB = 1 << 20
# Each critical alarm is heard when it calls; heard again it would be taken for the next.
QUIET = "[desk]\nlock_minutes = 720\n"


@contextmanager
def heard_centre(folder: Path) -> Iterator[tuple[Centre, SoundService, Line]]:
    """The sources are the bench's; `Line` is the one of the storm."""
    service = SoundService(folder / "sound")
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, service.environment))
        stack.callback(service.kill)
        service.start()
        display = stack.enter_context(VirtualDisplay(WALL_AND_DESK))
        centre = Centre(folder, display.environment(), places.world(), [])
        stack.callback(centre.stop)
        bench_keys(centre.data)
        centre.staff()
        line = _add_source(centre, folder)
        centre.start("core", "console")
        yield centre, service, line


def memory_mib(centre: Centre) -> tuple[float, float]:
    """The console's own program, and with all that it has started (the map's renderer among them)."""
    console = psutil.Process(centre.processes.pid("console"))
    own = console.memory_info().rss / MIB
    return own, own + sum(processes.memory_mib(child) for child in processes.descendants_of(console.pid))


def _add_source(centre: Centre, folder: Path) -> Line:
    line = Line(id="city", endpoint=free_name(), folder=str(folder / "city"), keys=str(folder / "city.json"))
    settings = centre.data / "settings.toml"
    text = settings.read_text().replace('cameras = "cameras.json"\n', "").replace("on = false\n", "nag_s = 600\n")
    text += f'[[sources]]\nid = "{line.id}"\nendpoint = "{line.endpoint}"\n{QUIET}'
    settings.write_text(text)
    here = DataFolder(centre.data)
    administrator = centre.people["sun.yan"]
    claim = Claim(account=administrator.account, password=administrator.password)
    make_keys(here, read_settings(here.settings), KeyKind.SOURCE, line.id, EVERYTHING, Path(line.keys), claim)
    return line
