"""The settings file: what cannot be meant is refused with its place, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.settings import Settings, SettingsError, read_settings


def settings_with(folder: Path, source: str, endpoint: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f'version = 1\n[[sources]]\nid = "{source}"\nendpoint = "{endpoint}"\n')
    return read_settings(file)


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://127.0.0.1:5701", "tcp://gates.example:1", "tcp://[::1]:5701", "ipc:///run/gates", "ipc://@gates"],
)
def test_an_endpoint_is_an_address_with_its_port_or_a_local_name(tmp_path: Path, endpoint: str) -> None:
    assert settings_with(tmp_path, "gates", endpoint).sources[0].endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint",
    ["tcp://127.0.0.1", "tcp://127.0.0.1:", "tcp://:5701", "tcp://a b:1", "ipc://", "inproc://x", "127.0.0.1:5701", ""],
)
def test_any_other_endpoint_is_refused_with_its_place(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_with(tmp_path, "gates", endpoint)
    assert refused.value.values["where"] == "sources[0].endpoint"
    assert str(refused.value.values["what"]) == "an address is tcp://HOST:PORT or ipc://PATH"


def test_no_source_has_the_centres_own_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_with(tmp_path, "core", "tcp://127.0.0.1:5701")
    assert refused.value.values["where"] == "sources[0].id"


def shifts(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f"version = 1\n[shifts]\n{text}", encoding="utf-8")
    return read_settings(file)


def test_without_shifts_there_is_no_plan_of_them() -> None:
    assert Settings().shift_plan() is None


def test_the_plan_of_shifts_is_ordered_by_the_time_of_the_day(tmp_path: Path) -> None:
    text = (
        'minimum = 3\npositions = ["值班长", "公安"]\n'
        'plan = [{name = "早班", starts = "08:00"}, {name = "夜班", starts = "00:00"}]\n'
    )
    plan = shifts(tmp_path, text).shift_plan()
    assert plan is not None
    assert [(kind.name, kind.starts) for kind in plan.kinds] == [("夜班", "00:00"), ("早班", "08:00")]
    assert (plan.zone, plan.minimum, plan.checks, plan.positions) == ("Asia/Shanghai", 3, 1, ("值班长", "公安"))


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("plan = []\n", "shifts.plan", "Expected `array` of length >= 1"),
        (
            'plan = [{name = "a", starts = "8:00"}]\n',
            "shifts.plan[0].starts",
            "a time of the day is HH:MM, from 00:00 to 23:59",
        ),
        (
            'plan = [{name = "a", starts = "24:00"}]\n',
            "shifts.plan[0].starts",
            "a time of the day is HH:MM, from 00:00 to 23:59",
        ),
        (
            'plan = [{name = "a b", starts = "08:00"}]\n',
            "shifts.plan[0].name",
            "a shift's name has 1 to 16 characters, no blank and no slash",
        ),
        (
            'plan = [{name = "a", starts = "08:00"}, {name = "a", starts = "16:00"}]\n',
            "shifts.plan[1].name",
            "'a' stands there twice",
        ),
        (
            'plan = [{name = "a", starts = "08:00"}, {name = "b", starts = "09:59"}]\n',
            "shifts.plan[1].starts",
            "09:59 is less than two hours from another shift's beginning",
        ),
        (
            'plan = [{name = "a", starts = "23:00"}, {name = "b", starts = "00:30"}]\n',
            "shifts.plan[1].starts",
            "00:30 is less than two hours from another shift's beginning",
        ),
        ('minimum = 0\nplan = [{name = "a", starts = "08:00"}]\n', "shifts.minimum", "Expected `int` >= 1"),
        (
            'positions = ["x", "x"]\nplan = [{name = "a", starts = "08:00"}]\n',
            "shifts.positions[1]",
            "'x' stands there twice",
        ),
    ],
)
def test_what_is_wrong_with_the_shifts_is_named_with_its_place(
    tmp_path: Path, text: str, where: str, what: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        shifts(tmp_path, text)
    assert refused.value.values["where"] == where
    assert str(refused.value.values["what"]) == what


def cores(folder: Path, others: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f'version = 1\n[core]\nendpoint = "tcp://10.0.0.5:7600"\nothers = [{others}]\n')
    return read_settings(file)


def test_other_cores_are_named_by_their_addresses_with_a_key_where_it_is_another(tmp_path: Path) -> None:
    key = "x" * 40
    found = cores(tmp_path, f'"tcp://10.0.0.6:7600", {{endpoint = "tcp://10.0.0.7:7600", key = "{key}"}}')
    assert [(it.endpoint, it.key) for it in found.core.other_cores] == [
        ("tcp://10.0.0.6:7600", ""),
        ("tcp://10.0.0.7:7600", key),
    ]


@pytest.mark.parametrize("other", ['"10.0.0.6"', '{endpoint = "10.0.0.6"}'])
def test_an_address_of_another_core_that_is_none_is_named(tmp_path: Path, other: str) -> None:
    with pytest.raises(SettingsError) as refused:
        cores(tmp_path, other)
    assert str(refused.value.values["what"]) == "an address is tcp://HOST:PORT or ipc://PATH"
