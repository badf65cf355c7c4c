"""The demo's cameras: which made-up places of the district are watched, and in which light."""

from __future__ import annotations

from commandcenter.simulator.cameras.scenes import Daylight, SceneKind, SceneSpec

_DAY, _GREY, _DUSK, _NIGHT = Daylight.DAY, Daylight.OVERCAST, Daylight.DUSK, Daylight.NIGHT


def _camera(number: int, name: str, kind: SceneKind, seed: int, daylight: Daylight) -> SceneSpec:
    return SceneSpec(id=f"cam-{number:02d}", name=name, kind=kind, seed=seed, daylight=daylight)


def demo_cameras() -> tuple[SceneSpec, ...]:
    """Twenty-four cameras of ten kinds; the first nine make a varied wall of 3 x 3."""
    return (
        _camera(1, "建新东路 12", SceneKind.STREET, 5, _DAY),
        _camera(2, "观音桥环道 05", SceneKind.CROSSROADS, 1, _DAY),
        _camera(3, "北滨路 17", SceneKind.RIVERSIDE, 1, _NIGHT),
        _camera(4, "环卫所后院 02", SceneKind.YARD, 2, _DAY),
        _camera(5, "北城天街 03", SceneKind.PLAZA, 2, _GREY),
        _camera(6, "港安二路下穿 09", SceneKind.UNDERPASS, 1, _GREY),
        _camera(7, "大石坝农贸市场 01", SceneKind.MARKET, 2, _GREY),
        _camera(8, "石马佳苑北门 04", SceneKind.GATE, 2, _GREY),
        _camera(9, "鱼嘴工地 06", SceneKind.CONSTRUCTION, 1, _GREY),
        _camera(10, "政务大厅电梯厅 07", SceneKind.LIFT_HALL, 1, _GREY),
        _camera(11, "海尔路 21", SceneKind.STREET, 6, _GREY),
        _camera(12, "五里店转盘 02", SceneKind.CROSSROADS, 4, _DUSK),
        _camera(13, "华新街 08", SceneKind.STREET, 3, _NIGHT),
        _camera(14, "江北城滨江 11", SceneKind.RIVERSIDE, 3, _DUSK),
        _camera(15, "寸滩小区后院 03", SceneKind.YARD, 4, _DUSK),
        _camera(16, "江湾雅居东门 01", SceneKind.GATE, 3, _NIGHT),
        _camera(17, "观音桥广场 15", SceneKind.PLAZA, 4, _DUSK),
        _camera(18, "石马河立交下 05", SceneKind.UNDERPASS, 2, _DAY),
        _camera(19, "华新街夜市 02", SceneKind.MARKET, 3, _NIGHT),
        _camera(20, "复盛工地 02", SceneKind.CONSTRUCTION, 4, _DUSK),
        _camera(21, "东风大道 14", SceneKind.STREET, 7, _DUSK),
        _camera(22, "望江路 08", SceneKind.STREET, 8, _DAY),
        _camera(23, "金源路 05", SceneKind.STREET, 10, _GREY),
        _camera(24, "聚贤路 19", SceneKind.STREET, 12, _NIGHT),
    )
