"""Before anything starts: free ports, an empty data folder, the district, the cameras' pictures, the settings."""

from __future__ import annotations

import json
import shutil
import socket
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from commandcenter.adapters.camera_list import read_cameras
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.app.core import PortTaken
from commandcenter.app.demo.options import SEED, SERVICES, Options
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.simulator.cameras.render import render_all
from commandcenter.simulator.cameras.roster import demo_cameras
from commandcenter.simulator.cameras.scenes import SceneKind, SceneSpec
from commandcenter.simulator.world.files import ensure_world

MARK = "demo.json"
CENTRE = {"zh": "江北区城市运行管理中心", "en": "Jiangbei City Operation Centre"}
OFFICER = {"zh": "值班员", "en": "Duty officer"}
NAMES = MappingProxyType(
    {
        "cesspool": {"zh": "化粪池监测", "en": "Cesspools"},
        "drainage": {"zh": "智慧排水", "en": "Drainage"},
        "fire": {"zh": "智慧消防", "en": "Fire"},
        "wristband": {"zh": "智能手环", "en": "Wristbands"},
        "capture": {"zh": "视频智能监管", "en": "Video AI"},
        "lift": {"zh": "智能电梯", "en": "Lifts"},
        "crews": {"zh": "处置队伍", "en": "Crews"},
        "loudspeaker": {"zh": "音柱广播", "en": "Loudspeakers"},
    }
)

Progress = Callable[[int, int, str], None]


def check_ports(options: Options) -> None:
    """Raises PortTaken for the first port that is not free, before anything is changed."""
    for port in options.ports():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise PortTaken(
                    QT_TRANSLATE_NOOP("trouble", "Port {port} is taken by another program: {reason}"),
                    QT_TRANSLATE_NOOP("trouble", "Stop that program, or choose others: make demo PORTS=N."),
                    port=port,
                    reason=error.strerror,
                ) from error


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
    return ensure_world(options.build / "cache" / "world", SEED)


def render_cameras(world: Path, options: Options, progress: Progress) -> dict[str, Path]:
    """The stream of every made-up camera, by id. Raises simulator.cameras.scenes.CameraError."""
    return render_all(_scenes(_cameras(world)), _clips(options), progress)


def write_camera_list(world: Path, options: Options, folder: DataFolder) -> int:
    """The list that the core reads; returns how many cameras are on it. Raises CameraListError."""
    path = folder.path / "cameras.json"
    if options.cameras is not None:
        found = read_cameras(options.cameras, world)
        listed = [
            {
                "id": camera.id,
                "name": camera.name,
                "place": [camera.place.lon, camera.place.lat] if camera.place else camera.where,
                "address": found.secrets.get(camera.id, camera.url),
            }
            for camera in found.cameras
        ]
    else:
        listed = [
            {
                "id": camera["id"],
                "name": camera["name"],
                "place": [camera["lon"], camera["lat"]],
                "address": f"rtsp://127.0.0.1:{options.rtsp_port}/{camera['id']}",
            }
            for camera in _cameras(world)
        ]
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=1))
    return len(listed)


def write_settings(world: Path, options: Options, folder: DataFolder) -> None:
    """The settings of the demo's centre, as a person would write them."""
    lines = [
        "version = 1",
        f"language = {json.dumps(options.language)}",
        f"centre = {json.dumps(CENTRE[options.language], ensure_ascii=False)}",
        'cameras = "cameras.json"',
        f"district = {json.dumps(str(world.absolute()))}",
        "",
        "[core]",
        f"commands = {json.dumps(options.commands)}",
        f"changes = {json.dumps(options.changes)}",
        "",
        "[officer]",
        f"name = {json.dumps(OFFICER[options.language], ensure_ascii=False)}",
    ]
    ours = [(service, options.endpoint(service), NAMES[service][options.language]) for service in SERVICES]
    theirs = [(source, endpoint, source) for source, endpoint in options.sources]
    for source, endpoint, name in [*ours, *theirs]:
        lines += ["", "[[sources]]", f"id = {json.dumps(source)}", f"endpoint = {json.dumps(endpoint)}"]
        lines += [f"name = {json.dumps(name, ensure_ascii=False)}"]
    folder.settings.write_text("\n".join(lines) + "\n")


def _clips(options: Options) -> Path:
    return options.build / "cache" / "cameras"


def _cameras(world: Path) -> list[dict[str, Any]]:
    assets = json.loads((world / "assets.json").read_text())
    cameras: list[dict[str, Any]] = assets["cameras"]
    return cameras


def _scenes(cameras: list[dict[str, Any]]) -> list[SceneSpec]:
    """Each of the district's cameras looks at a scene of its kind; no two look alike."""
    looks = defaultdict(list)
    for look in demo_cameras():
        looks[look.kind].append(look)
    used: Counter[SceneKind] = Counter()
    scenes = []
    for camera in cameras:
        kind = SceneKind(camera["scene"])
        round_, which = divmod(used[kind], len(looks[kind]))
        used[kind] += 1
        look = looks[kind][which]
        scenes.append(
            msgspec.structs.replace(look, id=camera["id"], name=camera["name"], seed=look.seed + 100 * round_)
        )
    return scenes
