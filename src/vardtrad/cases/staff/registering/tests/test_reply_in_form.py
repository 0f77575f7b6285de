"""Staff telephone somebody who has not answered a sent form, and write the answer in the same form (004-011, B-17).

The clock has closed the case by then, or it still waits; either way the resident reads the answer in the case, and the
waiting list proposes the code that follows of it.
"""

from __future__ import annotations

import json

import pytest

from tests.course import SAYS
from tests.files import scripts
from vardtrad.cases.case.answer_codes import JA, codes_of_messages
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves import asking_back
from vardtrad.cases.case.moves.unanswered import close_due
from vardtrad.cases.staff.settings.actions import choose_answers, load_care_guarantee
from vardtrad.cases.waiting_list.models import CodeChange, PhoneCall
from vardtrad.cases.waiting_list.tests.waiting_people import latest, offered, offers
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.models import GivenAnswers

FORM = "Fyll i formuläret åt invånaren"
SAVE = "Spara svaret"
ALOUD = {"read_aloud": "on"}
SELF = "Svaret lämnades på telefon av personen själv."


@pytest.fixture(autouse=True)
def in_use(region, adam, settings):
    """The clinic has taken the delivered offer into use, and an answer is sent at once."""
    settings.REGION_NAME, settings.UNDO_SECONDS = "Region Norr", 0
    load_care_guarantee(adam.actor)


@pytest.fixture
def waits(region, rut, alva):
    """Alva has an offer, sent by Hugo's hand, that she has not answered."""
    return offered(rut, region, alva.person)


def entry_page(who, entry):
    return who.browser.open(who.address(f"vardgaranti/{entry.id}/"))


def form_page(who, entry):
    return entry_page(who, entry).follow(FORM)


def run_out(frozen, entry):
    """The time to answer is over, and the clock closes the case."""
    frozen.go(days=20)
    close_due([entry.offer_id])
    case = Case.objects.get(pk=entry.offer_id)
    assert (case.state, case.closes_at is not None) == ("closed", True)
    return case


@pytest.mark.req("004-011", "004-007", "004-039", "B-17", "B-16")
def test_a_yes_by_telephone_after_the_closing_proposes_the_code_and_is_read_by_the_resident(
    frozen, region, waits, rut, hugo, alva
):
    run_out(frozen, waits)
    hugo = type(hugo)(hugo.staff, hugo.clinic)
    alva = type(alva)(alva.person)
    done = form_page(hugo, waits).press(SAVE, f0="0", **ALOUD)
    assert "Svaret är sparat i ärendet, och samtalet är dokumenterat." in done.alerts
    case = Case.objects.get(pk=waits.offer_id)
    assert (case.state, case.form_version_id, case.closes_at) == ("closed", None, None)
    said = Message.objects.get(case=case, kind="answer_back")
    assert "Ja, jag bekräftar att jag vill få vård snabbt" in said.text
    assert said.text.endswith(SELF)
    assert said.author_name
    assert codes_of_messages([case.id]) == {said.id: JA}
    call = PhoneCall.objects.get()
    assert (call.outcome, call.note, call.by_id) == ("reached", SELF, hugo.staff.id)
    assert "på telefon" in done.main.text
    assert FORM not in done.main.text
    own = alva.browser.open(f"/arenden/{case.id}").main.text
    assert "Ja, jag bekräftar" in own
    assert SELF in own
    assert f"{region.a.name} skrev ned det här åt dig" in own
    after = done.press("Ändra koden till HVNY")
    assert latest(waits).state == "hvny", after.alerts
    change = CodeChange.objects.get(code_to="hvny")
    assert (change.answer, change.by_phone) == ("ja", True)


@pytest.mark.req("004-008", "004-041", "B-17")
def test_the_rules_of_the_form_hold_and_nothing_filled_in_is_lost(region, waits, rut, hugo):
    page = form_page(hugo, waits)
    more = page.press(SAVE, f0="1", **ALOUD)
    assert "Svaren gör att det finns fler frågor." in more.text
    refused = more.press(SAVE, **ALOUD)
    assert refused.status == 422
    assert not Message.objects.filter(kind="answer_back").exists()
    unread = refused.press(SAVE, f2="Kan inte resa så långt.", read_aloud="", caller="other")
    assert unread.status == 422
    assert "Läs upp svaret, och bekräfta att det stämmer." in unread.main.text
    assert "Skriv vem det var som svarade." in unread.main.text
    assert "Kan inte resa så långt." in form_page(hugo, waits).html
    done = unread.press(SAVE, caller_name="Gunnar God", **ALOUD)
    case = Case.objects.get(pk=waits.offer_id)
    # It was still open: the answer waits for staff as one in the inbox would.
    assert (case.state, case.feedback) == ("answered", "answer_came")
    text = Message.objects.get(case=case, kind="answer_back").text
    assert "Kan inte resa så långt." in text
    assert "Svaret lämnades på telefon av ombud eller god man: Gunnar God." in text
    assert "Ändra koden till P" in done.main.text


