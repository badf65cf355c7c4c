"""Telemetry: two crews that walk in circles until Enter is pressed.

Pair it once with a centre. Either the centre makes its keys:
`.venv/bin/python main.py keys new my-crews --out my-crews/keys.json`. Or start this first: it makes my-crews/keys.json
and says its public key; let the centre trust that, and put the centre's own public key (keys/core.public in its data
folder) into `peers` of the file.
Run it in the repository's folder: `python -m examples.telemetry [ENDPOINT FOLDER TELEMETRY [KEYS]]`.
"""

import sys
from math import cos, sin
from threading import Event, Thread
from time import monotonic

from bridge.source import Source

endpoint, folder, telemetry, *keys = sys.argv[1:] or ("tcp://127.0.0.1:5792", "my-crews", "tcp://127.0.0.1:5793")
ended = Event()


def walk(source):
    while not ended.wait(1.0):
        for number, crew in enumerate(("North", "South")):
            angle = monotonic() / 60 + 3 * number
            place = {"lon": 106.556 + 0.004 * sin(angle), "lat": 29.584 + 0.004 * cos(angle)}
            source.publish({"key": f"crew/{crew}", "type": "crew", "name": crew, "place": place})


with Source("my-crews", endpoint, folder, telemetry, *keys) as source:
    Thread(target=walk, args=[source], daemon=True).start()
    input("Press Enter to end. ")
    ended.set()
