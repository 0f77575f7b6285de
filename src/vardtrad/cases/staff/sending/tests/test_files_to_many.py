"""BIFOGA FILER in Skicka ärende: kept with the draft, stored once for all, shown to each recipient (004-035)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.clamd import EICAR
from tests.files import attach, attached, in_thread, jpeg, remove
from tests.pdfs import pdf
from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case, CaseType, Message
from vardtrad.cases.case.moves import sending as moves
from vardtrad.cases.case.needs import FILES_OF_STAFF
from vardtrad.cases.staff.sending import actions, carrying_out
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.staff.sending.tests.test_sending_out import ALVA, BO, INFORMATION, QUESTION, templates, to_message
from vardtrad.gate.door import moves as door_moves
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.models import DraftFile

__all__ = ["templates"]
pytestmark = [pytest.mark.req("004-035"), pytest.mark.usefixtures("templates", "clamd")]


def test_two_recipients_get_the_same_two_files_which_are_stored_once(hugo: Employee, alva: Resident, bo: Resident):
    page = to_message(hugo, QUESTION, ALVA, BO)
    assert "BIFOGA FILER" in page.main.text
    page = attach(page, "karta.jpg", jpeg(), text="Så här hittar du till oss.", to="mig")
    assert page.status == 200
    assert page.fields("SKICKA")["text"] == "Så här hittar du till oss.", "nothing typed is lost"
    page = attach(page, "provsvar.pdf", pdf("Ta med"))
    assert attached(page) == ["karta.jpg", "provsvar.pdf"]
    assert hugo.browser.get(page.link("karta.jpg (öppnas i en ny flik)"))["Content-Type"] == "image/jpeg"
    assert page.press("SKICKA").main.one("h1").text == "Ärendet är skickat"
    dispatch = Dispatch.objects.get()
    stored = {document.name: document for document in Document.objects.all()}
    assert sorted(stored) == ["karta.jpg", "provsvar.pdf"]
    assert {(row.label, row.key, row.by) for row in stored.values()} == {("case_sending", dispatch.id, hugo.staff.id)}
    assert [message.files for message in Message.objects.all()] == 2 * [
        [[str(row.id), row.name, row.media_type, row.size] for row in stored.values()]
    ]
    assert not DraftFile.objects.exists()
    for who in (alva, bo):
        case = Case.objects.get(patient=who.person)
        page = who.browser.open(f"/arenden/{case.id}")
        assert in_thread(page) == ["karta.jpg", "provsvar.pdf"]
        opened = who.browser.get(page.link("provsvar.pdf (öppnas i en ny flik)"))
        assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
        small = who.browser.get(page.root.one("ul", aria_label="Bifogade filer").one("img").attrs["src"])
        assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
        assert Trace.objects.get(action="read_file", key=case.id).person_id == who.person.id
        staff = hugo.browser.open(hugo.case_address(case))
        assert in_thread(staff) == ["karta.jpg", "provsvar.pdf"]
        assert hugo.browser.get(staff.link("Ladda ner karta.jpg")).status_code == 200


def test_who_did_not_get_it_opens_nothing(hugo: Employee, alva: Resident, bo: Resident, region: Region):
    attach(to_message(hugo, INFORMATION, ALVA), "karta.jpg", jpeg()).press("SKICKA", text="Se kartan.")
    document = Document.objects.get()
    actions.begin(hugo.actor, region.a, Case.objects.get().case_type)
    to_message(hugo, INFORMATION, BO).press("SKICKA", text="Utan karta.")
    bos, own = Case.objects.get(patient=bo.person), bo.sends(region.renewal_at_a)
    for case in (bos, own, Case.objects.get(patient=alva.person)):
        for path in ("", "/spara", "/liten"):
            assert bo.browser.get(f"/arenden/{case.id}/fil/{document.id}{path}").status_code == 404
    assert alva.browser.get(f"/arenden/{Case.objects.get(patient=alva.person).id}/fil/{uuid4()}").status_code == 404


def test_files_stay_with_the_draft_until_it_is_sent_and_are_their_owners(hugo: Employee, hanna: Employee):
    page = attach(to_message(hugo, QUESTION, ALVA), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    address = page.address
    again = hugo.browser.open(address)
    assert attached(again) == ["karta.jpg"]
    file = DraftFile.objects.get()
    assert hanna.browser.get(f"{address}filer/{file.id}").status_code == 404
    assert hugo.browser.get(f"{address}filer/{file.id}?liten=1").status_code == 200
    assert attached(remove(again, "karta.jpg")) == []
    assert not DraftFile.objects.exists()


def test_a_file_that_another_window_has_removed_sends_nothing(hugo: Employee):
    page = attach(to_message(hugo, QUESTION, ALVA), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    DraftFile.objects.all().delete()
    refused = page.press("SKICKA", text="Se kartan.", to="mig")
    assert refused.status == 422
    assert "Inget har skickats." in refused.alerts
    assert "har tagits bort eller skickats" in refused.alerts
    assert refused.fields("SKICKA")["text"] == "Se kartan."
    assert not Case.objects.exists()
    assert not Document.objects.exists()


def test_bad_files_and_an_eleventh_are_refused_with_the_text_kept(hugo: Employee):
    page = to_message(hugo, QUESTION, ALVA)
    page = attach(page, "virus.jpg", jpeg() + EICAR, text="Läs bilagan.", to="mig")
    assert page.status == 422
    assert page.fields("SKICKA")["text"] == "Läs bilagan."
    for number in range(FILES_OF_STAFF):
        page = attach(page, f"{number}.jpg", jpeg())
        assert page.status == 200
    assert "fil" not in page.fields("SKICKA")
    key = Dispatch.objects.get().id
    DraftFile.objects.create(
        owner=hugo.staff.id, key=key, form="skicka", name="11.jpg", media_type="image/jpeg", size=1, content=b"x",
        at=DraftFile.objects.latest("at").at,
    )  # fmt: skip
    refused = hugo.browser.open(page.address).press("SKICKA", text="Läs bilagorna.", to="mig")
    assert "Högst 10 filer kan bifogas till ett meddelande." in refused.alerts
    assert not Case.objects.exists()


def test_sent_after_a_crash_between_the_cases_and_the_outcome_there_is_one_copy(
    hugo: Employee, monkeypatch: pytest.MonkeyPatch
):
    page = attach(to_message(hugo, QUESTION, ALVA, BO), "karta.jpg", jpeg(), text="Se kartan.", to="mig")

    def power_cut(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "update_set", power_cut)
        with pytest.raises(KeyboardInterrupt):
            page.press("SKICKA", text="Se kartan.", to="mig")
    assert Case.objects.count() == 2
    assert DraftFile.objects.count() == 1
    # What the page's own process left, the worker takes over when the claim has run out.
    assert "0 av 2" in page.press("SKICKA", text="Se kartan.", to="mig").main.text
    Dispatch.objects.update(not_before=clock.now())
    assert carrying_out.carry_out() == 2
    result = hugo.browser.open(hugo.address(f"skicka/{Dispatch.objects.get().id}/klart"))
    assert result.main.one("h1").text == "Ärendet är skickat"
    assert not DraftFile.objects.exists()
    assert Case.objects.count() == 2
    assert Document.objects.count() == 1
    assert not DraftFile.objects.exists()


def test_cases_that_are_tried_one_by_one_still_share_the_file(hugo: Employee, monkeypatch: pytest.MonkeyPatch):
    """When the database objects to a set, each case has a transaction of its own; the file is stored by the first."""
    page = attach(to_message(hugo, QUESTION, ALVA, BO), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    real = door_moves.write

    def objects_to_sets(subject: Any, actor: Any, allowed: Any, at: Any) -> None:
        if len(allowed) > 1:
            raise IntegrityError
        real(subject, actor, allowed, at)

    monkeypatch.setattr(door_moves, "write", objects_to_sets)
    assert page.press("SKICKA", text="Se kartan.", to="mig").main.one("h1").text == "Ärendet är skickat"
    assert Document.objects.count() == 1
    assert [message.files[0][0] for message in Message.objects.all()] == 2 * [str(Document.objects.get().id)]


def test_a_first_recipient_who_is_refused_takes_no_file_away(hugo: Employee, monkeypatch: pytest.MonkeyPatch):
    page = attach(to_message(hugo, QUESTION, ALVA, BO), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    real = moves.may_reach
    monkeypatch.setattr(moves, "may_reach", lambda person, clinic: person.given_name != "Alva" and real(person, clinic))
    page.press("SKICKA", text="Se kartan.", to="mig")
    assert Message.objects.get().files[0][0] == str(Document.objects.get().id)


def test_the_table_judges_the_files_of_what_a_clinic_sends(hugo: Employee, region: Region, alva: Resident):
    template = CaseType.objects.get(name=INFORMATION)
    outgoing = [moves.Outgoing(alva.person, "Hej!")]
    lost = Chosen(uuid4(), (uuid4(),))
    (outcome,) = moves.send_out(hugo.actor, region.a, template, outgoing, hugo.staff, chosen=lost)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.NEED
    assert not Case.objects.exists()


def test_the_worker_sends_the_files_along_and_empties_the_draft_when_all_is_sent(
    hugo: Employee, alva: Resident, bo: Resident, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(carrying_out, "CHUNK", 1)
    page = attach(to_message(hugo, QUESTION, ALVA, BO), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    assert "0 av 2" in page.press("SKICKA", text="Se kartan.", to="mig").main.text
    assert carrying_out.carry_out() == 1
    assert DraftFile.objects.count() == 1
    assert carrying_out.carry_out() == 1
    assert not DraftFile.objects.exists()
    assert Document.objects.count() == 1
    assert [len(message.files) for message in Message.objects.all()] == [1, 1]


def test_a_worker_that_is_quicker_than_the_page_finds_the_files(
    hugo: Employee, alva: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has claimed what was ordered a moment ago: the draft with the files stays until that is sent."""
    page = attach(to_message(hugo, QUESTION, ALVA), "karta.jpg", jpeg(), text="Se kartan.", to="mig")
    with monkeypatch.context() as patched:
        patched.setattr(actions, "carry_out_now", lambda _dispatch: None)
        page.press("SKICKA")
    assert DraftFile.objects.exists()
    carrying_out.carry_out()
    assert in_thread(alva.browser.open(f"/arenden/{Case.objects.get().id}")) == ["karta.jpg"]
    assert not DraftFile.objects.exists()
