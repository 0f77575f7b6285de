"""A code and its standard answer by one press, from the answer that the patient gave in the delivered form (004)."""

from __future__ import annotations

import pytest

from tests.course import SAYS
from tests.people import Resident, now
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves import asking_back, distributing
from vardtrad.cases.case.standard_answers.models import AnswerUse, StandardAnswer
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.cases.teams.models import Group, Member
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.cases.waiting_list.tests.waiting_people import latest, offered
from vardtrad.shared.forms.answering import judged


@pytest.fixture(autouse=True)
def in_use(region, adam, settings):
    """The clinic has taken the delivered offer into use, and an answer is sent at once."""
    settings.REGION_NAME, settings.UNDO_SECONDS = "Region Norr", 0
    settings.TRAVEL_URL = "https://exempel.se/resa"
    load_care_guarantee(adam.actor)


def said(resident: Resident, region, rut, says: str, kind: Kind = Kind.VISIT):
    """The entry of somebody who has given this alternative in the form."""
    entry = offered(rut, region, resident.person, kind)
    case = Case.objects.select_related("form_version").get(pk=entry.offer_id)
    given = judged(case.form_version, SAYS[says])
    asking_back.answer_form(resident.actor, case.id, given, seen=now(case).content)
    return latest(entry)


def opened(who, entry):
    return who.browser.open(who.address(f"vardgaranti/{entry.id}/"))


NO_CARE = "Nej, behöver inte vård mer"


@pytest.mark.req("004-007", "004-008", "004-009", "004-059")
@pytest.mark.parametrize(
    ("says", "kind", "button", "code", "name"),
    [
        ("JA", Kind.VISIT, "Ändra koden till HVNY och skicka standardsvaret", "hvny", "Ja"),
        ("JA", Kind.OPERATION, "Ändra koden till HVOP och skicka standardsvaret", "hvop", "Ja"),
        ("NEJ", Kind.VISIT, "Ändra koden till P och skicka standardsvaret", "p", "Nej"),
        ("NEJ_NO_CARE", Kind.VISIT, "Ta bort från väntelistan och skicka standardsvaret", "removed",
         f"{NO_CARE} – besök"),
        ("NEJ_NO_CARE", Kind.OPERATION, "Ta bort från väntelistan och skicka standardsvaret", "removed",
         f"{NO_CARE} – operation"),
    ],
)  # fmt: skip
def test_one_press_changes_the_code_and_sends_the_standard_answer(
    region, rut, hugo, alva, says, kind, button, code, name
):
    entry = said(alva, region, rut, says, kind)
    page = opened(hugo, entry)
    assert f"Standardsvaret {name}" in page.main.text
    done = page.press(button)
    assert "och svaret är skickat." in done.main.text
    assert latest(entry).state == code
    case = Case.objects.get(pk=entry.offer_id)
    sent = Message.objects.get(case=case, kind="answer")
    ready = StandardAnswer.objects.get(clinic=region.a, name=name)
    assert (case.state, sent.text.strip()) == ("closed", ready.text.strip())
    assert AnswerUse.objects.get().answer_id == ready.id
    assert "Tack för ditt svar!" in alva.browser.open(f"/arenden/{case.id}").main.text


@pytest.mark.req("004-074")
def test_the_answer_to_a_yes_says_everything_that_follows(region, rut, hugo, alva):
    entry = said(alva, region, rut, "JA")
    opened(hugo, entry).press("Ändra koden till HVNY och skicka standardsvaret")
    page = alva.browser.open(f"/arenden/{entry.offer_id}")
    for words in (
        "Du har tackat ja till att få vård av en vårdgivare som Region Norr har avtal med.",
        "Du kommer snart få besked från Vårdgarantiservice vilken vårdgivare det blir.",
        "Sedan får du en tid från den vårdgivaren inom 60 dagar.",
        "Du har möjlighet att ta med en närstående om du behöver det.",
        "Spara kvitto för besök och resa",
        "Det är du som söker ersättning för både dig och din närstående.",
    ):
        assert words in page.main.text
    assert page.link("ersättning för resekostnader") == "https://exempel.se/resa"


@pytest.mark.req("004-007")
def test_a_double_press_does_it_once(region, rut, hugo, alva):
    entry = said(alva, region, rut, "JA")
    page = opened(hugo, entry)
    for _press in range(2):
        done = page.press("Ändra koden till HVNY och skicka standardsvaret")
        assert "Koden är ändrad till HVNY" in done.main.text
    assert Message.objects.filter(kind="answer").count() == 1
    assert latest(entry).content == entry.content + 1


@pytest.mark.req("004-007", "004-056")
def test_a_groups_case_is_taken_by_the_same_press(region, rut, hugo, hanna, alva):
    group = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    Member.objects.create(group=group, staff=hanna.staff)
    entry = said(alva, region, rut, "JA")
    case = Case.objects.get(pk=entry.offer_id)
    distributing.reassign(hugo.actor, case.id, group, seen=case.content)
    page = opened(hanna, entry)
    assert "Ärendet fördelas till dig när du skickar." in page.main.text
    page.press("Ändra koden till HVNY och skicka standardsvaret")
    assert Case.objects.get(pk=case.id).handler_id == hanna.staff.id


def test_somebody_elses_case_gets_the_code_only(region, rut, hugo, hanna, alva):
    entry = said(alva, region, rut, "JA")
    page = opened(hanna, entry)
    assert "skicka standardsvaret" not in page.main.text
    page.press("Ändra koden till HVNY")
    assert latest(entry).state == "hvny"
    assert Case.objects.get(pk=entry.offer_id).state == "answered"


def test_a_text_with_a_field_left_is_filled_in_by_hand(region, rut, hugo, alva):
    StandardAnswer.objects.filter(clinic=region.a, name="Ja").update(text="Det blir [[vårdgivare]].")
    entry = said(alva, region, rut, "JA")
    assert "skicka standardsvaret" not in opened(hugo, entry).main.text


def test_if_the_answer_is_refused_the_code_stands_and_the_page_says_so(region, rut, hugo, alva):
    entry = said(alva, region, rut, "JA")
    page = opened(hugo, entry)
    case = Case.objects.get(pk=entry.offer_id)
    asking_back.ask(hugo.actor, case.id, "Vilken dag passar?", seen=case.content)
    done = page.press("Ändra koden till HVNY och skicka standardsvaret")
    assert "Koden är ändrad till HVNY, men svaret är inte skickat." in done.main.text
    assert latest(entry).state == "hvny"
    assert not Message.objects.filter(kind="answer").exists()


def test_what_waits_to_be_sent_can_be_taken_back(region, rut, hugo, alva, settings):
    settings.UNDO_SECONDS = 10
    entry = said(alva, region, rut, "JA")
    done = opened(hugo, entry).press("Ändra koden till HVNY och skicka standardsvaret")
    assert "Koden är ändrad till HVNY. Svaret skickas och ärendet avslutas." in done.text
    assert Case.objects.get(pk=entry.offer_id).state == "closing"


def test_nobody_else_may_press_it(region, rut, hugo, alva, adam, olle, petra):
    """As the other addresses of an entry: nothing is there for another clinic, nor for who does not work with cases."""
    entry = said(alva, region, rut, "JA")
    path = f"vardgaranti/{entry.id}/kod-och-svar"
    for who in (adam, olle, petra):
        assert who.browser.post(who.address(path)).status_code == 404
    assert hugo.browser.post(hugo.address(path)).status_code == 422
    assert hugo.browser.get(hugo.address(path)).status_code == 302
    assert latest(entry).state == "hv"
