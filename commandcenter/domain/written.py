"""What people write into the record: kept as they meant it, without what steers a screen or hides words."""

from __future__ import annotations

from unicodedata import category, normalize

from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP

# Letters and marks that show nothing by themselves; within words some are needed.
UNSEEN = " \n\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))


def written(text: str) -> str:
    """`text` in its composed form, without blanks around it; lines may be broken. Raises Refused."""
    clean = normalize("NFC", text.replace("\r\n", "\n")).strip()
    for character in clean:
        # Control, format (turns the writing round, hides words), surrogate, unassigned or private, separators.
        if character != "\n" and category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "The text holds the character U+{code}, which cannot be shown as it is."),
                code=f"{ord(character):04X}",
            )
    return clean


def required(text: str) -> str:
    """As `written`, and refused when nothing is left that can be seen."""
    clean = written(text)
    if not clean.strip(UNSEEN):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The text is empty."))
    return clean
