"""The programs of a centre on one machine, as command lines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.processes import Part
from commandcenter.app.demo.options import SEED, SERVICES, Options


def ours(options: Options, *arguments: str) -> list[str]:
    """This program with a verb, on the demo's data folder."""
    return [
        sys.executable,
        "-m",
        "commandcenter",
        "--data",
        str(options.data),
        "--language",
        options.language,
        *arguments,
    ]


def core(options: Options) -> Part:
    return Part(name="core", command=ours(options, "core"))


def seats(options: Options, display: dict[str, str]) -> list[Part]:
    """Wall and console. As root Chromium's sandbox does not work; the screens then say that it is off."""
    loose = ["--allow-unsandboxed"] if os.geteuid() == 0 else []
    return [
        Part(name=verb, command=ours(options, verb, "--shared", *loose), environment=display)
        for verb in ("wall", "console")
    ]


def services(options: Options, folder: DataFolder, world: Path, speed: float) -> list[Part]:
    """The made-up backend services, each with its own endpoint and outbox."""
    return [
        Part(
            name=name,
            command=[
                sys.executable,
                "-m",
                "commandcenter.simulator.services.run",
                name,
                "--endpoint",
                options.endpoint(name),
                "--telemetry",
                options.telemetry(name),
                "--folder",
                str(options.data / "services" / name),
                "--keys",
                str(folder.source_keys(name)),
                "--seed",
                str(SEED),
                "--speed",
                str(speed),
                "--world",
                str(world),
            ],
        )
        for name in SERVICES
    ]
