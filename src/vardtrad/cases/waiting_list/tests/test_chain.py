"""The ways to a patient, each step with its time and whether it reached (B-15, B-46)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vardtrad.cases.case.moves import opening
from vardtrad.cases.waiting_list import actions, chain
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.models import PhoneCall
from vardtrad.cases.waiting_list.reached import Way, last_reached
from vardtrad.cases.waiting_list.tests.waiting_people import latest, offered
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.notify.models import Outgoing
from vardtrad.shared.people.models import Person


def steps_of(entry):
    calls = list(PhoneCall.objects.filter(entry=entry).order_by("id"))
    return [(step.way, step.reached) for step in chain.steps(latest(entry), calls)]


@pytest.mark.req("B-15", "B-46")
def test_each_step_stands_with_whether_it_reached(region, rut, alva):
    Person.objects.filter(pk=alva.person.pk).update(email="")
    alva.person.refresh_from_db()
    entry = offered(rut, region, alva.person)
    assert (Way.INBOX, None) in steps_of(entry)
    assert (Way.LETTER, None) in steps_of(entry)
    notice = Notification.objects.get(key=entry.offer_id, recipient_id=alva.person.id)
    now = clock.now()
    text = Outgoing.objects.create(
        channel="sms", notice=notice.id, recipient_kind="resident", recipient_id=alva.person.id, status="delivered",
        created=now, due=now, expires=now + timedelta(days=1), sent=now, receipt=now,
    )  # fmt: skip
    assert (Way.NOTICE, True) in steps_of(entry)
    Outgoing.objects.filter(pk=text.pk).update(status="failed")
    assert (Way.NOTICE, False) in steps_of(entry)
    Outgoing.objects.filter(pk=text.pk).update(status="delivered")
    Notification.objects.filter(pk=notice.pk).update(status="bounced")
    assert {(Way.NOTICE, True), (Way.NOTICE, False)} <= set(steps_of(entry))
    Outgoing.objects.filter(pk=text.pk).delete()
    assert (Way.NOTICE, False) in steps_of(entry)
    Letter.objects.update(status="returned")
    assert (Way.LETTER, False) in steps_of(entry)
    actions.document(rut.actor, entry.id, Documented("not_reached", next_try=clock.today()))
    assert (Way.PHONE, False) in steps_of(entry)
    assert last_reached(region.a.id, [alva.person.id]) == {}
    opening.mark_read(alva.actor, entry.offer_id)
    assert (Way.INBOX, True) in steps_of(entry)
    assert last_reached(region.a.id, [alva.person.id]) == {alva.person.id: Way.INBOX}
    actions.document(rut.actor, entry.id, Documented("reached", "Tänker på saken."))
    assert steps_of(entry)[-1] == (Way.PHONE, True)
    assert last_reached(region.a.id, [alva.person.id]) == {alva.person.id: Way.PHONE}
    assert last_reached(region.b.id, [alva.person.id]) == {}
