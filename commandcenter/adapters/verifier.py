"""Runs the independent verifier as a program of its own: what this one has written, none of its own code judges."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL

from commandcenter.domain.errors import UNDECODABLE

ROOT = Path(__file__).resolve().parents[2]


class Verdict(msgspec.Struct, frozen=True):
    """`code` is the verifier's, 0 when as it was sealed; `said` what it found, gravest first; `facts` its figures."""

    code: int
    said: tuple[str, ...]
    facts: dict[str, Any]


def verify(target: Path | URL, options: Sequence[str] = ()) -> Verdict:
    """Raises OSError when it cannot be run."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    name = str(target)
    if isinstance(target, URL):
        # A command line is for everybody to read.
        secret = target.query.get("password", target.password)
        if secret:
            environment["PGPASSWORD"] = str(secret)
        bare = target.difference_update_query(["password"])
        name = URL.create(
            "postgresql", bare.username, None, bare.host, bare.port, bare.database, bare.query
        ).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "audit", "verify", "--json", *options, "--", name]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL)
    try:
        facts = msgspec.json.decode(done.stdout, type=dict[str, Any])
        said = tuple(str(it["text"]) for it in facts["findings"])
    except (KeyError, TypeError, *UNDECODABLE):
        facts, said = {}, (done.stderr.decode("utf-8", "replace").strip()[-500:],)
    return Verdict(done.returncode, said, facts)
