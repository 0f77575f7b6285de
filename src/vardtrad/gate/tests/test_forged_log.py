"""Somebody with the application's connection but without the key: what is put in or hidden is found and named."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection

from tests.toy import verbs
from vardtrad.gate.door import seal, trace, verifying
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.gate.tests.sealing import seal_all

NURSE = verbs.member(uuid4())
COLUMNS = (
    "id, at, actor_kind, actor_id, actor_name, session_id, unit_id, organisation_id, action, label, key, person_id,"
    " shown, outcome, detail"
)


@pytest.fixture
def written(committed, settings, tmp_path):
    settings.TRACE_ANCHOR_FILE = str(tmp_path / "anchor")
    for _ in range(3):
        trace.note(NURSE, "read", "toy", thing=uuid4())
    seal_all()
    return committed


def kinds():
    return {finding.kind for finding in verifying.verify()}


def put_in(committed, statement, *values):
    with committed.app() as app:
        app.execute(statement, values)


def forge(committed, key, moment):
    put_in(
        committed,
        f"INSERT INTO gate_trace ({COLUMNS}, seal) SELECT %s, %s, {COLUMNS.split('at, ', 1)[1]}, seal"
        " FROM gate_trace LIMIT 1",
        key,
        moment,
    )


@pytest.mark.req("B-31")
def test_a_forged_row_hides_behind_no_place_of_its_own(written):
    row = Trace.objects.first()
    key = uuid4()
    forge(written, key, row.at)
    with pytest.raises(psycopg.errors.CheckViolation):
        put_in(
            written,
            "INSERT INTO gate_seal (position, trace_id, trace_at, row_hash, chain) VALUES (-1, %s, %s, '', '')",
            key,
            row.at,
        )
    seal_all()
    assert kinds() == {"inserted"}


@pytest.mark.req("B-31")
def test_a_forged_row_with_the_id_of_a_sealed_one_is_named(written):
    row = Trace.objects.first()
    forge(written, row.id, row.at - timedelta(seconds=1))
    seal.seal_batch()
    assert Seal.objects.count() == 4
    assert kinds() == {"inserted"}


@pytest.mark.req("B-31")
def test_a_place_taken_by_hand_is_named(written):
    last = Seal.objects.order_by("-position").first()
    put_in(
        written,
        "INSERT INTO gate_seal (position, trace_id, trace_at, row_hash, chain) VALUES (%s, %s, now(), %s, %s)",
        last.position + 1,
        uuid4(),
        b"x" * 32,
        b"y" * 32,
    )
    assert {"altered", "cut"} <= kinds()


@pytest.mark.req("B-31")
def test_a_sealer_whose_head_is_gone_goes_on_from_the_chain(written):
    SealHead.objects.all().delete()
    trace.note(NURSE, "read", "toy", thing=uuid4())
    seal_all()
    assert Seal.objects.count() == 4
    assert kinds() == set()


def test_a_place_is_given_once(written):
    row = Trace.objects.first()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gate_seal (position, trace_id, trace_at, row_hash, chain) VALUES (99, %s, %s, '', '')",
            [row.id, row.at],
        )
