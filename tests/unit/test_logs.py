"""The log: one event is one line whatever is in it, and no secret is in it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

import msgspec
import pytest

from commandcenter.cli.logs import JsonLine, TextLine
from commandcenter.cli.masking import masked

Z85_KEY = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
ED25519 = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="


def record(text: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    caught = (type(error), error, error.__traceback__) if error else None
    found = logging.LogRecord("bridge.core", logging.WARNING, "x.py", 1, text, args, caught)
    found.created = 1_795_334_400.25
    return found


def as_json(text: str, *args: object, error: BaseException | None = None) -> dict[str, str]:
    line = JsonLine().format(record(text, *args, error=error))
    assert len(line.splitlines()) == 1
    assert line.isascii()
    found: dict[str, str] = json.loads(line)
    return found


def raised(make: Callable[[], object]) -> BaseException:
    try:
        make()
    except ValueError as error:
        return error
    raise AssertionError("nothing was raised")


def test_a_line_of_json_says_when_how_grave_who_and_what() -> None:
    assert as_json("source %s is %s", "pumps", "away") == {
        "time": "2026-11-22T08:00:00.250Z",
        "level": "WARNING",
        "logger": "bridge.core",
        "thread": "MainThread",
        "message": "source pumps is away",
    }


def test_an_exception_stays_in_its_events_line() -> None:
    def fail() -> None:
        raise ValueError("two\nlines")

    trace = as_json("it failed", error=raised(fail))["exception"]
    assert trace.splitlines()[0] == "Traceback (most recent call last):"
    assert trace.splitlines()[-2:] == ["ValueError: two", "lines"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_nobody_makes_up_an_event_with_a_line_end_in_a_name(end: str) -> None:
    forged = f"x{end}2026-11-22 00:00:00,000 INFO core: all is well"
    assert as_json("source %s", forged)["message"] == f"source {forged}"
    assert len(TextLine().format(record("source %s", forged)).splitlines()) == 1


def test_text_that_steers_a_terminal_is_written_out() -> None:
    line = TextLine().format(record("source %s", "\x1b[2Jx\u202ey\ud800\0"))
    assert line.endswith("WARNING bridge.core: source \\x1b[2Jx\\u202ey\\ud800\\x00")


def test_in_text_no_line_of_an_exception_begins_as_an_event_does() -> None:
    def fail() -> None:
        raise ValueError("x\n2026-11-22 00:00:00,000 INFO core: all is well")

    lines = TextLine().format(record("it failed", error=raised(fail))).splitlines()
    assert lines[0].endswith("WARNING bridge.core: it failed")
    assert all(line.startswith("    ") for line in lines[1:])
    assert lines[-1] == "    2026-11-22 00:00:00,000 INFO core: all is well"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("rtsp://viewer:hunter2@10.0.0.9:554/s1 is away", "rtsp://***@10.0.0.9:554/s1 is away"),
        ("rtsp://viewer:hu@n/ter2@10.0.0.9/s1", "rtsp://***@10.0.0.9/s1"),
        ("('postgresql+psycopg://cc:hunter2@db/cc')", "('postgresql+psycopg://***@db/cc')"),
        ("HTTPS://hunter2@h/", "HTTPS://***@h/"),
        ("http://h/x?user=a&password=hunter2&b=1", "http://h/x?user=a&password=***"),
        ("host=db password=hunter2 dbname=cc", "host=db password=*** dbname=cc"),
        (
            "Authenticate(account='w', password='hunter2', code='123456')",
            "Authenticate(account='w', password=***, code=***)",
        ),
        ("""{"password": "hun\\"ter2", "n": 1}""", '{"password": ***, "n": 1}'),
        ("""{\\"password\\": \\"hunter2\\"}""", '{\\"password\\": ***'),
        ("{'new_password': b'hunter2'}", "{'new_password': ***}"),
        ("password: correct hunter2 battery", "password: ***"),
        ("password: correct\nhunter2", "password: ***"),
        ("PASSWORD = 'hunter2", "PASSWORD = ***"),
        ("client_secret='hunter2'; totp_secret=hunter2", "client_secret=***; totp_secret=***"),
        ("passphrase=hunter2", "passphrase=***"),
        ("otpauth://totp/a:w?secret=hunter2&issuer=a", "***"),
        ("key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP set", "key JBSW*** set"),
        (f"keys {Z85_KEY} read", "keys D:)Q*** read"),
        (f"('{Z85_KEY}', 1)", "('D:)Q***', 1)"),
        (f"secret={Z85_KEY}", "secret=***"),
        (f'{{"private": "{ED25519}"}}', '{"private": ***}'),
        (f"seed {ED25519} read", "seed nWGx*** read"),
        ("PRIVATE+KEY+commandcenter/1+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr", "***"),
        ("-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY----- x", "*** x"),
        ("-----BEGIN EC PRIVATE KEY-----\nhunter2", "***"),
    ],
)
def test_secrets_are_not_said(said: str, kept: str) -> None:
    assert masked(said) == kept
    assert as_json("%s", said)["message"] == kept
    assert "hunter2" not in TextLine().format(record("%s", said))


@pytest.mark.parametrize(
    "said",
    [
        "source pumps has been silent for 2.5 s",
        "/var/lib/commandcenter/keys/core.public2",  # of forty characters
        "root 9fc529cc32f06604d9884ba59633ba61ec1298774144c0bc59b38c119cbc33f4",
        "tcp://127.0.0.1:7600",
        "mail wang@example.org",
        "Password needed",
        "decode: 12 bytes",
    ],
)
def test_what_is_no_secret_is_said(said: str) -> None:
    assert masked(said) == said


def test_a_value_that_is_named_in_the_call_only_is_masked_too() -> None:
    assert as_json("%(who)s came with %(password)s", {"who": "wang", "password": "hunter2"})["message"] == (
        "wang came with ***"
    )


def test_a_struct_with_a_password_is_logged_without() -> None:
    class SignIn(msgspec.Struct):
        account: str
        password: str

    assert as_json("%r", SignIn("wang", 'it\'s "hunter2"\n'))["message"].endswith(
        "SignIn(account='wang', password=***)"
    )


def test_a_trace_keeps_the_lines_after_one_with_a_telling_name() -> None:
    def fail() -> None:
        password = "hunter2"
        raise ValueError(f"password={password}")

    trace = as_json("it failed", error=raised(fail))["exception"]
    assert "hunter2" not in trace
    assert trace.splitlines()[-1] == "ValueError: password=***"


def test_a_message_whose_arguments_do_not_fit_is_said_as_it_stands() -> None:
    assert as_json("%d events", "three")["message"] == "%d events ('three',)"


@pytest.mark.parametrize("piece", ["a", "a://", "password", "password ", "' ", "password='", "A", "=", "\\", "code="])
def test_input_of_any_length_is_cut_and_takes_no_time(piece: str) -> None:
    said = piece * (1_000_000 // len(piece))
    began = time.process_time()
    line = JsonLine().format(record("%s", said))
    assert time.process_time() - began < 1.0
    assert len(line) < 200_000


def test_half_a_secret_at_the_cut_is_none() -> None:
    said = "x " * 8180 + f"rtsp://viewer:{'hunter2' * 20}@h/"
    assert "hunter2" not in JsonLine().format(record("%s", said))
