"""Crews (作业组): who they are, the rounds they make, and their way to the places of the story."""

from __future__ import annotations

from random import Random

import shapely

from commandcenter.simulator.world.anchors import BAND_ID, CESSPOOL_ID, LIFT_ID, UNDERPASS_ID, Anchors
from commandcenter.simulator.world.ground import Point, to_degrees
from commandcenter.simulator.world.names import counted
from commandcenter.simulator.world.network import Network, build_network, nearest_node, patrol, way, ways_from
from commandcenter.simulator.world.places import Asset, District, apart, located, named

CREWS = 48
PEOPLE = 386
_OUT = 10
_ROUND_M = 2600.0
_SIMPLER_M = 2.0


def place_crews(where: District, story: Anchors, random: Random) -> list[Asset]:
    """`patrol` is a line in degrees that is walked to and fro; `routes` lead to a story's subject, for those who go."""
    network = build_network(where.roads)
    homes = _homes(where, network, story, random)
    people = _people(random)
    out = set(random.sample(range(8, CREWS), _OUT))
    crews = [
        located(
            where,
            home,
            id=f"ZY-{number + 1:02d}",
            **named(f"{counted(number + 1)}组", f"Crew {number + 1}"),
            people=people[number],
            status="out" if number in out else "idle",
            patrol=_line(patrol(network, home, _ROUND_M, random)),
            routes={},
        )
        for number, home in enumerate(homes)
    ]
    _send(crews, homes, network, story)
    return crews


def _homes(where: District, network: Network, story: Anchors, random: Random) -> list[Point]:
    """The first four start some way from the places of the story, the others anywhere."""
    nodes = sorted(network)
    ring = [[node for node in nodes if 700 < apart(node, place) < 1400] for place in story]
    first = [random.choice(near) for near in ring]
    by_street = {
        street.code: [node for node in nodes if shapely.contains_xy(street.shape, *node)] for street in where.streets
    }
    rest = [random.choice(by_street[where.streets[i % len(where.streets)].code]) for i in range(CREWS - len(first))]
    return first + rest


def _people(random: Random) -> list[int]:
    """Between 5 and 12 people each, PEOPLE in all."""
    sizes = [8] * CREWS
    sizes[0] += PEOPLE - sum(sizes)
    for _ in range(CREWS * 2):
        giver, taker = random.sample(range(CREWS), 2)
        if sizes[giver] > 5 and sizes[taker] < 12:
            sizes[giver] -= 1
            sizes[taker] += 1
    return sizes


def _send(crews: list[Asset], homes: list[Point], network: Network, story: Anchors) -> None:
    """Gives each place's two nearest free crews the way there; no crew goes to two places."""
    free = [i for i, crew in enumerate(crews) if crew["status"] == "idle"]
    subjects = zip((CESSPOOL_ID, UNDERPASS_ID, BAND_ID, LIFT_ID), story, strict=True)
    for subject, place in subjects:
        ways = ways_from(network, nearest_node(network, place))
        for i in sorted(free, key=lambda i: ways[homes[i]][0])[:2]:
            crews[i]["routes"] = {subject: _line([*way(network, ways, homes[i]), place])}
            free.remove(i)


def _line(points: list[Point]) -> list[Point]:
    return to_degrees(list(shapely.simplify(shapely.LineString(points), _SIMPLER_M).coords))
