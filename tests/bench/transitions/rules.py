"""A district's own rules of some size: fifty on events, with desks, chains, inhibitions and windows."""

from __future__ import annotations

from collections.abc import Iterator

STREETS = tuple(f"50010500{number}" for number in range(1, 6))
CAUGHT = ("capture.litter", "capture.bikes", "capture.manhole", "capture.greenery", "capture.guardrail")
NONE = "version = 1\n"

# Of each street, with its number: name, and what stands below `when`.
IN_STREETS = (
    (
        "methane",
        '"cesspool.methane", "cesspool.methane_high"',
        'alarm = { type = "cesspool.methane" }\n'
        'limits = { value = "methane_pct", '
        'above = [{ at = 25, priority = "minor" }, { at = 50, priority = "critical" }], '
        "dead_band = 2 }",
    ),
    (
        "level",
        '"drainage.level"',
        'limits = { value = "level_cm", above = [{ at = 10, priority = "minor" }, { at = 27, priority = "major" }] }',
    ),
    (
        "smoke",
        '"fire.smoke"',
        'limits = { value = "smoke_pct", above = [{ at = 5, priority = "minor" }, { at = 15, priority = "major" }] }\n'
        'rate = { times = 20, within_s = 10, by = "area", priority = "major" }',
    ),
    (
        "pressure",
        '"fire.pressure"',
        'limits = { value = "pressure_kpa", '
        'below = [{ at = 150, priority = "minor" }, { at = 70, priority = "major" }], dead_band = 10 }',
    ),
    (
        "lift",
        '"lift.fault", "lift.overdue"',
        'rate = { times = 5, within_s = 60, by = "subject", priority = "major" }',
    ),
    (
        "left",
        '"wristband.left_area"',
        'rate = { times = 5, within_s = 60, by = "area", priority = "critical" }',
    ),
    ("offline", '"loudspeaker.offline"', "on_delay_s = 30\noff_delay_s = 20"),
    ("battery", '"fire.battery", "wristband.battery"', "chatter = { times = 3, within_s = 60, quiet_s = 300 }"),
    ("fridge", '"shop.fridge"', 'limits = { value = "celsius", above = [{ at = 8, priority = "minor" }] }'),
)

DESKS = (
    ("water", "排水席", "drainage.*", "cesspool.*"),
    ("fire", "消防席", "fire.*"),
    ("lifts", "电梯席", "lift.*"),
    ("street", "市容席", "capture.*", "shop.*"),
    ("care", "关爱席", "wristband.*"),
    ("works", "设施席", "loudspeaker.*"),
)

CHAINS = """
[[escalate]]
name = "gas"
when = { types = ["cesspool.*"] }
steps = [{ after_s = 30, to = "water" }, { after_s = 60, to = "shift-leader" }, { after_s = 120, to = "wall" }]
[[escalate]]
name = "smoke-unattended"
when = { types = ["fire.smoke"] }
priorities = ["critical", "major"]
steps = [{ after_s = 60, to = "fire" }, { after_s = 120, to = "wall" }]
[[escalate]]
name = "critical-unattended"
when = { types = ["*"] }
steps = [{ after_s = 60, to = "shift-leader" }, { after_s = 120, to = "wall" }]
"""

HIDING = """
[[inhibit]]
name = "people-in-the-lift"
cause = { types = ["lift.trapped"] }
hides = { types = ["lift.fault", "lift.overdue"] }
same = ["source", "subject"]
[[inhibit]]
name = "fire-before-its-battery"
cause = { types = ["fire.smoke"] }
hides = { types = ["fire.battery"] }
same = ["area", "values.site"]
[[inhibit]]
name = "flood-stops-the-pump"
cause = { types = ["drainage.level"] }
hides = { types = ["drainage.pump"] }
same = ["values.site"]
[[inhibit]]
name = "empty-mains"
cause = { types = ["fire.pressure"], subjects = ["mains*"] }
hides = { types = ["fire.pressure"], subjects = ["hydrant*"] }
same = ["area"]
[[window]]
name = "pump-cleaning"
hides = { types = ["drainage.pump"], areas = ["500105001"] }
opens = 22:00:00
closes = 02:00:00
[[window]]
name = "new-cable"
hides = { types = ["loudspeaker.*"], areas = ["500105005"] }
begins = 2026-12-01T08:00:00
ends = 2026-12-01T17:00:00
"""


def large() -> str:
    """The file."""
    return "\n".join([NONE, *_event_rules(), *_desks(), CHAINS, HIDING])


def _event_rules() -> Iterator[str]:
    for name, types, more in IN_STREETS:
        for number, street in enumerate(STREETS):
            yield f'[[event]]\nname = "{name}-{number}"\nwhen = {{ types = [{types}], areas = ["{street}"] }}\n{more}'
    for type in CAUGHT:
        yield f'[[event]]\nname = "{type}"\nwhen = {{ types = ["{type}"] }}\ncount = 3\nwithin_s = 600'


def _desks() -> Iterator[str]:
    for name, zh, *types in DESKS:
        listed = ", ".join(f'"{it}"' for it in types)
        yield f'[[desk]]\nname = "{name}"\nzh = "{zh}"\nen = "{name}"\nwhen = {{ types = [{listed}] }}'
