"""A resident finds a clinic, writes, looks it over, sends, and sees the case; and sends it once however often."""

import pytest

from tests.people import now
from vardtrad.cases.case.models import Case, Message, Service
from vardtrad.gate.models import Trace, Version

TEXT = "Jag behöver förnya mitt recept.\n\nHälsningar Alva"


def page_of(region, resident):
    return resident.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")


@pytest.mark.req("000-001")
def test_from_the_inbox_to_the_receipt(region, alva):
    inbox = alva.browser.open("/inkorg")
    assert "Inga ärenden än" in inbox.text

    clinics = inbox.follow("Nytt ärende")
    assert {"Vårdcentralen Alen", "Medicinmottagningen Björken", "Citykliniken"} <= {
        a.text for a in clinics.main.all("a")
    }
    assert "Avdelning 31" not in clinics.text
    clinics = clinics.press("Sök", q="alen ALKÖPING")
    assert [a.text for a in clinics.main.all("a")] == ["Vårdcentralen Alen"]

    clinic = clinics.follow("Vårdcentralen Alen")
    assert "Inte för akuta besvär." in clinic.text
    assert "Ring 112 vid livsfara" in clinic.text
    assert "Vi förnyar inom tre dagar." in clinic.text

    write = clinic.follow("Förnya recept")
    assert "Inte för akuta besvär." in write.text
    assert [label.text for label in write.main.all("label")] == ["Vilket läkemedel gäller det?", "Bifoga fil"]

    preview = write.press("Läs igenom", text=TEXT)
    assert preview.main.one("h1").text == "Läs igenom ditt ärende"
    assert "Inget är skickat än." in preview.text
    assert "Hälsningar Alva" in preview.text
    assert not Case.objects.exists()

    again = preview.press("Ändra")
    assert again.fields("Läs igenom")["text"] == TEXT
    preview = again.press("Läs igenom", text=TEXT)

    receipt = preview.press("Skicka")
    case = Case.objects.get()
    assert receipt.address == f"/arenden/{case.id}/kvitto"
    assert receipt.main.one("h1").text == "Ditt ärende är skickat"
    assert "Vårdcentralen Alen har tagit emot ditt ärende." in receipt.text
    assert Message.objects.get(case=case).text == TEXT

    shown = receipt.follow("Visa ärendet")
    assert "Du" in shown.thread[0]
    assert "Hälsningar Alva" in shown.thread[0]
    assert "Väntar på mottagningen" in shown.thread[-1]
    assert alva.browser.open("/inkorg").link("Förnya recept") == f"/arenden/{case.id}"


def test_a_double_click_sends_once(region, alva):
    preview = page_of(region, alva).press("Läs igenom", text=TEXT)
    first, second = preview.press("Skicka"), preview.press("Skicka")
    assert first.address == second.address
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1
    assert Version.objects.filter(label="case", move="send").count() == 1


def test_the_same_key_from_somebody_else_is_another_form(region, alva, bo):
    preview = page_of(region, alva).press("Läs igenom", text=TEXT)
    sent = preview.fields("Skicka")
    preview.press("Skicka")
    # From a page of his own, that he has looked over: Bo cannot send what was drawn for Alva.
    own = page_of(region, bo).press("Läs igenom", text="Bos text").fields("Skicka")
    page = bo.browser.send(preview.address, {**own, "submit_key": sent["submit_key"]})
    assert page.main.one("h1").text == "Ditt ärende är skickat"
    assert {case.patient_id for case in Case.objects.all()} == {alva.person.id, bo.person.id}


def test_two_pages_are_two_cases(region, alva):
    for send in ("Skicka", "Skicka ändå"):  # the second time, the page warns of the first (B-10)
        page_of(region, alva).press("Läs igenom", text=TEXT).press(send)
    assert Case.objects.count() == 2


