"""The keys of one data folder: the core's own, those of its tools and seats, and how an administrator changes them."""

from __future__ import annotations

from bridge.core.local_keys import LocalKeys
from bridge.source.keys import Keys, KeyTrouble, open_keys
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP

TOOL = "tool"


def core_keys(folder: DataFolder) -> Keys:
    """The core's own pair, and beside it that of its tools: both made at the first start. Raises DataFolderError."""
    try:
        open_keys(folder.tool_keys, TOOL)
        return open_keys(folder.core_keys, CORE)
    except KeyTrouble as error:
        raise unusable(error) from error


def local_keys(folder: DataFolder) -> LocalKeys:
    """Finds the keys that this machine's tools and seats have made for themselves."""
    kinds = ((kind, folder.keys / f"{kind.value}s") for kind in (KeyKind.TOOL, KeyKind.CONSOLE, KeyKind.WALL))
    return LocalKeys(kinds, utc_now)


def unusable(error: KeyTrouble) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The keys cannot be used: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that file, or restore it from a backup; then start again."),
        reason=error,
    )
