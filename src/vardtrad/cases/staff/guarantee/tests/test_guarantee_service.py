"""Vårdgarantiservice: what is new since its last look, the word of the provider, and the documents (004-068…071)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Employee, hire
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.waiting_list import actions, appointing, informing
from vardtrad.cases.waiting_list.models import ServiceRound, WaitingEntry
from vardtrad.cases.waiting_list.rules import Kind, Move, State
from vardtrad.cases.waiting_list.tests.waiting_people import NO, YES, answered, latest, offered
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person


@pytest.fixture
def service(region, olle):
    """Clinic B is the service of clinic A's organisation."""
    return appointing.appoint(system("testerna"), region.b, "https://resor.example/ansok")


@pytest.fixture
def said_yes(region, rut, alva):
    """Alva has accepted, and clinic A has confirmed it."""
    entry = answered(alva, offered(rut, region, alva.person), YES)
    return actions.change(rut.actor, entry.id, Move.ACCEPT_VISIT, seen=entry.content).thing


def page_of(who, path=""):
    return who.browser.open(f"/personal/{who.clinic.id}/vardgarantiservice/{path}")


@pytest.mark.req("004-068", "004-014")
def test_somebody_who_has_died_waits_for_no_word_of_a_provider(service, said_yes, olle, rut, alva):
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    assert "Alva" not in page_of(olle).main.text
    assert "Alva" in rut.browser.open(rut.address("vardgaranti/lista?visa=avlidna")).main.text


@pytest.mark.req("004-015")
def test_the_documents_of_who_has_not_accepted_are_not_there_to_be_sent(region, rut, said_yes, bo):
    entry = offered(rut, region, bo.person)
    for path in ("handlingar", "handlingar.pdf"):
        assert rut.browser.get(rut.address(f"vardgaranti/{entry.id}/{path}")).status_code == 404
    no = answered(bo, entry, NO)
    actions.change(rut.actor, no.id, Move.KEEP_WAITING, seen=no.content)
    assert rut.browser.get(rut.address(f"vardgaranti/{entry.id}/handlingar")).status_code == 404
    assert rut.browser.get(rut.address(f"vardgaranti/{said_yes.id}/handlingar")).status_code == 200


@pytest.mark.req("004-068", "004-079")
def test_the_service_sees_who_has_accepted_and_what_is_new_since_its_last_look(
    frozen, region, service, said_yes, rut, olle, bo
):
    page = page_of(olle)
    assert [(row["Invånare"], row["Kod"], row["Mottagning"]) for row in page.rows] == [
        ("Alva Ahlgren", "HVNY", region.a.name)
    ]
    assert "Nytt" in page.main.text
    assert "Inte genomgången" in page.main.text
    frozen.go(minutes=1)
    page = page.press("Markera listan som genomgången")
    assert ServiceRound.objects.get().by_name == olle.staff.name
    assert "Nytt" not in page.main.text.replace("Nytt önskemål", "")
    assert f"Genomgången 10.01 av {olle.staff.name}" in page.main.text
    frozen.go(hours=3)
    informing.look(olle.actor)
    olle = Employee(olle.staff, olle.clinic)
    assert "Inte genomgången" not in page_of(olle).main.text
    frozen.go(minutes=1)
    other = answered(bo, offered(rut, region, bo.person, Kind.OPERATION), YES)
    actions.change(rut.actor, other.id, Move.ACCEPT_OPERATION, seen=other.content)
    assert "Nytt" in page_of(olle).main.text
    trace = Trace.objects.filter(action="list", label="waiting_list", actor_id=olle.staff.id).latest("at")
    assert set(trace.shown) == {said_yes.id, other.id}


@pytest.mark.req("004-068")
def test_who_is_not_told_within_a_working_day_is_flagged(frozen, service, said_yes, olle):
    frozen.to(11, 18)
    olle = Employee(olle.staff, olle.clinic)
    assert "Flaggat" not in page_of(olle).main.text
    frozen.to(11, 19)
    olle = Employee(olle.staff, olle.clinic)
    assert "Flaggat" in page_of(olle).main.text