def test_a_service_that_has_closed_refuses_the_case_and_the_text_is_kept(region, alva):
    preview = page_of(region, alva).press("Läs igenom", text=TEXT)
    Service.objects.filter(pk=region.renewal_at_a.pk).update(open=False)
    page = preview.press("Skicka")
    assert page.status == 422
    assert "Mottagningen tar inte längre emot ärenden av den här typen här." in page.text
    assert "Du kan också ringa mottagningen" in page.text
    assert "Hälsningar Alva" in page.main.one("textarea", id="kept-1").raw
    assert "Läs igenom" not in [button.text for button in page.main.all("button")]
    assert not Case.objects.exists()
    assert alva.browser.get(preview.address).status_code == 404
    assert "Förnya recept" not in alva.browser.open(f"/mottagningar/{region.a.id}").text


def test_a_clinic_without_open_services_says_so(region, alva):
    Service.objects.filter(clinic=region.a).update(open=False)
    assert "tar inte emot ärenden här just nu" in alva.browser.open(f"/mottagningar/{region.a.id}").text


def test_a_service_of_another_clinic_is_not_there(region, alva):
    address = f"/mottagningar/{region.a.id}/{region.services['b', 'renewal'].id}/"
    assert alva.browser.open(address).status == 404


@pytest.mark.parametrize(
    ("words", "matches"),
    [
        ("", 3),
        ("vårdcentralen", 1),
        ("björkstad", 1),
        ("Alköpings kommun", 1),
        ("alen björken", 0),
        ("%", 0),
        ("_", 0),
        ("'; DROP TABLE cases_case; --", 0),
    ],
)
def test_search_for_clinics(region, alva, words, matches):
    page = alva.browser.get("/mottagningar", {"q": words})
    text = page.content.decode()
    assert text.count('class="mail"') == matches
    assert ("Ingen mottagning hittades" in text) == (matches == 0)


@pytest.mark.req("000-001")
def test_the_resident_and_the_clinic_see_the_same_case(region, alva, rut):
    case = alva.sends(region.renewal_at_a, "Samma text i båda ändar.")
    rows = rut.browser.open(rut.address("arenden/inkomna")).rows
    assert rows[0]["href"] == rut.case_address(case)
    assert any("Samma text i båda ändar." in entry for entry in rut.browser.open(rut.case_address(case)).thread)
    assert any("Samma text i båda ändar." in entry for entry in alva.browser.open(f"/arenden/{case.id}").thread)


def test_reading_leaves_traces_with_the_patient(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.browser.open(rut.address("arenden/inkomna"))
    rut.browser.open(rut.case_address(case))
    listed = Trace.objects.get(actor_id=rut.staff.id, action="list")
    assert listed.shown == [case.id]
    read = Trace.objects.get(actor_id=rut.staff.id, action="read", key=case.id)
    assert (read.person_id, read.unit_id, read.outcome) == (alva.person.id, region.a.id, "done")
    assert read.session_id is not None


def test_the_resident_sees_that_the_clinic_has_read_the_case(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    assert "Mottagningen har läst ärendet." not in alva.browser.open(f"/arenden/{case.id}").text
    rut.browser.open(rut.case_address(case))
    rut.browser.open(rut.case_address(case))
    assert alva.browser.open(f"/arenden/{case.id}").text.count("Mottagningen har läst ärendet.") == 1
    assert now(case).content == case.content  # marking as read makes no page stale


@pytest.mark.req("B-04")
def test_the_browsers_back_finds_the_review_and_after_sending_that_it_is_sent(region, alva):
    """No page is the answer to a posted form: the browser would show its own error page at Back."""
    page = page_of(region, alva)
    sent = page.fields("Läs igenom") | {"text": TEXT, "gor": "granska"}
    answer = alva.browser.post(page.address, sent)
    assert answer.status_code == 302
    review = alva.browser.open(answer.headers["Location"])
    assert review.main.one("h1").text == "Läs igenom ditt ärende"
    assert "Hälsningar" in review.main.text
    assert "Hälsningar" in page_of(region, alva).main.text  # one step further back
    review.press("Skicka")
    back = alva.browser.open(answer.headers["Location"])
    assert back.main.one("h1").text == "Ditt ärende är skickat"
    assert Case.objects.count() == 1


def test_a_review_of_nothing_leads_to_the_writing(region, alva, bo):
    address = page_of(region, alva).press("Läs igenom", text=TEXT).address
    assert "Hälsningar" not in bo.browser.open(address).html
    assert bo.browser.open(address).address == page_of(region, bo).address
