"""The whole way, from a desk or the command line through the core to a real directory server and back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bridge.protocol import seat as wire
from commandcenter.adapters.credentials import AWAY, CredentialChecker, Vault
from commandcenter.adapters.directory.opening import open_directory
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.directory import DirectoryServer
from commandcenter.services.judging import WRONG
from commandcenter.services.permissions import FIRST_ADMINISTRATOR
from tests.support.core_process import core_process
from tests.support.hall import Hall, ask, command, desks, hall, proof, sign_in
from tests.support.people import CHEAP
from tests.support.program import Program
from tests.support.slapd import BASE, PASSWORD, PEOPLE, SEARCHER, SEARCHER_PASSWORD, Slapd, running_slapd

NO_ANSWER = "WARNING commandcenter.adapters.directory.patient: the directory .* cannot be asked"
OWN = "Sun-Yan's password 1"


@contextmanager
def directed(slapd: Slapd) -> Iterator[Hall]:
    """Ding and Lin are the directory's, all others the core's."""
    server = DirectoryServer(url=slapd.tls_url, ca_file=str(slapd.ca_file), user_dn="uid={name}," + PEOPLE, timeout_s=2)
    with hall() as it:
        directory = open_directory(server, slapd.folder)
        it.slow.checker = CredentialChecker(Vault(b"k" * 32), lambda: datetime.now(UTC), CHEAP, directory)
        for account, person, role, name in (
            ("ding.hao", "B1", Role.DUTY_OFFICER, "li.wei"),
            ("lin.fang", "B2", Role.SHIFT_LEADER, "chen.jing"),
        ):
            args = {
                "account": account,
                "name": person,
                "person": person,
                "roles": [role.value],
                "areas": ["*"],
                "cameras": ["*"],
                "directory": name,
            }
            order, raw = CommandId(id=f"add-{account}", name="account.add"), msgspec.msgpack.encode(args)
            core = it.core.core
            done = it.core.do(
                lambda core=core, order=order, raw=raw: core.command(  # type: ignore[misc]
                    order, raw, FIRST_ADMINISTRATOR, "", datetime.now(UTC)
                )
            )
            assert done[0].ok
        yield it


def test_sign_in_lock_unlock_and_a_supervisors_unlock_at_real_sockets(slapd: Slapd) -> None:
    with directed(slapd) as it, desks(it, "desk-1", "desk-2") as (one, two):
        assert sign_in(one, "ding.hao", password=PASSWORD).ok
        assert one.join().person == "ding.hao"
        assert ask(one, command("session.lock")).ok
        assert ask(two, proof("session.unlock", "ding.hao", "")).reason == WRONG
        assert ask(one, proof("session.release", "lin.fang", PASSWORD, reason="he is away")).ok
        assert it.core.core.state.sessions["desk-1"].factors == ("directory",)


@pytest.mark.expects_log(NO_ANSWER)
def test_a_directory_that_hangs_holds_up_neither_the_core_nor_its_own_accounts() -> None:
    """The server is stopped as by SIGSTOP: the calls are taken, and nothing is said."""
    with running_slapd() as own, directed(own) as it, desks(it, "desk-1", "desk-2", "desk-3") as (one, two, three):
        assert sign_in(two).ok
        two.join()
        with own.frozen():
            one.say(proof("session.sign_in", "ding.hao", PASSWORD, role="duty-officer"))
            began = time.monotonic()
            waits = []
            for number in range(50):
                before = time.monotonic()
                assert ask(two, command("queue.filter", filter=str(number))).ok
                waits.append(time.monotonic() - before)
            assert sign_in(three, "chen.jing", "shift-leader").ok
            assert max(waits) < 0.5
            answer = one.expect(wire.Answer)
            assert (answer.ok, answer.reason, answer.values) == (False, AWAY, {"account": "ding.hao"})
            assert time.monotonic() - began < 5
            assert it.core.core.state.failures == {}


@pytest.mark.parametrize("running", [False, True])
def test_the_program_with_its_settings_asks_the_directory(tmp_path: Path, slapd: Slapd, running: bool) -> None:
    with core_process(tmp_path) as core:
        core.know({})
        data = core.folder.path
        secret = data / "keys" / "directory.password"
        secret.touch(mode=0o600)
        secret.write_text(SEARCHER_PASSWORD + "\n")
        with core.folder.settings.open("a") as file:
            file.write(
                f'[directory]\nurl = "{slapd.tls_url}"\nca_file = "{slapd.ca_file}"\nbase = "{BASE}"\n'
                f'filter = "(uid={{name}})"\nsearch_dn = "{SEARCHER}"\n'
                'search_password_file = "keys/directory.password"\n'
            )
        program = Program(tmp_path, data)
        admin = ("people", "add", "sun.yan", "--name", "孙艳", "--person", "A9", "--keep-password")
        code, said = program.run(*admin, "--role", "security-administrator", new=OWN)
        assert code == 0, said
        if running:
            core.start()
            core.until_up()
        leader = ("people", "add", "chen.jing", "--name", "陈静", "--person", "A2", "--role", "shift-leader")
        code, said = program.run(*leader, "--directory", "chen.jing", "--as", "sun.yan", password=OWN)
        assert code == 0, said
        told = json.loads(program.run("people", "list", "--json")[1])
        assert [(it["account"], it["directory"], it["password"]) for it in told] == [
            ("chen.jing", "chen.jing", False),
            ("sun.yan", "", True),
        ]
        lift = ("people", "lift", "li.wei", "--as", "chen.jing")
        code, said = program.run(*lift, password=PASSWORD)
        # The directory believed it; that nobody is locked is the core's own answer.
        assert (code, "The account li.wei is not locked." in said) == (1, True), said
        code, said = program.run(*lift, password="Not-The-Password-1")
        assert (code, "The name, the password or the code is wrong." in said) == (1, True), said
        everything = b"".join(it.read_bytes() for it in data.rglob("*") if it.is_file() and it != secret)
        everything += core.log.read_bytes() if running else b""
        for text in (OWN, PASSWORD, SEARCHER_PASSWORD, "Not-The-Password-1"):
            assert text.encode() not in everything


def test_a_core_whose_settings_for_the_directory_cannot_be_used_does_not_start_and_says_why(
    tmp_path: Path, slapd: Slapd
) -> None:
    (tmp_path / "settings.toml").write_text(
        f'version = 1\n[directory]\nurl = "{slapd.tls_url}"\nca_file = "none.pem"\nuser_dn = "uid={{name}},{PEOPLE}"\n'
    )
    code, said = Program(tmp_path, tmp_path).run("core")
    assert (code, f"[directory] ca_file of the settings, {tmp_path}/none.pem, cannot be used" in said) == (3, True), (
        said
    )
