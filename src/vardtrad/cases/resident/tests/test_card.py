"""Mitt kontaktkort: writing it, who may read it, and its history (B-40)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Resident, now
from tests.reading import Page
from vardtrad.cases.resident.tests.test_children import ELINA, adds, person
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.shared.contact_card import actions, queries
from vardtrad.shared.contact_card.models import SavedCard
from vardtrad.shared.contact_card.rules import Because
from vardtrad.shared.people.models import Guardianship, Person, Protection

pytestmark = pytest.mark.req("B-40")

FILLED = {
    "kin1_name": "Doris Ahlgren", "kin1_relation": "dotter", "kin1_phone": "070-174 06 09",
    "god_man": "Gun Grön", "god_man_phone": "08-465 004 09", "interpreter": ["spoken"], "language": "finska",
    "channels": ["phone", "letter"], "reach": "Ring efter klockan 10.", "matters": "Jag hör dåligt på vänster öra.",
}  # fmt: skip


def card_page(who: Resident) -> Page:
    return who.browser.open("/kontaktkort")


def fill(who: Resident, **changed: object) -> Page:
    return card_page(who).press("Spara kontaktkortet", **{**FILLED, **changed})


def read_by(who: Employee, case) -> Page:
    return who.browser.open(who.case_address(case, "kontaktkort"))


def test_it_is_filled_in_once_and_stands_there(alva):
    done = fill(alva)
    assert "Kontaktkortet är sparat." in done.alerts
    fields = done.fields("Spara kontaktkortet")
    assert {name: fields[name] for name in FILLED} == FILLED
    card = SavedCard.objects.get()
    assert card.relatives == [{"name": "Doris Ahlgren", "relation": "dotter", "phone": "070-174 06 09"}]
    trace = Trace.objects.get(action="save_card")
    assert (trace.person_id, trace.actor_id) == (alva.person.id, alva.person.id)
    assert "Doris" not in str(trace.detail)


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(alva):
    page = fill(alva, language="", kin2_phone="070-174 06 10", god_man="")
    assert page.status == 422
    for words in ("Skriv vilket språk tolken ska tala.", "Skriv namnet på din närstående.", "Skriv namnet på god man"):
        assert words in page.text
    assert page.fields("Spara kontaktkortet")["matters"] == FILLED["matters"]
    assert not SavedCard.objects.exists()
    assert fill(alva, interpreter=["sign"], language="").status == 200


def test_the_history_shows_every_saving(alva):
    fill(alva)
    fill(alva, matters="Jag hör dåligt på båda öronen.")
    fill(alva, matters="Jag hör dåligt på båda öronen.")  # nothing new
    assert SavedCard.objects.count() == 2
    page = card_page(alva)
    assert "vänster öra" in page.text
    assert "så här är kortet nu" in page.text


def test_two_windows_do_not_write_over_each_other(alva):
    first, second = card_page(alva), card_page(alva)
    first.press("Spara kontaktkortet", **FILLED)
    back = second.press("Spara kontaktkortet", **{**FILLED, "matters": "Från det andra fönstret."})
    assert back.status == 422
    assert "Kontaktkortet har ändrats sedan du öppnade sidan." in back.text
    assert back.fields("Spara kontaktkortet")["matters"] == "Från det andra fönstret."
    assert back.press("Spara kontaktkortet").status == 200
    assert SavedCard.objects.count() == 2


def test_a_clinic_reads_it_while_the_case_is_open(alva, hugo: Employee, hanna: Employee, hugos_case):
    assert "Invånaren har inget kontaktkort." in read_by(hugo, hugos_case).text
    fill(alva)
    page = hugo.browser.open(hugo.case_address(hugos_case)).follow("Kontaktkort")
    for words in ("Doris Ahlgren, dotter", "Gun Grön", "Ja, språktolk, finska", "Telefon, Brev", "vänster öra"):
        assert words in page.main.text
    trace = Trace.objects.filter(action="read_card").latest("at")
    assert (trace.person_id, trace.key, trace.detail) == (alva.person.id, hugos_case.id, {"because": "open_case"})
    assert hanna.browser.get(hanna.case_address(hugos_case, "kontaktkort")).status_code == 404
    hugo.does("answer", hugos_case, "Klart.")
    assert now(hugos_case).state == "closed"
    assert hugo.browser.get(hugo.case_address(hugos_case, "kontaktkort")).status_code == 404
    assert "Kontaktkort" not in hugo.browser.open(hugo.case_address(hugos_case)).text


def test_of_a_protected_person_nothing_tells_where(alva, hugo: Employee, hugos_case):
    fill(alva)
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    page = read_by(hugo, hugos_case)
    for words in ("Doris", "070-174", "Gun Grön", "08-465", "Ring efter"):
        assert words not in page.main.text
    assert "Närstående och kontaktvägar visas inte här." in page.text
    assert "finska" in page.text


def test_a_proxy_close_to_somebody_protected_is_not_named(alva, bo: Resident, hugo: Employee, hugos_case):
    card = {**dict.fromkeys(actions.FIELDS, ""), "relatives": [], "channels": [], "interpreter": "none"}
    proxy = Actor(
        kind=ActorKind.RESIDENT, id=bo.person.id, name="Bo Berg", acts_for=alva.person.id, deeds=frozenset({"card"})
    )
    actions.save(proxy, card, seen=0)
    assert "av ombudet Bo Berg." in read_by(hugo, hugos_case).main.text
    for protected in (bo.person, alva.person):
        Person.objects.filter(pk=protected.pk).update(protection=Protection.SECRECY_MARK)
        page = read_by(hugo, hugos_case)
        assert "av ett ombud." in page.main.text
        assert "Bo Berg" not in page.main.text
        if protected == bo.person:
            assert "Bo Berg" not in card_page(alva).main.text
        Person.objects.filter(pk=protected.pk).update(protection=Protection.NONE)


def test_nobody_else_reads_or_writes_it(alva, bo: Resident):
    fill(alva)
    assert "Doris" not in card_page(bo).text
    with pytest.raises(Refused):
        actions.save(Actor(kind=ActorKind.STAFF, id=alva.person.id, name="Rut"), {}, seen=1)


@pytest.mark.req("003-008")
def test_a_guardian_writes_the_childs_and_is_named(alva):
    elina = person(ELINA, "Elina", "Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=elina)
    adds(alva, ELINA)
    alva.browser.open("/barn").press("Elina Ahlgren")
    page = fill(alva)
    assert page.main.one("h1").text == "Kontaktkort för Elina Ahlgren"
    assert "Ombud: Alva Ahlgren" in page.text
    saved = SavedCard.objects.get()
    assert (saved.person_id, saved.by, saved.by_name) == (elina.id, alva.person.id, "Alva Ahlgren")
    assert Trace.objects.filter(action="save_card", person_id=elina.id, actor_id=alva.person.id).exists()


@pytest.mark.req("B-21")
def test_who_may_only_read_does_not_touch_it(alva):
    reads = Actor(
        kind=ActorKind.RESIDENT, id=alva.person.id, name="Alva", acts_for=alva.person.id, deeds=frozenset({"read"})
    )
    with pytest.raises(Refused):
        actions.save(reads, {}, seen=0)


def test_planning_asks_by_consent(alva, hugo: Employee):
    fill(alva)
    card = queries.card_for(hugo.actor, alva.person, Because.CONSENT, label="sip", thing=alva.person.id)
    assert card is not None
    assert card.relatives[0].name == "Doris Ahlgren"
    trace = Trace.objects.get(action="read_card")
    assert (trace.label, trace.detail) == ("sip", {"because": "consent"})


@pytest.mark.req("B-04")
def test_what_is_written_is_kept(alva):
    page = card_page(alva)
    box = "kort.matters"
    alva.browser.post("/kontaktkort/utkast", {"utkast": f"{box}@", "matters": "Jag vill"})
    assert card_page(alva).fields("Spara kontaktkortet")["matters"] == "Jag vill"
    fill(alva)
    assert "Du har ett utkast" not in card_page(alva).text
    assert page.status == 200
