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
        ("plan = []\n", "shifts.plan", "the list is too short: it needs 1 at least"),
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
        (
            'minimum = 0\nplan = [{name = "a", starts = "08:00"}]\n',
            "shifts.minimum",
            "the number is too small: 1 at least",
        ),
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


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (
            "[core]\nendpoint = 7600\n",
            "core.endpoint",
            'expected here: text in "quotation marks"; found: a whole number',
        ),
        (
            "[core]\nothers = [7600]\n",
            "core.others[0]",
            'expected here: text in "quotation marks", a table headed [NAME]; found: a whole number',
        ),
        ("shifts = true\n", "shifts", "expected here: a table headed [NAME]; found: true or false"),
        (
            '[sources]\nid = "a"\n',
            "sources",
            "expected here: a list in [ ], or tables headed [[NAME]]; found: a table headed [NAME]",
        ),
        ("[disk]\nwarn_percent = [75, 85]\n", "disk.warn_percent", "expected here: 3 values; found: 2"),
        ("[disk]\nwarn_percent = [75, 85, 101]\n", "disk.warn_percent[2]", "the number is too large: 100 at most"),
        (f'centre = "{"x" * 65}"\n', "centre", "the text is too long: 64 characters at most"),
        ('langauge = "en"\n', "langauge", "there is no such setting; is language meant?"),
        (
            '[[sources]]\nid = "a"\nport = 1\n',
            "sources[0].port",
            "there is no such setting; those that there are here: endpoint, id, name",
        ),
        ('[core]\nothers = [{endpoint = "ipc://a", kez = ""}]\n', "core.others[0].kez", "key"),
        ('[[sources]]\nid = "a"\n', "sources[0].endpoint", "this is needed, and is not there"),
        ('language = "fr"\n', "language", '"fr" cannot stand here, only one of these: "en", "zh"'),
        ('[core]\nkey = "x"\n', "core.key", "keys/core.public"),
        ('[[sources]]\nid = "a b"\nendpoint = "ipc://a"\n', "sources[0].id", "an id has up to 64 letters"),
        ('[audit]\nkeep_days = "a"\n', "audit.keep_days", "expected here: a whole number"),
        ('centre = "x\n', "line 2, column 12", "the text has no closing quotation mark on its line"),
        ("[core\n", "line 2, column 6", "the closing bracket ] is missing"),
        ("language = en\n", "line 2, column 12", "a value is text in quotation marks, a number"),
        ("others = [\n", "the end of the file", "a closing bracket, a closing quotation mark or a value is missing"),
        ('centre = "x"\ncentre = "y"\n', "line 3, column 13", "this stands in the file twice"),
        ("centre = 1x\n", "line 2, column 11", "this cannot be read as TOML: "),
        ("here begins it\n", "line 2, column 6", "a line here is NAME = VALUE"),
        ("others = " + "[" * 5000 + "\n", "-", "tables and lists lie too deep in one another"),
        ("keep_days = " + "9" * 5000 + "\n", "-", "a number has thousands of digits"),
    ],
)
def test_what_is_wrong_is_said_with_place_and_what_was_expected(
    tmp_path: Path, text: str, where: str, what: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"version = 1\n{text}", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_settings(file)
    assert str(refused.value.values["where"]) == where
    assert what in str(refused.value.values["what"])
    assert str(file) in str(refused.value)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes('version = 1\ncentre = "江北"\n'.encode("gbk"))
    with pytest.raises(SettingsError, match="at line 2: this is no UTF-8: save the file in that encoding"):
        read_settings(file)


def test_settings_that_cannot_be_read_are_no_settings_with_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        read_settings(tmp_path)


@pytest.mark.parametrize("name", ["", "a b", "desk/1", "x" * 41, "视频"])
def test_a_video_service_has_a_name_that_an_address_can_hold(tmp_path: Path, name: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'version = 1\n[video]\nservice = "{name}"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_settings(file)
    assert refused.value.values["where"] == "video.service"
    what = "a service's name has 1 to 40 letters, digits, dots, dashes and underscores"
    assert str(refused.value.values["what"]) == what
