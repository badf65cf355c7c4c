"""What `python main.py …` understands."""

from __future__ import annotations

from commandcenter.cli.examining import doctor
from commandcenter.cli.looking import alarms, journal, status
from commandcenter.cli.program import main, program
from commandcenter.cli.running import console, core, demo, wall

for _verb in (demo, core, console, wall, doctor, status, alarms, journal):
    program.add_command(_verb)

__all__ = ["main"]
