"""Typed text is saved for the person who types it (B-04): saving, two windows, sending, closing, and who may not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.people import Employee, Region, Resident, logged_in
from tests.reading import Browser
from vardtrad.cases.case.closing import closed_before
from vardtrad.cases.case.models import Case
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.drafts import actions, queries
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.login import actions as login
from vardtrad.shared.login.models import KeptForm, Session

pytestmark = pytest.mark.req("B-04")

HALF = "Hej! Jag har förnyat receptet på\nmen jag undrar"


def types(browser: Browser, address: str, box: str, text: str, seen: str = "") -> Any:
    """What the script sends while somebody types."""
    form = {"utkast": f"{box}@{seen}", box.partition(".")[2]: text}
    return browser.post(address, form, headers={"accept": "application/json"})


def in_case(who: Employee, case: Case, text: str, seen: str = "", box: str = "besvara.text") -> Any:
    return types(who.browser, who.case_address(case, "utkast"), box, text, seen)


@pytest.fixture
def asked(hugos_case: Case, hugo: Employee) -> Case:
    """Alva's case, where Hugo has asked her something."""
    return hugo.does("ask", hugos_case, "Vilken styrka?")


@pytest.mark.usefixtures("frozen")
def test_a_half_written_answer_is_there_when_the_page_is_opened_again(hugo: Employee, hugos_case: Case) -> None:
    answer = in_case(hugo, hugos_case, HALF)
    assert answer.status_code == 200
    assert answer.json()["saved"] == "Utkast sparat 10.00"
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert page.fields("Besvara")["text"] == HALF
    assert "Du har ett utkast från 17 november, 10.00. Det är inte skickat." in page.main.text


def test_a_draft_outlives_the_session_and_is_only_its_writers(hugo: Employee, rut: Employee, hugos_case: Case) -> None:
    in_case(hugo, hugos_case, HALF)
    login.log_out(Session.objects.filter(staff=hugo.staff).latest("started"))
    again = logged_in(hugo.staff)
    assert again.open(hugo.case_address(hugos_case)).fields("Besvara")["text"] == HALF
    assert HALF not in rut.browser.open(rut.case_address(hugos_case)).html
    assert queries.marked(rut.actor, [hugos_case.id]) == set()
    assert queries.marked(hugo.actor, [hugos_case.id, uuid4()]) == {hugos_case.id}


def test_each_saving_replaces_the_last_one_and_an_emptied_box_is_not_a_draft(hugo: Employee, hugos_case: Case) -> None:
    seen = ""
    for text in ("H", "He", "Hej"):
        seen = in_case(hugo, hugos_case, text, seen).json()["at"]
    assert Draft.objects.get().text == "Hej"
    assert in_case(hugo, hugos_case, " \n", seen).json() == {"at": "", "saved": ""}
    assert not Draft.objects.exists()


def test_another_windows_newer_text_is_shown_and_not_overwritten(hugo: Employee, hugos_case: Case) -> None:
    first = in_case(hugo, hugos_case, "Från fönster ett").json()["at"]
    second = in_case(hugo, hugos_case, "Från fönster två", first).json()["at"]
    late = in_case(hugo, hugos_case, "Ett skriver vidare", first)
    assert late.status_code == 409
    assert late.json() == {"text": "Från fönster två", "at": second}
    assert Draft.objects.get().text == "Från fönster två"
    assert in_case(hugo, hugos_case, "Ett skriver vidare", second).status_code == 200
    blank = in_case(hugo, hugos_case, "Ett tredje fönster, öppnat tomt")
    assert blank.status_code == 409


def test_a_late_saving_after_sending_makes_no_draft_of_the_sent_text(hugo: Employee, hugos_case: Case) -> None:
    seen = in_case(hugo, hugos_case, HALF).json()["at"]
    actions.forget(hugo.actor, hugos_case.id)
    assert in_case(hugo, hugos_case, HALF + " mer", seen).status_code == 410
    assert not Draft.objects.exists()


