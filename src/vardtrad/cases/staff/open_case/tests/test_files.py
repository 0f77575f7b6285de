"""Staff attach files to an answer: now, held for a moment, and later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.files import attach, attached, in_thread, jpeg, remove
from tests.pdfs import pdf
from tests.people import Clock, Employee, Resident, now
from tests.reading import Page
from vardtrad.cases.case.models import Case, Message
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.documents.models import Document
from vardtrad.shared.drafts.models import DraftFile

PLAN = pdf("Egenvårdsplan")


def tab(who: Employee, case: Case, slug: str) -> Page:
    return who.browser.open(who.case_address(case, f"?flik={slug}"))


def files_of(kind: str) -> list[str]:
    return [name for _id, name, *_rest in Message.objects.get(kind=kind).files]


def test_a_question_and_a_partial_reply_take_files(hugos_case, hugo, alva, clamd):
    page = attach(
        tab(hugo, hugos_case, "motfraga"), "plan.pdf", PLAN, text="Läs igenom den här.", reply="partial_reply"
    )
    assert attached(page) == ["plan.pdf"]
    assert page.fields("Skicka")["text"] == "Läs igenom den här."
    page.press("Skicka")
    assert files_of("partial_reply") == ["plan.pdf"]
    attach(tab(hugo, hugos_case, "motfraga"), "fragor.pdf", PLAN).press("Skicka", text="Fyll i.", reply="ask")
    assert files_of("question") == ["fragor.pdf"]
    mine = alva.browser.open(f"/arenden/{hugos_case.id}")
    assert in_thread(mine) == ["plan.pdf", "fragor.pdf"]
    stored = Document.objects.get(name="plan.pdf")
    assert (stored.by, stored.unit, stored.key) == (hugo.staff.id, hugo.clinic.id, hugos_case.id)


def test_an_answer_that_is_held_takes_its_files_along(frozen: Clock, hugos_case, hugo, alva, clamd, settings):
    settings.UNDO_SECONDS = 10
    page = attach(tab(hugo, hugos_case, "besvara"), "plan.pdf", PLAN, text="Klart.")
    page.press("Besvara")
    assert now(hugos_case).state == "closing"
    assert DraftFile.objects.get().held_by is not None
    assert not Document.objects.exists()
    assert "Bifogade filer: plan.pdf" in hugo.browser.open(hugo.case_address(hugos_case)).text
    frozen.go(seconds=11)
    worker.work(HANDLERS)
    assert now(hugos_case).state == "closed"
    assert files_of("answer") == ["plan.pdf"]
    stored = Document.objects.get()
    assert (stored.by, stored.by_name, stored.unit) == (hugo.staff.id, "Hugo Holm", hugo.clinic.id)
    assert not DraftFile.objects.exists()
    assert in_thread(alva.browser.open(f"/arenden/{hugos_case.id}")) == ["plan.pdf"]


def test_what_is_taken_back_has_its_files_left(hugos_case, hugo, clamd, settings):
    settings.UNDO_SECONDS = 60
    page = attach(tab(hugo, hugos_case, "besvara"), "plan.pdf", PLAN, text="Klart.").press("Besvara")
    again = hugo.browser.open(hugo.case_address(hugos_case)).press("Ångra")
    assert again.fields("Besvara")["text"] == "Klart."
    assert attached(again) == ["plan.pdf"]
    assert not Document.objects.exists()
    assert page.status == 200


@pytest.mark.req("B-09")
def test_what_is_sent_later_has_its_files_until_then(frozen: Clock, hugos_case, hugo, alva, clamd):
    day = (clock.today() + timedelta(days=1)).isoformat()
    page = attach(tab(hugo, hugos_case, "besvara"), "plan.pdf", PLAN, text="Klart.")
    page.press("Skicka vid den tiden", day=day, hour="07:00", for_sent="ja")
    assert DraftFile.objects.get().held_by is not None
    assert attached(tab(hugo, hugos_case, "besvara")) == []
    frozen.go(days=1)
    worker.work(HANDLERS)
    assert files_of("answer") == ["plan.pdf"]


def test_what_the_resident_hinders_gives_the_files_back(frozen: Clock, hugos_case, hugo, rut, clamd):
    day = (clock.today() + timedelta(days=1)).isoformat()
    attach(tab(hugo, hugos_case, "besvara"), "plan.pdf", PLAN, text="Klart.").press(
        "Skicka vid den tiden", day=day, hour="07:00", for_sent="ja"
    )
    rut.does("partial_reply", hugos_case, "Vi återkommer.")
    assert attached(tab(hugo, hugos_case, "besvara")) == ["plan.pdf"]
    frozen.go(days=1)
    worker.work(HANDLERS)
    assert not Message.objects.filter(kind="answer").exists()


def test_ten_files_and_not_eleven(hugos_case, hugo, clamd):
    page = tab(hugo, hugos_case, "besvara")
    for number in range(10):
        page = attach(page, f"bild{number}.jpg", jpeg(size=(10, 10)))
    assert len(attached(page)) == 10
    assert not page.root.all("input", type="file")
    page = remove(page, "bild3.jpg", text="Klart.")
    assert len(attached(page)) == 9
    assert page.root.all("input", type="file")
    assert page.fields("Besvara")["text"] == "Klart."


def test_each_tab_and_each_colleague_has_files_of_their_own(hugos_case, hugo, rut, hanna, clamd):
    attach(tab(hugo, hugos_case, "besvara"), "plan.pdf", PLAN)
    assert attached(tab(hugo, hugos_case, "motfraga")) == []
    assert attached(tab(rut, hugos_case, "motfraga")) == []
    waiting = DraftFile.objects.get()
    assert rut.browser.get(rut.case_address(hugos_case, f"filer/{waiting.id}")).status_code == 404
    assert hugo.browser.get(hugo.case_address(hugos_case, f"filer/{waiting.id}")).status_code == 200
    # Who may not read the case may not see even a file of their own in it.
    assert hanna.browser.get(hanna.case_address(hugos_case, f"filer/{waiting.id}")).status_code == 404


def test_who_may_not_read_the_case_opens_none_of_its_files(hugos_case, hugo, greta, clamd):
    attach(tab(hugo, hugos_case, "motfraga"), "plan.pdf", PLAN).press("Skicka", text="Se här.", reply="partial_reply")
    document = Document.objects.get()
    for more in ("", "/spara", "/liten"):
        assert greta.browser.get(greta.case_address(hugos_case, f"fil/{document.id}{more}")).status_code == 404
    assert Trace.objects.filter(actor_id=greta.staff.id, outcome="refused").exists()


def test_the_next_who_answers_does_not_send_somebody_elses_files(hugos_case, hugo, rut, alva: Resident, clamd):
    attach(tab(hugo, hugos_case, "motfraga"), "plan.pdf", PLAN)
    waiting = DraftFile.objects.get()
    page = tab(rut, hugos_case, "motfraga")
    back = page.press("Skicka", text="Vi återkommer.", reply="partial_reply", bilaga=[str(waiting.id)])
    assert "En bifogad fil har tagits bort" in back.text
    assert not Message.objects.filter(kind="partial_reply").exists()
