"""Earlier versions of an SVU: each publishing move makes a version, which can be read, compared and printed."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tests.plans import Drive
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import queries as svu_queries
from vardtrad.planning.svu.given import AdmissionGiven
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.versions import queries
from vardtrad.shared.web import dates, paper


def page(who, svu, rest=""):
    """A page of the plan as somebody opens it; "version/2/" means the second version's address."""
    number = re.match(r"version/(\d+)/", rest)
    if number is not None:
        published = {str(version.number): version.id for version in svu_queries.published(svu.key)}
        rest = rest.replace(number.group(), f"version/{published.get(number.group(1), uuid4())}/")
    return who.browser.open(f"{who.base}svu/{svu.key}/{rest}")


def past(svu, number):
    """The plan as it was at a version."""
    return queries.as_of(svu.plan, svu_queries.published(svu.key)[number - 1])


@pytest.mark.req("001-074", "001-075")
def test_each_publishing_gives_a_version_and_nothing_else_does(planners):
    svu = Drive(planners).consented().drafted()
    assert svu_queries.published(svu.key) == []
    svu.published().acknowledged().assessing().writes(svu.ward, "kartlaggning.mat", "Äter själv.")
    svu.messaged(svu.care)
    svu.estimated().ready()
    published = svu_queries.published(svu.key)
    assert [(version.number, version.words) for version in published] == [
        (1, "Publicera inskrivning"), (2, "Ändra beräknad tid"), (3, "Publicera utskrivningsklar"),
    ]  # fmt: skip
    assert {(version.by_name, version.unit_name) for version in published} == {("Vera Vide", "Avdelning A")}


@pytest.mark.req("001-074", "001-075", "001-076")
def test_the_page_shows_the_current_version_and_links_to_the_earlier_ones(planners):
    svu = Drive(planners).published().estimated(reason="Feber.").ready()
    current = page(svu.ward, svu, "tid/")
    assert "Version 3" in current.main.text
    assert "Äldre version" not in current.text
    old = page(svu.ward, svu, "version/2/tid/")
    assert "Du läser version 2" in old.main.text
    assert "Beräknad ut" in old.main.text
    assert "Feber." in old.main.text
    assert "Doris Dal" not in old.main.text
    assert not [b for b in old.main.all("button") if b.text in {"Publicera", "Kvittera", "Ändra", "Ta bort"}]
    assert old.follow("Gå till den aktuella versionen").address.endswith("/tid/")


@pytest.mark.req("001-075")
def test_reading_an_old_version_leaves_a_trace(planners):
    svu = Drive(planners).published().estimated()
    page(svu.care, svu, "version/1/")
    trace = Trace.objects.get(action="read_version", key=svu.key)
    assert (trace.actor_id, trace.person_id) == (svu.care.staff.id, svu.plan.patient_id)


@pytest.mark.req("001-076")
@pytest.mark.parametrize("rest", ["version/0/", "version/9/", "version/9/utskrift/"])
def test_a_version_that_is_not_there(planners, rest):
    svu = Drive(planners).published()
    assert page(svu.ward, svu, rest).status == 404


@pytest.mark.parametrize("rest", ["version/1/", "versioner/", "utskrift/", "version/1/utskrift/"])
def test_units_that_do_not_take_part_cannot_open_a_version(planners, rest):
    svu = Drive(planners).published()
    assert page(planners.staff["extern"], svu, rest).status == 404


def test_every_version_opens_at_every_step(planners):
    svu = Drive(planners).published().acknowledged().assessing().writes(svu_ward(planners), "kartlaggning.mat", "Äter.")
    svu.estimated().ready().attested().convened().discharged().undone().discharged()
    for version in svu_queries.published(svu.key):
        for step in ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning"):
            for who in (svu.ward, svu.care, svu.town):
                assert page(who, svu, f"version/{version.number}/{step}/").status == 200


def svu_ward(planners):
    return planners.staff["vera"]


def test_the_plan_is_rebuilt_as_it_was_then(planners):
    svu = Drive(planners).published().acknowledged("admission")
    svu.assessing().writes(svu.ward, "kartlaggning.mat", "Äter själv.")
    svu.estimated().acknowledged("discharge_time")
    svu.writes(svu.ward, "kartlaggning.mat", "Behöver hjälp.").ready()
    first, second = past(svu, 1), past(svu, 2)
    assert (first.steps.discharge_time, first.steps.assessment) == (None, None)
    assert not first.done.get(("admission", 1))
    assert second.steps.discharge_time.state == "estimated"
    assert len(second.done[("admission", 1)]) == 2
    assert not second.done.get(("discharge_time", 1))
    assert second.steps.assessment.edited_unit == "Avdelning A"
    assert second.steps.home_day == clock.today() + timedelta(days=7)


