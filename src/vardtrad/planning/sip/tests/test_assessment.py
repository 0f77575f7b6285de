"""Kartläggning in a SIP: shared by all units, several choices and a comment for each question, and a child's words."""

from __future__ import annotations

import pytest

from tests.sips import SipDrive
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS
from vardtrad.planning.sip.tests.rows import page, save
from vardtrad.shared.people.models import Person

HEALTH = "sip_kartlaggning.halsa"


@pytest.fixture
def sip(planners):
    """A SIP whose needs assessment has been started by the municipality's button."""
    sip = SipDrive(planners).called()
    page(planners.staff["karin"], sip, step="kartlaggning").press("Starta Kartläggning")
    return sip


@pytest.mark.req("001-194", "001-196", "001-197", "001-198")
def test_any_unit_starts_it_and_the_step_says_who_wrote_last(sip, karin, oskar):
    assert sip.colours(oskar)[1] == "assess"
    opened = page(oskar, sip, step="kartlaggning")
    opened.press("Spara Fritid och intressen", value="Spelar boule.")
    step = sip.overview(karin).steps[1]
    assert step.word == "Redigerad"
    assert step.day
    assert oskar.actor.signature in step.hint
    assert step.href.endswith("/kartlaggning/")
    shown = page(karin, sip, step="kartlaggning")
    assert "Spelar boule." in shown.main.text
    history = karin.browser.open(f"{karin.base}sip/{sip.key}/falt/kartlaggning/historik?falt=sip_kartlaggning.fritid")
    assert oskar.actor.signature in history.main.text


@pytest.mark.req("001-195")
def test_a_question_has_several_choices_and_a_box_for_a_comment(sip, karin, oskar):
    opened = page(karin, sip, step="kartlaggning")
    opened.press("Spara Hälsa", value=["smarta", "somn"])
    page(karin, sip, step="kartlaggning").press("Spara Hälsa, kommentar", value="Ont i ryggen sedan i våras.")
    shown = page(oskar, sip, step="kartlaggning").main.text
    assert "Ont i ryggen sedan i våras." in shown
    again = page(oskar, sip, step="kartlaggning").fields("Spara Hälsa")
    assert again["value"] == ["smarta", "somn"]
    assert save(oskar, sip, HEALTH, "", 1, form="kartlaggning").status_code == 200
    answer = save(oskar, sip, HEALTH, "smarta\nannat", 2, form="kartlaggning")
    assert answer.status_code == 422
    assert "Välj bland alternativen." in answer.json()["error"]


@pytest.mark.req("001-195")
def test_every_choice_has_its_comment_and_every_field_a_heading(planners):
    paths = {spec.path for spec in ASSESSMENT_FIELDS}
    assert len(paths) == len(ASSESSMENT_FIELDS)
    for spec in ASSESSMENT_FIELDS:
        assert str(spec.section)
        assert not spec.choices or f"{spec.path}_text" in paths


@pytest.mark.req("001-194")
def test_a_childs_own_words_and_the_schools_part_stand_first(planners, karin, oskar):
    planners.patients["barn"] = Person.objects.create(
        identity="201103022388", given_name="Bror", family_name="Ek", municipality_code="9911"
    )
    sip = SipDrive(planners, patient="barn").called()
    page(karin, sip, step="kartlaggning").press("Starta Kartläggning")
    opened = page(karin, sip, step="kartlaggning")
    headings = [h2.text for h2 in opened.main.all("h2")]
    first = headings.index("Barnets egna ord")
    assert headings[first : first + 3] == ["Barnets egna ord", "Förskola och skola", "Personens egna ord"]
    opened.press("Spara Så här vill jag ha det", value="Jag vill gå i samma klass.")
    assert "Jag vill gå i samma klass." in page(oskar, sip, step="kartlaggning").main.text


def test_an_adult_is_not_asked_about_school(sip, karin):
    headings = [h2.text for h2 in page(karin, sip, step="kartlaggning").main.all("h2")]
    assert "Förskola och skola" not in headings
    assert "Hälsa och behandling" in headings
