"""A process whose files may not grow beyond what they are: what its journal says, and that it goes on afterwards."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from commandcenter.services.ports import StoreTrouble
from tests.support.journals import a_busy_minute, open_core, write_more

ROOM = 256 * 1024


def main(folder: Path) -> None:
    """Prints how often it wrote before there was no room, what it was told, and whether it went on."""
    store, core = open_core(folder / "journal.sqlite")
    a_busy_minute(core)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, most))
    size = 0
    try:
        while True:
            size = core.state.size
            write_more(core, f"{size} {'x' * 100}")
    except StoreTrouble as error:
        told = f"full={error.full} damaged={error.damaged} busy={error.busy}"
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith("."))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    same = core.state.size == size
    write_more(core, "afterwards")
    root = core.root
    store.close()
    store, core = open_core(folder / "journal.sqlite")
    sys.stdout.write(f"{told}\nleft={left} same={same} grown={core.state.size - size} root={core.root == root}\n")
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