def test_attestations_that_a_saved_field_broke_were_broken_in_the_version_too(planners):
    svu = Drive(planners).published().attested()
    whole = len(svu_queries.published(svu.key))
    svu.writes(svu.ward, "stallningstagande.yttrande", "Elsa vill till dottern.")
    svu.estimated()
    kept, broken = past(svu, whole), past(svu, whole + 1)
    rounds = [past.steps.statement.round for past in (kept, broken)]
    assert rounds == [1, 2]
    assert len(kept.done[("statement", 1)]) == 3
    assert not broken.done.get(("statement", 2))
    svu.attests(svu.ward)
    assert past(svu, whole + 1).steps.statement.round == 2


def test_a_statement_under_way_has_no_snapshot_yet(planners):
    svu = Drive(planners).published().stated().estimated()
    assert past(svu, 2).steps.statement.state == "writing"


def test_after_a_withdrawal_old_versions_hide_what_others_wrote(planners):
    svu = Drive(planners).published().assessing().writes(svu_ward(planners), "kartlaggning.mat", "Äter själv.")
    svu.estimated(reason="Feber.").withdrawn()
    for rest in (
        "version/1/inskrivning/",
        "version/2/tid/",
        "version/2/kartlaggning/",
        "version/2/utskrift/",
        "utskrift/",
    ):
        seen = page(svu.care, svu, rest).main.text
        for secret in ("Fallolycka", "Feber", "Äter själv"):
            assert secret not in seen
    compared = page(svu.care, svu, "versioner/?fran=1&till=2").main.text
    assert "Äter själv" not in compared
    assert "Feber" not in compared
    assert "Äter själv" in page(svu.ward, svu, "utskrift/").main.text


# ── What has changed (B-28) ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-28")
def test_two_versions_are_compared_field_by_field(planners):
    svu = Drive(planners).published().assessing()
    svu.writes(svu.ward, "kartlaggning.mat", "Äter själv vid bordet.").estimated()
    svu.writes(svu.ward, "kartlaggning.mat", "Äter med hjälp vid bordet.")
    svu.writes(svu.care, "kartlaggning.boende", "Bor ensam.").ready()
    shown = page(svu.town, svu, "versioner/").press("Jämför", fran="2", till="3")
    lines = [dt.text for dt in shown.main.one("dl", class_="doc").all("dt")]
    assert lines == [
        "Tid för utskrivning: Gäller (ändrat)",
        "Tid för utskrivning: Datum (ändrat)",
        "Tid för utskrivning: Orsak till ändring (borttaget)",
        "Tid för utskrivning: Ansvarig läkare (tillagt)",
        "Kartläggning: Boende och familj (tillagt)",
        "Kartläggning: Mat och dryck (ändrat)",
    ]
    food = shown.main.one("dl", class_="doc").all("dd")[-1]
    assert [node.text for node in food.all("del")] == ["Borttaget: själv slut."]
    assert [node.text for node in food.all("ins")] == ["Tillagt: med hjälp slut."]
    assert "Vera Vide" in food.text
    assert "Avdelning A" in food.text


@pytest.mark.req("B-28")
def test_a_comparison_shows_a_unit_that_came_and_a_unit_that_left(planners):
    from vardtrad.planning.plan import actions
    from vardtrad.planning.svu.subject import SVU

    svu = Drive(planners).published()
    actions.add_unit(SVU, svu.care.actor, svu.key, planners.rehab)
    svu.estimated()
    text = page(svu.ward, svu, "versioner/?fran=1&till=2").main.text
    assert "Rehabmottagningen Planen" in text.partition("Alla versioner")[0]
    back = page(svu.ward, svu, "versioner/?fran=2&till=1").main.text
    assert "(borttaget)" in back


@pytest.mark.parametrize("asked", ["fran=1&till=99", "fran=x&till=1", "fran=1", "fran=&till="])
def test_versions_that_cannot_be_compared(planners, asked):
    svu = Drive(planners).published().estimated()
    opened = page(svu.ward, svu, f"versioner/?{asked}")
    assert opened.status == 422
    assert "Välj två versioner i listorna." in opened.text


def test_the_same_version_twice_has_no_difference(planners):
    svu = Drive(planners).published().estimated()
    assert "Versionerna är likadana." in page(svu.ward, svu, "versioner/?fran=1&till=1").text


# ── Printed (B-13) ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-13")
def test_the_whole_plan_is_printed_with_the_patients_identity_in_the_head_of_every_sheet(planners):
    svu = Drive(planners).published().acknowledged().assessing()
    svu.writes(svu.ward, "kartlaggning.mat", "Äter själv.").ready().attested().convened().discharged()
    svu.messaged(svu.care)
    sheet = page(svu.ward, svu, "utskrift/")
    head = sheet.main.one("thead").text
    assert "Elsa Ek" in head
    assert "19330404-9228" in head
    for words in (
        "Fallolycka med höftfraktur.", "Äter själv.", "Doris Dal", "Elsa vill hem till sin lägenhet.",
        "Ordinärt boende", "Nyckel finns hos dottern.", "Oskar Oxel", dates.full_day(clock.today()),
    ):  # fmt: skip
        assert words in sheet.main.text
    assert not sheet.main.all("form")
    assert Trace.objects.filter(action="print", key=svu.key, actor_id=svu.ward.staff.id).exists()


