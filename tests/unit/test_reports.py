"""JSON for other programs: every field is there, whatever its value, however the journal keeps it."""

from __future__ import annotations

import json

import msgspec

from commandcenter.app.reports import alarm_report, entry_record
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.events import Raised
from tests.support.cores import START, TestCore


def test_an_alarm_has_all_its_fields() -> None:
    centre = TestCore()
    centre.events(Raised(at=START, type="t", subject="s"))
    report = json.loads(json.dumps(alarm_report(list(centre.core.state.alarms.values()))))
    (alarm,) = report["alarms"]
    assert set(alarm) == {*Alarm.__struct_fields__, "state", "text"}
    assert (alarm["acknowledged"], alarm["area"], alarm["returned_at"], alarm["values"]) == (False, "", None, {})


def test_an_entry_has_all_its_fields_and_those_of_its_change() -> None:
    centre = TestCore()
    centre.events(Raised(at=START, type="t", subject="s"))
    record = json.loads(json.dumps(entry_record(centre.store.entries[-1].entry)))
    assert record["done_at"] is None
    assert record["cause"] == {"by": "event", "source": "s", "epoch": "e", "seq": 1}
    assert (record["change"]["do"], record["change"]["alarm"]["count"]) == ("alarm.raised", 1)


def test_the_journal_itself_leaves_defaults_out_and_reads_them_back() -> None:
    centre = TestCore()
    centre.events(Raised(at=START, type="t", subject="s"))
    stamped = centre.store.entries[-1]
    assert "acknowledged" not in msgspec.msgpack.decode(stamped.data)["change"]["alarm"]
    change = stamped.entry.change
    assert isinstance(change, AlarmRaised)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(change.alarm), type=Alarm) == change.alarm
