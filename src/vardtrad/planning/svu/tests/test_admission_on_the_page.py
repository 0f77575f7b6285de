"""Inskrivning on the page of an SVU, as the ward, the health centre and the municipality meet it."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.svu.tests.steps import buttons, iso, page
from vardtrad.shared.web import dates


@pytest.mark.req("001-249")
def test_the_fields_open_when_consent_is_registered(planners):
    svu = Drive(planners).informed()
    before = page(svu.ward, svu, "inskrivning")
    assert "Publicera" not in buttons(before)
    assert "Registrera först information till patienten och ett av samtyckesalternativen" in before.text
    svu.consented()
    opened = page(svu.ward, svu, "inskrivning")
    assert [label.text for label in opened.form("Publicera").all("label")] == [
        "Inskrivningsdatum *", "Klockslag", "Beräknad tid för utskrivning *", "Behovet bedömdes, datum",
        "Behovet bedömdes, klockslag", "Inskrivningsorsak *",
    ]  # fmt: skip


@pytest.mark.req("001-095", "001-096", "001-097")
def test_a_draft_is_the_wards_own_until_it_is_published(planners):
    svu = Drive(planners).consented()
    typed = {"day": iso(-1), "expected": iso(4), "reason": "Fallolycka med höftfraktur."}
    draft = page(svu.ward, svu, "inskrivning").press("Spara utkast", **typed)
    assert "Bara slutenvården ser det" in draft.alerts
    assert draft.fields("Publicera")["reason"] == "Fallolycka med höftfraktur."
    assert page(svu.care, svu).status == 404
    shown = draft.press("Publicera")
    assert "Inskrivningen är publicerad." in shown.alerts
    for who in (svu.care, svu.town):
        seen = page(who, svu, "inskrivning")
        assert "Fallolycka med höftfraktur." in seen.main.text
        assert "Publicera" not in buttons(seen)


@pytest.mark.parametrize(
    ("day", "expected", "sentence"),
    [
        (None, 4, "Fyll i inskrivningsdatum."),
        (-1, None, "Fyll i beräknad tid för utskrivning."),
        (1, 4, "Inskrivningsdatum kan inte vara i framtiden."),
        (-1, -2, "Beräknad tid för utskrivning kan inte vara före inskrivningsdatum."),
        ("0001-01-01", 4, "Kontrollera årtalet i datumet."),
        (-1, "9999-12-31", "Kontrollera årtalet i datumet."),
        ("2026-02-29", 4, "Datumet finns inte. Kontrollera månad och dag."),
        ("igår", 4, "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30."),
    ],
)
def test_impossible_days_are_refused_and_the_text_is_kept(planners, day, expected, sentence):
    svu = Drive(planners).consented()
    typed = {
        "day": day if isinstance(day, str) else iso(day) if day is not None else "",
        "expected": expected if isinstance(expected, str) else iso(expected) if expected is not None else "",
        "reason": "En lång text som inte får försvinna.",
    }
    back = page(svu.ward, svu, "inskrivning").press("Publicera", **typed)
    assert back.status == 422
    assert sentence in back.text
    assert back.fields("Publicera") | typed == back.fields("Publicera")
    assert svu.steps.admission is None


@pytest.mark.req("001-090")
def test_after_a_refusal_only_the_days_are_written_and_published(planners):
    svu = Drive(planners).refused()
    opened = page(svu.ward, svu, "inskrivning")
    assert "reason" not in opened.fields("Publicera")
    opened.press("Publicera", day=iso(-1), expected=iso(4))
    assert svu.steps.admission.state == "published"
    assert svu.steps.admission.reason == ""


@pytest.mark.req("001-090")
def test_a_reason_typed_before_a_refusal_is_not_published_and_not_lost(planners):
    svu = Drive(planners).consented()
    opened = page(svu.ward, svu, "inskrivning")
    svu.withdrawn()
    back = opened.press("Publicera", day=iso(-1), expected=iso(4), reason="Höftfraktur.")
    assert "Ta bort inskrivningsorsaken" in back.alerts
    assert back.fields("Publicera")["reason"] == "Höftfraktur."


@pytest.mark.req("001-090")
def test_after_a_withdrawal_others_do_not_read_the_cause(planners):
    svu = Drive(planners).published().ready().withdrawn()
    assert "Fallolycka" in page(svu.ward, svu, "inskrivning").main.text
    seen = page(svu.care, svu, "inskrivning")
    assert "Fallolycka" not in seen.text
    assert dates.full_day(svu.steps.admission.admitted) in seen.main.text
    time = page(svu.care, svu, "tid")
    assert "Doris Dal" not in time.main.text
    assert dates.full_day(clock.today()) in time.main.text


@pytest.mark.req("001-104", "001-125", "001-246")
def test_each_unit_acknowledges_once_and_the_strip_names_who_did(planners):
    svu = Drive(planners).published()
    opened = page(svu.care, svu, "inskrivning")
    strip = opened.main.one("div", class_="just")
    assert "Vårdcentralen Planen: inte klar. Kan göra det: läkare, samordnare, sjuksköterska." in strip.text
    assert "Kvittera" not in buttons(page(svu.ward, svu, "inskrivning"))
    done = opened.press("Kvittera")
    assert "Inskrivning är kvitterad för din enhet." in done.alerts
    assert "Kvittera" not in buttons(done)
    assert "Oskar Oxel" in page(svu.ward, svu, "inskrivning").main.one("div", class_="just").text
    assert svu.colours(svu.care)[0] == "wait"


def test_a_correction_is_acknowledged_again(planners):
    svu = Drive(planners).published().acknowledged()
    opened = page(svu.ward, svu, "inskrivning", "inskrivning")
    said = opened.press("Publicera rättelse", reason="Fallolycka med bäckenfraktur.")
    assert "rättad" in said.alerts
    assert svu.steps.admission.round == 2
    assert "Kvittera" in buttons(page(svu.town, svu, "inskrivning"))


def test_when_two_correct_at_once_the_second_keeps_the_text_and_sees_the_first(planners):
    svu = Drive(planners).published()
    late = page(svu.ward, svu, "inskrivning", "inskrivning")
    doris = planners.staff["doris"]
    page(doris, svu, "inskrivning", "inskrivning").press("Publicera rättelse", reason="Bäckenfraktur.")
    back = late.press("Publicera rättelse", reason="Handledsfraktur.")
    assert "Det har hänt något sedan du öppnade sidan" in back.alerts
    assert back.fields("Publicera rättelse")["reason"] == "Handledsfraktur."
    back.press("Publicera rättelse")
    assert svu.steps.admission.reason == "Handledsfraktur."


@pytest.mark.req("001-098", "001-263")
def test_ta_bort_plan(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "inskrivning", "ta-bort")
    after = asked.press("Ta bort")
    assert after.address == svu.ward.base
    assert "makulerad" in after.alerts
    assert Plan.objects.get(pk=svu.key).state == "annulled"
    for who in (svu.ward, svu.care, svu.town):
        assert page(who, svu).status == 404


@pytest.mark.req("001-099")
def test_ta_bort_is_gone_once_the_assessment_has_begun(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "inskrivning", "ta-bort")
    svu.assessing()
    assert "Kartläggningen är påbörjad" in asked.press("Ta bort").alerts
    assert "Ta bort plan" not in page(svu.ward, svu, "inskrivning").text
    assert "Ta bort plan" not in page(svu.care, svu, "inskrivning").text