def test_without_a_script_the_draft_is_saved_and_thrown_away_by_buttons(alva: Resident, asked: Case) -> None:
    page = alva.browser.open(f"/arenden/{asked.id}")
    address = next(b.attrs["formaction"] for b in page.root.all("button") if b.text == "Spara texten")
    saved = alva.browser.send(address, page.fields("Spara texten") | {"text": "Den är 50"})
    assert "Utkastet är sparat. Det är inte skickat." in saved.alerts
    assert saved.fields("Skicka svar")["text"] == "Den är 50"
    other = alva.browser.send(address, page.fields("Spara texten") | {"text": "En annan text"})
    assert other.status == 409
    assert [area.raw.strip() for area in other.main.all("textarea")] == ["En annan text", "Den är 50"]
    thrown = alva.browser.send(address, saved.fields("Släng utkastet"))
    assert "Utkastet är slängt." in thrown.alerts
    assert thrown.fields("Skicka svar")["text"] == ""


def test_a_sent_text_is_no_longer_a_draft(alva: Resident, asked: Case) -> None:
    types(alva.browser, f"/arenden/{asked.id}/utkast", "svara.text", "Den är 50 mikrogram.")
    page = alva.browser.open(f"/arenden/{asked.id}")
    page.press("Skicka svar", text="Den är 50 mikrogram.")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("frozen")
def test_after_a_crash_before_deletion_the_page_says_that_the_text_was_sent(alva: Resident, asked: Case) -> None:
    types(alva.browser, f"/arenden/{asked.id}/utkast", "svara.text", "Den är 50 mikrogram.\n")
    alva.answers_back(asked, "Den är 50 mikrogram.")
    assert "Det du skrev" not in alva.browser.open(f"/arenden/{asked.id}").main.text
    assert not Draft.objects.exists()


def test_a_resident_types_a_new_case_goes_away_and_comes_back(alva: Resident, bo: Resident, region: Region) -> None:
    service = region.renewal_at_a
    address = f"/mottagningar/{service.clinic_id}/{service.id}/"
    assert types(alva.browser, f"{address}utkast", "skicka.text", "Levaxin är").status_code == 200
    page = alva.browser.open(address)
    assert page.main.one("textarea", name="text").raw.strip() == "Levaxin är"
    assert bo.browser.open(address).main.one("textarea", name="text").raw.strip() == ""
    page.press("Läs igenom", text="Levaxin är slut.").press("Skicka")
    assert Case.objects.filter(patient=alva.person).count() == 1
    assert not Draft.objects.exists()


def test_a_draft_needs_the_right_to_write_there(
    hugo: Employee, olle: Employee, bo: Resident, hugos_case: Case, region: Region
) -> None:
    assert types(bo.browser, f"/arenden/{hugos_case.id}/utkast", "svara.text", "x").status_code == 404
    assert in_case(olle, hugos_case, "x").status_code == 404
    assert types(olle.browser, hugo.case_address(hugos_case, "utkast"), "besvara.text", "x").status_code == 404
    away = f"/mottagningar/{region.a.id}/{uuid4()}/utkast"
    assert types(bo.browser, away, "skicka.text", "x").status_code == 404
    assert types(Browser(), f"/arenden/{hugos_case.id}/utkast", "svara.text", "x").status_code == 401
    assert not Draft.objects.exists()


@pytest.mark.parametrize("box", ["", "text", "a.b.c", "Besvara.Text", "x" * 40 + ".text", "a.b\n"])
def test_a_box_with_no_such_name_is_refused(hugo: Employee, hugos_case: Case, box: str) -> None:
    assert in_case(hugo, hugos_case, "x", box=box).status_code == 404
    assert not Draft.objects.exists()


def test_text_that_is_too_long_or_cannot_be_stored_is_refused_with_a_sentence(hugo: Employee, hugos_case: Case) -> None:
    long = in_case(hugo, hugos_case, "x" * (actions.LIMIT + 1))
    assert long.status_code == 422
    assert "20 000 tecken" in long.json()["error"].replace("\N{NO-BREAK SPACE}", " ")
    assert in_case(hugo, hugos_case, "x" * actions.LIMIT).status_code == 200
    assert in_case(hugo, hugos_case, "a\x00b", box="avsluta.reason").status_code == 422
    for number in range(actions.BOXES - 1):
        actions.keep(hugo.actor, hugos_case.id, f"form.{chr(97 + number)}", "x", "")
    assert in_case(hugo, hugos_case, "en till", box="en.till").status_code == 422


