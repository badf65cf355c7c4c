"""Before anything starts: free ports, an empty data folder, the district, the cameras' pictures, the settings."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.ports import check_free
from commandcenter.app.administering import make_keys
from commandcenter.app.demo.camera_list import made_up_cameras
from commandcenter.app.demo.options import SEED, Options
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import read_settings
from commandcenter.simulator.cameras.render import Progress, both_streams, render_all
from commandcenter.simulator.cameras.roster import scenes
from commandcenter.simulator.services.names import SERVICES
from commandcenter.simulator.world.files import ensure_world

MARK = "demo.json"
ZONE = "Asia/Shanghai"
SHIFTS = {"zh": ("甲班", "乙班", "丙班"), "en": ("A-shift", "B-shift", "C-shift")}
POSITIONS = {"zh": ("值班席", "排水", "市政", "应急"), "en": ("Duty desk", "Drainage", "Municipal", "Emergency")}
CENTRE = {"zh": "江北区城市运行管理中心", "en": "Jiangbei City Operation Centre"}


def check_ports(options: Options) -> None:
    """Raises PortTaken for the first port that is not free, before anything is changed."""
    for port in options.ports():
        check_free(port)


def fresh_folder(options: Options) -> DataFolder:
    """A data folder without a past; an earlier demo's is kept as `.previous`, a real centre's is refused."""
    folder = DataFolder(options.data)
    mark = options.data / MARK
    if folder.journal.exists() and not mark.exists():
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The data folder {folder} holds the journal of a real centre."),
            QT_TRANSLATE_NOOP("trouble", "The demo never touches one: name another folder with --data."),
            folder=options.data,
        )
    if mark.exists():
        folder.lock().close()
        previous = options.data.with_name(options.data.name + ".previous")
        shutil.rmtree(previous, ignore_errors=True)
        options.data.rename(previous)
    folder.prepare()
    mark.write_text(json.dumps({"seed": SEED}))
    return folder


def make_world(options: Options) -> Path:
    """The folder with the district of the demo's seed."""
    return ensure_world(options.build / "cache" / "world", SEED, options.language)


def render_cameras(world: Path, options: Options, progress: Progress) -> dict[str, Path]:
    """Both streams of every made-up camera, by the names to serve them. Raises simulator.cameras.scenes.CameraError."""
    return both_streams(render_all(scenes(made_up_cameras(world)), _clips(options), progress))


def write_settings(world: Path, options: Options, folder: DataFolder, now: datetime, *, sound: bool = True) -> None:
    """The settings of the demo's centre, as a person would write them; its shifts go by `now`."""
    lines = [
        "version = 1",
        f"language = {json.dumps(options.language)}",
        f"centre = {json.dumps(CENTRE[options.language], ensure_ascii=False)}",
        'cameras = "cameras.json"',
        f"district = {json.dumps(str(world.absolute()))}",
        "",
        "[core]",
        f"endpoint = {json.dumps(options.core)}",
        "",
        *_shifts(now.astimezone(ZoneInfo(ZONE)), options.language),
        "",
        "[sound]",
        f"on = {json.dumps(sound)}",
        "",
        "[metrics]",
        f"endpoint = {json.dumps(options.metrics)}",
    ]
    ours = [
        (service, options.endpoint(service), offer.zh if options.language == "zh" else offer.en)
        for service, offer in SERVICES.items()
    ]
    theirs = [(source, endpoint, source) for source, endpoint in options.sources]
    for source, endpoint, name in [*ours, *theirs]:
        lines += ["", "[[sources]]", f"id = {json.dumps(source)}", f"endpoint = {json.dumps(endpoint)}"]
        lines += [f"name = {json.dumps(name, ensure_ascii=False)}"]
    folder.settings.write_text("\n".join(lines) + "\n")


def _shifts(now: datetime, language: str) -> list[str]:
    """Three shifts, of which the present one has begun within these five minutes and lasts two hours.

    So it is nobody's fault yet that they are not on duty, and it may be handed over at once.
    """
    start = now.replace(minute=now.minute - now.minute % 5)
    positions = json.dumps(POSITIONS[language], ensure_ascii=False)
    lines = ["[shifts]", "minimum = 2", f"positions = {positions}", "plan = ["]
    for name, hours in zip(SHIFTS[language], (0, 2, 13), strict=True):
        lines.append(f'  {{ name = "{name}", starts = "{start + timedelta(hours=hours):%H:%M}" }},')
    return [*lines, "]"]


def make_source_keys(options: Options, folder: DataFolder) -> None:
    """Each service's key file, as an administrator makes it for the people who run the service."""
    settings = read_settings(folder.settings)
    grants = {service: offer.types for service, offer in SERVICES.items()}
    for source, types in {**grants, **{source: EVERYTHING for source, _ in options.sources}}.items():
        make_keys(folder, settings, KeyKind.SOURCE, source, types, folder.source_keys(source))


def _clips(options: Options) -> Path:
    return options.build / "cache" / "cameras"
