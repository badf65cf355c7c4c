"""A first backend: declares a loudspeaker that obeys, raises an alarm, and returns it when Enter is pressed."""

from bridge.source import Source

GATE = {"lon": 106.5560, "lat": 29.5838}
source = Source("my-system", "tcp://127.0.0.1:5790", "my-outbox")


@source.on_command
def speak(device, action, args):
    return True, f"{device} said: {args['text']}"  # an answer like (False, "offline") is as welcome


with source:
    gate = {"subject": "GATE-7", "type": "gate.open"}
    column = {"device": "COLUMN-1", "type": "loudspeaker", "name": "Gate 7", "actions": ["speak"]}
    source.emit({"kind": "device", **column, "place": GATE})
    source.emit({"kind": "raise", **gate, "title": "Gate 7 is open", "place": GATE})
    input("Press Enter when the gate is shut again. ")
    source.emit({"kind": "return", **gate})
