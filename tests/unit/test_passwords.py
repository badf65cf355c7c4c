"""Which passwords are accepted, and why others are not."""

from __future__ import annotations

import pytest

from commandcenter.domain.passwords import GUESSED, NAMED, SHORT, TOO_LONG, flaw


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("correct horse battery", ""),
        ("Abcdef-7", ""),
        ("abcdefg7x", SHORT),
        ("Ab-7xyz", SHORT),
        ("", SHORT),
        ("ABCDEFGHabcd", ""),
        ("江北区城市运行管理中心值班", ""),
        ("P@ssw0rd123", GUESSED),
        ("Ｐ@ssw0rd123", GUESSED),
        ("123456789012", GUESSED),
        ("aaaaaaaaaaaa", GUESSED),
        ("abababababab", GUESSED),
        ("li.wei-2026-Spring", NAMED),
        ("xx-LI.WEI-2026", NAMED),
        ("我是李伟伟的口令密码啊啊啊", NAMED),
        ("long enough but\x00", TOO_LONG),
        ("long enough \u202e but turned", TOO_LONG),
        ("Ab1-" * 33, TOO_LONG),
        ("Ab1-" * 32, ""),
    ],
)
def test_a_password_is_long_or_of_three_kinds_and_nothing_that_is_tried_first(password: str, why: str) -> None:
    assert flaw(password, "li.wei", "李伟伟") == why
