"""The command line: `audit verify …`, its verdict in words or JSON, and its exit code."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from audit import postgres
from audit.checking import Wish, verify
from audit.notes import Key, NoteError, parse_key
from audit.parallel import processors
from audit.verdict import Code, Report
from audit.words import Words

CODES = """exit codes:
  0 as it was sealed     1 altered          2 truncated or rolled back
  3 forked               4 key trouble      5 unreadable     64 usage     130 stopped
  完好 0，被改动 1，被截断或回退 2，分叉 3，密钥问题 4，无法读取 5，用法错误 64，中断 130"""


MOST_SHOWN = 20


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Code.USAGE, f"{self.prog}: {message}\n")


def main() -> NoReturn:
    try:
        code = run(sys.argv[1:])
    except Exception:  # noqa: BLE001  # main: Python's own exit code for a fault would be the verdict "altered"
        traceback.print_exc()
        code = Code.UNREADABLE
    raise SystemExit(int(code))


def run(arguments: Sequence[str], program: str = "audit") -> Code:
    """Verifies and prints; returns the exit code. Raises SystemExit for help and wrong usage."""
    options = _parser(program).parse_args(arguments)
    wish = Wish(options.path, tuple(options.key), tuple(options.also), frozenset(options.restored), options.jobs)
    words = Words(options.language)
    progress = _bar if sys.stderr.isatty() else _silent
    try:
        report = verify(wish, progress)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return Code.STOPPED
    if progress is _bar:
        sys.stderr.write("\r\x1b[K")
    name = postgres.shown(wish.path) if postgres.is_address(wish.path) else wish.path
    _print(as_json(report, name) if options.json else as_text(report, name, words))
    return report.code


def _print(text: str) -> None:
    """On any terminal, and to a reader who has gone: neither changes the verdict."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(program: str) -> argparse.ArgumentParser:
    parser = _Parser(prog=program, description="Verifies a CommandCenter journal without CommandCenter.")
    verbs = parser.add_subparsers(required=True, metavar="verify")
    verb = verbs.add_parser(
        "verify",
        help="say whether a journal, an archive or a proof is as it was sealed",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("path", help="data folder, journal.sqlite, archive (.ccaudit), .tlog-proof or postgresql://…")
    verb.add_argument(
        "--key", action="append", default=[], type=_key, help="a key that must be the log's, or a witness's"
    )
    verb.add_argument("--also", action="append", default=[], type=Path, help="more checkpoints: a file or a folder")
    verb.add_argument(
        "--restored", action="append", default=[], type=int, metavar="ENTRY", help="you know that it was restored there"
    )
    verb.add_argument("--json", action="store_true", help="print JSON")
    verb.add_argument("--jobs", type=int, default=processors(), help="processes to use")
    language = os.environ.get("COMMANDCENTER_LANGUAGE", "zh")
    verb.add_argument("--language", choices=("zh", "en"), default=language if language in ("zh", "en") else "zh")
    return parser


def _key(text: str) -> Key:
    try:
        return parse_key(text)
    except NoteError as error:
        raise argparse.ArgumentTypeError(f"no verifier key (NAME+ID+BASE64): {error}") from error


def _silent(what: str, done: int, of: int) -> None:
    """Nobody watches."""


def _bar(what: str, done: int, of: int) -> None:
    sys.stderr.write(f"\r\x1b[K{what} {done:,} / {of:,}")
    sys.stderr.flush()


def as_text(report: Report, name: str, words: Words) -> str:
    """The verdict in the first line, what was found, what was compared."""
    findings = report.ordered()
    lines = [words.verdict(report.code, name)]
    lines += [f"  ! {words.said(finding.said)}" for finding in findings[:MOST_SHOWN]]
    if more := report.more + len(findings[MOST_SHOWN:]):
        lines.append("  ! " + words.more(more))
    lines += [f"  - {words.said(said)}" for said in report.compared]
    return "\n".join(lines) + "\n"


def as_json(report: Report, name: str) -> str:
    english = Words("en")
    found = [
        {"code": int(it.code), "kind": it.code.name.lower(), "entry": it.entry, "text": english.said(it.said)}
        for it in report.ordered()
    ]
    entries = [it.entry for it in report.findings if it.entry is not None]
    whole = {
        "path": name,
        "code": int(report.code),
        "verdict": report.code.name.lower(),
        "first_bad_entry": min(entries, default=None),
        "findings": found,
        "more_findings": report.more,
        "compared": [english.said(said) for said in report.compared],
        **report.facts,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
