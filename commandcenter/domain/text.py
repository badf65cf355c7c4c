"""Marks English source text that is translated only where a person reads it."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name that the extractor of messages looks for
    """Returns `text` as it is; lets `lupdate` find it in code that knows no Qt.

    The extractor reads the call where it stands: both arguments have to be string literals, not in an f-string.
    """
    return text
