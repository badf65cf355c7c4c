"""The rules of docs/protocol.md, in its order, each with its sentence in short and what tries it."""

from __future__ import annotations

from commandcenter.domain.text import QT_TRANSLATE_NOOP

from . import (
    commanding,
    ending,
    events,
    fields,
    frames,
    greeting,
    log,
    pinging,
    publishing,
    pulling,
    refreshing,
    security,
)
from .rule import Rule, for_the_core, only_inside

__all__ = ["RULES", "Rule"]

RULES = (
    Rule(
        "S1",
        QT_TRANSLATE_NOOP("protocol", "The source is the CURVE server on both sockets, with one key pair."),
        security.curve,
    ),
    Rule(
        "S2",
        QT_TRANSLATE_NOOP("protocol", "Only the keys of its peers come in; others are refused with status 400."),
        security.strangers,
    ),
    Rule(
        "S3", QT_TRANSLATE_NOOP("protocol", "A peer without CURVE is refused in the handshake."), security.in_the_clear
    ),
    Rule(
        "S4",
        QT_TRANSLATE_NOOP("protocol", "With nobody there to answer ZAP requests, nobody comes in."),
        security.dead_door,
    ),
    Rule(
        "S5",
        QT_TRANSLATE_NOOP("protocol", "A key that is taken out of the peers is cut off within 2 s."),
        security.taken_out,
    ),
    Rule(
        "S6",
        QT_TRANSLATE_NOOP("protocol", "Who a core is, is its key; a link belongs to the key that said hello."),
        security.own_identity,
    ),
    Rule(
        "F1",
        QT_TRANSLATE_NOOP("protocol", "A message is one map with text keys in one frame; else fault malformed."),
        frames.one_map_in_one_frame,
    ),
    Rule(
        "F2",
        QT_TRANSLATE_NOOP("protocol", "A key stands once in a map, at any depth; else fault malformed."),
        frames.no_key_twice,
    ),
    Rule("F3", QT_TRANSLATE_NOOP("protocol", "A message of another name gets the fault unknown."), frames.known_names),
    Rule(
        "F4",
        QT_TRANSLATE_NOOP("protocol", "A field too many, missing, of another type or out of range: fault field."),
        fields.fields,
    ),
    Rule("F5", QT_TRANSLATE_NOOP("protocol", "Above 1 MiB: fault size. Above 4 MiB the link is cut."), frames.size),
    Rule(
        "F6", QT_TRANSLATE_NOOP("protocol", "Nesting and lengths of any size cost nothing but a fault."), frames.bombs
    ),
    Rule("L1", QT_TRANSLATE_NOOP("protocol", "An event is sent when it is on disk, and never changes."), log.unchanged),
    Rule(
        "L2", QT_TRANSLATE_NOOP("protocol", "A restart, however hard, changes neither epoch nor events."), log.restarts
    ),
    Rule(
        "L3",
        QT_TRANSLATE_NOOP("protocol", "A source that lost its log starts a new one: new epoch, number 1."),
        log.lost,
    ),
    Rule(
        "L4",
        QT_TRANSLATE_NOOP("protocol", "An event is kept until every core that ever pulled called it durable."),
        log.kept,
    ),
    Rule("H1", QT_TRANSLATE_NOOP("protocol", "Hello is answered with welcome, at once."), greeting.welcomed),
    Rule(
        "H2",
        QT_TRANSLATE_NOOP("protocol", "None of the versions is spoken here: fault version."),
        greeting.no_common_version,
    ),
    Rule(
        "H3",
        QT_TRANSLATE_NOOP("protocol", "Any other message but fault before hello: fault hello."),
        greeting.before_hello,
    ),
    Rule(
        "H4",
        QT_TRANSLATE_NOOP("protocol", "After hello nothing is sent until the next pull, pings aside."),
        greeting.silence_after_hello,
    ),
    Rule(
        "H5",
        QT_TRANSLATE_NOOP("protocol", "The core refuses a source of another name: fault wrong-source."),
        for_the_core,
    ),
    Rule(
        "P1",
        QT_TRANSLATE_NOOP("protocol", "A pull is answered at once, and new events follow until the credit is used up."),
        pulling.standing_order,
    ),
    Rule("P2", QT_TRANSLATE_NOOP("protocol", "Never more events than the credit."), pulling.credit),
    Rule(
        "P3", QT_TRANSLATE_NOOP("protocol", "Events come in order and without holes, batch after batch."), pulling.order
    ),
    Rule(
        "P4",
        QT_TRANSLATE_NOOP("protocol", "A new pull replaces position and credit of the one before."),
        pulling.newer_pull,
    ),
    Rule(
        "P5",
        QT_TRANSLATE_NOOP("protocol", "Pull from another epoch: fault epoch. Beyond the newest event: fault ahead."),
        pulling.refused_pulls,
    ),
    Rule("P6", QT_TRANSLATE_NOOP("protocol", "Two links do not disturb each other."), pulling.two_cores),
    Rule(
        "P7",
        QT_TRANSLATE_NOOP("protocol", "A core that is one too many to be remembered: fault busy."),
        pulling.too_many_cores,
        last=True,
    ),
    Rule(
        "D1", QT_TRANSLATE_NOOP("protocol", "Durable has no answer, but epoch and ahead as for pull."), pulling.durable
    ),
    Rule(
        "D2",
        QT_TRANSLATE_NOOP("protocol", "The core sends durable after its commit, and after the first pull of a link."),
        for_the_core,
    ),
    Rule("K1", QT_TRANSLATE_NOOP("protocol", "A ping is answered at once with a pong."), pinging.answered),
    Rule(
        "K2",
        QT_TRANSLATE_NOOP("protocol", "Whoever has heard nothing for 1 s sends a ping, and again each second."),
        pinging.asks,
    ),
    Rule("K3", QT_TRANSLATE_NOOP("protocol", "After 2.5 s without a word the core calls the link lost."), for_the_core),
    Rule(
        "K4",
        QT_TRANSLATE_NOOP(
            "protocol", "After 10 s without a word the source forgets the link; a refused message is a word."
        ),
        pinging.forgets,
    ),
    Rule(
        "R1",
        QT_TRANSLATE_NOOP("protocol", "Refresh is logged as begin, raises, end, in one piece."),
        refreshing.in_one_piece,
    ),
    Rule(
        "R2",
        QT_TRANSLATE_NOOP("protocol", "One refresh at a time; none for a core that has one before it."),
        refreshing.one_at_a_time,
    ),
    Rule("R3", QT_TRANSLATE_NOOP("protocol", "Refresh of another epoch: fault epoch."), refreshing.other_log),
    Rule(
        "R4",
        QT_TRANSLATE_NOOP("protocol", "A source that cannot say what is wrong now does not answer refresh."),
        only_inside,
    ),
    Rule(
        "E1",
        QT_TRANSLATE_NOOP("protocol", "A log ends only when every core that ever pulled has all of it."),
        ending.waits_for_every_core,
    ),
    Rule(
        "E2",
        QT_TRANSLATE_NOOP("protocol", "The end is one step; the new log names the old one in before."),
        ending.one_step,
    ),
    Rule(
        "E3",
        QT_TRANSLATE_NOOP("protocol", "Every link is told of the end; a pull from the old log gets fault epoch."),
        ending.all_are_told,
    ),
    Rule("E4", QT_TRANSLATE_NOOP("protocol", "After the end the core says hello again."), for_the_core),
    Rule(
        "C1",
        QT_TRANSLATE_NOOP("protocol", "Every command gets one result, over the link that asked last."),
        commanding.one_result,
    ),
    Rule(
        "C2",
        QT_TRANSLATE_NOOP("protocol", "A key that comes again is not acted on again and gets the stored result."),
        commanding.stored_result,
    ),
    Rule("C3", QT_TRANSLATE_NOOP("protocol", "A deadline that has passed: expired."), commanding.expired),
    Rule(
        "C4",
        QT_TRANSLATE_NOOP("protocol", "A device or an action that was not declared: refused."),
        commanding.not_declared,
    ),
    Rule(
        "C5",
        QT_TRANSLATE_NOOP("protocol", "Commands of one device are carried out in order, and delay no other device."),
        commanding.in_order,
    ),
    Rule(
        "C6",
        QT_TRANSLATE_NOOP("protocol", "When 1000 commands wait: fault busy, and the key is not taken."),
        commanding.too_many,
    ),
    Rule(
        "X1", QT_TRANSLATE_NOOP("protocol", "A refused message has no effect, and the link goes on."), events.no_effect
    ),
    Rule("X2", QT_TRANSLATE_NOOP("protocol", "Nobody answers a fault."), events.no_answer),
    Rule("V1", QT_TRANSLATE_NOOP("protocol", "Every event has the form of its kind, and at most 64 KiB."), events.form),
    Rule(
        "V2",
        QT_TRANSLATE_NOOP(
            "protocol", "The time of an event lies between 2000 and one day ahead of the centre's clock."
        ),
        events.clock,
    ),
    Rule("V3", QT_TRANSLATE_NOOP("protocol", "A source declares its devices after each start."), events.declared),
    Rule(
        "V4",
        QT_TRANSLATE_NOOP("protocol", "Refresh begin and end come in pairs, with only raises between."),
        events.pairs,
    ),
    Rule(
        "T1",
        QT_TRANSLATE_NOOP("protocol", "Telemetry is two frames, the first the key of the second; a number may follow."),
        publishing.two_frames,
    ),
    Rule("T2", QT_TRANSLATE_NOOP("protocol", "The telemetry map has its form, and a time as of V2."), publishing.form),
    Rule(
        "T3",
        QT_TRANSLATE_NOOP("protocol", "A value is sent when it changes and at least every few seconds."),
        publishing.often,
    ),
    Rule("T4", QT_TRANSLATE_NOOP("protocol", "Nothing that matters is told by telemetry alone."), only_inside),
    Rule(
        "T5",
        QT_TRANSLATE_NOOP("protocol", "The number of a telemetry message, if it has one, is one more than the last."),
        publishing.numbered,
    ),
)
