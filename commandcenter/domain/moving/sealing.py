"""How the state follows the seal of the journal."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.sealing import JournalRestored, SealKeyChanged, WitnessKnown
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.seal import SealKey, Witness
from commandcenter.domain.state import State, Touch, Touched


def _change_key(state: State, entry: Entry, change: SealKeyChanged) -> list[Touch]:
    key = SealKey(entry=entry.seq, vkey=change.vkey, first=not change.before)
    state.seal = msgspec.structs.replace(state.seal, keys=(*state.seal.keys, key))
    return [Touch(Touched.SEAL, "seal", state.seal)]


def _give_up(state: State, entry: Entry, change: JournalRestored) -> list[Touch]:
    state.seal = msgspec.structs.replace(state.seal, former=(*state.seal.former, change.origin, *change.others))
    return [Touch(Touched.SEAL, "seal", state.seal)]


def _know_witness(state: State, entry: Entry, change: WitnessKnown) -> list[Touch]:
    witness = Witness(name=change.name, vkey=change.vkey, seat=change.seat)
    state.witnesses[witness.name] = witness
    return [Touch(Touched.WITNESS, witness.name, witness)]


MOVERS: Movers = MappingProxyType(
    {
        SealKeyChanged: _change_key,
        JournalRestored: _give_up,
        WitnessKnown: _know_witness,
    }
)
