"""The proving ground's process: `python -m tests.support.proving_ground`, started by `ground.py`.

The first line of stdin is JSON: {"films": {name: [path, codec, fps]}, "cameras": {name: {"films": [names], "user": "",
"password": "", "digest": true, "limit": 0, "told": true}}}; a limit of 0 is none, and `told` writes the parameter sets
into the description. stdout then says `ports {camera: port}`, and every
further line of stdin is a command, obeyed and answered with a line (`done`, or what was asked) before the next one:

    live NAME            nothing is wrong with the pictures any more
    freeze NAME same     the same key picture again and again; `nothing`: silence, the session stays open
    lag NAME SECONDS     the running sessions get their pictures that much later
    leap NAME SECONDS    the stamps of the running sessions are that much further on
    garbage NAME         valid RTP with noise in it
    codec NAME           the other codec: running sessions end, and the next description says so
    size NAME            the other film of the same codec, in the running sessions
    strange NAME         a codec that nobody here plays: running sessions end
    refuse NAME          401 for all from now on, running sessions end; `accept NAME` undoes it
    die NAME             nobody listens any more, connections are reset; `return NAME` undoes it
    sessions NAME        how many sessions run now, and how many there were at most
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.support.proving_ground.camera import Camera, Fault
from tests.support.proving_ground.films import Codec, load
from tests.support.proving_ground.service import Service
from tests.support.proving_ground.words import Door


async def obey(service: Service, verb: str, how: str) -> str:
    """Do what a command says; its answer. ValueError when it is none."""
    camera = service.camera
    match verb:
        case "die":
            await service.die()
        case "return":
            await service.come_back()
        case "sessions":
            return f"{len(camera.viewings)} {camera.most}"
        case "leap":
            camera.leap(float(how))
        case "live" | "freeze" | "garbage" | "lag":
            spoil(camera, verb, how)
        case _:
            change(camera, verb)
    return "done"


def spoil(camera: Camera, verb: str, how: str) -> None:
    """What is wrong with the pictures from now on."""
    if verb == "lag":
        camera.delay(float(how))
        return
    faults = {"live": Fault.NONE, "garbage": Fault.GARBAGE, "same": Fault.SAME, "nothing": Fault.NOTHING}
    camera.fault = faults[how or verb]
    if verb == "live":
        camera.delay(0.0)


def change(camera: Camera, verb: str) -> None:
    """Another stream, or another answer to those who come."""
    match verb:
        case "codec":
            camera.change_codec()
        case "size":
            camera.change_size()
        case "strange":
            camera.unknown_codec = not camera.unknown_codec
            camera.hang_up()
        case "refuse":
            camera.refusing = True
            camera.hang_up()
        case "accept":
            camera.refusing = False
        case _:
            raise ValueError(f"unknown command {verb}")


def services(plan: dict[str, Any]) -> dict[str, Service]:
    films = {name: load(Path(path), Codec(codec), fps) for name, (path, codec, fps) in plan["films"].items()}
    made = {}
    for name, row in plan["cameras"].items():
        door = Door(user=row["user"], password=row["password"], digest=row["digest"])
        made[name] = Service(Camera(name, [films[film] for film in row["films"]], door, row["limit"], told=row["told"]))
    return made


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main() -> None:
    reader = asyncio.StreamReader(limit=1_000_000)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    ground = services(json.loads(await reader.readline()))
    for service in ground.values():
        await service.come_back()
    tasks = [asyncio.create_task(service.camera.run()) for service in ground.values()]
    say("ports " + json.dumps({name: service.port for name, service in ground.items()}))
    while line := (await reader.readline()).decode().split():
        verb, name, *how = line
        say(await obey(ground[name], verb, "".join(how)))
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
