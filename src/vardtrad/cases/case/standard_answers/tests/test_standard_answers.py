"""Standard answers: the administrator changes the clinic's, and staff change their own (000-035, 002-042, B-05)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from vardtrad.cases.case.standard_answers import actions
from vardtrad.cases.case.standard_answers.actions import Written
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_answers.queries import standard_answers
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused

CLINICS, OWN = "administration/standardsvar/", "installningar/standardsvar/"
TEXT = "Hej {förnamn}! Ditt besök är avbokat. Hälsningar {mottagning}"


@pytest.fixture(params=["clinic", "own"])
def place(request, adam, hugo):
    """The author and the page: an administrator for the clinic's answers, a handler for personal ones."""
    return (adam, CLINICS) if request.param == "clinic" else (hugo, OWN)


@pytest.mark.req("000-035", "002-042", "B-05")
def test_written_offered_changed_and_removed(place, hugo) -> None:
    who, base = place
    page = who.browser.open(who.address(f"{base}nytt/"))
    done = page.press("Spara", name="Avbokat besök", use="partial_reply", order="5", text=TEXT)
    assert "Standardsvaret är sparat." in done.alerts
    (kept,) = standard_answers(who.clinic.id, hugo.staff.id, use="partial_reply")
    assert (kept.name, kept.text, kept.order) == ("Avbokat besök", TEXT, 5)
    changed = done.follow("Avbokat besök").press("Spara", text="Besöket är avbokat.", use="answer")
    assert "Standardsvaret är sparat." in changed.alerts
    kept.refresh_from_db()
    assert (kept.use, kept.text) == ("answer", "Besöket är avbokat.")
    gone = changed.follow("Avbokat besök").press("Ta bort Avbokat besök")
    assert "Standardsvaret är borttaget." in gone.alerts
    assert not StandardAnswer.objects.filter(pk=kept.pk).exists()
    traces = Trace.objects.filter(label="standard_answer", outcome="done").order_by("at")
    assert [trace.action for trace in traces] == ["save_answer", "save_answer", "remove_answer"]
    assert traces[1].detail["changed"] == ["text", "use"]


@pytest.mark.req("B-05")
def test_variables_are_listed_inserted_and_seen_in_a_preview(place) -> None:
    who, base = place
    page = who.browser.open(who.address(f"{base}nytt/"))
    page = page.press("{förnamn} Invånarens förnamn", name="Hälsning", text="Hej")
    assert page.status == 200
    assert page.alerts.strip(" |") == "", "a draft has nothing to say yet"
    assert page.fields("Spara")["text"] == "Hej {förnamn}"
    assert page.fields("Spara")["name"] == "Hälsning"
    shown = page.press("Förhandsgranska", text="Hej {förnamn}! Från {mottagning}. Ta [[dos]].")
    assert "Hej Kim! Från Vårdcentralen Alen. Ta [[dos]]." in shown.main.text
    assert not StandardAnswer.objects.filter(name="Hälsning").exists(), "a preview saves nothing"
    shown.press("Spara")
    assert StandardAnswer.objects.get(name="Hälsning").text == "Hej {förnamn}! Från {mottagning}. Ta [[dos]]."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Skriv ett namn."),
        ({"name": "\u200b"}, "Skriv ett namn."),
        ({"text": " \u2800 "}, "Skriv en text."),
        ({"text": "x" * 4001}, "1 tecken för lång"),
        ({"text": "Hej {namm} och {adress}!"}, "Det finns ingen variabel som heter {namm}, {adress}."),
        ({"text": "a\x00b"}, "nolltecken"),
        ({"use": "kung"}, "Välj bland flikarna"),
        ({"case_type": str(uuid4())}, "Välj bland ärendetyperna"),
        ({"order": "0"}, "Skriv ett nummer från 1 till 999."),
        ({"order": "först"}, "Skriv ett nummer från 1 till 999."),
    ],
)
def test_text_that_cannot_be_saved_is_reported_and_kept_in_the_page(place, typed, sentence) -> None:
    who, base = place
    before = StandardAnswer.objects.count()
    page = who.browser.open(who.address(f"{base}nytt/"))
    page = page.press("Spara", **{"name": "Namnet", "text": "Texten.", **typed})
    assert page.status == 422
    assert sentence in page.alerts
    assert StandardAnswer.objects.count() == before
    assert page.fields("Spara")["name"] == typed.get("name", "Namnet")


def test_a_name_is_used_once_and_a_double_click_counts_once(adam, hugo) -> None:
    with pytest.raises(Refused, match="redan ett standardsvar med det namnet"):
        actions.save_answer(adam.actor, Written("Ring oss", "En annan text."), own=False)
    same = Written("Ring mig", "Ring mig på telefontid.")
    first, second = actions.save_answer(adam.actor, same, own=False), actions.save_answer(adam.actor, same, own=False)
    assert first.id == second.id
    # A personal answer may have the same name as one of the clinic's.
    actions.save_answer(hugo.actor, Written("Ring oss", "Min text."), own=True)


@pytest.mark.req("B-05", "000-017")
def test_nobody_reaches_the_answers_of_others(adam, hugo, hanna, rut, olle, region) -> None:
    mine = actions.save_answer(hugo.actor, Written("Mitt", "Min text."), own=True)
    clinics = StandardAnswer.objects.get(name="Ring oss")
    assert mine not in standard_answers(region.a.id, hanna.staff.id)
    assert mine in standard_answers(region.a.id, hugo.staff.id)
    for who, key, own in (
        (hanna, mine.id, True), (adam, mine.id, False), (adam, mine.id, True), (hugo, clinics.id, True),
        (hugo, clinics.id, False), (rut, clinics.id, False), (olle, clinics.id, False), (adam, uuid4(), False),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.save_answer(who.actor, Written("Kapat", "Kapad text."), own=own, answer=key)
        assert refused.value.reason is Reason.NOT_THERE
        with pytest.raises(Refused):
            actions.remove_answer(who.actor, key, own=own)
    assert not StandardAnswer.objects.filter(name="Kapat").exists()
    with pytest.raises(Refused):
        actions.save_answer(rut.actor, Written("Nytt", "Text."), own=False)
    for who in (hanna, adam):
        assert who.browser.open(who.address(f"{OWN}{mine.id}/")).status == 404
    assert adam.browser.open(adam.address(f"{CLINICS}{mine.id}/")).status == 404


def test_a_stale_page_changes_nothing_and_keeps_the_text(place, hugo) -> None:
    who, base = place
    kept = actions.save_answer(who.actor, Written("Svar", "Första texten."), own=base == OWN)
    first, second = (who.browser.open(who.address(f"{base}{kept.id}/")) for _n in range(2))
    first.press("Spara", text="Andra texten.")
    page = second.press("Spara", text="Tredje texten.")
    assert page.status == 422
    assert "har ändrats sedan du öppnade sidan" in page.alerts
    assert page.fields("Spara")["text"] == "Tredje texten."
    kept.refresh_from_db()
    assert kept.text == "Andra texten."
    page.press("Spara")
    kept.refresh_from_db()
    assert kept.text == "Tredje texten."