@pytest.mark.req("004-069", "004-070", "004-071")
def test_the_word_of_the_provider_comes_to_the_inbox_as_information(service, said_yes, rut, olle, alva, region):
    page = page_of(olle, f"{said_yes.id}/")
    refused = page.press("SKICKA")
    assert (refused.status, "Skriv vilken vårdgivare det blir." in refused.main.text) == (422, True)
    done = refused.press("SKICKA", provider="Provkliniken i Storstad")
    assert "Beskedet är skickat." in done.main.text
    entry = latest(said_yes)
    assert (entry.provider, entry.informed is not None, entry.state) == ("Provkliniken i Storstad", True, "hvny")
    case = Case.objects.get(pk=entry.information_id)
    assert (case.clinic_id, case.patient_id, case.state, case.case_type.direction) == (
        region.b.id, alva.person.id, "closed", "information"
    )  # fmt: skip
    text = Message.objects.get(case=case).text
    for words in (
        "Du har valt att få en tid för besök inom vårdgarantin hos en av de vårdgivare som regionen har avtal med.",
        "Inom 8 veckor kommer du att få en kallelse med tid för besök hos Provkliniken i Storstad.",
        "Du får ta med en närstående och ni kan båda få [ersättning för resekostnader](https://resor.example/ansok).",
        "Spara kvitton för besök och resa.",
        "Det är du som söker reseersättning för både dig och din närstående.",
        "Om du har några frågor kan du ställa dem till oss på [Vårdgarantiservice](",
        f"/mottagningar/{region.b.id}",
    ):
        assert words in text
    assert "{vårdgivare}" not in text
    assert set(Notification.objects.filter(label="waiting_list").values_list("recipient_id", flat=True)) == {
        rut.staff.id
    }
    assert "Alla har fått besked" in page_of(olle).main.text
    assert [row["Vårdgivare"] for row in page_of(olle, "?visa=klara").rows] == ["Provkliniken i Storstad"]


def test_nothing_is_sent_twice_nor_from_an_old_page(service, said_yes, olle, region):
    given = ("Provkliniken", "Hej! Det blir {vårdgivare}.")
    key = uuid4()
    for _time in range(2):
        informing.inform(olle.actor, region.b, said_yes.id, *given, seen=said_yes.content, submit_key=key)
    with pytest.raises(Refused) as refused:
        informing.inform(olle.actor, region.b, said_yes.id, *given, seen=said_yes.content, submit_key=uuid4())
    assert refused.value.reason is Reason.STALE
    assert Case.objects.filter(case_type__code=informing.CODE).count() == 1


@pytest.mark.req("004-004", "004-069")
def test_who_cannot_log_in_gets_the_word_by_letter(service, rut, olle, region):
    person = Person.objects.create(identity="19600101R012", given_name="Rea", street="Vägen 1", postal_code="999 01")
    entry = offered(rut, region, person)
    actions.document(rut.actor, entry.id, actions.Documented("reached", told="ja"))
    entry = actions.change(rut.actor, entry.id, Move.ACCEPT_VISIT, seen=latest(entry).content).thing
    informing.inform(olle.actor, region.b, entry.id, "Provkliniken", "Det blir {vårdgivare}.", seen=entry.content)
    letter = Letter.objects.get(kind=informing.LETTERS)
    assert (letter.person_id, letter.unit_id, letter.text) == (person.id, region.b.id, "Det blir Provkliniken.")
    assert latest(entry).information_id is None


def test_only_the_service_of_the_organisation_reads_and_only_who_has_accepted(
    region, service, said_yes, rut, olle, petra, bo
):
    waits = answered(bo, offered(rut, region, bo.person), NO)
    assert page_of(olle, f"{waits.id}/").status == 404
    for who in (rut, petra):
        assert page_of(who).status == 404
        assert page_of(who, f"{said_yes.id}/").status == 404
    for page in ("", "underlag", "handlingar"):
        assert olle.browser.open(olle.address(f"vardgaranti/{said_yes.id}/{page}")).status == 404
    with pytest.raises(Refused) as refused:
        actions.change(olle.actor, said_yes.id, Move.REMOVE, "x", seen=said_yes.content)
    assert refused.value.reason is Reason.NOT_ALLOWED
    nurse = hire(region.b, "Greger", "Gran", "SE9921000015-P071", "log_reviewer")
    assert page_of(nurse).status == 404


