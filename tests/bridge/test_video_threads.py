"""libVLC's own threads keep their state in Python while they decode, and none is left when they have ended."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAYS_TWICE = """
import json, sys, time
from bridge.video.frames import Field, FrameMemory, FrameWriter, create_memory
from bridge.video.player import LibVlc, VlcPlayer
from bridge.video.pump import Pump

frames = FrameWriter(FrameMemory(create_memory(320 * 180)), life=1)
frames.open(1, 320, 180)
player = VlcPlayer(LibVlc(), frames, Pump())
found = []
for _ in range(2):
    before = frames.get(Field.PICTURES)
    player.start(sys.argv[1], 320, 180)
    end = time.monotonic() + 20
    while frames.get(Field.PICTURES) < before + 5 and time.monotonic() < end:
        time.sleep(0.01)
    found.append((frames.get(Field.PICTURES) - before >= 5, len(player._threads) > 0))
    player.stop()
    found.append(("stopped", len(player._threads) > 0))
print(json.dumps(found), flush=True)
"""


def test_a_player_keeps_its_threads_while_it_plays_and_forgets_them_when_it_stops(tmp_path: Path) -> None:
    film = tmp_path / "film.ts"
    source = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10", "-t", "30"]
    coder = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-f", "mpegts"]
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *source, *coder, str(film)], check=True, timeout=60)
    done = subprocess.run(
        [sys.executable, "-c", PLAYS_TWICE, film.as_uri()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    assert json.loads(done.stdout) == [[True, True], ["stopped", False]] * 2
