"""The figures of a real core, fetched as Prometheus does."""

from __future__ import annotations

from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from tests.support.centre import bare_centre
from tests.support.ports import free_row


def fetched(port: int) -> dict[str, float]:
    """Nothing while nobody answers."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            families = list(text_string_to_metric_families(answer.read().decode()))
    except (URLError, OSError):
        return {}
    samples = [sample for family in families for sample in family.samples]
    return {" ".join([sample.name, *sorted(sample.labels.values())]): sample.value for sample in samples}


def test_a_cores_figures_follow_what_it_does_and_name_nobody(tmp_path: Path) -> None:
    centre, port = bare_centre(tmp_path), free_row(1)
    settings = centre.data / "settings.toml"
    settings.write_text(
        settings.read_text().replace('[metrics]\nendpoint = ""', f'[metrics]\nendpoint = "127.0.0.1:{port}"')
    )
    try:
        centre.start_source()
        centre.start("core")
        centre.wait(lambda: fetched(port).get("commandcenter_source_state live pumps") == 1.0, "the source is linked")
        for number in range(5):
            centre.tell_source(f"raise HOSTILE-{number} major Pump room")
        centre.wait(lambda: fetched(port).get("commandcenter_alarms_open major unacknowledged") == 5.0, "five alarms")
        found: dict[str, float] = {}

        def sealed() -> bool:
            found.clear()
            found.update(fetched(port))
            entries = [found.get(f"commandcenter_{what}_entries") for what in ("journal", "checkpoint", "second_place")]
            return None not in entries and len(set(entries)) == 1

        centre.wait(sealed, "all of it is sealed, and in the second place")
        assert found["commandcenter_journal_written_total alarm.raised"] == 5.0
        assert found["commandcenter_source_events_taken_total pumps"] == 6.0
        assert found["commandcenter_source_lag_events pumps"] == 0.0
        assert (found["commandcenter_trouble"], found["commandcenter_commits_failed_total"]) == (0.0, 0.0)
        assert found["commandcenter_commit_seconds_count"] >= 3.0
        assert 0.0 < found["commandcenter_disk_used_ratio data"] < 1.0
        assert not [name for name in found if "HOSTILE" in name or "Pump" in name]
    finally:
        centre.stop()