def test_a_draft_is_in_no_trace_and_changes_no_case(hugo: Employee, hugos_case: Case) -> None:
    before = Case.objects.values_list("version", "content", "updated").get(pk=hugos_case.pk)
    in_case(hugo, hugos_case, "Hemligt halvskrivet")
    assert Case.objects.values_list("version", "content", "updated").get(pk=hugos_case.pk) == before
    assert all("Hemligt" not in str(vars(trace)) for trace in Trace.objects.all())


def test_drafts_go_a_week_after_the_case_was_closed_and_after_ninety_days(
    hugo: Employee, hanna: Employee, alva: Resident, hugos_case: Case, region: Region, frozen: Any
) -> None:
    other = alva.sends(region.renewal_at_a)
    actions.keep(hanna.actor, hugos_case.id, "besvara.text", "Skrev när kollegan avslutade", "")
    actions.keep(hanna.actor, other.id, "besvara.text", "Ett öppet ärende", "")
    hugo.does("answer", hugos_case, "Klart.")
    frozen.go(days=6)
    actions.clear_old(closed_before)
    assert Draft.objects.count() == 2
    frozen.go(days=2)
    actions.clear_old(closed_before)
    assert list(Draft.objects.values_list("key", flat=True)) == [other.id]
    frozen.go(days=83)
    actions.clear_old(closed_before)
    assert not Draft.objects.exists()


def test_text_typed_after_a_session_expired_is_kept(alva: Resident, asked: Case, frozen: Any) -> None:
    page = alva.browser.open(f"/arenden/{asked.id}")
    frozen.go(hours=3)
    fields = page.fields("Spara texten") | {"text": "Skrivet efteråt"}
    answer = alva.browser.post(f"/arenden/{asked.id}/utkast", fields)
    assert "logga-in" in answer.headers["Location"]
    assert KeptForm.objects.count() == 1
    # A save by the script is not kept as a form that waits to be sent.
    assert types(alva.browser, f"/arenden/{asked.id}/utkast", "svara.text", "Skrivet efteråt").status_code == 401
    assert KeptForm.objects.count() == 1


@pytest.mark.parametrize("box", ["\x00", "besvara", "besvara.text\x00", "../x.y"])
def test_no_box_that_is_none_of_a_pages_is_thrown_away(hugo: Employee, hugos_case: Case, box: str) -> None:
    """A name made by hand is refused as what is not there, and the draft that is there stays."""
    in_case(hugo, hugos_case, HALF)
    answer = hugo.browser.post(hugo.case_address(hugos_case, "utkast"), {"slang": box})
    assert answer.status_code == 404
    assert Draft.objects.get().text == HALF


def test_what_is_gone_on_with_replaces_what_another_window_has_saved(alva: Resident) -> None:
    key = uuid4()
    actions.keep(alva.actor, key, "skicka.text", "Från ett annat fönster", "")
    actions.replace(alva.actor, key, {"skicka.text": "Det här", "skicka.granska": "granska "})
    saved = queries.of(alva.actor, key)
    assert {box: draft.text for box, draft in saved.items()} == {
        "skicka.text": "Det här",
        "skicka.granska": "granska ",
    }
    actions.replace(alva.actor, key, {"skicka.text": ""})
    assert set(queries.of(alva.actor, key)) == {"skicka.granska"}


def test_all_boxes_are_replaced_or_none(alva: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    key = uuid4()
    actions.keep(alva.actor, key, "skicka.text", "Före", "")
    moments = iter([clock.now()])
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    with pytest.raises(StopIteration):
        actions.replace(alva.actor, key, {"skicka.text": "Efter", "skicka.granska": "granska "})
    monkeypatch.undo()
    assert queries.of(alva.actor, key)["skicka.text"].text == "Före"
