"""A device: a loudspeaker that says on this terminal what it is told, until Enter is pressed.

Pair it once with a centre. Either the centre makes its keys:
`.venv/bin/python main.py keys new my-speaker --out my-speaker/keys.json`. Or start this first: it makes that file
and says its public key; let the centre trust that, and put the centre's own public key (keys/core.public in its data
folder) into `peers` of the file.
Run it in the repository's folder: `python -m examples.device [ENDPOINT FOLDER [KEYS]]`.
"""

import sys

from bridge.source import Source, refused

endpoint, folder, *keys = sys.argv[1:] or ("tcp://127.0.0.1:5791", "my-speaker")
column = {"device": "COLUMN-1", "type": "loudspeaker", "name": "Gate 7", "actions": ["speak"]}
source = Source("my-speaker", endpoint, folder, None, *keys)


@source.on_command
def obey(device, action, args):
    if not args.get("text"):
        return refused("nothing to say")
    print(f"{device} says: {args['text']}")  # noqa: T201 - this is its voice
    return True, "said"


with source:
    source.emit({"kind": "device", **column, "place": {"lon": 106.5560, "lat": 29.5838}})
    input("Press Enter to end. ")
