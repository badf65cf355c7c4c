"""How the state follows the seal of the journal and the core's own runs."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from commandcenter.domain.changes.sealing import JournalRestored, SealKeyChanged, WitnessKnown
from commandcenter.domain.changes.system import CoreStarted, CoreStopped
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.seal import SealKey, Uptime, Witness
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


def _start(state: State, entry: Entry, change: CoreStarted) -> list[Touch]:
    state.uptime = Uptime(stopped=False)
    return [Touch(Touched.UPTIME, "core", state.uptime)]


def _stop(state: State, entry: Entry, change: CoreStopped) -> list[Touch]:
    state.uptime = Uptime(stopped=True)
    return [Touch(Touched.UPTIME, "core", state.uptime)]


MOVERS: Movers = MappingProxyType(
    {
        SealKeyChanged: _change_key,
        JournalRestored: _give_up,
        WitnessKnown: _know_witness,
        CoreStarted: _start,
        CoreStopped: _stop,
    }
)
