"""The roads as a network to travel on: crossings, patrols and the shortest way between two places."""

from __future__ import annotations

import heapq
from collections import defaultdict
from random import Random
from typing import Any, NamedTuple

import numpy as np
import shapely

from commandcenter.simulator.world.arterials import Road
from commandcenter.simulator.world.ground import Point, lines


class Edge(NamedTuple):
    to: Point
    length: float
    points: tuple[Point, ...]


Network = dict[Point, list[Edge]]


def build_network(roads: list[Road]) -> Network:
    """Every crossing with the ways that leave it; only what hangs together is kept."""
    noded = shapely.node(shapely.set_precision(shapely.MultiLineString([road.shape for road in roads]), 0.1))
    network: Network = defaultdict(list)
    for line in lines(noded):
        points = tuple((float(x), float(y)) for x, y in line.coords)
        network[points[0]].append(Edge(points[-1], line.length, points))
        network[points[-1]].append(Edge(points[0], line.length, points[::-1]))
    return _largest_part(network)


def nearest_node(network: Network, point: Point) -> Point:
    nodes = list(network)
    return nodes[int(np.argmin(np.hypot(*(np.array(nodes) - point).T)))]


def ways_from(network: Network, start: Point) -> dict[Point, tuple[float, Point | None]]:
    """For each node the shortest distance to `start` in metres and the next node towards it."""
    found: dict[Point, tuple[float, Point | None]] = {}
    heap: list[tuple[float, Point, Point | None]] = [(0.0, start, None)]
    while heap:
        distance, node, before = heapq.heappop(heap)
        if node in found:
            continue
        found[node] = (distance, before)
        for edge in network[node]:
            if edge.to not in found:
                heapq.heappush(heap, (distance + edge.length, edge.to, node))
    return found


def way(network: Network, ways: dict[Point, tuple[float, Point | None]], start: Point) -> list[Point]:
    """The points of the shortest way from `start` to where `ways` begins."""
    points, node = [start], start
    while (after := ways[node][1]) is not None:
        edge = min((it for it in network[node] if it.to == after), key=lambda it: it.length)
        points += edge.points[1:]
        node = after
    return points


def patrol(network: Network, start: Point, length: float, random: Random) -> list[Point]:
    """A walk of about `length` metres that turns back only where a road ends."""
    points, node, before, walked = [start], start, None, 0.0
    while walked < length:
        choices = [edge for edge in network[node] if edge.to != before] or network[node]
        edge = random.choice(choices)
        points += edge.points[1:]
        node, before, walked = edge.to, node, walked + edge.length
    return points


def _largest_part(network: Network) -> Network:
    left, best = set(network), set[Any]()
    while left:
        part = set(ways_from(network, next(node for node in network if node in left)))
        best = max(best, part, key=len)
        left -= part
    return {node: edges for node, edges in network.items() if node in best}