@pytest.mark.req("004-014", "B-35")
def test_words_alone_stay_possible_where_the_conversation_gave_no_whole_answer(frozen, region, waits, hugo, rut):
    case = run_out(frozen, waits)
    hugo = type(hugo)(hugo.staff, hugo.clinic)
    page = hugo.browser.open(hugo.case_address(case))
    assert FORM in page.main.text
    page.press(SAVE, text="Vill tänka över helgen.")
    assert Message.objects.get(case=case, kind="answer_back").text == "Vill tänka över helgen."
    assert not GivenAnswers.objects.exists()
    # Read by staff: no code follows of it by itself.
    assert "Svar som behöver läsas" in entry_page(hugo, waits).main.text
    assert "Skriv in invånarens svar" not in hugo.browser.open(hugo.case_address(case)).main.text


@pytest.mark.req("004-014", "B-20")
def test_a_required_file_may_wait_where_the_answer_comes_by_telephone(region, rut, alva, adam, hugo):
    questions = [
        {"linkId": "tid", "type": "string", "text": "När?", "required": True},
        {"linkId": "bild", "type": "attachment", "text": "Bild på remissen", "required": True},
    ]
    form = {"resourceType": "Questionnaire", "status": "active", "title": "Tid", "item": questions}
    made = forms.make(adam.actor, "Tid", json.dumps(form))
    forms.take_into_use(adam.actor, made.id, 1)
    choose_answers(adam.actor, offers(region).id, made.id, to_group=False)
    page = form_page(hugo, offered(rut, region, alva.person))
    assert "Bild på remissen" in page.main.text
    assert scripts(page) == 1
    assert page.press(SAVE, **ALOUD).status == 422
    assert "Svaret är sparat" in page.press(SAVE, f0="På måndag", **ALOUD).text
    assert "På måndag" in Message.objects.get(kind="answer_back").text


@pytest.mark.req("B-17")
def test_pressed_twice_it_is_written_once_and_who_answers_meanwhile_wins(region, waits, hugo, alva):
    page = form_page(hugo, waits)
    for _time in range(2):
        page.press(SAVE, f0="0", **ALOUD)
    assert Message.objects.filter(kind="answer_back").count() == 1
    assert PhoneCall.objects.count() == 1


@pytest.mark.req("B-17")
def test_a_form_that_the_resident_has_answered_meanwhile_is_not_written_over(region, waits, hugo, alva):
    page = form_page(hugo, waits).press(SAVE, f0="1")
    case = Case.objects.select_related("form_version").get(pk=waits.offer_id)
    own = judged(case.form_version, SAYS["NEJ"])
    asking_back.answer_form(alva.actor, case.id, own, seen=case.content)
    late = page.press(SAVE, f2="Vill inte resa.", **ALOUD)
    assert late.status == 422
    assert "Ärendet väntar inte längre på invånarens svar." in late.main.text
    assert "Vill inte resa." in late.main.text
    assert Message.objects.filter(kind="answer_back", case=case).count() == 1
    assert not PhoneCall.objects.exists()


@pytest.mark.req("004-056")
def test_nobody_fills_in_what_is_not_theirs(region, waits, rut, olle, adam, hanna, alva):
    case = Case.objects.get(pk=waits.offer_id)
    path = f"arende/{case.id}/invanarsvar/formular"
    for who in (olle, adam, hanna):
        assert who.browser.get(who.address(path)).status_code == 404
    assert alva.browser.get(f"/personal/{region.a.id}/{path}").status_code != 200
    assert rut.browser.get(rut.address(path)).status_code == 200
    own = alva.sends(region.renewal_at_a)
    # Where the resident begins, nothing is filled in: the address leads to the case.
    there = rut.browser.get(rut.address(f"arende/{own.id}/invanarsvar/formular"))
    assert (there.status_code, there["Location"]) == (302, rut.case_address(own))


@pytest.mark.req("B-17")
def test_the_page_in_english(region, waits, rut):
    rut.browser.cookies["vt_sprak"] = "en"
    page = rut.browser.open(rut.address(f"arende/{waits.offer_id}/invanarsvar/formular"))
    for words in ("Write down the resident", "Who answered?", "I have read the answer aloud", "Guardian"):
        assert words in page.main.text
    assert "Vem svarade" not in page.text
