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
