"""What a password must be: long, or of several kinds of characters, and nothing that is tried first."""

from __future__ import annotations

from unicodedata import category, normalize

from commandcenter.domain.text import QT_TRANSLATE_NOOP

SHORTEST, LONG_ENOUGH, LONGEST = 8, 12, 128
CLASSES = 3

# The ones of eight characters and more that every list of stolen passwords begins with.
COMMON = frozenset(
    [
        "123456789",
        "1234567890",
        "12345678910",
        "123456789a",
        "123456789q",
        "12345678",
        "123456789012",
        "1234567891011",
        "147258369",
        "123123123",
        "11111111",
        "111111111111",
        "00000000",
        "000000000000",
        "88888888",
        "66666666",
        "99999999",
        "987654321",
        "9876543210",
        "87654321",
        "1qaz2wsx",
        "1qaz2wsx3edc",
        "1qazxsw2",
        "1q2w3e4r",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "qwertyuiop",
        "qwerty12",
        "qwerty123",
        "qwerty1234",
        "qwerty12345",
        "qwertyui",
        "qwer1234",
        "asdfghjkl",
        "asdf1234",
        "zaq12wsx",
        "zxcvbnm123",
        "abc12345",
        "abcd1234",
        "abcd12345",
        "abcdefgh",
        "abc123456",
        "a1234567",
        "a12345678",
        "a123456789",
        "aa123456",
        "aa12345678",
        "q1w2e3r4",
        "q1w2e3r4t5",
        "password",
        "password1",
        "password12",
        "password123",
        "password1234",
        "password@123",
        "passw0rd",
        "passw0rd!",
        "p@ssw0rd",
        "p@ssw0rd1",
        "p@ssw0rd123",
        "p@ssword",
        "p@ssword123",
        "pass@123",
        "pass@word1",
        "iloveyou",
        "iloveyou1",
        "iloveyou123",
        "princess",
        "princess1",
        "sunshine",
        "football",
        "baseball",
        "superman",
        "welcome1",
        "welcome123",
        "welcome@123",
        "admin123",
        "admin1234",
        "admin12345",
        "admin123456",
        "admin@123",
        "admin@1234",
        "admin@12345",
        "admin888",
        "administrator",
        "root1234",
        "root123456",
        "root@123",
        "test1234",
        "test12345",
        "test@123",
        "user1234",
        "letmein1",
        "letmein123",
        "changeme",
        "changeme1",
        "changeme123",
        "dragon123",
        "monkey123",
        "woaini1314",
        "woaini520",
        "5201314520",
        "1314520520",
        "wojiushiwo",
        "woaiwojia",
        "taobao123",
        "huawei123",
        "huawei@123",
        "huawei12#$",
        "hikvision",
        "hikvision123",
        "hik12345",
        "hik12345+",
        "dahua123",
        "china123",
        "chongqing",
        "chongqing123",
        "commandcenter",
        "commandcenter1",
        "zhihuizhongxin",
        "zhihuichengshi",
        "yunxingzhongxin",
        "jiangbei123",
    ]
)

SHORT = QT_TRANSLATE_NOOP(
    "trouble",
    "A password has 12 characters or more, or 8 with three of: small letters, capital letters, digits, others.",
)
TOO_LONG = QT_TRANSLATE_NOOP("trouble", "A password has at most 128 characters, and none that cannot be seen.")
NAMED = QT_TRANSLATE_NOOP("trouble", "The password holds the account's own name.")
GUESSED = QT_TRANSLATE_NOOP("trouble", "The password is one of those that are tried first.")
SAME = QT_TRANSLATE_NOOP("trouble", "The new password is the old one.")


def composed(password: str) -> str:
    """As it is hashed: the same keys give the same bytes, whatever input method was on."""
    return normalize("NFKC", password)


def flaw(password: str, *names: str) -> str:
    """Why the password is not accepted for who has these names, in a sentence; "" when it is."""
    text = composed(password)
    if len(text) > LONGEST or any(category(character) in ("Cc", "Cf", "Cs", "Cn") for character in text):
        return TOO_LONG
    if len(text) < LONG_ENOUGH and (len(text) < SHORTEST or _classes(text) < CLASSES):
        return SHORT
    plain = text.casefold()
    if any(len(name) > 2 and composed(name).casefold() in plain for name in names):
        return NAMED
    if plain in COMMON or len(set(plain)) < 4:
        return GUESSED
    return ""


def _classes(text: str) -> int:
    kinds = {
        "lower" if character.islower() else "upper" if character.isupper() else "digit" if character.isdigit() else ""
        for character in text
    }
    return len(kinds)
