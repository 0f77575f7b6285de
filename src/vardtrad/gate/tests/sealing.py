"""The log of the tests of the seal: written, sealed, tampered with, and what is found."""

import time
from uuid import uuid4

from tests.toy import verbs
from vardtrad.gate.door import seal, trace, verifying
from vardtrad.gate.models import Seal, Trace

NURSE = verbs.member(uuid4())


def notes(number):
    for n in range(number):
        trace.note(NURSE, "read", "toy", thing=uuid4(), person=uuid4(), shown=[uuid4()], detail={"å": n, "at": "x"})


def seal_all():
    """Seal until nothing is left; what somebody else is writing just now may hold it back for a moment."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if seal.seal_batch():
            continue
        if not unsealed():
            return
        time.sleep(0.02)
    raise AssertionError("not everything was sealed")


def seal_once():
    """How many rows the first batch has that seals any: one makes none when somebody elsewhere ends as it looks."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if sealed := seal.seal_batch():
            return sealed
        time.sleep(0.02)
    raise AssertionError("nothing was sealed")


def unsealed():
    return set(Trace.objects.values_list("id", flat=True)) - set(Seal.objects.values_list("trace_id", flat=True))


def at(position):
    return Seal.objects.get(position=position)


def tamper(committed, *statements):
    """As somebody who owns the tables would."""
    committed.as_owner(
        "ALTER TABLE gate_trace DISABLE TRIGGER USER",
        "ALTER TABLE gate_seal DISABLE TRIGGER USER",
        *statements,
        "ALTER TABLE gate_trace ENABLE TRIGGER USER",
        "ALTER TABLE gate_seal ENABLE TRIGGER USER",
    )


def findings():
    return [(finding.kind, finding.where) for finding in verifying.verify()]


def place(sealed):
    return f"plats {sealed.position}, rad {sealed.trace_id}"


def insert(connection, row):
    """Put a built row in by another connection."""
    fields = [field.column for field in Trace._meta.concrete_fields]
    from psycopg.types.json import Jsonb

    given = [Jsonb(row.detail) if name == "detail" else getattr(row, name) for name in fields]
    marks = ", ".join(["%s"] * len(fields))
    connection.execute(f"INSERT INTO gate_trace ({', '.join(fields)}) VALUES ({marks})", given)
