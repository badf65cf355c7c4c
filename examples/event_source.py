"""An event source: a gate that is open until Enter is pressed.

Pair it once with a centre. Either the centre makes its keys:
`.venv/bin/python main.py keys new my-gate --out my-gate/keys.json`. Or start this first: it makes my-gate/keys.json
and says its public key; let the centre trust that, and put the centre's own public key (keys/core.public in its data
folder) into `peers` of the file.
Run it in the repository's folder: `python -m examples.event_source [ENDPOINT FOLDER [KEYS]]`.
"""

import sys

from bridge.source import Source

endpoint, folder, *keys = sys.argv[1:] or ("tcp://127.0.0.1:5790", "my-gate")
gate = {"type": "gate.open", "subject": "GATE-7"}
wrong = [{"kind": "raise", **gate, "title": "Gate 7 is open", "place": {"lon": 106.5560, "lat": 29.5838}}]

source = Source("my-gate", endpoint, folder, None, *keys)
source.on_refresh(lambda: wrong)
with source:
    source.emit_many(wrong)
    input("Press Enter when the gate is shut again. ")
    wrong.clear()
    source.emit({"kind": "return", **gate})