@pytest.mark.req("B-13")
def test_the_plan_as_a_pdf_has_the_identity_and_the_number_on_every_sheet(planners):
    svu = Drive(planners).published().acknowledged().assessing()
    svu.writes(svu.ward, "kartlaggning.mat", "Äter själv. " * 300).ready().attested().convened().discharged()
    svu.messaged(svu.care)
    answer = svu.ward.browser.get(f"{svu.ward.base}svu/{svu.key}/utskrift.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="svu.pdf"'
    assert answer["Cache-Control"] == "no-store"
    reader = PdfReader(BytesIO(answer.content))
    sheets = [sheet.extract_text() for sheet in reader.pages]
    assert len(sheets) > 1
    for number, text in enumerate(sheets, 1):
        assert f"Sida {number} av {len(sheets)}" in text
        assert "Elsa Ek" in text
        assert "19330404-9228" in text
    whole = "\n".join(sheets)
    for words in ("Fallolycka med höftfraktur.", "Äter själv.", "Elsa vill hem till sin lägenhet.", "Nyckel finns hos"):
        assert words in whole, words
    days = re.findall(r"\b(?:mån|tis|ons|tors|fre|lör|sön)dag \d+ \w+(?: \d{4})?", whole)
    assert len(days) >= 3
    assert all(day[-4:].isdigit() for day in days), f"paper is kept, so each day has its year: {days}"
    assert reader.metadata is not None
    assert reader.metadata.title == "Utskrift av SVU"
    assert Trace.objects.filter(action="print", key=svu.key, actor_id=svu.ward.staff.id).exists()
    link = page(svu.ward, svu, "utskrift/").follow("Tillbaka till ärendet")
    assert link.status == 200


@pytest.mark.req("B-13")
def test_an_old_version_as_a_pdf_and_a_server_without_pango(planners, monkeypatch):
    svu = Drive(planners).published().estimated(reason="Feber.")
    first = Version.objects.get(key=svu.key, move="publish_admission")
    address = f"{svu.ward.base}svu/{svu.key}/version/{first.id}/utskrift.pdf"
    whole = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(svu.ward.browser.get(address).content)).pages)
    assert "Detta är en äldre version" in whole
    assert "Feber." not in whole
    monkeypatch.setattr(paper, "available", lambda: False)
    shown = svu.ward.browser.open(address)
    assert shown.status == 503
    assert "Använd Skriv ut i webbläsaren." in shown.main.text


@pytest.mark.req("B-13")
def test_paper_says_which_units_have_acknowledged(planners):
    svu = Drive(planners).published().acknowledged("admission", planners.staff["oskar"])
    sheet = page(svu.ward, svu, "utskrift/").main
    lines = list(zip(sheet.all("dt"), sheet.all("dd"), strict=True))
    (who,) = [dd.text for dt, dd in lines if dt.text == "Kvitterad av"]
    assert who.startswith("Vårdcentralen Planen")
    assert "Oskar Oxel" in who


@pytest.mark.req("B-13", "001-085")
def test_paper_says_why_written_information_was_not_given(planners):
    svu = Drive(planners)
    planning.inform(SVU, svu.ward.actor, svu.key, written=False, reason="Medvetslös vid ankomsten.")
    svu.consented().published()
    text = page(svu.ward, svu, "utskrift/").main.text
    for words in ("Skriftlig information kunde inte lämnas", "Medvetslös vid ankomsten.", svu.ward.staff.name):
        assert words in text


@pytest.mark.req("B-13")
def test_an_old_version_on_paper_says_that_it_is_old(planners):
    svu = Drive(planners).published().estimated(reason="Feber.")
    sheet = page(svu.ward, svu, "version/1/utskrift/")
    assert "Detta är en äldre version" in sheet.main.text
    assert "Feber." not in sheet.main.text


def test_corrections_are_seen_when_compared(planners):
    from vardtrad.planning.svu import actions

    svu = Drive(planners).published()
    part = svu.steps.admission
    given = AdmissionGiven(part.admitted, part.expected, "Fallolycka med bäckenfraktur.")
    actions.correct_admission(svu.ward.actor, svu.key, given, seen=part.content)
    dl = page(svu.ward, svu, "versioner/?fran=1&till=2").main.one("dl", class_="doc")
    assert [dt.text for dt in dl.all("dt")] == ["Inskrivning: Inskrivningsorsak (ändrat)"]
