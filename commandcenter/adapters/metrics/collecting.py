"""Makes the families of a scrape from the newest snapshot; runs in the thread of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from commandcenter.adapters.metrics.table import COUNTER, GAUGE, HISTOGRAM, Metric, metrics
from commandcenter.services.figures import Figures
from commandcenter.services.tally import BOUNDS, Durations


class Own(NamedTuple):
    """A figure of the process itself; the first ones are made by prometheus_client, under the names that all use."""

    name: str
    type: str
    help: str


THREADS = Own("commandcenter_threads", GAUGE, "Threads of the core's process.")
PROCESS = (
    Own("process_virtual_memory_bytes", GAUGE, "Virtual memory of the core's process."),
    Own("process_resident_memory_bytes", GAUGE, "Memory of the core's process that is in RAM."),
    Own("process_start_time_seconds", GAUGE, "When the core's process started, in seconds since 1970."),
    Own("process_cpu_seconds_total", COUNTER, "Processor time that it has used."),
    Own("process_open_fds", GAUGE, "Its open file descriptors."),
    Own("process_max_fds", GAUGE, "How many of them it may have."),
    THREADS,
)


def registry(newest: Callable[[], Figures | None]) -> CollectorRegistry:
    """One of its own: the package's global one would tell of whatever anybody has put into it."""
    own = CollectorRegistry(auto_describe=False)
    own.register(Snapshots(newest))
    ProcessCollector(registry=own)
    return own


class Snapshots(Collector):
    """`newest` gives None while the core has not taken any figures yet."""

    def __init__(self, newest: Callable[[], Figures | None]) -> None:
        self._newest = newest
        self._metrics = metrics()

    def describe(self) -> list[Family]:
        """Names are not looked up at registration: there may be no figures yet."""
        return []

    def collect(self) -> Iterator[Family]:
        figures = self._newest()
        if figures is not None:
            for metric in self._metrics:
                yield _family(metric, figures)
        yield GaugeMetricFamily(THREADS.name, THREADS.help, value=_threads())


def _family(metric: Metric, figures: Figures) -> Family:
    if metric.type == HISTOGRAM:
        return _histogram(metric, figures.commits)
    kind = CounterMetricFamily if metric.type == COUNTER else GaugeMetricFamily
    family = kind(metric.name, metric.help, labels=metric.labels)
    for labels, value in metric.read(figures):
        family.add_metric(labels, float(value))
    return family


def _histogram(metric: Metric, found: Durations) -> Family:
    bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
    buckets = list(zip(bounds, map(float, accumulate(found.counts)), strict=True))
    return HistogramMetricFamily(metric.name, metric.help, buckets=buckets, sum_value=found.seconds)


def _threads() -> int:
    """0 where the system does not say."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0
