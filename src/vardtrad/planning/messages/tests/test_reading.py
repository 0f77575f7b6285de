"""Who reads the messages of a plan after a refusal, from outside and at an earlier moment, and what the page costs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.messages import actions, queries
from vardtrad.planning.messages.models import Message, Receipt
from vardtrad.planning.messages.tests.thread import TEXT, buttons, entries, page_of, section, waiting
from vardtrad.planning.plan.models import ReadingGrant
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.login.models import Session


def test_after_a_withdrawal_each_unit_reads_its_own_and_nobody_writes(svu):
    svu.acknowledged()
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    svu.messaged(svu.care, "Vårdcentralen ringer på måndag.")
    typing = page_of(svu, svu.town)
    svu.withdrawn()
    assert [TEXT.split()[0] in entry for entry in entries(page_of(svu, svu.ward))] == [True]
    assert ["ringer på måndag" in entry for entry in entries(page_of(svu, svu.care))] == [True]
    page = page_of(svu, svu.town)
    assert entries(page) == []
    assert "Uppgiften om samtycke är avregistrerad." in section(page).text
    assert "Skicka" not in buttons(page)

    assert svu.overview(svu.town).tasks == []
    assert queries.counts([svu.key], svu.town.unit.id) == {}
    assert queries.counts([svu.key], svu.ward.unit.id)[svu.key].messages == 1
    with pytest.raises(Refused, match="finns inte"):
        actions.acknowledge(SVU, svu.town.actor, svu.key, message)

    back = typing.press("Skicka", text="Hemtjänst kan börja tisdag.")
    assert back.status == 422
    assert "Uppgiften om samtycke är avregistrerad." in back.alerts
    assert "Hemtjänst kan börja tisdag." in [node.raw.strip() for node in section(back).all("textarea")]
    assert Message.objects.count() == 2

    svu.consented()
    assert len(entries(page_of(svu, svu.town))) == 2
    assert waiting(svu, svu.town) == 1


def test_a_reader_from_outside_sees_the_thread_but_no_form(svu, extern):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    assert page_of(svu, extern).status == 404
    ReadingGrant.objects.create(
        plan_id=svu.key,
        session=Session.objects.get(staff=extern.staff),
        unit=extern.unit,
        basis=Basis.CONSENT,
        by=extern.staff.id,
        by_name=extern.staff.name,
        at=clock.now(),
    )
    page = page_of(svu, extern)
    assert len(entries(page)) == 1
    assert not buttons(page)
    for verb, words in (
        ("skicka", {"text": "Hej"}),
        ("kvittera", {"message": message}),
        ("makulera", {"message": message}),
    ):
        answer = extern.browser.send(
            f"{extern.base}svu/{svu.key}/meddelande/{verb}", {**words, "submit_key": uuid4(), "seen": "", "steg": ""}
        )
        assert answer.status == 422
    assert Message.objects.get().annulled is None
    assert not Receipt.objects.exists()


def test_an_earlier_moment_is_shown_as_it_was(svu):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    moment = clock.now()
    actions.acknowledge(SVU, svu.care.actor, svu.key, message)
    actions.annul(SVU, svu.ward.actor, svu.key, message)
    svu.messaged(svu.ward, "Senare.")
    members = members_of([svu.key])[svu.key]
    (then,) = queries.thread(svu.plan, svu.ward.seat, members, moment=moment)
    assert [unit.name for unit in then.awaited] == ["Vårdcentralen Planen"]
    assert (then.annulled, then.annulled_by, then.acknowledged) == (None, "", [])
    now = queries.thread(svu.plan, svu.ward.seat, members)[1]
    assert [unit.by_name for unit in now.acknowledged] == ["Oskar Oxel, distriktssköterska"]
    assert now.annulled is not None
    assert now.awaited == []


def test_the_section_opens_by_a_link_when_it_is_empty(svu):
    assert "open" in section(page_of(svu, svu.ward, visa="meddelanden")).attrs


@pytest.mark.req("001-010", "001-011")
def test_the_counts_of_the_start_page(svu):
    assert queries.counts([svu.key], svu.care.unit.id) == {}
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    svu.messaged(svu.town, "Hej.")
    assert queries.counts([svu.key], svu.care.unit.id) == {svu.key: queries.Counts(2, 0, 1)}
    assert queries.counts([svu.key], svu.town.unit.id) == {svu.key: queries.Counts(2, 0, 0)}


def test_a_page_costs_the_same_for_one_message_and_for_fifty(svu, olga):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(svu, olga)
        return len([query for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]])

    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    cost()
    cost_of_one = cost()
    for number in range(49):
        svu.messaged(svu.ward if number % 2 else svu.town, f"Meddelande {number}", ask=(svu.care, svu.ward))
    assert cost() == cost_of_one


def test_the_section_makes_four_queries(svu):
    for number in range(5):
        svu.messaged(svu.ward, f"Meddelande {number}", ask=(svu.care, svu.town))
    with CaptureQueriesContext(connection) as caught:
        members = members_of([svu.key])[svu.key]
        assert len(queries.thread(svu.plan, svu.care.seat, members)) == 5
    assert len([query for query in caught.captured_queries if "messages_" in query["sql"].lower()]) == 3
