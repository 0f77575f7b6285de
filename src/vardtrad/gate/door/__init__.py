"""The door: the only way to change or read a thing.

In one transaction it locks the thing, gathers the facts, judges by the subject's table, runs the verb's body, and
writes the version, the new state, the trace and the outbox. See ARCHITECTURE.md, "The door".
"""

from vardtrad.gate.door.moves import Body, Start, begin, begin_many, move, move_many
from vardtrad.gate.door.reading import EXPORT, follow, granted, listed, read, taken_out
from vardtrad.gate.door.subject import Addressee, Moved, Moving, News, PartOf, PartRef, Request, Subject
from vardtrad.gate.door.submit import begun, carried_out
from vardtrad.gate.door.trace import note
from vardtrad.gate.door.trace import together as traced_together

__all__ = [
    "EXPORT",
    "Addressee",
    "Body",
    "Moved",
    "Moving",
    "News",
    "PartOf",
    "PartRef",
    "Request",
    "Start",
    "Subject",
    "begin",
    "begin_many",
    "begun",
    "carried_out",
    "follow",
    "granted",
    "listed",
    "move",
    "move_many",
    "note",
    "read",
    "taken_out",
    "traced_together",
]
