"""What a stranger relies on: the examples of docs/protocol.md, and a kit that needs nothing of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import msgspec

from bridge.protocol.source import (
    Batch,
    DeviceCommand,
    DeviceResult,
    Durable,
    End,
    Ended,
    Fault,
    FromSource,
    Hello,
    Ping,
    Pong,
    Pull,
    Refresh,
    Sample,
    ToSource,
    Welcome,
)
from bridge.source import limits
from bridge.source.claims import OUTCOMES
from bridge.source.shape import EVENTS, MESSAGES, SAMPLE
from bridge.source.wire import unpack
from commandcenter.domain.events import Event
from commandcenter.services import taking

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
KIT = Path(__file__).parents[2] / "bridge" / "source"
EPOCH = "5f1c0a9b3d2e4f60"


def examples() -> list[bytes]:
    blocks = re.findall(r"```hex\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [bytes.fromhex(line) for block in blocks for line in block.splitlines()]


def test_the_limits_of_the_document_the_kit_and_the_centre_are_the_same() -> None:
    assert "Limits: a message 1 MiB, an event 64 KiB packed, a batch 1000 events" in DOCUMENT.read_text(
        encoding="utf-8"
    )
    assert (limits.MAX_MESSAGE, limits.MAX_EVENT, limits.MAX_CREDIT) == (1 << 20, 64 << 10, 1000)
    assert limits.MAX_EVENT == taking.MAX_EVENT


def test_every_example_of_a_core_decodes_to_the_message_beside_it() -> None:
    hello, _, _, pull, _, durable, refresh, _, _, command, *_ = examples()
    decode = msgspec.msgpack.Decoder(ToSource).decode
    assert decode(hello) == Hello(versions=(1,), core="core-1")
    assert decode(pull) == Pull(epoch=EPOCH, after=1, credit=500)
    assert decode(durable) == Durable(epoch=EPOCH, seq=2)
    assert decode(refresh) == Refresh(epoch=EPOCH, reason="gap")
    found = decode(command)
    assert isinstance(found, DeviceCommand)
    assert (found.key, found.args, found.deadline.isoformat()) == ("k-1", {"text": "hi"}, "2025-03-01T08:00:05+00:00")
    for frame, name in (
        (hello, "hello"),
        (pull, "pull"),
        (durable, "durable"),
        (refresh, "refresh"),
        (command, "command"),
    ):
        assert unpack([frame])["t"] == name


def test_every_example_of_a_source_decodes_to_the_message_beside_it() -> None:
    _, welcome, after, _, batch, _, _, answer, end, _, result, fault, ping, pong, key, sample = examples()
    decode = msgspec.msgpack.Decoder(FromSource).decode
    first = Welcome(version=1, source="gates", epoch=EPOCH, first=1, head=2)
    assert decode(welcome) == first
    assert decode(after) == msgspec.structs.replace(first, head=0, before=Ended(epoch="77", last=9))
    assert decode(end) == End(epoch=EPOCH, last=5)
    assert decode(result) == DeviceResult(key="k-1", outcome="done", detail="0.8 s")
    assert decode(fault) == Fault(code="epoch", text="this source's log is 77")
    assert decode(ping) == Ping()
    assert decode(pong) == Pong(head=2)
    assert [events_of(decode(batch)), events_of(decode(answer))] == [
        (2, ["Returned"]),
        (3, ["Refreshed", "Raised", "Refreshed"]),
    ]
    assert key.decode() == msgspec.msgpack.decode(sample, type=Sample).key == "level/PS-7"


def events_of(batch: FromSource) -> tuple[int, list[str]]:
    assert isinstance(batch, Batch)
    assert batch.head == batch.first + len(batch.events) - 1
    return batch.first, [type(msgspec.msgpack.decode(event, type=Event)).__name__ for event in batch.events]


def test_every_rule_has_an_id_of_its_own_and_none_is_skipped() -> None:
    ids = re.findall(r"^- \[([A-Z])(\d+)\]", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    letters = dict.fromkeys(letter for letter, _ in ids)
    assert ids == [(letter, str(n + 1)) for letter in letters for n in range(sum(it == letter for it, _ in ids))]
    assert set(letters) == set("SFLHPDKRECXVT")


def test_the_document_names_every_message_field_and_kind_that_the_kit_checks() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z]+", text))
    wanted = {word for tables in (MESSAGES, EVENTS, {"sample": SAMPLE}) for table in tables.values() for word in table}
    spoken = {it.__struct_config__.tag for it in get_args(FromSource)}
    assert wanted | set(MESSAGES) | set(EVENTS) | spoken | set(OUTCOMES) <= words


def test_the_kit_works_as_a_copy_on_pyzmq_and_msgpack_alone(tmp_path: Path) -> None:
    shutil.copytree(KIT, tmp_path / "their_kit", ignore=shutil.ignore_patterns("__pycache__"))
    script = (
        "import logging, sys; from their_kit import Source\n"
        "logging.disable()\n"
        "with Source('s', 'tcp://127.0.0.1:*', 'outbox') as source:\n"
        "    print(source.emit({'kind': 'note', 'type': 't', 'subject': 's'}))\n"
        "print([name for name in ('msgspec', 'bridge', 'commandcenter') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout == "1\n[]\n"
