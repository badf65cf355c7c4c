"""The sounds of the four priorities: told apart by their pitch and their pulses, soft at the edges, not overdriven."""

from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path

import numpy
import pytest

from commandcenter.adapters.resources import resource
from commandcenter.domain.priority import Priority

PITCHES = {"critical": (880, 5), "major": (587, 3), "minor": (440, 2), "notice": (330, 1)}


def samples(name: str) -> tuple[int, numpy.ndarray]:
    with wave.open(str(resource(f"sounds/{name}.wav"))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)


@pytest.mark.parametrize("priority", list(Priority))
def test_pitch_pulses_and_edges(priority: Priority) -> None:
    rate, values = samples(priority.value)
    pitch, pulses = PITCHES[priority.value]
    strength = numpy.abs(numpy.fft.rfft(values))
    loudest = numpy.fft.rfftfreq(len(values), 1 / rate)[strength.argmax()]
    assert abs(loudest - pitch) < 10
    # Loud or not, in steps of ten milliseconds: where it begins to be, a pulse begins.
    loud = numpy.array([part.std() > 1000 for part in numpy.array_split(values, len(values) * 100 // rate)])
    assert int(numpy.diff(loud.astype(int), prepend=0).clip(0).sum()) == pulses
    assert 5_000 < numpy.abs(values).max() < 32_000
    assert values[0] == values[-1] == 0
    assert 0.2 < len(values) / rate < 2.5


def test_silence_is_silent() -> None:
    assert not samples("silence")[1].any()


def test_the_files_are_what_their_script_writes(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "packaging" / "python" / "write-sounds"
    (tmp_path / "packaging" / "python").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    copy = tmp_path / "packaging" / "python" / "write-sounds"
    copy.write_bytes(script.read_bytes())
    subprocess.run([sys.executable, str(copy)], check=True, timeout=60)
    written = {file.name: file.read_bytes() for file in (tmp_path / "resources" / "sounds").iterdir()}
    assert written == {file.name: file.read_bytes() for file in resource("sounds").iterdir()}
