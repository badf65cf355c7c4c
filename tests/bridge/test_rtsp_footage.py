"""Real footage, served by another RTSP server than the demo's, is what a player gets."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.rtsp_footage import FootageServer, footage


def test_real_footage_is_served_to_a_player(tmp_path: Path) -> None:
    films = footage()

    with FootageServer(films, tmp_path) as server:
        for film in films:
            player = subprocess.run(
                [
                    *("ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", server.urls[film.stem]),
                    *("-frames:v", "20", "-f", "framemd5", "pipe:1"),
                ],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
            pictures = [line.split(",")[-1] for line in player.stdout.splitlines() if not line.startswith("#")]
            assert len(pictures) == 20
            assert len(set(pictures)) > 1, f"{film.name} stands still"