@pytest.mark.req("004-015")
def test_the_slip_and_its_documents_are_printed_and_marked_as_sent(service, said_yes, rut, olle, region, alva):
    address = rut.address(f"vardgaranti/{said_yes.id}/handlingar")
    before = rut.browser.open(address)
    assert "inte lämnat besked" in before.main.text
    assert "intygar att" not in before.main.text
    informing.inform(olle.actor, region.b, said_yes.id, "Provkliniken", "Det blir {vårdgivare}.", seen=said_yes.content)
    assert [row["Invånare"] for row in rut.browser.open(rut.address("vardgaranti/lista?visa=handlingar")).rows] == [
        "Alva Ahlgren"
    ]
    page = rut.browser.open(address)
    for words in ("Vårdgarantisedel", "Provkliniken", "Ja, jag bekräftar",
                  "Vi erbjuder dig besök", "Vårdgarantiintyg", "19771207-2391"):  # fmt: skip
        assert words in page.main.text
    certificate = " ".join(page.main.text.partition("intygar att")[2].split())
    assert "har tackat ja, och hänvisas till vårdgivaren nedan." in certificate
    for words in ("Alva Ahlgren, 19771207-2391", "Provkliniken", "HVNY", "Underskrift och namnförtydligande"):
        assert words in certificate
    assert Trace.objects.filter(action="print", key=said_yes.id, person_id=alva.person.id).exists()
    page.press("Markera som skickade", by_hand=["referral", "record"])
    assert latest(said_yes).posted is not None
    assert "Ingen står här just nu." in rut.browser.open(rut.address("vardgaranti/lista?visa=handlingar")).main.text
    pdf = rut.browser.get(f"{address}.pdf")
    assert (pdf.status_code, pdf["Content-Type"]) in {(200, "application/pdf"), (503, "text/html; charset=utf-8")}


def test_after_a_correction_the_service_sees_the_patient_no_more(service, said_yes, rut, olle, region):
    informing.inform(olle.actor, region.b, said_yes.id, "Provkliniken", "Det blir {vårdgivare}.", seen=said_yes.content)
    entry = latest(said_yes)
    actions.correct(rut.actor, entry.id, State.HV, "Fel.", seen=entry.content)
    assert page_of(olle, f"{entry.id}/").status == 404
    assert (latest(entry).provider, latest(entry).informed) == ("", None)


# ── The three facts ──────────────────────────────────────────────────────────────────────────────────────────────────


def proof_of(who, entry):
    return who.browser.open(who.address(f"vardgaranti/{entry.id}/underlag")).main.text


@pytest.mark.req("004-008", "004-014")
def test_the_proof_shows_the_three_facts_when_somebody_has_said_no(region, rut, alva):
    entry = offered(rut, region, alva.person)
    text = proof_of(rut, entry)
    assert "Allt som krävs" in text
    assert text.count("inte visat") == 4
    answered(alva, entry, NO)
    text = proof_of(rut, entry)
    assert "Invånaren har frivilligt avstått" in text
    assert "6 kap. 2 §" in text
    assert "Informerad om vårdgarantin: visat" in text
    assert "Erbjuden vård inom vårdgarantin: visat" in text
    assert "Har avstått från erbjudandet: visat" in text
    for words in ("För långt.", "Vi erbjuder dig besök"):
        assert words in text


def test_a_letter_alone_proves_nothing_and_a_no_by_telephone_does(region, rut):
    person = Person.objects.create(identity="19600101R012", given_name="Rea", street="Vägen 1", postal_code="999 01")
    entry = offered(rut, region, person)
    assert "Informerad om vårdgarantin: inte visat" in proof_of(rut, entry)
    actions.document(rut.actor, entry.id, actions.Documented("reached", "Vill vänta på oss.", told="nej"))
    text = proof_of(rut, entry)
    assert "Invånaren har frivilligt avstått" in text
    assert "Vill vänta på oss." in text


def test_a_yes_is_no_waiver(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    text = proof_of(rut, entry)
    assert "Har avstått från erbjudandet: inte visat" in text
    assert "Allt som krävs" in text
    assert WaitingEntry.objects.get().state == "hv"
