"""What is said through loudspeaker columns (音柱): kept texts, in Chinese, for they speak to the street."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LONGEST = 200

KEPT: Mapping[str, str] = MappingProxyType(
    {
        "leave": "请注意安全，请远离现场，服从工作人员指挥。",
        "water": "前方积水，车辆行人请勿通行，请绕行。",
        "stall": "此处禁止占道经营，请立即撤离，谢谢配合。",
        "parking": "此处禁止停车，请立即驶离。",
        "fire": "林区严禁烟火，请立即熄灭明火。",
        "crowd": "现场人员较多，请勿拥挤，有序通行。",
        "swim": "水深危险，严禁下河游泳，请立即上岸。",
        "railway": "铁路沿线危险，请立即离开。",
    }
)
"""By the name that a desk asks for; what is said stands in the record as it was said."""
