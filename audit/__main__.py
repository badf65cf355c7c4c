"""Runs the verifier: `python -m audit verify …`."""

from __future__ import annotations

import os
import sys

UNREADABLE = 5
CHINESE = "核验程序缺少 Python 包 {missing}：请执行 pip install msgpack msgspec cryptography"
ENGLISH = "The verifier needs the Python package {missing}: pip install msgpack msgspec cryptography"


def run() -> None:
    """Without its packages a verifier says which one is missing: Python's own exit code would mean "altered"."""
    try:
        from audit.cli import main
    except ModuleNotFoundError as error:
        sys.stderr.write((ENGLISH if _wants_english() else CHINESE).format(missing=error.name) + "\n")
        raise SystemExit(UNREADABLE) from error
    main()


def _wants_english() -> bool:
    """As far as it can be told before the options can be read."""
    given = " ".join(sys.argv[1:]).replace("=", " ")
    if "--language " in given:
        return "--language en" in given
    return os.environ.get("COMMANDCENTER_LANGUAGE") == "en"


if __name__ == "__main__":
    run()
