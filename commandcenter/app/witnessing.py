"""A seat's part as witness of the journal: its key and its folder."""

from __future__ import annotations

import logging

from bridge.protocol.seat import SeatKind
from bridge.sealing.keys import open_key
from bridge.sealing.memory import WitnessMemory
from bridge.sealing.witness import Witness
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.domain.notes import COSIGNATURE
from commandcenter.domain.seal import SealKeyTrouble

log = logging.getLogger(__name__)


def open_witness(folder: DataFolder, kind: SeatKind, seat: str) -> Witness | None:
    """The key is made at the seat's first start. Without one the seat works, and witnesses nothing."""
    try:
        key = open_key(folder.witness_key(kind.value, seat), f"{kind.value}/{seat}", COSIGNATURE)
    except SealKeyTrouble as error:
        log.error("this seat witnesses nothing: %s", error)
        return None
    return Witness(key, WitnessMemory(folder.witness(kind.value, seat)), f"{kind.value}-{seat}", utc_now)
