"""The pages of the waiting list: one press confirms a code, a contact is documented, and a file takes changes out."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest

from vardtrad.cases.waiting_list.models import CodeChange, CodeExport, PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.cases.waiting_list.tests.waiting_people import NO_CARE, YES, answered, latest, offered
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.people.models import Person, Protection


def opened(who, entry):
    return who.browser.open(who.address(f"vardgaranti/{entry.id}/"))


def text_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows_of(text):
    return list(csv.reader(StringIO(text), delimiter=";"))


@pytest.mark.req("004-007", "004-009")
def test_one_press_confirms_the_code_that_follows_of_the_answer(region, rut, hugo, alva, bo):
    entry = answered(alva, offered(rut, region, alva.person, Kind.OPERATION), YES)
    page = opened(hugo, entry)
    assert "Ja, jag bekräftar" in page.main.text
    done = page.press("Ändra koden till HVOP")
    assert "Koden är ändrad till HVOP." in done.main.text
    assert latest(entry).state == "hvop"
    other = answered(bo, offered(rut, region, bo.person), NO_CARE)
    opened(hugo, other).press("Ta bort från väntelistan")
    assert latest(other).state == "removed"


@pytest.mark.req("004-014")
def test_before_an_answer_the_page_says_why_nobody_is_removed(region, rut, alva):
    page = opened(rut, offered(rut, region, alva.person))
    assert "Ingen får tas bort från väntelistan förrän" in page.main.text
    assert "Ändra koden till" not in page.main.text


@pytest.mark.req("B-16")
def test_a_contact_is_documented_and_a_refused_form_keeps_its_text(region, rut, alva):
    entry = offered(rut, region, alva.person)
    page = opened(rut, entry)
    refused = page.press("Dokumentera kontakten", outcome="not_reached", note="Svarar inte, provar i morgon.")
    assert refused.status == 422
    assert "Välj vilken dag ni försöker igen" in refused.main.text
    assert "Svarar inte, provar i morgon." in refused.main.text
    tomorrow = clock.today() + timedelta(days=1)
    done = refused.press("Dokumentera kontakten", next_try=tomorrow.isoformat())
    assert "Kontakten är dokumenterad." in done.main.text
    contact = PhoneCall.objects.get(entry=entry)
    assert (contact.outcome, contact.note, contact.next_try) == (
        "not_reached", "Svarar inte, provar i morgon.", tomorrow
    )  # fmt: skip
    assert contact.by_name == rut.staff.name


def test_a_wrong_code_is_corrected_on_the_page(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    opened(rut, entry).press("Ändra koden till HVNY")
    refused = opened(rut, entry).press("Rätta tillbaka till HV")
    assert refused.status == 422
    opened(rut, entry).press("Rätta tillbaka till HV", reason="Skulle vara operation.")
    assert latest(entry).state == "hv"
    page = opened(rut, entry)
    assert "Skulle vara operation." in page.main.text
    assert "Rättelse" in page.main.text


@pytest.mark.req("004-001")
def test_somebody_is_placed_by_number_after_the_name_has_been_seen(region, rut, alva):
    page = rut.browser.open(rut.address("vardgaranti/ny"))
    unknown = page.press("HÄMTA", identity="20000101-2384")
    assert "Det finns ingen person" in unknown.main.text
    page = page.press("HÄMTA", identity="19771207-2391")
    assert alva.person.name in page.main.text
    assert not WaitingEntry.objects.exists()
    done = page.press("Sätt upp på väntelistan", kind="operation", since="2026-11-02")
    entry = WaitingEntry.objects.get()
    assert (entry.patient_id, entry.kind, entry.since.isoformat(), entry.state) == (
        alva.person.id, "operation", "2026-11-02", "hv"
    )  # fmt: skip
    assert "står på väntelistan" in done.main.text
    again = rut.browser.open(rut.address("vardgaranti/ny")).press("HÄMTA", identity="197712072391")
    refused = again.press("Sätt upp på väntelistan", kind="operation")
    assert (refused.status, "står redan på väntelistan" in refused.main.text) == (422, True)


@pytest.mark.req("B-17")
def test_changes_are_taken_out_once_as_a_file_and_the_same_file_again(region, rut, alva, olle):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    opened(rut, entry).press("Ändra koden till HVNY")
    page = rut.browser.open(rut.address("vardgaranti/koder"))
    assert len(page.rows) == 2
    assert "Ta ut som CSV-fil" in page.main.text
    file = text_of(rut.browser.post(rut.address("vardgaranti/koder")))
    head, *rows = rows_of(file)
    assert head[:2] == ["Personnummer", "Skyddade personuppgifter"]
    assert [(row[0], row[4], row[5]) for row in rows] == [("19771207-2391", "", "HV"), ("19771207-2391", "HV", "HVNY")]
    assert "Ahlgren" not in file
    export = CodeExport.objects.get()
    assert set(CodeChange.objects.values_list("export", flat=True)) == {export.id}
    trace = Trace.objects.get(action="export", label="waiting_list")
    assert set(trace.shown) == {entry.id}
    page = rut.browser.open(rut.address("vardgaranti/koder"))
    assert "Inga nya kodändringar" in page.main.text
    again = rut.browser.get(rut.address(f"vardgaranti/koder/{export.id}.csv"))
    assert rows_of(text_of(again)) == [head, *rows]
    assert olle.browser.open(olle.address(f"vardgaranti/koder/{export.id}.csv")).status == 404
    assert rut.browser.open(rut.address(f"vardgaranti/koder/{uuid4()}.csv")).status == 404


def test_a_protected_person_has_the_mark_and_no_phone_on_the_page_and_no_name_in_a_file(region, rut, alva):
    from vardtrad.cases.case.models import ApprovedContact

    entry = offered(rut, region, alva.person)
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    ApprovedContact.objects.create(clinic=region.a, person=alva.person)
    page = opened(rut, entry)
    assert "Skyddade personuppgifter" in page.main.text
    assert "174 06 05" not in page.main.text
    file = text_of(rut.browser.get(rut.address("vardgaranti/lista.csv?visa=hv")))
    assert "Ahlgren" not in file
    assert "19771207-2391" in file


def test_other_clinics_get_the_answer_for_what_is_not_there(region, rut, alva, olle, petra, adam):
    entry = offered(rut, region, alva.person)
    for who in (olle, petra, adam):
        assert who.browser.open(who.address(f"vardgaranti/{entry.id}/")).status == 404
    assert rut.browser.open(rut.address(f"vardgaranti/{uuid4()}/")).status == 404
    assert Trace.objects.filter(action="read", key=entry.id, outcome="refused").count() == 2


def test_two_boxes_for_a_reason_have_labels_of_their_own(region, rut, hugo, alva):
    """After a code was changed both removal and correction ask why."""
    entry = answered(alva, offered(rut, region, alva.person), YES)
    page = opened(hugo, entry).press("Ändra koden till HVNY")
    areas = [area.attrs["id"] for area in page.main.all("textarea") if area.attrs.get("name") == "reason"]
    assert len(areas) == len(set(areas)) == 2
    labels = {label.attrs["for"]: label.text for label in page.main.all("label") if "for" in label.attrs}
    assert [labels[area] for area in areas] == ["Varför tas invånaren bort från väntelistan?", "Vad blev fel?"]
