"""What `python main.py …` understands."""

from __future__ import annotations

from typing import NoReturn

import click

from commandcenter.cli import audit_prune, audit_search
from commandcenter.cli.audit import audit
from commandcenter.cli.db import db
from commandcenter.cli.examining import doctor
from commandcenter.cli.keys import keys
from commandcenter.cli.looking import alarms, journal, status
from commandcenter.cli.people import people
from commandcenter.cli.program import program, run_and_exit
from commandcenter.cli.protocol import protocol
from commandcenter.cli.quarantine import quarantine
from commandcenter.cli.recording import record, replay
from commandcenter.cli.report import report
from commandcenter.cli.rota import rota
from commandcenter.cli.running import console, core, demo, wall
from commandcenter.cli.seal import seal

__all__ = ["assemble", "main"]


def assemble() -> click.Group:
    """The program with all its verbs."""
    audit_search.add_to(audit)
    audit_prune.add_to(audit)
    running, looking = (demo, core, console, wall, record, replay), (doctor, status, alarms, journal, protocol)
    for verb in (*running, *looking, keys, people, quarantine, audit, seal, rota, report, db):
        program.add_command(verb)
    return program


def main() -> NoReturn:
    """The program's entry."""
    assemble()
    run_and_exit()
