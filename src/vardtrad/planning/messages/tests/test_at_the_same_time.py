"""Several units use the same thread at the same time."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.planners import planners as make_planners
from tests.plans import Drive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions
from vardtrad.planning.messages.models import Message, Receipt
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu.subject import SVU

TEXT = "Nyckel finns hos dottern."


@pytest.fixture
def drive(committed):
    """An SVU in a database where everything is really committed."""
    return Drive(make_planners.__wrapped__(None)).published()


@pytest.mark.req("001-236")
def test_two_units_acknowledge_at_once_and_both_count(committed, drive):
    message = drive.messaged(drive.ward, TEXT, ask=(drive.care, drive.town))
    actors = [drive.care.actor, drive.town.actor]
    results = committed.together(
        *[lambda actor=actor: actions.acknowledge(SVU, actor, drive.key, message) for actor in actors]
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert set(Receipt.objects.values_list("unit_id", flat=True)) == {drive.care.unit.id, drive.town.unit.id}


def test_two_roles_of_a_unit_acknowledge_at_once_and_the_later_is_refused(committed, drive):
    message = drive.messaged(drive.ward, TEXT, ask=(drive.care,))
    actors = [drive.care.actor, drive.planners.staff["olga"].actor]
    results = committed.together(
        *[lambda actor=actor: actions.acknowledge(SVU, actor, drive.key, message) for actor in actors]
    )
    (late,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(late, Refused)
    assert late.sentence == "Din enhet har redan kvitterat meddelandet."
    assert Receipt.objects.count() == 1


def test_all_parties_write_at_once_and_a_double_click_sends_once(committed, drive):
    key = uuid4()
    ward = drive.ward.actor
    others = [drive.care.actor, drive.town.actor]
    results = committed.together(
        *[lambda: actions.write(SVU, ward, drive.key, TEXT, set(), submit_key=key)] * 3,
        *[lambda actor=actor: actions.write(SVU, actor, drive.key, TEXT, {drive.ward.unit.id}) for actor in others],
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Message.objects.count() == 3
    assert sum(result.repeated for result in results) == 2


def test_a_message_is_annulled_while_it_is_acknowledged(committed, drive):
    message = drive.messaged(drive.ward, TEXT, ask=(drive.care,))
    ward, care = drive.ward.actor, drive.care.actor
    annulled, acknowledged = committed.together(
        lambda: actions.annul(SVU, ward, drive.key, message), lambda: actions.acknowledge(SVU, care, drive.key, message)
    )
    assert not isinstance(annulled, Exception)
    assert Message.objects.get().annulled is not None
    if isinstance(acknowledged, Exception):
        assert isinstance(acknowledged, Refused)
        assert acknowledged.sentence == "Meddelandet är redan makulerat."
        assert not Receipt.objects.exists()
    else:
        assert Receipt.objects.count() == 1


def test_a_unit_is_removed_while_it_is_asked_to_acknowledge(committed, drive):
    rolf = drive.planners.staff["rolf"]
    planning.add_unit(SVU, drive.ward.actor, drive.key, rolf.unit)
    ward, care = drive.ward.actor, drive.care.actor
    removed, written = committed.together(
        lambda: planning.remove_unit(SVU, care, drive.key, rolf.unit, confirmed=True),
        lambda: actions.write(SVU, ward, drive.key, TEXT, {rolf.unit.id}),
    )
    assert not isinstance(removed, Exception)
    assert Message.objects.count() == (0 if isinstance(written, Exception) else 1)
    if isinstance(written, Exception):
        assert isinstance(written, Refused)
        assert "deltar inte längre" in written.sentence
