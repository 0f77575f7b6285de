"""Ställningstagande on the page, as the three parties walk through it: chapters 5.10.1…5.10.3 of the manual."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planners import Planner, Planners
from tests.plans import CARE_FIELDS, TOWN_FIELDS, WARD_FIELDS, Drive
from tests.reading import Page
from vardtrad.planning.fields.models import Field

STATE = "stallningstagande."


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """An SVU with its admission published and an empty statement."""
    return Drive(planners).published()


def page_of(who: Planner, svu: Drive, query: str = "") -> Page:
    return who.browser.open(f"{who.base}svu/{svu.key}/stallningstagande/{query}")


def save(who: Planner, svu: Drive, path: str, value: str, revision: int, query: str = "") -> Any:
    where = f"{who.base}svu/{svu.key}/falt/stallningstagande/spara{query}"
    data = {"path": STATE + path, "value": value, "revision": str(revision)}
    return who.browser.post(where, data, headers={"Accept": "application/json"})


def strip(page: Page) -> dict[str, str]:
    """What the strip says about each party, and whether it shows a tick, a dot or nothing."""
    marks = {}
    for section in page.root.all("details", class_="jp"):
        summary = section.one("summary")
        (box,) = summary.all("span", class_="jbox")
        (party,) = summary.all("span", class_="party")
        name = {"S": "Slutenvård", "Ö": "Öppenvård", "K": "Kommun"}[party.attrs["data-p"]]
        marks[name] = f"{box.attrs['data-m']} {section.text}"
    return marks


def writes(page: Page) -> set[str]:
    return {form.attrs["data-path"].removeprefix(STATE) for form in page.root.all("form") if "data-path" in form.attrs}


class TestTheWardsPart:
    @pytest.mark.req("001-136", "001-137", "001-140")
    def test_the_fields_are_in_order_and_the_mandatory_fields_are_marked(self, svu: Drive, vera: Planner) -> None:
        page = page_of(vera, svu)
        text = page.main.text
        labels = [
            "Patientens yttrande till ställningstagande",
            "Egenvård",
            "Förbrukningsmaterial",
            "Ansvarig läkare slutenvård",
            "Ställningstagande till SIP",
        ]
        places = [text.index(label + " * (obligatoriskt)") for label in labels]
        assert places == sorted(places)
        assert "Fält märkta med * är obligatoriska." in text
        choices = page.options("Spara Ställningstagande till SIP", "value")[""]
        assert "SIP behövs inte" in choices
        assert len(choices) > 3

    @pytest.mark.req("001-137", "001-138", "001-141")
    def test_klarmarkera_names_what_is_missing_and_asks_for_a_description_after_ja(
        self, svu: Drive, vera: Planner
    ) -> None:
        svu.writes(vera, STATE + "egenvard", "nej").writes(vera, STATE + "material", "ja")
        page = page_of(vera, svu).press("Klarmarkera")
        assert page.status == 422
        for label in ("Patientens yttrande", "Förbrukningsmaterial, beskrivning", "Ansvarig läkare slutenvård"):
            assert label in page.alerts
        assert "Egenvård, beskrivning" not in page.alerts
        svu.fills(vera, {path: value for path, value in WARD_FIELDS.items() if path.endswith(("text", "vard", "sip"))})
        svu.writes(vera, STATE + "yttrande", "Vill hem.")
        page = page_of(vera, svu).press("Klarmarkera")
        assert page.status == 200
        assert svu.steps.statement is not None
        assert svu.steps.statement.state == "marked"
        assert "Klarmarkerat" in page.text

    @pytest.mark.req("001-141", "001-250")
    def test_klarmarkera_is_no_attestation(self, svu: Drive, vera: Planner) -> None:
        svu.stated()
        page = page_of(vera, svu).press("Klarmarkera")
        assert strip(page)["Slutenvård"].startswith("n")
        page = page.press("Justera")
        assert strip(page)["Slutenvård"].startswith("y")
        assert page.status == 200

    @pytest.mark.req("001-139")
    def test_a_doctor_is_offered_first(self, svu: Drive, planners: Planners, vera: Planner) -> None:
        doris = planners.staff["doris"]
        page = page_of(doris, svu)
        page = page.press(f"Välj mig: {doris.staff.name}, {doris.staff.title}")
        assert Field.objects.get(plan_id=svu.key, path=STATE + "lakare_slutenvard").value == doris.staff.hsa_id
        assert page.address.endswith("#falt-stallningstagande-lakare_slutenvard")
        assert "Välj mig" not in page_of(vera, svu).text
        assert doris.staff.name in page_of(vera, svu).text

    @pytest.mark.req("001-139", "001-120")
    def test_a_doctor_is_searched_for_by_three_letters(self, svu: Drive, planners: Planners, vera: Planner) -> None:
        doris = planners.staff["doris"].staff
        page = page_of(vera, svu).follow("Sök person, Ansvarig läkare slutenvård")
        assert "Ingen hittades" in page.press("Sök", who=doris.given_name[:2]).text
        page = page.press("Sök", who=doris.family_name[:3]).press(f"Välj {doris.name}")
        assert doris.name in page.text
        assert Field.objects.get(plan_id=svu.key, path=STATE + "lakare_slutenvard").value == doris.hsa_id
        assert save(vera, svu, "lakare_slutenvard", "SE0000000000-9999", 1).status_code == 422
        assert save(vera, svu, "lakare_slutenvard", f"{doris.hsa_id}\n{vera.staff.hsa_id}", 1).status_code == 422

    @pytest.mark.req("001-146", "001-154")
    def test_the_others_wait_until_it_is_marked_complete(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        svu.stated()
        for who, path in ((oskar, "ansvar_oppenvard"), (karin, "insatser_kommun")):
            page = page_of(who, svu)
            assert "Slutenvården skriver sin del." in page.text
            assert not writes(page)
            assert "Elsa vill hem" not in page.text
            told = who.browser.get(f"{who.base}svu/{svu.key}/falt/stallningstagande/varden").content.decode()
            assert "Elsa vill hem" not in told
            history = f"{who.base}svu/{svu.key}/falt/stallningstagande/historik?falt={STATE}yttrande"
            assert who.browser.get(history).status_code == 404
            assert save(who, svu, path, "För tidigt.", 0).status_code == 422
        svu.marked()
        assert writes(page_of(oskar, svu)) == {"lakare_oppenvard", "ansvar_oppenvard"}
        assert writes(page_of(karin, svu)) == {"insatser_kommun"}
        assert "Elsa vill hem" in page_of(karin, svu).text


class TestTheOthersParts:
    @pytest.mark.req("001-147")
    def test_several_doctors_may_be_responsible_in_outpatient_care(
        self, svu: Drive, planners: Planners, oskar: Planner
    ) -> None:
        svu.marked()
        doris, extern = planners.staff["doris"].staff, planners.staff["extern"].staff
        for person in (doris, extern):
            page = page_of(oskar, svu).follow("Sök person, Ansvarig läkare öppenvård")
            page.press("Sök", who=person.hsa_id).press(f"Välj {person.name}")
        page = page_of(oskar, svu)
        assert doris.name in page.text
        assert extern.name in page.text
        page.press(f"Ta bort {doris.name}")
        assert Field.objects.get(plan_id=svu.key, path=STATE + "lakare_oppenvard").value == extern.hsa_id

    @pytest.mark.req("001-148", "001-152", "001-153", "001-155", "001-145", "001-144")
    def test_ja_and_the_filled_fields_let_all_attest(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        svu.marked()
        page = page_of(oskar, svu).press("Justera")
        assert page.status == 422
        assert "Ansvarig läkare öppenvård" in page.alerts
        svu.fills(oskar, CARE_FIELDS)
        page = page_of(oskar, svu).press("Justera")
        assert page.status == 422
        assert "Svara Ja på Godkänner ställningstagande SIP först." in page.alerts
        page = page_of(oskar, svu).press("Spara svaret", answer="ja").press("Justera")
        assert page.status == 200
        assert strip(page)["Öppenvård"].startswith("y")
        assert "biståndshandläggare" in strip(page)["Kommun"]
        svu.fills(karin, TOWN_FIELDS)
        page_of(karin, svu).press("Justera")
        page = page_of(vera, svu).press("Justera")
        assert [words[0] for words in strip(page).values()] == ["y", "y", "y"]
        assert svu.step(vera, "stallningstagande").colour == "done"
        assert oskar.actor.signature in strip(page)["Öppenvård"]

    @pytest.mark.req("001-148", "001-150", "001-151", "001-250", "001-252")
    def test_nej_and_the_way_back(self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner) -> None:
        svu.marked().fills(oskar, CARE_FIELDS).fills(karin, TOWN_FIELDS).attests(vera, karin)
        page = page_of(oskar, svu)
        bad = page.press("Spara svaret", answer="nej")
        assert bad.status == 422
        assert "Skriv varför" in bad.alerts
        page = page.press("Spara svaret", answer="nej", reason="SIP behövs visst, enligt oss.")
        assert page.status == 200
        shown = strip(page)
        assert [words[0] for words in shown.values()] == ["n", "n", "n"]
        assert "Väntar på slutenvårdens justering" in shown["Öppenvård"]
        assert "SIP behövs visst, enligt oss." in page.text
        assert not [b for b in page.root.all("button") if b.text == "Justera"]
        assert svu.step(oskar, "stallningstagande").colour == "wait"
        assert svu.step(vera, "stallningstagande").colour == "task"
        page = page_of(vera, svu)
        assert save(vera, svu, "sip", "distans", 1).status_code == 200
        page = page_of(vera, svu).press("Justera")
        assert page.status == 200
        assert strip(page)["Slutenvård"].startswith("y")
        page = page_of(oskar, svu).press("Spara svaret", answer="ja").press("Justera")
        assert strip(page)["Öppenvård"].startswith("y")
        assert strip(page)["Kommun"].startswith("n")
        page_of(karin, svu).press("Justera")
        assert svu.step(vera, "stallningstagande").colour == "done"


class TestBreaking:
    @pytest.mark.req("001-142")
    def test_the_user_is_warned_before_changing_what_the_own_party_has_attested(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        svu.marked().fills(karin, TOWN_FIELDS).attests(karin, vera)
        page = page_of(vera, svu)
        assert not writes(page)
        assert "Om du ändrar måste alla justera på nytt." in page.text
        page = page.follow("Ändra ändå")
        assert "Om du ändrar måste alla justera på nytt." in page.alerts
        svu_before = strip(page_of(karin, svu))
        assert svu_before["Kommun"].startswith("y")
        page = page.press("Spara Patientens yttrande till ställningstagande", value="Vill ändå till korttiden.")
        assert page.status == 200
        assert [words[0] for words in strip(page).values()] == ["n", "n", "n"]
        assert f"av {vera.actor.signature}" in page.text
        assert "Justeringen bröts" in page.text
        assert "Justeringen bröts" in page_of(karin, svu).text

    @pytest.mark.req("001-142")
    def test_an_older_open_page_breaks_no_attestations_without_a_warning(
        self, svu: Drive, vera: Planner, planners: Planners
    ) -> None:
        svu.marked()
        assert save(vera, svu, "yttrande", "Vill hem.", 1).status_code == 200
        svu.attests(planners.staff["doris"])
        answer = save(vera, svu, "yttrande", "Vill hem nu.", 2)
        assert answer.status_code == 422
        assert "måste alla justera på nytt" in answer.json()["error"]
        assert answer.json()["value"] == "Vill hem nu."
        assert strip(page_of(vera, svu))["Slutenvård"].startswith("y")
        assert save(vera, svu, "yttrande", "Vill hem nu.", 2, "?bryter=1").status_code == 200
        assert strip(page_of(vera, svu))["Slutenvård"].startswith("n")

    @pytest.mark.req("001-142")
    def test_a_party_that_has_not_attested_edits_without_breaking(
        self, svu: Drive, karin: Planner, oskar: Planner
    ) -> None:
        svu.marked().fills(karin, TOWN_FIELDS).attests(karin)
        assert save(oskar, svu, "ansvar_oppenvard", "Vi tar över.", 0).status_code == 200
        assert strip(page_of(karin, svu))["Kommun"].startswith("y")

    @pytest.mark.req("001-148", "001-142")
    def test_a_new_decision_on_a_sip_is_answered_and_attested_again(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        svu.marked().fills(oskar, CARE_FIELDS).fills(karin, TOWN_FIELDS).answers(oskar, approves=True)
        svu.attests(oskar, karin)
        assert save(vera, svu, "sip", "behovs_inte", 1).status_code == 200
        page = page_of(oskar, svu)
        assert [words[0] for words in strip(page).values()] == ["n", "n", "n"]
        assert "Justeringen bröts" in page.text
        assert page.press("Justera").status == 422  # there is no answer to the new decision yet

    @pytest.mark.req("001-156", "001-251")
    def test_only_the_ward_breaks_what_all_have_attested(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        svu.attested()
        for who, path in ((oskar, "ansvar_oppenvard"), (karin, "insatser_kommun")):
            page = page_of(who, svu, "?visa=andra-stallning")
            assert not writes(page)
            assert "Bara slutenvården kan bryta det." in page.text
            assert save(who, svu, path, "Mer.", 1, "?bryter=1").status_code == 422
        page = page_of(vera, svu).follow("Ändra ändå")
        assert "yttrande" in writes(page)
        page.press("Spara Patientens yttrande till ställningstagande", value="Vill till korttiden.")
        assert svu.step(karin, "stallningstagande").colour == "task"
        assert writes(page_of(karin, svu)) == {"insatser_kommun"}

    @pytest.mark.req("001-142", "001-143")
    def test_attesting_an_older_text_is_refused_with_a_reason(self, svu: Drive, vera: Planner, karin: Planner) -> None:
        svu.marked().fills(karin, TOWN_FIELDS)
        page = page_of(karin, svu)
        svu.writes(vera, STATE + "yttrande", "Vill ändå inte hem.")
        page = page.press("Justera")
        assert page.status == 422
        assert "har hänt något" in page.alerts
        assert "Vill ändå inte hem." in page.text
        assert page.press("Justera").status == 200


class TestPartly:
    @pytest.mark.req("001-143", "001-145", "001-157", "001-253", "001-032")
    def test_an_added_unit_has_its_own_duty_and_a_unit_that_leaves_has_none(
        self, svu: Drive, planners: Planners, vera: Planner, karin: Planner, kurt: Planner
    ) -> None:
        from vardtrad.planning.plan import actions
        from vardtrad.planning.svu.subject import SVU

        svu.attested()
        actions.add_unit(SVU, karin.actor, svu.key, kurt.unit)
        page = page_of(karin, svu)
        assert strip(page)["Kommun"].startswith("p")
        assert "1 av 2 enheter" in strip(page)["Kommun"]
        (here,) = [a for a in page.root.all("a") if a.attrs.get("aria-current") == "step"]
        assert [use.attrs["href"] for use in here.all("use")][-1].endswith("#half")
        assert svu.step(kurt, "stallningstagande").colour == "task"
        assert writes(page_of(kurt, svu)) == set()  # the party has attested: the warning first
        page = page_of(kurt, svu).press("Justera")
        assert strip(page)["Kommun"].startswith("y")
        actions.add_unit(SVU, karin.actor, svu.key, planners.rehab)
        assert strip(page_of(vera, svu))["Öppenvård"].startswith("p")
        actions.remove_unit(SVU, karin.actor, svu.key, planners.rehab, confirmed=True)
        assert strip(page_of(vera, svu))["Öppenvård"].startswith("y")
        assert svu.step(vera, "stallningstagande").colour == "done"

    @pytest.mark.req("001-031")
    def test_a_role_without_the_duty_gets_no_button(self, svu: Drive, planners: Planners) -> None:
        svu.marked()
        page = page_of(planners.staff["ulla"], svu)
        assert not [b for b in page.root.all("button") if b.text == "Justera"]


@pytest.mark.req("001-090")
def test_after_a_withdrawal_everybody_reads_only_their_own(
    svu: Drive, vera: Planner, oskar: Planner, karin: Planner
) -> None:
    svu.attested().withdrawn()
    page = page_of(karin, svu)
    assert "Hemtjänst morgon och kväll." in page.text
    assert "Elsa vill hem" not in page.text
    assert "blodtryck" not in page.text
    assert not writes(page)
    assert "Elsa vill hem" in page_of(vera, svu).text
    for who in (vera, oskar, karin):
        buttons = {b.text for b in page_of(who, svu).root.all("button")}
        assert not buttons & {"Justera", "Klarmarkera", "Spara svaret"}
