"""What a stranger relies on: the examples of docs/protocol.md, and a kit that needs nothing of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from bridge.protocol.source import (
    Batch,
    DeviceCommand,
    DeviceResult,
    Durable,
    Fault,
    FromSource,
    Hello,
    Ping,
    Pong,
    Pull,
    ToSource,
    Welcome,
)
from bridge.source.shape import EVENTS, MESSAGES, SAMPLE
from commandcenter.domain.events import Event

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
KIT = Path(__file__).parents[2] / "bridge" / "source"
EPOCH = "5f1c0a9b3d2e4f60"


def examples() -> list[bytes]:
    blocks = re.findall(r"```hex\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [bytes.fromhex(line) for block in blocks for line in block.splitlines()]


def test_every_example_decodes_to_the_message_beside_it() -> None:
    hello, welcome, pull, batch, durable, command, result, fault, ping, pong = examples()
    to_source = msgspec.msgpack.Decoder(ToSource)
    from_source = msgspec.msgpack.Decoder(FromSource)
    assert to_source.decode(hello) == Hello(versions=(1,), core="core-1")
    assert from_source.decode(welcome) == Welcome(version=1, source="gates", epoch=EPOCH, first=1, head=2)
    assert to_source.decode(pull) == Pull(epoch=EPOCH, after=1, credit=500)
    assert to_source.decode(durable) == Durable(epoch=EPOCH, seq=2)
    found = to_source.decode(command)
    assert isinstance(found, DeviceCommand)
    assert (found.key, found.args, found.deadline.isoformat()) == ("k-1", {"text": "hi"}, "2025-03-01T08:00:05+00:00")
    assert from_source.decode(result) == DeviceResult(key="k-1", ok=True, detail="0.8 s")
    assert from_source.decode(fault) == Fault(code="epoch", text="this source's log is 77")
    assert from_source.decode(ping) == Ping()
    assert from_source.decode(pong) == Pong(head=2)
    events = from_source.decode(batch)
    assert isinstance(events, Batch)
    assert (events.first, events.head) == (2, 2)
    assert type(msgspec.msgpack.decode(events.events[0], type=Event)).__name__ == "Returned"


def test_the_document_names_every_message_field_and_kind_that_the_kit_checks() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z]+", text))
    wanted = {word for tables in (MESSAGES, EVENTS, {"sample": SAMPLE}) for table in tables.values() for word in table}
    assert wanted | set(MESSAGES) | set(EVENTS) <= words


def test_the_kit_works_as_a_copy_on_pyzmq_and_msgpack_alone(tmp_path: Path) -> None:
    shutil.copytree(KIT, tmp_path / "their_kit", ignore=shutil.ignore_patterns("__pycache__"))
    script = (
        "import sys; from their_kit import Source\n"
        "with Source('s', 'tcp://127.0.0.1:*', 'outbox') as source:\n"
        "    print(source.emit({'kind': 'note', 'type': 't', 'subject': 's'}))\n"
        "print([name for name in ('msgspec', 'bridge', 'commandcenter') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout == "1\n[]\n"
