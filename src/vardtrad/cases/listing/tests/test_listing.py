"""A resident asks to be listed, and the clinic answers: the moves, two at once, the notices, and the pages."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from tests.people import hire
from vardtrad.cases.case.models import ApprovedContact
from vardtrad.cases.listing import actions
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.listing.notifications import words
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.people.models import Person, Protection

pytestmark = pytest.mark.req("004-017", "004-072")


def asked(who, clinic) -> ListingRequest:
    return actions.ask(who.actor, clinic, who.person).thing


def latest(request) -> ListingRequest:
    return ListingRequest.objects.get(pk=request.pk)


def listed(who) -> str:
    return Person.objects.get(pk=who.person.pk).listed_at


def notified(party) -> set:
    return set(Notification.objects.filter(label="listing", party=party).values_list("recipient_id", flat=True))


# ── The verbs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_accepted_request_lists_the_person_at_the_clinic(region, alva, hugo):
    Person.objects.filter(pk=alva.person.pk).update(listed_at=region.b.hsa_id)
    alva.person.refresh_from_db()
    request = asked(alva, region.a)
    assert listed(alva) == region.b.hsa_id
    done = actions.accept(hugo.actor, request.id, seen=request.content).thing
    assert (done.state, done.handled_by_id, done.listed_before) == ("accepted", hugo.staff.id, region.b.hsa_id)
    assert listed(alva) == region.a.hsa_id
    assert [version.move for version in Version.objects.filter(key=request.id).order_by("number")] == ["ask", "accept"]
    trace = Trace.objects.get(action="accept", key=request.id)
    assert (trace.person_id, trace.unit_id, trace.outcome) == (alva.person.id, region.a.id, "done")


def test_a_declined_request_says_why_and_changes_no_listing(region, alva, rut):
    request = asked(alva, region.a)
    done = actions.decline(rut.actor, request.id, " Vi är fulla. ", seen=request.content).thing
    assert (done.state, done.reason, done.handled_by_id) == ("declined", "Vi är fulla.", rut.staff.id)
    assert listed(alva) == ""
    for trace in Trace.objects.filter(key=request.id):
        assert "fulla" not in str(trace.detail)


def test_one_request_waits_at_a_time_and_a_new_one_may_follow_the_answer(region, alva, rut):
    region.b.kind = "health_centre"
    region.b.save()
    request = asked(alva, region.a)
    for clinic in (region.a, region.b):
        with pytest.raises(Refused, match="Du har redan ett önskemål om listning som väntar"):
            asked(alva, clinic)
    assert Trace.objects.filter(action="ask", outcome="refused", actor_id=alva.person.id).count() == 2
    actions.withdraw(alva.actor, request.id, seen=request.content)
    assert asked(alva, region.b).clinic_id == region.b.id


def test_the_second_of_two_answers_is_refused(region, alva, rut, hugo):
    request = asked(alva, region.a)
    actions.accept(rut.actor, request.id, seen=request.content)
    with pytest.raises(Refused) as refused:
        actions.decline(hugo.actor, request.id, "Fullt.", seen=request.content)
    assert refused.value.reason is Reason.STALE
    assert latest(request).state == "accepted"


def test_what_the_resident_took_back_cannot_be_accepted(region, alva, rut):
    request = asked(alva, region.a)
    actions.withdraw(alva.actor, request.id, seen=request.content)
    with pytest.raises(Refused):
        actions.accept(rut.actor, request.id, seen=request.content)
    with pytest.raises(Refused):
        actions.accept(rut.actor, request.id, seen=latest(request).content)
    assert listed(alva) == ""


def test_only_those_who_work_with_cases_at_the_clinic_have_access(region, alva, bo, adam, greta, olle, petra):
    request = asked(alva, region.a)
    for who in (bo, adam, greta, olle, petra):
        for act in (actions.accept, actions.withdraw):
            with pytest.raises(Refused) as refused:
                act(who.actor, request.id, seen=request.content)
            assert refused.value.reason is Reason.NOT_THERE
    assert latest(request).state == "waiting"


def test_only_health_centres_list_people_and_nobody_twice(region, alva):
    for clinic in (region.b, region.ward):
        with pytest.raises(Refused, match="tar inte emot önskemål om listning"):
            asked(alva, clinic)
    alva.person.listed_at = region.a.hsa_id
    alva.person.save()
    with pytest.raises(Refused, match="redan listad här"):
        asked(alva, region.a)


@pytest.mark.req("003-021")
def test_a_protected_person_asks_only_where_approved(region, alva):
    alva.person.protection = Protection.SECRECY_MARK
    alva.person.save()
    with pytest.raises(Refused, match="först godkänna att ni skriver till varandra"):
        asked(alva, region.a)
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    assert asked(alva, region.a).state == "waiting"


def test_the_dead_are_not_listed(region, alva, rut):
    request = asked(alva, region.a)
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    with pytest.raises(Refused, match="har avlidit"):
        actions.accept(rut.actor, request.id, seen=request.content)


def test_both_the_clinic_and_the_resident_are_notified_without_any_content(region, alva, rut, hugo, hanna, adam):
    silent = hire(region.a, "Tyst", "Tall", "SE9921000015-P070", "handler")
    silent.staff.email = ""
    silent.staff.save()
    request = asked(alva, region.a)
    assert notified("clinic") == {rut.staff.id, hugo.staff.id, hanna.staff.id}
    actions.accept(rut.actor, request.id, seen=request.content)
    assert notified("resident") == {alva.person.id}
    for notice in Notification.objects.filter(label="listing"):
        letter = words(notice)
        assert not {"list", "Alen", "Alva"} & set(letter.body.split())
    assert "/listning" in words(Notification.objects.get(label="listing", party="resident")).body


@pytest.mark.req("002-006")
def test_staff_get_one_mail_for_several_requests_and_residents_one_for_each(region, frozen, alva, bo, rut):
    first, second = asked(alva, region.a), asked(bo, region.a)
    worker.send_notices(HANDLERS)
    to_rut = [message for message in mail.outbox if message.to == [rut.staff.email]]
    assert len(to_rut) == 1
    for request in (first, second):
        actions.accept(rut.actor, request.id, seen=latest(request).content)
    worker.send_notices(HANDLERS)
    told = {address for message in mail.outbox for address in message.to}
    assert {alva.person.email, bo.person.email} <= told


def register_that_refuses(person, hsa_id):
    raise Refused(Reason.NEED, "Registret svarar inte. Försök igen om en stund.")


def register_that_answers(person, hsa_id):
    person.listed_at = f"{hsa_id}-R"


def test_another_register_replaces_the_products_own(region, alva, rut):
    request = asked(alva, region.a)
    with (
        override_settings(POPULATION_REGISTER=f"{__name__}.register_that_refuses"),
        pytest.raises(Refused, match="Registret svarar inte"),
    ):
        actions.accept(rut.actor, request.id, seen=request.content)
    assert (latest(request).state, listed(alva)) == ("waiting", "")
    with override_settings(POPULATION_REGISTER=f"{__name__}.register_that_answers"):
        actions.accept(rut.actor, request.id, seen=request.content)
    assert listed(alva) == f"{region.a.hsa_id}-R"


# ── The resident's pages ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_resident_asks_waits_and_takes_it_back(region, alva):
    clinic = alva.browser.open(f"/mottagningar/{region.a.id}")
    page = clinic.follow("Lista dig här")
    assert "Du är inte listad på någon mottagning som finns här." in page.text
    mine = page.press("Skicka önskemål")
    assert mine.address == "/listning"
    assert "Ditt önskemål är skickat." in mine.alerts
    assert "Väntar på mottagningen" in mine.text
    again = alva.browser.open(f"/mottagningar/{region.a.id}/listning")
    assert "Du har redan ett önskemål om listning på Vårdcentralen Alen." in again.text
    assert again.main.all("button") == []
    gone = mine.press("Ta tillbaka önskemålet")
    assert "Önskemålet är återtaget." in gone.alerts
    assert "Återtaget" in gone.main.text
    assert alva.browser.open("/inkorg").follow("Din listning").address == "/listning"


def test_a_double_click_asks_once(region, alva):
    page = alva.browser.open(f"/mottagningar/{region.a.id}/listning")
    first, second = page.press("Skicka önskemål"), page.press("Skicka önskemål")
    assert first.address == second.address == "/listning"
    assert ListingRequest.objects.count() == 1


def test_the_resident_reads_the_answer_and_who_is_listed_where(region, alva, bo, rut):
    request = asked(alva, region.a)
    actions.decline(rut.actor, request.id, "Vi är fulla till våren.", seen=request.content)
    page = alva.browser.open("/listning")
    assert "Avböjt" in page.text
    assert "Vi är fulla till våren." in page.text
    assert "Vi är fulla" not in bo.browser.open("/listning").text
    request = asked(alva, region.a)
    actions.accept(rut.actor, request.id, seen=request.content)
    page = alva.browser.open("/listning")
    assert "Du är listad på Vårdcentralen Alen." in page.text
    assert "Mottagningen har listat dig." in page.text
    assert Trace.objects.filter(action="list", label="listing", actor_id=alva.person.id).latest("at").shown
    assert "Du är redan listad här." in alva.browser.open(f"/mottagningar/{region.a.id}/listning").text


def test_taking_back_from_an_old_page_says_what_has_happened(region, alva, rut):
    request = asked(alva, region.a)
    page = alva.browser.open("/listning")
    actions.accept(rut.actor, request.id, seen=request.content)
    old = page.press("Ta tillbaka önskemålet")
    assert old.status == 422
    assert "Det har hänt något sedan du öppnade sidan." in old.alerts
    assert "Du är listad på Vårdcentralen Alen." in old.text


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"submit_key": "nej"}, {"seen": "-1", "submit_key": ""}])
def test_forms_that_nobody_has_seen_change_nothing(region, alva, sent):
    request = asked(alva, region.a)
    assert alva.browser.post(f"/listning/{request.id}/ta-tillbaka", sent).status_code == 422
    assert alva.browser.post(f"/mottagningar/{region.a.id}/listning", sent).status_code == 422
    assert latest(request).state == "waiting"


def test_a_clinic_that_lists_nobody_has_no_such_page(region, alva):
    assert alva.browser.open(f"/mottagningar/{region.b.id}/listning").status == 404
    assert "Lista dig här" not in alva.browser.open(f"/mottagningar/{region.b.id}").text
